"""How a page is read for what it needs: order, spelling, what is passed over, each media type, work."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.items import Page
from archiver.parse.css import css_requisites
from archiver.parse.requisites import FRAMES, default_icon, images_of, requisites_of, srcset
from tests.parse.saved import page_of
from tests.work import lines_run

BASE = "http://example.org"
SAVED = Path(__file__).parents[1] / "parse" / "pages"


def _page(body: bytes, kind: str = "text/html; charset=utf-8") -> Page:
    return page_of(body, f"{BASE}/2018/12/11/a/", media=kind)


def _needs(text: str, kind: str = "text/html; charset=utf-8") -> list[str]:
    return [url.removeprefix(BASE) for url in requisites_of(_page(text.encode(), kind))]


def test_in_the_order_of_the_document() -> None:
    text = (
        '<link rel=stylesheet href=/1.css><div style="background:url(/2.png)"><img src="/3.png" data-src="/4.png">'
        '<script>x("/5.js")</script><p data-bg="/6.png"><style>p{background:url(/7.png)}</style><img src=/8.png>'
    )
    assert _needs(text) == [
        f"/{n}.{end}" for n, end in enumerate(("css", "png", "png", "png", "js", "png", "png", "png"), 1)
    ]


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("<!-- <img src='/a.png'> --><img src='/b.png'>", ["/b.png"]),
        ("<script>w('<img src=x.png>')</script><img src=/b.png>", ["/b.png"]),
        ("<script>d='<p style=\"background:url(a.png)\">'</script>", []),
        ("<IMG SRC='/a.png'><Link Rel=StyleSheet Href='/a.css'>", ["/a.png", "/a.css"]),
        ('<img alt="a > b" src="/a.png">', ["/a.png"]),
        ('<img alt=5" tall" src="/a.png">', ["/a.png"]),
        ('<img src="/a.png?x=1&amp;y=2&#038;z=3">', ["/a.png?x=1&y=2&z=3"]),
        ('<p style="background:url(&quot;/a.png&quot;)">', ["/a.png"]),
        ('<p data-set=\'{"full":"http:\\/\\/example.org\\/a.jpg"}\'>', ["/a.jpg"]),
        ("<p data-url='/about/' data-count='5.0' data-image='/a.jpg?w=1'>", ["/a.jpg?w=1"]),
        ('<script type="application/ld+json">{"image":"http://example.org/a.jpg"}</script>', ["/a.jpg"]),
        ('<a href="/a.png">not shown</a><link rel="alternate" href="/feed/">', []),
        ('<link rel="preload" imagesrcset="/a.png 1x, /b.png 2x" href="/a.png">', ["/a.png", "/b.png"]),
        ('<object><param name="movie" value="/a.swf"></object>', ["/a.swf"]),
        ('<svg><filter><feImage href="/a.png"/></filter></svg>', ["/a.png"]),
        ("<img src='mailto:a@b.c'><img src='http:///a.png'><img src='http://'>", []),
        ("<img src='/a\nb.png'>", ["/ab.png"]),
        ("<img data-src='/avatar/1?s=96' data-lazy='true' data-x='/about/'>", ["/avatar/1?s=96"]),
        ('<iframe srcdoc="&lt;img src=/a.png&gt;&lt;iframe srcdoc=&apos;x&apos;&gt;"></iframe>', ["/a.png"]),
        (
            "<script>fetch('/a'); fetch('/b', {method: 'POST'}); fetch('/c/' + n); x.src = '/d'</script>",
            ["/a", "/d"],
        ),
        ("<script>x.open('POST', '/a'); x.open('GET', '/b'); new URL('/c', base)</script>", ["/b"]),
        (
            "<script type=module>import a from '/a.mjs?x'; import 'bare'; import(`/b`)</script>",
            ["/a.mjs?x", "/b"],
        ),
        ('<script>w(\'<img src="/a.png">\' + "<img src=\\"/b.png\\">")</script>', ["/a.png", "/b.png"]),
    ],
)
def test_html(text: str, needed: list[str]) -> None:
    assert _needs(text) == needed


@pytest.mark.parametrize(
    ("text", "kind", "needed"),
    [
        ("p{background:url(/a.png)}", "text/css", ["/a.png"]),
        ('{"icons":[{"src":"/a.png"},{"src":5},"x"]}', "application/manifest+json", ["/a.png"]),
        ("[1", "application/manifest+json", []),
        ("<svg xmlns='…'><image href='/a.png'/></svg>", "image/svg+xml", ["/a.png"]),
        ('load("http://example.org/a.js"); load("/b.js")', "text/javascript", ["/a.js", "/b.js"]),
        ("<img src='/a.png'>", "image/png", []),
    ],
)
def test_each_media_type(text: str, kind: str, needed: list[str]) -> None:
    assert _needs(text, kind) == needed


def test_a_script_fetches_by_its_page_and_imports_by_itself() -> None:
    script = "fetch('a.json'); import './b.js'; importScripts('c.js'); new URL('d.png', import.meta.url)"
    page = _page(script.encode(), "text/javascript")
    found = requisites_of(page, "http://example.org/page/")
    own = f"{BASE}/2018/12/11/a/"
    assert sorted(found) == sorted([f"{BASE}/page/a.json", f"{own}b.js", f"{own}c.js", f"{own}d.png"])


def test_headers_link_too() -> None:
    page = _page(b"<p>", "text/html")
    link = b"<http://example.org/wp-json/>; rel=\"https://api.w.org/\", </a.css>; as=style; rel=preload, <b.js>;rel='x'"
    page = replace(page, headers=(*page.headers, (b"link", link)))
    assert requisites_of(page) == (f"{BASE}/a.css",)


@pytest.mark.parametrize(
    ("text", "icon"),
    [
        ("<link rel='stylesheet' href='/icon'>", f"{BASE}/favicon.ico"),
        ("<link href=/a.png rel=icon>", ""),
        ('<LINK REL="shortcut icon" href="/a.ico">', ""),
        ("<link rel='apple-touch-icon' href='/a.png'>", f"{BASE}/favicon.ico"),
    ],
)
def test_a_page_without_an_icon_has_the_default_one(text: str, icon: str) -> None:
    assert default_icon(_page(text.encode())) == icon


def test_frames_are_bounded() -> None:
    text = "".join(f"<iframe src='/{n}/'></iframe>" for n in range(FRAMES + 5))
    assert len(_needs(text)) == FRAMES


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("/a.png", ["/a.png"]),
        ("/a.png 1x,/b.png 2x", ["/a.png", "/b.png"]),
        ("/a,w_3.png 100w , /b.png 200w", ["/a,w_3.png", "/b.png"]),
        ("/a.png, /b.png 2x", ["/a.png", "/b.png"]),
        ("", []),
    ],
)
def test_srcset(value: str, found: list[str]) -> None:
    assert list(srcset(value)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@import url('a.css') layer(x) screen;", ["a.css"]),
        (r"p{background:url('a\000041.png')}", ["aA.png"]),
        ("p{background:image-set('a.png' 1x, url(b.png) 2x)}", ["b.png", "a.png"]),
        ("p{behavior:url(#default#VML); background:url()}", []),
        ("@font-face{src:url(a.eot?#iefix),url(a.woff)}", ["a.eot", "a.woff"]),
    ],
)
def test_css(text: str, found: list[str]) -> None:
    expected = [f"{BASE}/{name}" for name in found]
    assert list(css_requisites(text, f"{BASE}/")) == expected


def test_images_of_a_comment_page_are_its_avatars() -> None:
    page = _page(b"<link rel=stylesheet href=/a.css><img class=avatar src=/a.png srcset='/b.png 2x'>")
    assert [url.removeprefix(BASE) for url in images_of(page)] == ["/a.png", "/b.png"]


@given(st.text(alphabet="<>='\"/ aimgsrcstyleurl(){}@&;,\\-!", max_size=300))
def test_nothing_raises_whatever_the_markup(text: str) -> None:
    assert all(url.startswith("http") for url in requisites_of(_page(text.encode())))


@pytest.mark.parametrize(
    "text",
    [
        "<img " * 20_000,
        "<p data-a='" * 20_000,
        "<script>" * 20_000,
        "style='" * 20_000,
        "<!--" * 20_000,
        "data-" * 20_000,
        "<style>" + "url('" * 20_000,
        "<img srcset='" + "a (" * 40_000,
        "<script>" + "import '/" * 40_000,
        "<script>" + "fetch( '/" * 40_000,
        "<script>" + "fetch('/a', {" * 20_000,
        "<iframe srcdoc='" + "<iframe srcdoc=&quot;" * 20_000,
    ],
)
def test_hostile_markup_takes_no_more_than_its_length(text: str) -> None:
    """In lines of ours; what is quadratic within a pattern takes minutes of the last run."""
    part = len(text) // 64
    few, some = (
        lines_run(partial(requisites_of, _page(text[: times * part].encode())), "archiver/parse")[0]
        for times in (1, 4)
    )
    assert some < 6 * few  # of 4 times the text; squared would be 16
    assert all(url.startswith("http") for url in requisites_of(_page(text.encode())))
