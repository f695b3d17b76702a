"""A page's body is decoded once, and its response is what Scrapy would have made of it."""

import gzip
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from archiver.crawl.bodies import LandedBodies
from archiver.derive.land import land, supposed
from archiver.errors import Exit
from archiver.items import Landed
from archiver.sites.caracas import SITE
from tests.crawl.served import NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas

URL = "https://www.caracaschronicles.com/2018/12/11/slug/"
ARTICLE = article(1)
CODED = gzip.compress(ARTICLE.body)
HEADERS = {**ARTICLE.headers, "Content-Encoding": "gzip"}


def _landed(body: bytes) -> Landed:
    lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    block = f"HTTP/1.1 200 OK\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
    return land(supposed(URL, block, datetime(2018, 12, 11, tzinfo=UTC)), block, SITE)


def _given(
    landed: Landed | None, most: int = 0, *, ours: bool = True, came: bytes = CODED
) -> tuple[Response, dict[str, object]]:
    """What comes of the coded answer behind Scrapy's middleware, with ours before it or not; and the statistics."""
    crawler = Crawler(Spider, Settings({"DOWNLOAD_MAXSIZE": most}))
    crawler.stats = MemoryStatsCollector(crawler)
    request = Request(URL, meta={"landed": landed})
    packed = Response(URL, headers=HEADERS, body=came)
    if ours:
        packed = LandedBodies.from_crawler(crawler).process_response(request, packed)
    response = HttpCompressionMiddleware.from_crawler(crawler).process_response(request, packed)
    assert isinstance(response, Response)
    return response, crawler.stats.get_stats()


def test_the_response_is_the_one_that_scrapy_makes() -> None:
    (ours, told), (theirs, as_told) = (_given(_landed(CODED), ours=whose) for whose in (True, False))
    assert ours.to_dict() == theirs.to_dict()
    assert told == as_told
    assert ours.body == ARTICLE.body


def test_the_body_is_that_of_the_page() -> None:
    landed = _landed(CODED)
    assert landed.facts is not None
    assert _given(landed)[0].body is landed.facts.page.body


@pytest.mark.parametrize("landed", [None, replace(_landed(CODED), facts=None)])
def test_what_did_not_land_as_a_page_is_decoded_by_scrapy(landed: Landed | None) -> None:
    assert _given(landed)[0].body == ARTICLE.body


def test_what_is_too_large_for_scrapy_is_no_response() -> None:
    with pytest.raises(IgnoreRequest):
        _given(_landed(CODED), len(ARTICLE.body) - 1)


def test_what_cant_be_decoded_to_its_end_is_left_to_nobody_else(tmp_path: Path) -> None:
    """Scrapy made 256 MB of the one, and a traceback of the other."""
    bomb = gzip.compress(bytes(8_000_000))
    landed = _landed(bomb)
    assert landed.facts is not None
    assert _given(landed, came=bomb)[0].body is landed.facts.page.body

    broken = {**ARTICLE.headers, "Content-Encoding": "deflate"}
    path = "/2018/12/11/slug/"
    answer = Reply(body=CODED[20:], headers=broken)
    with Served(lambda asked: answer if asked == path else NOT_THERE) as site:
        done = crawl_caracas(site.base_url, tmp_path, "-a", f"url={site.base_url}{path}", timeout=60)
    assert done.status == Exit.FINDINGS, done.said
    assert "Traceback" not in done.said


def test_an_article_whose_server_only_says_that_it_is_packed_is_walked(tmp_path: Path) -> None:
    path = "/2018/12/11/slug/"
    with Served(lambda asked: replace(ARTICLE, headers=HEADERS) if asked == path else NOT_THERE) as site:
        done = crawl_caracas(site.base_url, tmp_path, "-a", f"url={site.base_url}{path}", timeout=60)
    assert done.status == Exit.DONE, done.said
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as store:
        assert store.execute("SELECT fields FROM notes WHERE kind = 'look-end'").fetchall() == []
