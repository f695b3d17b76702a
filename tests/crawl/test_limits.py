"""Answers without end, in time or in size: what came is kept, and the crawl goes on."""

from pathlib import Path

import pytest

from tests.crawl.answers import PATIENCE
from tests.crawl.crawling import Crawl, crawl
from tests.crawl.held import Group, groups
from tests.crawl.rawserver import RawServer, running, tls_context

SETTINGS = {
    "ARCHIVER_LIMIT_HEAD_BYTES": 20_000,
    "ARCHIVER_LIMIT_BODY_BYTES": 100_000,
    "ARCHIVER_LIMIT_HEAD_SECONDS": 1,
    "ARCHIVER_LIMIT_BODY_SECONDS": 2,
    "ARCHIVER_LIMIT_SWEEP_SECONDS": 0.1,
}
SENTENCES = {
    "silent": "no head came within 1 seconds",
    "stops-in-head": "no head came within 1 seconds",
    "stops-in-body": "the body took longer than 2 seconds",
    "stops-after-bad-head": "the body took longer than 2 seconds",
    "drip-for-ever": "the body took longer than 2 seconds",
    "huge-head": "the head is longer than 20000 bytes",
    "huge-body": "the body is longer than 100000 bytes",
    "huge-chunked": "the body is longer than 100000 bytes",
}


Crawled = tuple[str, RawServer, Crawl, list[Group]]
"""The address, who served there, the crawl, and what it held."""


@pytest.fixture(scope="module", params=["http", "https"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("limits")
    server = RawServer(PATIENCE, tls_context(folder) if request.param == "https" else None)
    base = f"{request.param}://localhost:{server.port}"
    with running(server):
        done = crawl(folder, {"urls": [f"{base}/{name}" for name in PATIENCE]}, SETTINGS)
    return base, server, done, groups(done.warcs)


@pytest.mark.parametrize("name", PATIENCE)
def test_a_limit_ends_it_and_what_came_is_kept(crawled: Crawled, name: str) -> None:
    base, server, done, held = crawled
    answer = PATIENCE[name]
    fetch = done.fetch(f"{base}/{name}")
    assert fetch.error == "LimitExceeded"
    assert fetch.sentence == f"{base}/{name}: {SENTENCES[name]}"
    (group,) = (group for group in held if group.answer.id == f"<{fetch.captured['record_id']}>")
    (exchange,) = server.of(f"/{name}")
    assert group.sent == exchange.received
    assert SENTENCES[name] in group.told
    if name == "silent":
        assert group.answer.type == "metadata"
        assert group.came == b""
        return
    assert group.answer.get("WARC-Truncated") == answer.truncated == fetch.captured["truncated"]
    assert bytes(exchange.sent).startswith(group.came)
    if answer.truncated == "length":
        assert 20_000 < len(group.came) < 400_000
    elif name != "drip-for-ever":
        assert group.came == exchange.sent


def test_the_crawl_ended_well(crawled: Crawled) -> None:
    assert crawled[2].reason == "finished"
    assert "Traceback" not in crawled[2].log


def test_a_slow_drip_is_too_slow(tmp_path: Path) -> None:
    server = RawServer(PATIENCE)
    settings = {**SETTINGS, "ARCHIVER_LIMIT_BODY_SECONDS": 60, "ARCHIVER_LIMIT_RATE_SECONDS": 1}
    with running(server):
        done = crawl(tmp_path, {"urls": [f"http://localhost:{server.port}/drip-for-ever"]}, settings)
    assert "slower than 64 bytes a second" in done.fetches[0].said


def test_scrapys_own_limits_leave_captures_too(tmp_path: Path) -> None:
    server = RawServer(PATIENCE)
    base = f"http://localhost:{server.port}"
    plan = {
        "requests": [
            {"url": f"{base}/stops-in-body", "meta": {"download_timeout": 1}},
            {"url": f"{base}/huge-body", "meta": {"download_maxsize": 50_000}},
            {"url": f"{base}/huge-chunked", "meta": {"download_maxsize": 50_000}},
        ]
    }
    with running(server):
        done = crawl(tmp_path, plan)
    told = {fetch.url.rpartition("/")[2]: fetch for fetch in done.fetches}
    assert {name: fetch.error for name, fetch in told.items()} == {
        "stops-in-body": "DownloadTimeoutError",
        "huge-body": "DownloadCancelledError",
        "huge-chunked": "DownloadCancelledError",
    }
    assert told["stops-in-body"].captured["truncated"] == "time"
    assert told["huge-body"].captured["truncated"] == "length"
    assert told["huge-chunked"].captured["truncated"] == "length"
