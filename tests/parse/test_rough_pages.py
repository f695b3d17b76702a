"""Pages made of what parsers stumble on: none raises, and what a page costs grows no faster than its size."""

import contextlib
import random
from collections.abc import Callable
from functools import partial

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import TooDeep
from archiver.items import PageFacts
from archiver.parse import deep
from archiver.parse.body import body_of
from archiver.parse.deep import bound
from archiver.parse.text import name_of
from archiver.parse.tree import Document, compiled, html5_tree, html_tree, items_misnest
from archiver.sites import site_named
from archiver.sites.newspaper import NEWSPAPER
from tests.parse.saved import CARACAS, plain, read_text
from tests.work import lines_run

POST = f"{CARACAS}/2018/12/11/slug/"

TAGS = st.sampled_from(
    [
        "li",
        "ul",
        "ol",
        "div",
        "article",
        "section",
        "footer",
        "cite",
        "p",
        "a",
        "b",
        "time",
        "span",
        "blockquote",
        "table",
        "tr",
        "td",
        "form",
        "select",
        "svg",
        "math",
        "template",
        "noscript",
        "iframe",
        "textarea",
        "script",
        "style",
        "title",
        "frameset",
        "body",
        "html",
        "head",
        "meta",
        "link",
        "img",
        "input",
        "pre",
        "plaintext",
        "h1",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "id='comment-1'", "id='li-comment-2'", "id='div-comment-2'", "id='comment-2'", "class='comment depth-2'",
        "class=children", "class='comment-content'", "class='td-post-content'", "class=comment-reply-link", "class=fn",
        "class='comment-author vcard'", "class='comment-meta commentmetadata'", "class='pingback comment'",
        "id=comments", "id=respond", "id='post-7'", "class='hentry post-7 category-x'", "href='?cpage=²'",
        "href='/2018/12/11/slug/comment-page-3/#comments'", "href='http://[1'", "pubdate='1544536931'",
        "datetime='0001-01-01T00:00:00+14:00'", "datetime='9999-12-31T23:59:59-14:00'", "itemprop=author",
        "xmlns:x='y'", "a:b='c'", "style='background:url(1'", "class='td_pull_quote'", "rel=canonical",
        "rel='category tag'", "class='entry-content'", "class='jp-relatedposts'", "class='comments-title'", "<='x'",
        '"=1', "class='td-category'", "name=generator content='WordPress 4.9'",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    [
        "x", "22 COMMENTS", "²²² 12, 2018", "December 31, 9999 at 11:59 pm", "<!-- a -- b -->", "<!doctype html x>",
        "<?xml x?>", "<![CDATA[ x ]]>", "&#0;", "&#xD800;", "&#x110000;", "&#11;", "&#xFFFE;", "&#12a;", "\x00",
        "\ufffe", "\x0b", "\x0c", "\x1f", "</p>", "</li></li>", "Caracas Chronicles is 100% reader-supported", "“",
        "May 3, 2012 at 10:22 am",
    ]
)  # fmt: skip
OPENED = st.tuples(TAGS, st.lists(ATTRIBUTES, max_size=3)).map(lambda it: f"<{it[0]} {' '.join(it[1])}>")
PIECES = st.one_of(OPENED, OPENED, TAGS.map(lambda tag: f"</{tag}>"), WORDS)
HEADS = st.sampled_from(
    [
        "",
        "<html><body class='single single-post postid-7'>",
        "<body class=page><div class='td-post-content'>w</div>",
    ]
)
MARKUP = st.tuples(HEADS, st.lists(PIECES, max_size=60)).map(lambda it: it[0] + "".join(it[1]))


@settings(max_examples=300)
@given(MARKUP)
def test_no_markup_raises(markup: str) -> None:
    for site in ("caracas", "wordpress"):
        facts = read_text(markup.encode("utf-8", "surrogatepass"), site, url=POST)
        assert isinstance(facts, PageFacts)
        plain(facts)


@settings(max_examples=150)
@given(MARKUP)
def test_html5s_rules_raise_nothing_either(markup: str) -> None:
    html5_tree(markup.encode("utf-8", "surrogatepass"))


def test_where_html5lib_asserts_more_than_holds_the_quick_tree_is_taken() -> None:
    page = b"<p>a</p><table><svg><html>"
    with pytest.raises(AssertionError):
        html5lib.parse(page.decode(), namespaceHTMLElements=False)
    assert compiled("//p")(html5_tree(page))[0].text == "a"


@pytest.mark.parametrize(
    "held_not", ["&#11;", "&#xB;", "&#x00000B", "&#xfffe;", "\x0b", "\ufffe", "\x1f", "\x00"]
)
def test_characters_that_no_tree_can_hold_are_told_by_the_replacement(held_not: str) -> None:
    tree = html5_tree(f"<p>a{held_not}.b</p>".encode())
    assert compiled("//p")(tree)[0].text == "a\ufffd.b"


@pytest.mark.parametrize("kept", ["&#9;", "&#x41;", "&#65", "&#8364;", "é", "&eacute;", "&#128;"])
def test_all_others_stay(kept: str) -> None:
    quick, slow = (
        compiled("//p")(tree(f"<p>a{kept}.b</p>".encode()))[0].text for tree in (html_tree, html5_tree)
    )
    assert slow == quick or kept == "&#128;"  # HTML5 alone reads that as windows-1252
    assert "\ufffd" not in (slow or "")


def test_a_form_feed_is_space() -> None:
    assert compiled("//p")(html5_tree(b"<p>a\x0cb&#12;c</p>"))[0].text == "a b c"


def test_a_reply_beneath_a_comment_that_stands_twice() -> None:
    one = '<li id="comment-1" class="comment"><div class="comment-content">a</div>'
    two = '<li id="comment-2" class="comment"><div class="comment-content">b</div></li>'
    page = f'<html><body class="single"><div class="entry-content">w</div><ol>{one}</li>{one}<ul>{two}</ul></li></ol>'
    facts = read_text(page, url=POST)
    assert facts.thread is not None
    assert [(each.comment_id, each.text) for each in facts.thread.comments] == [(1, "a"), (2, "b")]
    assert [problem.kind for problem in facts.problems] == ["comment-twice"]


APPEAL = "<p>Caracas Chronicles is 100% reader-supported. Give.</p>"


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (APPEAL, "Words."),
        (APPEAL * 3, "Words."),
        (f"<div>{APPEAL}</div><p> </p>", "Words."),
        (f"<div><div>{APPEAL}<p></p></div>{APPEAL}</div>", "Words."),
        (f"<div><p>More.</p>{APPEAL}</div>", "Words.\n\nMore."),
        (
            f"<div>{APPEAL}<p>More.</p></div>",
            "Words.\n\nCaracas Chronicles is 100% reader-supported. Give.\n\nMore.",
        ),
        ("<div>Caracas Chronicles is 100% reader-supported: <a href='/'>give</a></div>", "Words."),
        (f"{APPEAL}<p>More.</p>", "Words.\n\nCaracas Chronicles is 100% reader-supported. Give.\n\nMore."),
        (f"{APPEAL}more", "Words.\n\nCaracas Chronicles is 100% reader-supported. Give.\n\nmore"),
        ("<div>" * 1200 + APPEAL, "Words.\n\nCaracas Chronicles is 100% reader-supported. Give."),
    ],
)
def test_the_appeal_is_taken_off_the_end_alone(end: str, text: str) -> None:
    page = f"<html><body class='single'><div class='td-post-content'><p>Words.</p>{end}"
    article = read_text(page, url=POST).article
    assert article is not None
    # How blocks stand apart is another rule's matter.
    assert article.text.split() == text.split()


# --- work: lines of ours that run, not seconds


def _lines_run(call: Callable[[], object]) -> int:
    """How many lines of archiver.parse the call runs."""
    return lines_run(call, "archiver/parse")[0]


def _comment(number: int, words: str = "w", under: str = "") -> str:
    return f'<li class="comment" id="comment-{number}"><div class="comment-content"><p>{words}</p></div>{under}</li>'


def _page(body: str = "<p>W</p>", thread: str = "", heading: str = "") -> str:
    return (
        '<html><body class="single single-post postid-7"><div class="post-7 hentry" id="post-7">'
        f'<h1 class="entry-title">T</h1><div class="td-post-content">{body}</div></div><div id="comments">'
        f'<h2 class="comments-title">{heading}</h2><ol class="comment-list">{thread}</ol></div></body></html>'
    )


GROWING: dict[str, Callable[[int], str]] = {
    "comments": lambda n: _page(thread="".join(_comment(i) for i in range(n))),
    "nested": lambda n: _page(thread="".join(_comment(i).replace("</li>", "<ul>") for i in range(n // 8))),
    "links": lambda n: _page("".join(f'<a href="/2018/12/11/s{i}/">x</a>' for i in range(n))),
    "quotes": lambda n: _page(
        "".join(f"<blockquote class=td_pull_quote>q {i}</blockquote>" for i in range(n))
    ),
    "furniture": lambda n: _page("<script></script>text " * n),
    "appeals": lambda n: _page("<p>W</p>" + "<p></p>" * n + APPEAL * n + "<p></p>" * n),
    "wrapped": lambda n: _page("<div>" * (n // 4) + APPEAL),
    "reply links": lambda n: _page(thread=_comment(1, "<a class=comment-reply-link>r</a>t" * n)),
    "parts": lambda n: _page("<div class=page-nav-post>" + "<a>1</a>" * n + "</div>"),
    "pages": lambda n: _page(
        thread="".join(f'<a href="/2018/12/11/slug/comment-page-{i}/">x</a>' for i in range(n))
    ),
    "lists": lambda n: _page(thread=_comment(1) + "<ol>" * (n // 8) + "</li>" * (n // 8)),
    "lines about it": lambda n: _page(
        thread='<li class="comment" id="comment-1">'
        + '<div class="comment-meta">Ana</div>' * n
        + '<span class="date">x</span>' * n
    ),
    "pictures": lambda n: _page('<img class=wp-post-image srcset="' + "a 1w, " * n + '">'),
}


@pytest.mark.parametrize("what", GROWING)
def test_work_grows_with_size(what: str) -> None:
    make = GROWING[what]
    read_text(make(80), url=POST)  # selectors are compiled once
    small, large = (_lines_run(partial(read_text, make(size), url=POST)) for size in (250, 1000))
    assert large <= 6 * small + 2000, (what, small, large)  # 4 times the size; squared would be 16


def test_lists_are_counted_not_searched() -> None:
    page = b"<ol>" * 60_000 + b"</li>" * 60_000
    small, large = (_lines_run(partial(items_misnest, page[:end])) for end in (len(page) // 9, len(page)))
    assert large <= 20 * small
    assert not items_misnest(page)
    assert items_misnest(b"<ol><li>a<ol></ol><li>b</li></li></ol>")
    assert not items_misnest(b"<ol><li>a<ol><li>b</li></ol></li></ol></ol></li><li>c</li>")


def test_names_with_much_space() -> None:
    tree = html_tree(b"<p>a" + b" " * 300_000 + b"b \n  c</p>")
    assert name_of(compiled("//p")(tree)[0]) == "a" + " " * 300_000 + "b c"


def test_furniture_goes_and_the_text_after_it_stays() -> None:
    rng = random.Random(7)
    marks = [f"t{number} " for number in range(400)]
    pieces = [f"{'<script>x</script>' if rng.random() < 0.5 else '<b>y</b>'}{mark}" for mark in marks]
    source = f"<html><body class='single'><div class='td-post-content'>{''.join(pieces)}</div></body></html>".encode()
    document = Document.of(html_tree(source), source)
    body, _ = body_of(document, document.root, site_named("caracas"), NEWSPAPER, POST)
    assert body.text.replace("y", "").split() == "".join(marks).split()
    assert "script" not in body.html


@pytest.mark.parametrize(
    ("box", "text"),
    [
        ('<div class="newsletter"><p>Dear reader.</p></div>', "One.\n\nDear reader.\n\nTwo."),
        ('<div class="newsletter">Sign up <form><input type="email"></form></div>', "One.\n\nTwo."),
        ('<div class="code-block">x = 1</div>', "One.\n\nx = 1\n\nTwo."),
        ('<div class="code-block code-block-3">Advertisement</div>', "One.\n\nTwo."),
        ('<p><ins datetime="2012-05-03T10:00:00+00:00">Since then.</ins></p>', "One.\n\nSince then.\n\nTwo."),
        ('<ins class="adsbygoogle" data-ad-slot="1"></ins>', "One.\n\nTwo."),
    ],
)
def test_furniture_is_not_what_an_author_may_write(box: str, text: str) -> None:
    source = f"<html><body class='single'><div class='entry-content'><p>One.</p>{box}<p>Two.</p></div></body></html>"
    article = read_text(source).article
    assert article is not None
    assert article.text == text
    assert ("adsbygoogle" in article.html) is False


DEEP = {
    "one kind": lambda n: "<div>" * n + "deep" + "</div>" * n,
    "strangers close": lambda n: "<div></i></b>" * n,
    "nothing reaches out of a table": lambda n: "<div><table></div>" * n,
    "a cell in a table": lambda n: "<table><td><div></table></div>" * 9 + "<object><div></div>" * n,
}


@pytest.mark.parametrize("what", DEEP)
def test_a_page_nested_without_end_lands_as_a_problem(what: str) -> None:
    source = _page(thread=_comment(1) + DEEP[what](200_000))
    facts = read_text(source, url=POST)
    assert (facts.kind, facts.article, facts.thread) == ("unparsed", None, None)
    assert [problem.kind for problem in facts.problems] == ["nested-too-deep"]


def test_what_is_looked_at_is_bounded_and_told_in_one_pass() -> None:
    small, large = (
        _lines_run(partial(_bounded, f"{'<div>' * n}{'<b>x</b>' * n}{'</div>' * n}".encode()))
        for n in (250, 1000)
    )
    assert large <= 5 * small
    endless = _lines_run(partial(_bounded, b"<div>" * 1_000_000))
    assert endless < 12 * 7_000  # it stops at 6,325 elements: 20,000,000 steps


def _bounded(body: bytes) -> None:
    with contextlib.suppress(TooDeep):
        bound(body)


@pytest.mark.parametrize(
    "page",
    [
        "<p>words<li>item<tr>" * 50_000,  # ends that may be left out
        "<img src=a><br><input>" * 50_000,
        "<div><span>a</div>" * 50_000,  # the end of what is around it closes it
        "<table><tr><td><b>a</table>" * 50_000,
    ],
)
def test_a_long_page_is_not_a_deep_one(page: str) -> None:
    bound(page.encode())


@pytest.mark.parametrize(
    "content", ["<path d='M0 0'/>", "<path d='M0 0' /><stop offset=1 />", "<g><use href='#a'/></g>"]
)
def test_a_drawing_of_many_parts_is_not_a_deep_one(content: str) -> None:
    misnested = "<ul><li>a<li>b</li></li></ul>"  # so that HTML5's rules are asked
    drawing = f"<svg viewBox='0 0 9 9'>{content * 7_000}</svg>"
    facts = read_text(_page(thread=_comment(1) + misnested + drawing), url=POST)
    assert (facts.kind, facts.problems) == ("article", ())


def _fonts(number: int) -> str:
    return "".join(f"<font size={each}>" for each in range(number))


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (_fonts(300), "formatting elements are open"),  # each is compared with those before it
        ("<p>" + _fonts(40) + "<p>x" * 200, "open at once"),  # each paragraph opens them again
        (_fonts(100) + "</b>" * 1_000, "open at once"),  # each end is looked for among them
        ("<table>" + "<b>x</b>" * 600, "beside a table"),
    ],
    ids=["compared", "opened-again", "looked-for", "before-a-table"],
)
def test_formatting_without_end_and_what_stands_wrongly_in_a_table_is_bounded_by_what_is_done(
    page: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(page.encode())
    html5_tree(page.encode())
    monkeypatch.setattr(deep, "MOST_OPEN", 1_000_000)
    with pytest.raises(TooDeep, match=told):
        html5_tree(page.encode())


@pytest.mark.parametrize(
    "page",
    [
        "<div title='<svg>'>" + "<path/>" * 2_000,
        "<!-- <svg> -->" + "<path/>" * 2_000,
        "<svg><b>" + "<path/>" * 2_000,  # an HTML element ends the drawing
        "<svg><foreignObject>" + "<path/>" * 2_000,
        "<b><div></b>" * 2_000,  # formatting that is closed too early is opened again
    ],
    ids=["attribute", "comment", "out-of-svg", "within-svg", "formatting"],
)
def test_what_only_seems_to_be_closed_is_watched(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bound(page.encode())
    monkeypatch.setattr(deep, "MOST_OPEN", 1_000_000)
    with pytest.raises(TooDeep, match="are open at once"):
        html5_tree(page.encode())
