"""Real crawls of threads that change between two fetches, stale pages among them: what the archive tells is held
against the past of each thread: tick by tick, and by the instants that the events bear.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from archiver.derive.observations import Event, History, ThreadState
from archiver.store.times import instant
from tests.crawling import crawl_caracas
from tests.derive.histories import Kind, change
from tests.derive.oracle import falsehoods
from tests.derive.replica import Thread, at
from tests.threads.server import Piece, Reply, Site, piece

KIND = Kind(busy=0.5, stale=0.15, settings_change=0.1)
PIECES, RUNS = 8, 3
Bounds = Callable[[sqlite3.Row], tuple[int, int]]
"""Of an event's row, the ticks that it lies between."""

STATE = ThreadState(
    claimed=None,
    held=0,
    vanished=0,
    pages=None,
    complete=True,
    reason="",
    looks=0,
    last_complete_look=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One page of a thread as it was sent: of which tick it is, and when that was sent first."""

    tick: int
    wall: float
    body: str
    status: int


class Cache:
    """Stands before one article and changes its thread before each page; some answers are old ones."""

    def __init__(self, one: Piece, seed: int) -> None:
        self.random = Random(seed)
        self.sent: list[tuple[int, int]] = []  # of each page sent: the tick it shows, the tick it was sent at
        self._changed: list[tuple[datetime, int]] = []  # of each change: its instant, its tick
        self._begun = one.thread.tick
        self._kept: dict[int | None, Sent] = {}
        self._site: Site | None = None
        self._one = one

    def tick_of(self, said: str) -> int:
        """The tick of the last change up to an instant, as the store writes it."""
        behind = [tick for moment, tick in self._changed if moment <= instant(said)]
        return behind[-1] if behind else self._begun

    def stand_before(self, site: Site) -> None:
        self._site = site
        self._one.instead = self._answer

    def _answer(self, one: Piece, number: int | None) -> Reply | None:
        assert self._site is not None
        if self.random.random() < KIND.busy:
            for _ in range(self.random.randint(1, KIND.most_changes)):
                change(one.thread, self.random, KIND)
                self._changed.append((datetime.now(UTC), one.thread.tick))
        kept = self._kept.get(number)
        if kept is not None and self.random.random() < KIND.stale:
            one.thread.tick += 1
            self.sent.append((kept.tick, one.thread.tick))
            age = int(time.time() - kept.wall) + 2
            return Reply(status=kept.status, body=kept.body, headers={"Age": str(age)})
        reply = self._site.fresh(one, number)
        tick = one.thread.tick
        self._kept[number] = Sent(tick=tick, wall=time.time(), body=reply.body, status=reply.status)
        self.sent.append((tick, tick))
        return reply


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Site, dict[str, Cache]]]:
    folder = tmp_path_factory.mktemp("archive")
    pieces = [
        piece(number, f"thread-{number}", number % 9 + 3, per_page=number % 3 + 2, seed=number)
        for number in range(100, 100 + PIECES)
    ]
    with Site(pieces) as site:
        caches = {one.slug: Cache(one, one.number) for one in pieces}
        for cache in caches.values():
            cache.stand_before(site)
        for _ in range(RUNS):
            done = crawl_caracas(site.base, folder, "-a", "mode=all")
            assert done.status in (0, 1), done.said
        yield folder, site, caches


def _rows(folder: Path, sql: str, *values: object) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        store.row_factory = sqlite3.Row
        return store.execute(sql, values).fetchall()


def _events(folder: Path, url: str, bounds: Bounds, words: dict[str, str]) -> list[Event]:
    told = []
    for row in _rows(folder, "SELECT * FROM v_events WHERE article_url = ? AND comment_id IS NOT NULL", url):
        not_before, not_after = bounds(row)
        detail = {
            name: words.get(str(value), value) for name, value in json.loads(row["detail"] or "{}").items()
        }
        told.append(
            Event(
                comment_id=row["comment_id"],
                kind=row["kind"],
                not_before=at(not_before),
                not_after=at(not_after),
                before_evidence=row["before_evidence"],
                after_evidence=row["after_evidence"],
                detail=detail,
            )
        )
    return told


def _by_captures(folder: Path, url: str, cache: Cache) -> Bounds:
    """An event lies between the ticks of what was sent as its evidence."""
    captures = _rows(
        folder,
        "SELECT record_id FROM v_captures WHERE url LIKE ? AND url NOT LIKE '%/feed/' AND status IS NOT NULL ORDER BY captured_at",
        f"{url}%",
    )
    assert len(captures) == len(cache.sent)
    ticks = {row["record_id"]: tick for row, tick in zip(captures, cache.sent, strict=True)}

    def bounds(row: sqlite3.Row) -> tuple[int, int]:
        before = row["before_evidence"]
        return ticks[before][0] if before else 0, ticks[row["after_evidence"]][1]

    return bounds


def _by_instants(cache: Cache) -> Bounds:
    """An event lies between its own instants."""

    def bounds(row: sqlite3.Row) -> tuple[int, int]:
        return cache.tick_of(row["not_before"]) if row["before_evidence"] else 0, cache.tick_of(
            row["not_after"]
        )

    return bounds


def _false(folder: Path, url: str, thread: Thread, bounds: Bounds) -> list[str]:
    words = {row["words"]: row["text"] for row in _rows(folder, "SELECT words, text FROM v_comment_versions")}
    history = History(
        comments=(), events=tuple(_events(folder, url, bounds, words)), snapshots=(), thread=STATE
    )
    return falsehoods(history, thread)


def test_no_event_is_false(crawled: tuple[Path, Site, dict[str, Cache]]) -> None:
    folder, site, caches = crawled
    for slug, cache in caches.items():
        url, thread = site.url(slug), site.pieces[slug].thread
        assert _false(folder, url, thread, _by_captures(folder, url, cache)) == [], slug
    counts = {row[0]: row[1] for row in _rows(folder, "SELECT kind, count(*) FROM v_events GROUP BY 1")}
    assert {"vanished", "edited", "appeared"} <= set(counts)


def test_each_event_lies_between_its_instants(crawled: tuple[Path, Site, dict[str, Cache]]) -> None:
    """They ended when a page was asked for, and what changed while it was made lay outside."""
    folder, site, caches = crawled
    for slug, cache in caches.items():
        assert _false(folder, site.url(slug), site.pieces[slug].thread, _by_instants(cache)) == [], slug


def test_every_look_is_whole_or_says_why_not(crawled: tuple[Path, Site, dict[str, Cache]]) -> None:
    folder, site, _ = crawled
    looks = _rows(folder, "SELECT complete, reason FROM thread_snapshots")
    assert len(looks) >= PIECES * RUNS
    assert all(look["complete"] or look["reason"] for look in looks)
    again = max(site.asked.count(path) for path in set(site.asked) if "comment-page" in path)
    assert again > RUNS  # what moved was asked for again
