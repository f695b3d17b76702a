"""Markup of themes and plugins that nobody here has seen: found by crawling the real WordPress with themes of our own
(tests/wordpress/themes). What a visitor writes is never taken for the page's own; what no rule knows is a problem."""

from datetime import UTC, datetime

import pytest

from archiver.items import Comment
from tests.parse.saved import read_text
from tests.parse.test_other_years import URL, themed

TIME = '<time datetime="2012-05-03T10:22:00-04:30">May 3</time>'


def listed(*items: str) -> str:
    return themed(
        f'<ol class="comment-list">{"".join(items)}</ol>',
        heading="<h2 class='comments-title'>2 comments</h2>",
    )


def comments(*items: str) -> tuple[Comment, ...]:
    thread = read_text(listed(*items), url=URL).thread
    assert thread is not None
    return thread.comments


def core(words: str, *, number: int = 5, depth: int = 1, below: str = "") -> str:
    """A comment as WordPress's own template for themes without HTML5 prints it: its words stand loose."""
    return (
        f'<li class="comment depth-{depth}" id="comment-{number}"><div id="div-comment-{number}" class="comment-body">'
        '<div class="comment-author vcard"><cite class="fn">Ann</cite> <span class="says">says:</span></div>'
        f'<div class="comment-meta commentmetadata"><a href="{URL}#comment-{number}">May 3, 2012 at 10:22 am</a></div>'
        f"{words}</div>{below}</li>"
    )


def reply_link(number: int) -> str:
    return f'<div class="reply"><a class="comment-reply-link" href="?replytocom={number}#respond">Reply</a></div>'


@pytest.mark.parametrize(
    "written",
    ['<abbr title="2001-01-01T00:00:00Z">AN</abbr>', '<time datetime="2001-01-01T00:00:00Z">then</time>'],
)
def test_what_a_commenter_dates_is_not_when_the_comment_was_made(written: str) -> None:
    (comment,) = comments(core(f"<p>The {written} voted.</p>"))
    assert comment.published is not None
    assert comment.published.at == datetime(2012, 5, 3, 14, 52, tzinfo=UTC)
    assert comment.text.startswith("The ")


def test_loose_words_may_hold_a_character_that_lxml_does_not_set() -> None:
    (comment, other) = comments(core("One &#11;two <b>three</b> four"), core("<p>Beside it.</p>", number=6))
    assert comment.text.split() == ["One", "two", "three", "four"]
    assert other.text == "Beside it."


def test_whom_a_commenter_cites_is_not_the_author() -> None:
    quoting = '<li class="comment" id="comment-5"><div class="comment-meta">{}</div><p><cite>Eve</cite> said.</p></li>'
    (comment,) = comments(quoting.format(TIME))
    assert (comment.author, comment.text) == ("", "Eve said.")


def test_a_frame_named_like_the_words_is_not_the_words() -> None:
    (comment,) = comments(
        '<li class="comment depth-1" id="comment-5"><div class="comment-entry"><p class="comment-info"><cite>Ann</cite> '
        f"{TIME}</p><p>Well said.</p>{reply_link(5)}</div></li>"
    )
    assert (comment.author, comment.text) == ("Ann", "Well said.")
    assert comment.published is not None
    assert comment.published.at == datetime(2012, 5, 3, 14, 52, tzinfo=UTC)


@pytest.mark.parametrize(
    "added",
    [
        '<p class="comment-likes comment-not-liked" data-like-count="2" id="comment-like-5"><a href="#">Like</a> Liked by 2</p>',
        '<em class="comment-awaiting-moderation">Your comment is awaiting moderation.</em>',
    ],
)
@pytest.mark.parametrize("shape", ["loose", "named"])
def test_what_plugins_put_among_the_words_is_not_the_commenters(added: str, shape: str) -> None:
    words = f"<p>Well said.</p>{added}"
    named = f'<li class="comment" id="comment-5"><b class="fn">Ann</b><div class="comment-content">{words}</div></li>'
    (comment,) = comments(core(words) if shape == "loose" else named)
    assert comment.text == "Well said."


FORGED = '<div class="reply"><a class="comment-reply-link" href="#">Reply</a></div>'


def test_a_reply_link_that_names_no_comment_stays_and_proves_nothing() -> None:
    words = '<div class="comment-content"><p>See:</p>{}</div>'
    nested = (
        f'<li class="comment depth-2" id="comment-{n}"><b class="fn">Ann</b>{words.format(forged)}</li>'
        for n, forged in ((6, ""), (7, FORGED))
    )
    first, second, third = comments(
        '<li class="comment depth-1" id="comment-5"><b class="fn">Ann</b><div class="comment-content">a</div>'
        f'{reply_link(5)}<ul class="children">{"".join(nested)}</ul></li>'
    )
    assert 'class="comment-reply-link"' in third.html
    assert (second.parent_id, second.parent_known) == (5, True)
    assert not third.parent_known  # the limit may stand at depth 2: nobody offers to answer there
    assert first.parent_known


@pytest.mark.parametrize(
    "link",
    [
        '<a class="comment-reply-link" href="?replytocom=5#respond">Reply</a>',
        '<a class="comment-reply-link" href="#" data-commentid="5">Reply</a>',
        '<a class=\'comment-reply-link\' href=\'#\' onclick=\'return addComment.moveForm("comment-5", "5", "respond", "7")\'>R</a>',
        '<a class="comment-reply-login" href="/wp-login.php">Log in to Reply</a>',
    ],
)
def test_wordpress_reply_links_of_all_years_are_taken_out_of_the_words(link: str) -> None:
    words = f'<div class="comment-content"><p>Well said.</p>{link}</div>'
    page = listed(f'<li class="comment" id="comment-5"><b class="fn">Ann</b>{words}</li>')
    thread = read_text(page, url=URL).thread
    assert thread is not None
    assert (thread.threaded, thread.comments[0].text) == (True, "Well said.")


def test_comments_without_words_in_a_known_markup_are_a_problem_and_no_thread() -> None:
    item = (
        '<li class="comment" id="comment-5"><div class="box-body"><h4 class="box-heading">Ann</h4><small>'
        f'{TIME}</small><div class="box-text"><p>Well said.</p></div></div></li>'
    )
    facts = read_text(listed(item), url=URL)
    assert facts.thread is None
    assert {problem.kind for problem in facts.problems} == {"unknown-markup"}
    assert "Well said." in facts.problems[0].detail


def test_authors_and_times_in_an_unknown_markup_are_problems() -> None:
    item = (
        '<li class="comment" id="comment-5"><p class="who">Ann</p><i class="when">3 days ago</i>'
        '<div class="comment-content">Well said.</div></li>'
    )
    facts = read_text(listed(item), url=URL)
    assert facts.thread is not None
    assert {problem.kind for problem in facts.problems} == {"comment-author-unknown", "comment-clock-unknown"}


def test_a_theme_that_prints_no_author_and_no_words_for_a_0_is_no_problem() -> None:
    item = f'<li class="comment depth-1" id="comment-5"><div class="wp-block-comment-date">{TIME}</div></li>'
    facts = read_text(listed(item), url=URL)
    assert facts.problems == ()
    assert facts.thread is not None
    assert facts.thread.comments[0].text == ""


def test_where_pingbacks_stand_apart_what_stands_at_the_top_may_answer_one() -> None:
    ping = '<li class="pingback" id="comment-9"><b class="fn">Notes</b></li>'
    talk = core("<p>a</p>" + reply_link(5))
    apart = listed(talk).replace("</ol>", f'</ol><ol class="comment-list">{ping}</ol>', 1)
    thread = read_text(apart, url=URL).thread
    assert thread is not None
    assert [(each.comment_id, each.parent_known) for each in thread.comments] == [(5, False), (9, False)]
    assert all(each.parent_known for each in comments(talk, ping))


def test_a_text_that_begins_like_a_comments_head_is_words_all_the_same() -> None:
    (comment,) = comments(
        f'<li class="comment" id="comment-5"><b class="fn">Ann</b>{TIME}<div class="comment-content">'
        '<div class="comment-author">Eve</div><p>Well said.</p></div></li>'
    )
    assert (comment.author, comment.text) == ("Ann", "Eve\n\nWell said.")


@pytest.mark.parametrize("place", ["before", "behind"])
def test_a_login_link_outside_all_comments_offers_no_answer(place: str) -> None:
    """WordPress prints one with the same class for the post itself; then the page is a flat one, where nobody's parent is known."""
    link = '<a class="comment-reply-login" href="/wp-login.php">Log in to leave a comment</a>'
    form = '<form action="/wp-comments-post.php" id="commentform"></form>'
    page = listed(
        '<li class="comment" id="comment-5"><b class="fn">Ann</b><div class="comment-content">a</div></li>'
    )
    around = (link, form) if place == "before" else ("", form + link)
    thread = read_text(
        page.replace("<ol", f"{around[0]}<ol").replace("</ol>", f"</ol>{around[1]}"), url=URL
    ).thread
    assert thread is not None
    assert thread.threaded is False
    assert [comment.parent_known for comment in thread.comments] == [False]
