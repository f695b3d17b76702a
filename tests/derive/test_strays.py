"""A stray page that somebody else captured, older or newer, comes into a history told without it: what was said
stays said, between instants as near or nearer, and what is new is true.
"""

from random import Random

import pytest

from archiver.derive.history import tell
from archiver.derive.observations import Event, History
from tests.derive.crawler import Crawler
from tests.derive.histories import Kind, begin, change
from tests.derive.oracle import falsehoods

KIND = Kind(stale=0.1)
SEEDS = 300


def _holds(event: Event, history: History) -> bool:
    """Whether ``history`` tells the event too, or one of its kind within the same interval. What appeared has
    returned if an older page shows that it had been there before.
    """
    kinds = ("appeared", "returned") if event.kind == "appeared" else (event.kind,)
    return any(
        told.kind in kinds
        and told.comment_id == event.comment_id
        and told.not_after <= event.not_after
        and (
            event.not_before is None or (told.not_before is not None and told.not_before >= event.not_before)
        )
        for told in history.events
    )


@pytest.mark.parametrize("seed", range(0, SEEDS, 100))
def test_a_stray_page_tightens_or_adds_and_makes_nothing_false(seed: int) -> None:
    tighter = added = 0
    for each in range(seed, seed + 100):
        random = Random(each)
        thread = begin(random, KIND)
        ours = Crawler(thread=thread, random=random, between=lambda: None, stale=KIND.stale)
        strays = Crawler(thread=thread, random=random, between=lambda: None)
        for run in range(4):
            for _ in range(random.randint(1, 4)):
                change(thread, random, KIND)
            strays.fetch(random.choice((None, 1, 2)), f"import {run}")
            for _ in range(random.randint(0, 3)):
                change(thread, random, KIND)
            ours.crawl(f"run {run}")
        without = tell(ours.observations, ours.marks)
        stray = random.choice(strays.observations)
        told = tell([*ours.observations, stray], ours.marks)
        assert falsehoods(told, thread) == [], each
        lost = [event for event in without.events if not _holds(event, told)]
        assert lost == [], (each, stray)
        tighter += sum(event not in without.events for event in told.events)
        added += len(told.events) > len(without.events)
    assert tighter > 20
    assert added > 5
