"""What failed, was asked for again in the same run and then came is no finding."""

from pathlib import Path

import pytest

from archiver.errors import Exit
from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas

PLACE = "/2018/12/11/one/"
_HOME = Reply(
    body=f'<html><body class="home blog"><a href="{PLACE}">one</a></body></html>'.encode(), headers=HTML
)


def _site(first: Reply | None, place: str) -> Served:
    """One article; ``place`` answers ``first``, and from then on as it should."""
    asked: list[str] = []

    def answer(path: str) -> Reply | None:
        asked.append(path)
        if path == place and asked.count(place) == 1:
            return first
        if path == "/":
            return _HOME
        return article(1) if path == PLACE else NOT_THERE

    return Served(answer)


@pytest.mark.parametrize("place", [PLACE, "/"], ids=["article", "front"])
@pytest.mark.parametrize(
    "first",
    [None, Reply(status=503), Reply(status=429, headers={"Retry-After": "0"})],
    ids=["no-answer", "503", "429"],
)
def test_an_address_counts_by_its_last_answer(first: Reply | None, place: str, tmp_path: Path) -> None:
    with _site(first, place) as site:
        done = crawl_caracas(site.base_url, tmp_path, "-s", "RETRY_TIMES=1")
    assert site.asked.count(place) == 2
    assert done.status == Exit.DONE, done.said


def test_a_feed_counts_by_its_last_answer_too(tmp_path: Path) -> None:
    """It failed, and then refused us, as the front page does not."""
    feed: list[str] = []

    def answer(path: str) -> Reply | None:
        if path == "/feed/":
            feed.append(path)
            return Reply(status=403 if len(feed) > 1 else 503)
        return {"/": _HOME, PLACE: article(1)}.get(path, NOT_THERE)

    with Served(answer) as site:
        done = crawl_caracas(site.base_url, tmp_path, "-s", "RETRY_TIMES=1")
        assert len(feed) == 2
        assert done.status == Exit.DONE, done.said
        assert f"refused us, though the front page did not: {site.base_url}/feed/" in done.said
