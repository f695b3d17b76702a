"""Shapes that themes from elsewhere printed on a running WordPress whose database told what was meant."""

import pytest

from archiver.items import Article, Comment
from tests.parse.saved import read_text
from tests.parse.test_other_years import URL, themed
from tests.parse.test_wild_comments import AT, DAY, NAME, WORDS


def told(items: str) -> tuple[list[str], tuple[Comment, ...]]:
    """The kinds of the page's problems, and its comments."""
    page = themed(
        f'<ol class="commentlist">{items}</ol>', heading='<h2 class="comments-title">2 comments</h2>'
    )
    facts = read_text(page, url=URL)
    assert facts.thread is not None
    return [each.kind for each in facts.problems], facts.thread.comments


def item(number: int, inner: str, *, depth: int = 1) -> str:
    """An item without an id, as a theme prints it whose reply link alone bears the number."""
    link = f'<a class="comment-reply-link" data-commentid="{number}" href="{URL}?replytocom={number}#respond">Reply</a>'
    head = f'<div class="comment-author"><b class="fn">N{number}</b> <a href="{URL}#comment-{number}">{DAY}</a></div>'
    return f'<li class="comment depth-{depth}"><div>{head}<div class="x-comment-content">{WORDS}{link}</div></div>{inner}</li>'


PING = '<li class="pingback depth-1" id="comment-6"><p>Pingback: <a class="url" href="http://b.example">B</a></p></li>'


def test_comments_without_an_id_stand_beside_a_pingback_that_has_one() -> None:
    problems, comments = told(
        item(5, f'<ul class="children">{item(8, "", depth=2)}</ul>') + PING + item(7, "")
    )
    assert problems == []
    assert [(each.comment_id, each.kind, each.parent_id) for each in comments] == [
        (5, "comment", None),
        (8, "comment", 5),
        (6, "pingback", None),
        (7, "comment", None),
    ]


AUTHORS = {
    "joined to the time": "<header class='comment-author'>{} on <time datetime='2012-05-03'><a href='#comment-5'>"
    f"{DAY}</a></time></header>",
    "in a span with the time": "<header class='comment-author'><span class='x-meta'>{} on <time datetime='2012-05-03'>"
    f"<a href='#comment-5'>{DAY}</a></time></span></header>",
    "a heading that holds the day": f"<h4 class='name'>{{}}<span class='comment_date'> | {DAY}</span></h4>",
    "who wrote the post": "<div class='comment-author-link'><i class='x'></i>{}<span>Post author</span></div>"
    f"<div class='comment-meta'>{DAY}</div>",
}


@pytest.mark.parametrize("name", ["Ana", NAME])
@pytest.mark.parametrize("shape", AUTHORS)
def test_a_name_ends_before_what_stands_beside_it(shape: str, name: str) -> None:
    head = AUTHORS[shape].format(name)
    problems, (comment,) = told(
        f'<li class="comment depth-1" id="comment-5">{head}<div class="comment-text">{WORDS}</div></li>'
    )
    assert (comment.author, comment.author_url) == ("Ana", "http://ana.example" if name == NAME else "")
    assert comment.published is not None
    assert (problems, comment.published.at) == ([], AT)


TIMES = {
    "an icon before it": f'<span class="author">{NAME}</span> <span class="date"><i class="x"></i>{DAY}</span>',
    "an attribute of machines": f'<span class="author">{NAME}</span> <span class="date" datetime="2012-05-03T10:22:00-04:30">'
    "<i></i>3 May - 10.22</span>",
    "one line with the name": '<cite class="comment-author commentmetadata"><span class="fn">June 4, 2009 at 1:00 pm</span> '
    f'<span class="date">{DAY}</span></cite>',
}


@pytest.mark.parametrize("shape", TIMES)
def test_the_time_beside_a_name(shape: str) -> None:
    problems, (comment,) = told(
        f'<li class="comment depth-1" id="comment-5"><div>{TIMES[shape]}<div class="comment-content">{WORDS}</div></div></li>'
    )
    assert comment.published is not None
    assert (problems, comment.published.at) == ([], AT)


ODD = '<p>He <abbr title="2001-01-01T00:00:00Z">was</abbr> there.</p>'
HEAD = f'<div class="comment-meta"><div class="x-author"><cite class="fn">{NAME}</cite></div><div class="{{}}">{DAY}</div></div>'


@pytest.mark.parametrize("dated", ["commentdate", "x-when"])
def test_the_line_about_a_comment_is_none_of_its_words(dated: str) -> None:
    _, (comment,) = told(
        f'<li class="comment depth-1" id="comment-5"><div class="x">{HEAD.format(dated)}{ODD}</div></li>'
    )
    assert comment.published is not None
    assert (comment.text, comment.published.at) == ("He was there.", AT)


@pytest.mark.parametrize(
    "words",
    [
        f'<div class="text_holder" id="comment-5">{WORDS}</div>',
        f'<section id="comment-content-5" class="comment">{WORDS}</section>',
        f'<div class="x"><div id="commentbody-5">{WORDS}</div></div>',
        f'<div class="content">{WORDS}</div>',
        f'<div class="comment-content">{WORDS}<div class="x-actions"><div class="clear"></div></div></div>',
        f'<span class="x-holder"><i class="fa"></i></span>{WORDS}',
    ],
)
def test_a_themes_own_frames_are_none_of_the_words(words: str) -> None:
    head = f'<h5 class="name">{NAME}</h5><span class="comment_date">{DAY}</span>'
    _, (comment,) = told(
        f'<li class="comment depth-1"><div class="comment"><div class="text">{head}{words}</div></div>'
        f'<a class="comment-reply-link" href="{URL}?replytocom=5#respond">Reply</a></li>'
    )
    assert comment.html.replace("\n", "") == WORDS


def test_words_between_a_heading_with_the_name_and_the_time() -> None:
    head = f'<div class="comment_info"><h5 class="name">{NAME}</h5></div>'
    words = f'<div class="text_holder" id="comment-5">{WORDS}</div><span class="comment_date">{DAY}</span>'
    problems, (comment,) = told(f'<li><div class="comment"><div class="text">{head}{words}</div></div></li>')
    assert (problems, comment.author, comment.text) == ([], "Ana", "One.\n\nTwo.")


def below(number: int, depth: int, inner: str = "") -> str:
    """What WordPress's classes tell, two steps too low."""
    head = f'<span class="fn">N{number}</span> <span class="comment-date">{DAY}</span>'
    words = f'<div class="comment-content">{WORDS}</div>'
    return (
        f'<li id="li-comment-{number}"><div id="comment-{number}"><div class="comment depth-{depth}">{head}{words}'
        f"</div></div></li>{inner}"
    )


def test_the_depth_two_steps_below_the_item() -> None:
    _, comments = told(below(5, 1, f'<ul class="children">{below(6, 2)}</ul></li>') + below(7, 1))
    assert [(each.comment_id, each.depth, each.parent_id) for each in comments] == [
        (5, 1, None),
        (6, 2, 5),
        (7, 1, None),
    ]


def bare(number: int, depth: int | None) -> str:
    """A comment with an id, its depth printed or not."""
    kind = f'class="comment depth-{depth}"' if depth else ""
    head = (
        f'<div class="comment-author"><b class="fn">N{number}</b></div><div class="comment-meta">{DAY}</div>'
    )
    return f'<li {kind} id="comment-{number}">{head}<div class="comment-content">{WORDS}</div></li>'


@pytest.mark.parametrize(
    ("offer", "threaded"),
    [
        ("", False),
        ('<div class="reply"></div>', False),
        ('<div class="x-reply-button"><span>Reply</span></div>', None),
        (f'<a class="comment-reply-link" href="{URL}?replytocom=5#respond">Reply</a>', True),
    ],
)
def test_a_plugins_own_button_to_reply_leaves_open_whether_a_page_is_threaded(
    offer: str, threaded: bool | None
) -> None:
    head = f'<div class="comment-author"><b class="fn">Ana</b></div><div class="comment-meta">{DAY}</div>'
    page = themed(
        f'<div class="comment depth-1"><div id="comment-5">{head}<div class="comment-text">{WORDS}</div>{offer}</div></div>'
    )
    thread = read_text(page, url=URL).thread
    assert thread is not None
    assert (thread.threaded, len(thread.comments)) == (threaded, 1)


@pytest.mark.parametrize("depths", [(1, 2), (None, None)])
def test_what_answers_a_pingback_without_a_number_answers_no_other(depths: tuple[int | None, ...]) -> None:
    top, reply = depths
    ping = f'<li class="post pingback"><p>Pingback: B</p><ul class="children">{bare(6, reply)}{bare(8, reply)}</ul></li>'
    problems, comments = told(bare(5, top) + ping + bare(7, top))
    assert problems == ["pingback-without-number"]
    assert [(each.comment_id, each.parent_id) for each in comments] == [
        (5, None),
        (6, None),
        (8, None),
        (7, None),
    ]
    known = {each.comment_id: each.parent_known for each in comments}
    assert (known[6], known[8]) == (False, False)


@pytest.mark.parametrize(
    "pings",
    [
        '<ol class="pinglist"><li class="ping"><div>B</div></li></ol>',
        '<ul><li><div class="comment pingback-comment"><h5>Pingback: B</h5></div></li></ul>',
        '<ol class="commentlist"><li class="comment"><h3>Trackback from: <a href="http://b.example">B</a></h3></li></ol>',
    ],
)
def test_pingbacks_listed_apart_without_numbers_are_told(pings: str) -> None:
    problems, (comment,) = told(f"{bare(5, 1)}</ol>{pings}<ol>")
    assert problems == ["pingback-without-number"]
    assert (comment.parent_id, comment.parent_known) == (None, False)


def article_of(head: str, words: str, foot: str = "") -> tuple[list[str], Article]:
    """The kinds of the problems and the article of a page whose ``<title>`` is the post's and the site's."""
    page = (
        '<html><head><title>The Bridge &#8211; Gazette</title></head><body class="single single-post postid-7">'
        f'<div id="post-7" class="post-7 post hentry">{head}{words}{foot}</div></body></html>'
    )
    facts = read_text(page, url=URL)
    assert facts.article is not None
    return [each.kind for each in facts.problems], facts.article


@pytest.mark.parametrize(
    "heading",
    ["<h2>The Bridge</h2>", '<h2 class="entry_title"><span class="date">03 May</span> The Bridge</h2>'],
)
@pytest.mark.parametrize("frame", ["postcontent", "post_text_inner"])
def test_a_title_that_begins_the_bodys_element(heading: str, frame: str) -> None:
    _, article = article_of("", f'<div class="{frame}">{heading}{WORDS}</div>')
    assert (article.title, article.text) == ("The Bridge", "One.\n\nTwo.")


def test_a_heading_of_the_authors_that_repeats_the_title_is_the_authors() -> None:
    body = f'<div class="entry-content"><h2>The Bridge</h2>{WORDS}</div>'
    _, article = article_of('<h1 class="entry-title">The Bridge</h1>', body)
    assert article.text == "The Bridge\n\nOne.\n\nTwo."
    _, article = article_of("", body.replace("The Bridge", "Bridges"))
    assert article.text == "Bridges\n\nOne.\n\nTwo."


BODY = f'<div class="entry-content">{WORDS}</div>'


@pytest.mark.parametrize(
    "line",
    [
        f'<p class="post-byline">by Ana &middot; {DAY}</p>',
        f'<div class="info"><span class="date">{DAY}</span><span>Ana</span></div>',
        f'<span class="x-infos"><time class="date-container updated">{DAY}</time> / 2 Comments</span>',
    ],
)
def test_a_day_in_a_line_of_a_themes_own(line: str) -> None:
    _, article = article_of(f'<h1 class="entry-title">The Bridge</h1>{line}', BODY)
    assert article.published is not None
    assert article.published.at == AT


def test_a_post_listed_inside_another_lends_it_nothing() -> None:
    other = (
        '<div class="post-9 post hentry"><img class="wp-post-image" src="/9.jpg"><time class="entry-date" '
        'datetime="2011-01-01T00:00:00Z">2011</time></div>'
    )
    _, article = article_of('<h1 class="entry-title">The Bridge</h1>', BODY, other)
    assert (article.image_url, article.published) == ("", None)


@pytest.mark.parametrize("frame", ["pagination", "x-pages"])
def test_what_leads_to_a_posts_pages_is_none_of_its_words(frame: str) -> None:
    pages = (
        f'<div class="{frame}">Pages: <span class="post-page-numbers current">1</span> '
        f'<a class="post-page-numbers" href="{URL}2/">2</a></div>'
    )
    _, article = article_of(
        '<h1 class="entry-title">The Bridge</h1>', f'<div class="entry-content">{WORDS}{pages}</div>'
    )
    assert (article.text, article.part, article.parts) == ("One.\n\nTwo.", 1, 2)


def test_a_title_above_the_thread_claims_nothing() -> None:
    title = "5 thoughts on “5 thoughts on “Five””"
    page = (
        f'<html><head><title>{title} - Gazette</title></head><body class="single single-post postid-7"><div id="post-7" '
        f'class="post-7 post hentry"><div class="postcontent"><h2>{title}</h2>{WORDS}</div><ul class="commentlist">{bare(5, 1)}'
        "</ul></div></body></html>"
    )
    thread = read_text(page, url=URL).thread
    assert thread is not None
    assert (thread.claimed, len(thread.comments)) == (None, 1)


@pytest.mark.parametrize("page", ["", "comment-page-2/"])
def test_a_link_within_the_post_is_the_same_on_every_page_of_its_thread(page: str) -> None:
    link = '<p><a href="?x=1">x</a> <a href="more/">more</a></p>'
    source = themed(
        f'<ol class="commentlist">{bare(5, 1).replace(WORDS, link)}</ol>',
        heading='<h2 class="comments-title">1 comment</h2>',
    )
    facts = read_text(source.replace("<p>Words.</p>", link), url=URL + page)
    assert facts.article is not None
    assert facts.thread is not None
    assert facts.article.links == facts.thread.comments[0].links == (f"{URL}?x=1", f"{URL}more/")
