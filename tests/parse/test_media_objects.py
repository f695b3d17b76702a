"""Comments as Bootstrap's media objects: the author is a heading, and the words stand loose behind it."""

from datetime import UTC, datetime

import pytest

from archiver.items import Comment
from tests.parse.saved import read_text
from tests.parse.test_foreign_themes import reply_link
from tests.parse.test_other_years import URL, themed

AT = datetime(2012, 5, 3, 14, 52, tzinfo=UTC)
TIME = f'<a href="{URL}#comment-5"><time datetime="2012-05-03T10:22:00-04:30">May 3</time></a>'
AVATAR = '<a class="pull-left" href="#"><img class="media-object avatar" src="a.png" alt=""></a>'
REPLY = '<a class="comment-reply-link btn btn-xs" href="?replytocom={0}#respond">Reply</a>'


def media(number: int, heading: str, words: str, below: str = "", identity: str = "comment-{}") -> str:
    return (
        f'<li class="media" id="{identity.format(number)}">{AVATAR}<div class="media-body">'
        f'<h4 class="media-heading">{heading}</h4>{words}{below}</div></li>'
    )


def page(*items: str) -> str:
    return themed(
        f'<ul class="media-list">{"".join(items)}</ul>', heading="<h2 class='comments-title'>2 comments</h2>"
    )


def comments(*items: str) -> tuple[Comment, ...]:
    facts = read_text(page(*items), url=URL)
    assert facts.problems == ()
    assert facts.thread is not None
    return facts.thread.comments


@pytest.mark.parametrize("identity", ["comment-{}", "li-comment-{}", "div-comment-{}"])
@pytest.mark.parametrize(
    ("heading", "before", "author_url"),
    [
        (f"Ann <small>{TIME}</small>", "", ""),
        ("Ann", TIME, ""),
        ("Ann", f'<p class="text-muted"><small>{TIME}</small></p>', ""),
        (
            f'<a href="http://ann.example/" rel="external nofollow" class="url">Ann</a> {TIME}',
            "",
            "http://ann.example/",
        ),
        (f"{TIME} <strong>Ann</strong>", "", ""),
        (f"Ann&#11; <small>{TIME}</small>", "", ""),
    ],
    ids=["time-in-heading", "time-behind", "time-in-p", "linked", "time-first", "odd-character"],
)
def test_a_thread(identity: str, heading: str, before: str, author_url: str) -> None:
    words = f"{before}<p>Well <b>said</b>.</p>\n<p>Indeed.</p>{REPLY}"
    second = media(6, "Bob", f"{TIME}<p>No.</p>{REPLY.format(6)}", identity=identity)
    first, answer = comments(
        media(5, heading, words.format(5), f'<ul class="media-list">{second}</ul>', identity)
    )
    assert (first.author.strip(), first.author_url, first.text) == (
        "Ann",
        author_url,
        "Well said.\n\nIndeed.",
    )
    assert first.published is not None
    assert first.published.at == AT
    assert (answer.author, answer.text) == ("Bob", "No.")
    assert (answer.comment_id, answer.parent_id, answer.depth) == (6, 5, 2)


@pytest.mark.parametrize("before", ["", TIME])
def test_the_words_may_stand_in_no_element(before: str) -> None:
    (comment,) = comments(media(5, "Ann", f"{before} Well &#11; <i>said</i>, she. {REPLY.format(5)}"))
    assert (comment.author, comment.text.split()) == ("Ann", ["Well", "said,", "she."])


def test_the_heading_may_stand_in_a_frame_of_its_own() -> None:
    (comment,) = comments(
        '<li class="comment media" id="comment-5"><article class="comment-body media"><div class="media-body">'
        f'<div class="panel-heading"><h5 class="media-heading"><cite class="fn">Ann</cite> says:</h5>{TIME}</div>'
        f"<p>Well said.</p>{reply_link(5)}</div></article></li>"
    )
    assert (comment.author, comment.text) == ("Ann", "Well said.")
    assert comment.published is not None


def test_links_beneath_the_words_are_none_of_them() -> None:
    links = f'<ul class="list-inline"><li><a href="#">Edit</a></li><li>{REPLY.format(5)}</li></ul>'
    (comment,) = comments(media(5, "Ann", f"{TIME}<p>Well said.</p>{links}"))
    assert comment.html == "<p>Well said.</p>"


def test_answers_may_stand_in_the_body_in_any_element() -> None:
    inner = '<div class="media" id="comment-6"><div class="media-body"><h4 class="media-heading">Bob</h4><p>No.</p></div></div>'
    first, answer = comments(
        media(5, "Ann", f"{TIME}<p>Well said.</p>", f'<div class="answers">{inner}</div>')
    )
    assert (first.text, answer.text, answer.parent_id) == ("Well said.", "No.", 5)


def test_without_a_number_of_wordpress_it_is_a_problem() -> None:
    facts = read_text(page(media(5, "Ann", f"{TIME}<p>Well said.</p>", identity="c{}")), url=URL)
    assert facts.thread is None
    assert [problem.kind for problem in facts.problems] == ["unknown-markup"]
