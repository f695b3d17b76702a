"""Where nothing changes while a look is under way, every change that pages can show is told, and nothing else."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from archiver.derive.history import tell
from archiver.derive.observations import History, Sighting
from tests.derive.crawler import Crawler
from tests.derive.histories import Kind, begin, change
from tests.derive.oracle import falsehoods
from tests.derive.replica import at

SEEDS = 300
ROUNDS = 4
QUIET = Kind(pings=0, closed=0, claims=True)

Change = tuple[str, int]


def standing(crawler: Crawler, since: int) -> dict[int, Sighting]:
    """What the last look shows: nothing changed under way, so every page of it agrees."""
    shown: dict[int, Sighting] = {}
    for page in crawler.observations[since:]:
        shown.update({sighting.comment_id: sighting for sighting in page.sightings})
    return shown


def due(
    known: dict[int, Sighting],
    parents: dict[int, int | None],
    before: dict[int, Sighting],
    now: dict[int, Sighting],
) -> Iterator[Change]:
    """The changes between two looks; ``known`` is how each comment was last seen, ``parents`` whose
    child it was when a page last could tell.
    """
    for number, sighting in now.items():
        if number not in known:
            yield ("appeared", number)
            continue
        old = known[number]
        if number not in before:
            yield ("returned", number)
        if old.words != sighting.words:
            yield ("edited", number)
        if sighting.parent_known and parents.get(number, sighting.parent_id) != sighting.parent_id:
            yield ("moved", number)
    yield from (("vanished", number) for number in before if number not in now)


def lately(history: History, since: int) -> Counter[Change]:
    return Counter(
        (event.kind, event.comment_id or 0) for event in history.events if event.not_after > at(since)
    )


@pytest.mark.parametrize("seed", range(0, SEEDS, 50))
def test_each_change_is_told_once_after_the_next_whole_look(seed: int) -> None:
    told = 0
    for each in range(seed, seed + 50):
        random = Random(each)
        thread = begin(random, QUIET)
        thread.spacing = (1, 5, 61, 300)
        crawler = Crawler(thread=thread, random=random, between=lambda: None)
        known: dict[int, Sighting] = {}
        parents: dict[int, int | None] = {}
        before: dict[int, Sighting] = {}
        for round_ in range(ROUNDS):
            for _ in range(random.randint(0, 6)):
                change(thread, random, QUIET)
            start, since = len(crawler.observations), thread.tick
            crawler.crawl(f"run {round_}")
            now = standing(crawler, start)
            history = tell(crawler.observations, crawler.marks)
            assert falsehoods(history, thread) == []
            if not now:  # an empty thread that claims hidden replies proves nothing
                break
            assert history.thread.complete, (each, history.thread.reason)
            expected = Counter(due(known, parents, before, now))
            assert lately(history, since) == expected, each
            told += sum(expected.values())
            before = now
            known |= now
            parents |= {number: mark.parent_id for number, mark in now.items() if mark.parent_known}
    assert told > 500
