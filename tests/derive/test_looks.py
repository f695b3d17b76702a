"""Looks at a thread: which captures make one, whether it was whole, and what the thread's state is."""

from dataclasses import replace

import pytest

from archiver.derive.asking import to_ask
from archiver.derive.history import tell
from archiver.derive.observations import Observation, Sighting
from tests.derive.saying import URL, hour, look, page, said

ONE, TWO, THREE = [said(1), said(2)], [said(3), said(4)], [said(5)]


def walk(when: float, run: str, *pages: list[Sighting], claimed: int | None = None) -> list[Observation]:
    return [
        page(when + place / 100, comments, number=place, highest=len(pages), run=run, claimed=claimed)
        for place, comments in enumerate(pages, 1)
    ]


def test_a_look_holds_its_runs_captures_until_the_next_look() -> None:
    first, second = walk(1, "run", ONE, TWO), walk(2, "run", ONE, TWO)
    other = walk(1.5, "other", ONE)
    history = tell([*second, *other, *first], [look(2, "run"), look(0.9, "run")])
    assert [(seen.look, len(seen.captures)) for seen in history.snapshots] == [
        ("look at 0.9", 2),
        ("other", 1),
        ("look at 2", 2),
    ]
    assert history.snapshots[0].captures == tuple(each.record_id for each in first)
    assert history.snapshots[1].started_at == hour(1.51)


def test_captures_of_a_run_without_marks_are_one_look() -> None:
    history = tell(walk(1, "import", ONE, TWO), [])
    assert [(seen.look, seen.run, seen.complete, seen.pages, seen.found) for seen in history.snapshots] == [
        ("import", "import", True, 2, 4)
    ]


def test_a_look_that_has_begun_and_holds_nothing_is_not_whole() -> None:
    history = tell(walk(1, "a", ONE), [look(0.5, "a"), look(5, "b")])
    assert [(seen.complete, seen.reason) for seen in history.snapshots] == [(True, ""), (False, "no page")]


def test_missing_pages_are_named_with_what_the_walk_said() -> None:
    marks = [replace(look(0.9, "run"), ended_at=hour(1.5), reason="page 3 came twice")]
    history = tell(walk(1, "run", ONE, TWO, THREE)[:1], marks)
    assert history.snapshots[0].reason == "pages 2, 3 missing (page 3 came twice)"
    assert (history.thread.complete, history.thread.pages) == (False, 3)
    assert history.thread.last_complete_look is None


def test_the_last_page_that_links_a_newer_one_is_not_the_last() -> None:
    pages = walk(1, "run", ONE, TWO)
    pages[1] = replace(pages[1], highest=3)
    assert tell(pages, []).snapshots[0].reason == "page 3 missing"
    pages.append(page(1.1, THREE, number=3, highest=3, run="run"))
    assert tell(pages, []).snapshots[0].complete


def test_a_comment_neither_seen_nor_proved_absent_leaves_a_look_open() -> None:
    before = walk(1, "a", [*ONE, *TWO], [said(5), said(6)])
    after = walk(5, "b", [said(1), said(2), said(3)], [said(5), said(6)])
    history = tell([*before, *after], [])
    assert history.snapshots[1].reason == "1 comment neither seen nor proved absent"
    assert history.thread.last_complete_look == "a"
    assert not history.thread.complete


def test_a_claim_that_differs_makes_no_look_less_whole() -> None:
    once = tell(walk(1, "a", ONE, claimed=4), [])
    assert (once.thread.complete, once.thread.reason) == (True, "claims 2 more than it shows")
    twice = tell([*walk(1, "a", ONE, claimed=4), *walk(5, "b", ONE, claimed=4)], [])
    assert twice.thread.reason == "claims 2 more than it shows, known unshown"
    fewer = tell(walk(1, "a", ONE, claimed=1), [])
    assert (fewer.thread.complete, fewer.thread.reason) == (True, "claims 1 fewer than it shows")


def test_a_closed_thread_that_shows_its_comments_is_whole_and_closed() -> None:
    history = tell([page(1, ONE, state="closed")], [])
    assert (history.thread.complete, history.thread.reason) == (True, "closed")


def test_a_page_alone_that_shows_what_was_known_leaves_the_thread_whole() -> None:
    whole = walk(1, "a", ONE, TWO, claimed=4)
    same = replace(whole[1], record_id="probe", run="b", captured_at=hour(5), earliest=hour(5))
    history = tell([*whole, same], [])
    assert not history.snapshots[1].complete
    assert history.thread.complete
    new = replace(same, claimed=5, sightings=(*same.sightings, replace(said(5), position=3)))
    assert not tell([*whole, new], []).thread.complete


def test_an_article_without_a_thread_is_whole_and_has_none() -> None:
    bare = page(1, [], number=None, highest=None, lowest=None, threaded=None, state=None, layout=None)
    history = tell([bare], [])
    assert (history.thread.complete, history.thread.reason, history.thread.pages) == (True, "no thread", None)


def test_nothing_at_all() -> None:
    history = tell([], [])
    assert (history.comments, history.events, history.snapshots) == ((), (), ())
    assert (history.thread.complete, history.thread.reason) == (False, "never looked at")


def test_a_whole_look_asks_for_nothing() -> None:
    assert to_ask(walk(1, "a", ONE, TWO), []) is None


def test_missing_pages_are_asked_for() -> None:
    asking = to_ask(walk(1, "a", ONE, TWO, THREE)[:1], [])
    assert asking is not None
    assert (asking.pages, asking.new_look) == ((2, 3), False)


@pytest.mark.parametrize(
    "beyond",
    [
        {"state": "open", "threaded": None, "number": None, "lowest": None, "highest": None},
        {"kind": "gone", "state": None, "layout": None, "words": None, "number": None, "highest": None},
    ],
)
def test_a_page_past_the_end_makes_the_page_that_named_it_be_asked_again(beyond: dict[str, object]) -> None:
    first = replace(walk(1, "a", ONE, TWO)[0], highest=2)
    past = page(1.2, [], run="a", url=f"{URL}comment-page-2/", **beyond)  # type: ignore[arg-type] # fields of Observation
    asking = to_ask([first, past], [])
    assert asking is not None
    assert (asking.pages, asking.new_look) == ((1,), False)
    again = page(1.3, ONE, run="a")
    assert to_ask([first, past, again], []) is None
    assert tell([first, past, again], []).thread.complete


def test_an_article_that_went_under_way_is_not_asked_for_again() -> None:
    gone = {"kind": "gone", "state": None, "layout": None, "words": None, "number": None, "highest": None}
    first = replace(walk(1, "a", ONE, TWO)[0], highest=2)
    past = [
        page(when, [], run="a", url=url, **gone)  # type: ignore[arg-type] # fields of Observation
        for when, url in ((1.2, f"{URL}comment-page-2/"), (1.3, f"{URL}comment-page-1/"))
    ]
    assert to_ask([first, *past], []) is None
    assert tell([first, *past], []).thread.reason == "gone under way"


def test_at_an_edge_the_lower_page_is_asked_for_again_then_three_pages_in_a_look_of_their_own() -> None:
    before = walk(1, "a", [said(1), said(2)], [said(3), said(5)])
    after = walk(5, "b", [said(1), said(2)], [said(5), said(6)])
    marks = [look(0.9, "a"), look(4.9, "b")]
    asking = to_ask([*before, *after], marks)
    assert asking is not None
    assert (asking.pages, asking.new_look) == ((1,), False)
    again = page(5.1, [said(1), said(2)], highest=2, run="b")
    asking = to_ask([*before, *after, again], marks)
    assert asking is not None
    assert (asking.pages, asking.new_look) == ((1, 2, 1), True)
    marks.append(look(5.9, "b"))
    second = [
        *walk(6, "b", [said(1), said(2)], [said(5), said(6)]),
        page(6.1, [said(1), said(2)], highest=2, run="b"),
    ]
    assert to_ask([*before, *after, again, *second], marks) is None
    history = tell([*before, *after, again, *second], marks)
    assert [comment.comment_id for comment in history.comments if comment.state == "vanished"] == [3]
    assert history.thread.complete


def test_what_can_not_be_proved_is_not_asked_for_without_end() -> None:
    before = walk(1, "a", [said(1), said(2, kind="pingback"), said(3)])
    assert to_ask([*before, *walk(5, "b", [said(1), said(3)])], []) is None


def test_a_walk_that_ends_at_a_wall_is_not_whole() -> None:
    pages = walk(1, "a", ONE, TWO)
    wall = page(1.5, [], run="a", kind="refused", state=None, layout=None, words=None)
    assert tell([*pages, wall], []).snapshots[0].reason == "refused under way"


def test_a_later_look_at_all_pages_that_leaves_something_open_is_no_agreement() -> None:
    """The thread shrank to one page under the first look, which saw all its comments; that page alone then passed for all of them."""
    pings = [said(5, kind="pingback"), said(6, kind="pingback")]
    before = [
        page(1, [said(7, kind="pingback"), said(8, kind="pingback")], number=2, highest=2, run="a", threaded=None),
        page(1.1, [said(1), pings[0]], highest=2, run="a"),
        page(1.2, pings, run="a", threaded=None),
    ]  # fmt: skip
    after = page(2, pings, run="b", threaded=None)
    history = tell([*before, after], [look(0.9, "a"), look(1.9, "b")])
    assert [seen.complete for seen in history.snapshots] == [True, False]
    assert not history.thread.complete
    assert history.thread.reason == history.snapshots[1].reason == "1 comment neither seen nor proved absent"


def test_what_a_whole_look_does_not_show_and_can_not_prove_gone_is_said() -> None:
    """Replies that stood on a flat page may be hidden with their parent on a nested one; nothing said that they are held and not shown."""
    flat = page(1, [said(1), said(2), said(3)], threaded=False)
    nested = page(2, [said(1), said(4, 1)])
    thread = tell([flat, nested], []).thread
    assert (thread.complete, thread.held, thread.vanished) == (True, 4, 0)
    assert thread.reason == "2 held that it does not show"
