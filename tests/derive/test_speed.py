"""A large thread is told at once, and a first look costs next to nothing."""

from dataclasses import replace
from time import process_time

from archiver.derive.history import tell
from archiver.derive.observations import LookMark, Observation, Sighting
from tests.derive.saying import hour, look, page, said

LOOKS, PAGES, ON_A_PAGE = 20, 13, 46


def comments(number: int) -> list[Sighting]:
    """A page of roots with two replies each."""
    first = number * ON_A_PAGE + 1
    roots = {first + place: first + place - place % 3 for place in range(ON_A_PAGE)}
    return [said(comment, None if comment == root else root) for comment, root in roots.items()]


def large() -> tuple[list[Observation], list[LookMark]]:
    observations, marks = [], []
    for each in range(LOOKS):
        marks.append(look(each, f"run {each}"))
        for number in range(PAGES):
            held = [
                mark for mark in comments(number) if (mark.comment_id * 7 + each) % 400 or mark.depth == 1
            ]
            observations.append(
                page(each + (number + 1) / 100, held, number=number + 1, highest=PAGES, run=f"run {each}")
            )
    return observations, marks


def test_six_hundred_comments_on_thirteen_pages_in_twenty_looks():
    observations, marks = large()
    begun = process_time()
    history = tell(observations, marks)
    taken = process_time() - begun
    assert len(history.comments) == PAGES * ON_A_PAGE
    assert {"vanished", "returned"} <= {event.kind for event in history.events}
    print(f"{taken * 1000:.0f} ms")
    assert taken < 0.8


def test_a_first_look_at_a_page():
    first = page(1, comments(0)[:31])
    tell([first], [])
    begun = process_time()
    for number in range(100):
        tell([replace(first, record_id=str(number), captured_at=hour(number))], [])
    taken = (process_time() - begun) / 100
    print(f"{taken * 1000:.2f} ms")
    assert taken < 0.002
