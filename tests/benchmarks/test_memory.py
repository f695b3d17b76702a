"""The memory benchmark: its pages are no findings, and a crawl of it that ends badly says why."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.derive.land import process, supposed
from archiver.sites import at_base, site_named
from benchmarks import memory, pages
from tests.crawl.served import NOT_THERE, Reply, Served


@pytest.mark.parametrize("number", [0, 9_999, 10_000, 16_665])
def test_no_page_is_dated_after_the_day_it_is_fetched(number: int) -> None:
    """50,000 pages have 16,666 articles, seven hours apart: the last ones were of the year 2030, which is a problem."""
    site = at_base(site_named("caracas"), "http://bench.test")
    for page in range(1, pages.PAGES_OF_A_THREAD + 1):
        body = pages.page_of(site.base, number, page, 16_666).encode()
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        url = f"{site.base}{list(pages.article_paths(number + 1))[number]}"
        facts = process(supposed(url, block, datetime(2026, 1, 1, tzinfo=UTC)), block, site).facts
        assert facts is not None
        assert facts.problems == ()


def test_a_crawl_that_ends_badly_says_why(tmp_path: Path) -> None:
    def answer(path: str) -> Reply:
        return Reply(body=b"0") if path == "/-/sent" else NOT_THERE

    with Served(answer) as site, pytest.raises(SystemExit) as ended:
        list(memory.samples(site.base_url, str(tmp_path)))
    assert "the crawl ended with status 1\n" in str(ended.value)
    assert f"{site.site}: no article was found" in str(ended.value)
