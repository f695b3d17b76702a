"""A large thread is told at a cost that grows as its captures do, and a first look costs next to nothing: lines of ours that run, not seconds."""

from functools import partial

from archiver.derive.history import tell
from archiver.derive.observations import History, LookMark, Observation, Sighting
from tests.derive.saying import look, page, said
from tests.work import lines_run

ON_A_PAGE = 15


def _comments(number: int) -> list[Sighting]:
    """A page of roots with two replies each."""
    first = number * ON_A_PAGE + 1
    roots = {first + place: first + place - place % 3 for place in range(ON_A_PAGE)}
    return [said(comment, None if comment == root else root) for comment, root in roots.items()]


def _thread(pages: int, looks: int) -> tuple[list[Observation], list[LookMark]]:
    """A thread looked at so often, of whose replies some are missing now and then."""
    observations, marks = [], []
    for each in range(looks):
        marks.append(look(each, f"run {each}"))
        for number in range(pages):
            held = [
                mark for mark in _comments(number) if (mark.comment_id * 7 + each) % 40 or mark.depth == 1
            ]
            observations.append(
                page(each + (number + 1) / 100, held, number=number + 1, highest=pages, run=f"run {each}")
            )
    return observations, marks


def _told(observations: list[Observation], marks: list[LookMark]) -> tuple[int, History]:
    return lines_run(partial(tell, observations, marks), "archiver/derive")


def test_work_grows_with_looks_and_with_pages() -> None:
    small, _ = _told(*_thread(4, 5))
    more_looks, history = _told(*_thread(4, 20))
    more_pages, _ = _told(*_thread(16, 5))
    assert {"vanished", "returned"} <= {event.kind for event in history.events}
    assert more_looks < 6 * small  # 4 times the captures; squared would be 16
    assert more_pages < 6 * small


def test_a_first_look_at_a_page_costs_little_more_than_its_comments() -> None:
    lines, history = _told([page(1, _comments(0))], [])
    assert len(history.comments) == ON_A_PAGE
    assert lines < 250 * ON_A_PAGE
