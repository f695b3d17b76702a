"""Sitemaps as others write them: in UTF-16, as plain lists of addresses, packed and under a wrong media type."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archiver.derive.land import land, supposed
from archiver.parse.sitemaps import MOST_LINES
from archiver.sites import site_named
from tests.parse.saved import CARACAS, read_text
from tests.parse.test_strange_servers import BOTH, FEED, SITEMAP, told

LIST = "".join(f"{url}\n" for url in BOTH)
PLAIN = f"{CARACAS}/sitemap.txt"
SAYS_16 = SITEMAP.replace('"1.0"?', '"1.0" encoding="UTF-16"?')


@pytest.mark.parametrize(
    "body",
    [
        SITEMAP.encode("utf-16"),
        b"\xfe\xff" + SAYS_16.encode("utf-16-be"),
        SAYS_16.encode("utf-16-le"),
        SAYS_16.encode("utf-16-be"),
        gzip.compress(SAYS_16.encode("utf-16")),
    ],
    ids=["marked", "marked-and-said", "said-le", "said-be", "packed"],
)
def test_a_sitemap_in_utf_16(body: bytes) -> None:
    for media in ("application/xml", "text/xml; charset=utf-16", "text/plain"):
        assert told(read_text(body, url=f"{CARACAS}/sitemap.xml", media=media)) == ("sitemap", BOTH, [])


@pytest.mark.parametrize("said", ["UTF-16", "utf-16le", "UTF16"])
def test_one_that_says_utf_16_and_is_not(said: str) -> None:
    for before in ("", "\n<b>Warning</b>: x in y.php\n"):
        body = before + SAYS_16.replace("UTF-16", said)
        assert told(read_text(body, url=f"{CARACAS}/sitemap.xml", media="text/xml")) == ("sitemap", BOTH, [])


def test_a_cut_in_utf_16_is_told() -> None:
    cut = SITEMAP[: SITEMAP.index("/12/other")].encode("utf-16") + b"\x2f"
    assert told(read_text(cut, url=f"{CARACAS}/sitemap.xml"))[1:] == ([BOTH[0]], ["sitemap-cut"])


def test_a_feed_in_utf_16() -> None:
    facts = read_text(FEED.encode("utf-16"), url=f"{CARACAS}/feed/", media="application/rss+xml")
    assert told(facts) == ("feed", BOTH, [])


@pytest.mark.parametrize(
    "body",
    [
        LIST.encode(),
        LIST.replace("\n", "\r\n").encode(),
        LIST.replace("\n", "\r").rstrip().encode(),
        b"\xef\xbb\xbf\n\n  " + LIST.replace("\n", " \n\n").encode(),
        LIST.encode("utf-16"),
    ],
    ids=["unix", "dos", "mac-without-end", "marked-with-space", "utf-16"],
)
def test_a_list_of_addresses(body: bytes) -> None:
    assert told(read_text(body, url=PLAIN, media="text/plain; charset=UTF-8")) == ("sitemap", BOTH, [])
    assert told(read_text(body, url=PLAIN, media="application/octet-stream")) == ("sitemap", BOTH, [])
    packed = gzip.compress(body)
    assert told(read_text(packed, url=f"{PLAIN}.gz", media="application/gzip")) == ("sitemap", BOTH, [])


def test_a_list_that_was_cut_off() -> None:
    cut = LIST[: LIST.index("ther/")]
    assert told(read_text(cut, url=PLAIN, media="text/plain", whole=False)) == (
        "sitemap",
        BOTH[:1],
        ["sitemap-cut"],
    )


@pytest.mark.parametrize(
    "body",
    ["", "\n \n", f"See {BOTH[0]}\n", f"{BOTH[0]}\nContact: me\n", f"{BOTH[0]} {BOTH[1]}\n", "http://\n"],
)
def test_a_text_that_is_no_list(body: str) -> None:
    assert told(read_text(body, url=PLAIN, media="text/plain")) == ("other", [], [])


def test_as_many_lines_are_read_as_the_protocol_allows() -> None:
    body = "".join(f"{CARACAS}/2018/12/11/slug-{number}/\n" for number in range(MOST_LINES + 1))
    kind, found, problems = told(read_text(body, url=PLAIN, media="text/plain"))
    assert (kind, len(found), problems) == ("sitemap", MOST_LINES, ["sitemap-cut"])


@pytest.mark.parametrize(
    "junk",
    [b"http://" * 1_000_000, b" " * 7_000_000, b"\n" * 7_000_000, b"http://a\n" * 700_000, b"<" * 7_000_000],
)
def test_what_stands_behind_a_list_is_read_once(junk: bytes) -> None:
    """7 MB: to look from each byte to the end would take days."""
    facts = read_text((LIST * 100).encode() + junk, url=PLAIN, media="text/plain")
    assert told(facts)[:2] == ("sitemap", BOTH)


@pytest.mark.parametrize("body", [SITEMAP, LIST], ids=["xml", "list"])
@pytest.mark.parametrize("name", ["post-sitemap.xml.gz", "Sitemap.txt.gz"])
def test_one_that_is_packed_under_a_wrong_media_type_is_read(body: str, name: str) -> None:
    packed = gzip.compress(body.encode())
    url = f"{CARACAS}/{name}"
    block = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    capture = replace(
        supposed(url, block, datetime(2018, 12, 11, tzinfo=UTC)), mime="application/octet-stream"
    )
    landed = land(capture, block, site_named("caracas"))
    assert landed.facts is not None
    assert told(landed.facts) == ("sitemap", BOTH, [])
    other = replace(capture, url=f"{CARACAS}/wp-content/uploads/sitemap.mp3")
    assert land(other, block, site_named("caracas")).page_kind == "resource"
