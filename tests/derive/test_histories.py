"""Threads that change while they are looked at: no event is ever false, whatever arrives and in whatever order.

Each history is told from all its captures, from them shuffled (the same must come out)
and from a part of them. How much is settled by the end of the last run is printed.
"""

import pytest

from tests.derive.histories import Kind, history_of

KINDS = {
    "changing under way": Kind(),
    "busy, no counts": Kind(busy=0.8, claims=False),
    "a cache, cuts, walls, stray imports": Kind(stale=0.2, broken=0.1, imports=3),
    "settings that change": Kind(settings_change=0.3, stale=0.1, imports=2),
    "an adversary at the edges": Kind(toggling=0.6, busy=0.8, pings=0, looks=4, claims=True),
    "plain": Kind(pings=0, closed=0),
}
FEW, MANY = 600, 12_000


def tell_all(name: str, seeds: range, least: float) -> None:
    false: list[str] = []
    known = gone = requests = whole = runs = 0
    pages = 0.0
    for seed in seeds:
        told = history_of(seed, KINDS[name])
        false += [f"seed {seed}: {event}" for event in (*told.false, *told.silent)]
        whole, runs = whole + told.whole, runs + KINDS[name].looks
        known, gone = known + told.known, gone + told.gone
        requests, pages = requests + told.requests, pages + told.pages
    share = known / gone
    print(
        f"{name}: {len(seeds)} histories, {len(false)} false; {share:.1%} settled, {requests / pages:.2f} requests a page, "
        f"{whole / runs:.1%} of the runs with a whole look"
    )
    assert false == []
    assert share > least


@pytest.mark.parametrize("name", KINDS)
def test_no_event_is_false(name: str) -> None:
    tell_all(name, range(FEW), 0.95 if name == "plain" else 0.75)


@pytest.mark.long
@pytest.mark.parametrize("name", KINDS)
def test_no_event_is_false_in_many_histories(name: str) -> None:
    tell_all(name, range(1_000_000, 1_000_000 + MANY), 0.97 if name == "plain" else 0.75)
