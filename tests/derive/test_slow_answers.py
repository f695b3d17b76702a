"""Answers that were long in coming: each shows some instant between its request and its last byte."""

from archiver.derive.history import tell
from tests.derive.saying import between, events, hour, look, page, said, told


def test_what_came_while_a_slow_server_answered_lies_within_its_event() -> None:
    """An event ended with the request's beginning, and what happened before the answer was made lay outside."""
    first = page(1, [said(1), said(2)])
    slow = page(2, [said(1, words="other"), said(3)], latest=hour(3))
    told_then = events(tell([first, slow], []), "appeared", "edited", "vanished")
    assert {
        (event.kind, event.comment_id, *between(event)) for event in told_then if event.before_evidence
    } == {
        ("edited", 1, 1, 3),
        ("vanished", 2, 1, 3),
        ("appeared", 3, 1, 3),
    }
    after = page(4, [said(1, words="third"), said(3)])
    (_, again) = events(tell([first, slow, after], []), "edited")
    assert between(again) == (2, 4)


def test_of_two_that_were_answered_together_neither_comes_first() -> None:
    """The one asked for first may have been answered last: it was taken for the older all the same."""
    slow = page(1, [said(1, words="new")], latest=hour(4))
    quick = page(2, [said(1, words="old")], latest=hour(2.1))
    assert told(tell([slow, quick], [])) == []


def test_a_look_whose_last_answer_was_slow_is_whole() -> None:
    """What that answer proves lies within the look."""
    first = page(1, [said(1), said(2)], run="a")
    slow = page(3, [said(1)], latest=hour(4), run="b")
    history = tell([first, slow], [look(0.9, "a"), look(2.9, "b")])
    assert [seen.complete for seen in history.snapshots] == [True, True]
