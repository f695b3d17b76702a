"""A server that always links one more list of articles is left after so many, in all runs together."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.crawl import frontier as rules
from archiver.crawl.arguments import Arguments
from archiver.crawl.frontier import Frontier
from archiver.crawl.policy import Policy
from archiver.store.engine import Store
from archiver.store.times import FOREVER, moment

BASE = "http://example.org"
SITE = "s"
MOST = 7
NOW = datetime(2018, 12, 11, tzinfo=UTC)


def _listing(number: int) -> str:
    return f"{BASE}/page/{number}/"


def _frontier(store: Store, **words: str) -> Frontier:
    arguments = Arguments(**words)  # type: ignore[arg-type] # as a spider is given them
    return Frontier(store, SITE, BASE, arguments, NOW, Policy(), FOREVER)


def _fetched(path: Path, url: str) -> None:
    at = moment(NOW)
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute(
            "INSERT INTO captures (record_id, site, url, captured_at, earliest, status, kind, warc, offset, length, run, page_kind)"
            " VALUES (?, ?, ?, ?, ?, 200, 'response', 'a', 0, 1, 'r', 'listing')",
            (f"urn:{url}", SITE, url, at, at),
        )


def test_a_list_that_always_has_one_more_has_an_end_over_all_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rules, "MOST_LISTINGS", MOST)
    path = tmp_path / "archive.sqlite"
    store = Store(f"sqlite:///{path}")
    taken, left = [], []
    for run in range(4):
        frontier = _frontier(store)
        for number in range(
            5 * run, 5 * run + 5
        ):  # each page links the next one; a run's budget ends it after five
            if not frontier.take_listing(_listing(number)):
                break
            taken.append(number)
            _fetched(path, _listing(number))
        left.append(frontier.endless)
    assert taken == list(range(MOST))
    assert left == [0, 1, 1, 1]
    assert _frontier(store, mode="all").take_listing(_listing(99))
    store.close()
