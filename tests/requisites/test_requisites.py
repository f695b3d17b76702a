"""Each way in which a page names what it needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.items import Page
from archiver.parse.css import css_requisites
from archiver.parse.requisites import requisites_of
from tests.parse.saved import page_of

URL = "http://example.org/2018/12/11/a/"


def _page(body: bytes) -> Page:
    return page_of(body, URL, media=None)


def _needs(html: str) -> list[str]:
    return [url.removeprefix("http://example.org/") for url in requisites_of(_page(html.encode()))]


@pytest.mark.parametrize(
    ("html", "needed"),
    [
        ('<img src="/a.png">', ["a.png"]),
        ('<img src="a.png">', ["2018/12/11/a/a.png"]),
        ('<base href="/b/"><img src="a.png">', ["b/a.png"]),
        ('<img srcset="/a.png 300w, /b.png 2x,/c.png">', ["a.png", "b.png", "c.png"]),
        ('<img srcset="/a,b.png 1x, /c.png 2x">', ["a,b.png", "c.png"]),
        ('<picture><source srcset="/a.webp"><img src="/a.png"></picture>', ["a.webp", "a.png"]),
        (
            '<img data-src="/a.png" data-srcset="/b.png 2x" data-img-url="/c.png">',
            ["a.png", "b.png", "c.png"],
        ),
        ('<div data-bg="/a.png"></div>', ["a.png"]),
        ('<noscript><img src="/a.png"></noscript>', ["a.png"]),
        ('<link rel="stylesheet" href="/a.css"><link rel="canonical" href="/x/">', ["a.css"]),
        ('<link rel="shortcut icon" href="/a.ico"><link rel="manifest" href="/m.json">', ["a.ico", "m.json"]),
        ('<style>@import "/a.css"; p { background: url(/b.png) }</style>', ["a.css", "b.png"]),
        ("<p style=\"background: url('/a.png')\">", ["a.png"]),
        ('<script src="/a.js"></script>', ["a.js"]),
        (
            '<script>var a = "/b/a.png", b = "http:\\/\\/example.org\\/c.css", c = "/page/";</script>',
            ["b/a.png", "c.css"],
        ),
        (
            '<meta property="og:image" content="/a.png"><meta name="twitter:image" content="/b.png">',
            ["a.png", "b.png"],
        ),
        ('<video poster="/a.png" src="/a.mp4"><track src="/a.vtt"></video>', ["a.mp4", "a.png", "a.vtt"]),
        ('<iframe src="/f/"></iframe><embed src="/e"><object data="/o"></object>', ["f/", "e", "o"]),
        ('<svg><image href="/a.svg"/><use xlink:href="/b.svg#c"/></svg>', ["a.svg", "b.svg"]),
        ('<body background="/b.png"><input type="image" src="/a.png">', ["a.png", "b.png"]),
        ('<img src="data:image/png;base64,AA"><img src="#"><img src=""><a href="/x/">x</a>', []),
        ('<img src="/a.png"><img src="/a.png#b">', ["a.png"]),
        ('<img src="http://[bad/a.png"><img src="/a.png">', ["a.png"]),
    ],
)
def test_what_a_page_names_is_found(html: str, needed: list[str]) -> None:
    assert sorted(_needs(f"<html>{html}")) == sorted(needed)


def test_other_hosts_count() -> None:
    assert requisites_of(_page(b'<img src="//cdn.example.net/a.png">')) == ("http://cdn.example.net/a.png",)


@pytest.mark.parametrize(
    ("css", "needed"),
    [
        ("@import url(a.css);", ["a.css"]),
        ("@import 'a.css' screen;", ["a.css"]),
        ("@font-face { src: url(a.woff2) format('woff2'), url(\"a b.woff\") }", ["a.woff2", "a b.woff"]),
        ("p { background: URL( 'a.png' ) }", ["a.png"]),
        ("/* url(a.png) */ p { background: url(b.png) }", ["b.png"]),
        ("p { background: url(data:image/png;base64,AA) }", []),
    ],
)
def test_what_a_style_sheet_names_is_found(css: str, needed: list[str]) -> None:
    assert css_requisites(css, "http://example.org/") == tuple(
        f"http://example.org/{name}" for name in needed
    )


@given(st.binary(max_size=400))
def test_no_page_raises(body: bytes) -> None:
    assert all(url.startswith("http") for url in requisites_of(_page(b"<img src='" + body)))
