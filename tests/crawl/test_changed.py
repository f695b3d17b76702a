"""If Scrapy changes so that nothing would be captured, the run stops and says so: it never crawls without a record."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer


@pytest.mark.parametrize(
    ("handler", "told"),
    [("WithoutPool", "has no `_pool` to put a tee on"), ("WithoutTee", "without a tee")],
)
def test_a_crawl_that_can_not_capture_stops(tmp_path: Path, handler: str, told: str) -> None:
    path = f"tests.crawl.changed.{handler}"
    with DemoServer() as server:
        done = crawl_caracas(
            server.base_url,
            tmp_path,
            "-s",
            f"DOWNLOAD_HANDLERS={json.dumps({'http': path, 'https': path})}",
        )
        asked = server.requests
    assert done.status != 0, done.said
    assert told in done.said, done.said
    assert len(asked) < 10, asked  # those that were on their way
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as store:
        assert store.execute("SELECT count(*) FROM captures").fetchone() == (0,)
