"""The table of outcomes in docs/decisions.md: each line a test of its own."""

from dataclasses import replace
from typing import Any

import pytest

from archiver.derive.history import tell
from archiver.derive.observations import Observation, Sighting
from tests.derive.saying import between, events, hour, look, page, said, told

ONE_TO_FOUR = [said(1), said(2), said(3), said(4)]


def test_seen_only_in_a_partial_import_and_absent_in_a_later_look_it_vanished_between_the_two() -> None:
    stray = page(1, [said(3), said(4)], number=2, highest=3)
    later = [
        page(5, [said(1), said(2)], highest=2, run="live"),
        page(5.1, [said(4), said(5)], number=2, highest=2, run="live"),
        page(5.2, [said(1), said(2)], highest=2, run="live"),
    ]
    again = [replace(each, run="next", captured_at=each.captured_at + (hour(6) - hour(5))) for each in later]
    again = [replace(each, earliest=each.captured_at, record_id=f"{each.record_id}+1") for each in again]
    history = tell([stray, *later, *again], [look(4.9, "live"), look(5.9, "next")])
    assert told(history) == [("vanished", 3)]
    assert between(events(history)[0])[0] == 1


def test_seen_only_in_a_partial_import_and_absent_from_the_run_of_one_page() -> None:
    history = tell([page(1, [said(3)], number=2, highest=2), page(5, [said(1), said(2), said(4)])], [])
    assert told(history) == [("vanished", 3)]
    vanished = events(history)[0]
    assert between(vanished) == (1, 5)
    assert (vanished.before_evidence, vanished.after_evidence) == ("record at 1", "record at 5")


def test_a_partial_import_that_lacks_page_2_says_nothing() -> None:
    live = [
        page(1, [said(1), said(2)], highest=2, run="live"),
        page(1.1, [said(3), said(4)], number=2, highest=2, run="live"),
    ]
    history = tell([*live, page(5, [said(1), said(2)], highest=2)], [])
    assert told(history) == []
    assert [comment.state for comment in history.comments] == ["present"] * 4


def test_an_older_import_inserted_later_makes_the_same_event_tighter() -> None:
    first, last = page(1, ONE_TO_FOUR), page(9, [said(1), said(2), said(4)])
    loose = events(tell([first, last], []))[0]
    inserted = page(6, [said(2), said(3), said(4)], number=2, highest=3)
    tight = events(tell([first, last, inserted], []))
    assert [event.kind for event in tight] == [loose.kind]
    assert (between(loose), between(tight[0])) == ((1, 9), (6, 9))


def test_an_older_import_from_before_the_vanishing_that_lacks_it_tightens_the_other_side() -> None:
    history = tell(
        [page(1, ONE_TO_FOUR), page(9, [said(1), said(4)]), page(4, [said(1), said(2), said(4)])], []
    )
    assert {event.comment_id: between(event) for event in events(history)} == {3: (1, 4), 2: (4, 9)}


def test_a_stale_page_that_shows_a_gone_comment_is_doubtful() -> None:
    gone = [page(1, ONE_TO_FOUR), page(5, [said(1), said(2), said(4)])]
    history = tell([*gone, page(7, ONE_TO_FOUR, age=3)], [])
    assert told(history) == [("vanished", 3)]
    assert next(comment for comment in history.comments if comment.comment_id == 3).state == "vanished"


def test_a_fresh_page_that_shows_it_says_that_it_returned() -> None:
    gone = [page(1, ONE_TO_FOUR), page(5, [said(1), said(2), said(4)])]
    history = tell([*gone, page(7, ONE_TO_FOUR, age=1)], [])
    assert told(history) == [("vanished", 3), ("returned", 3)]
    assert between(events(history)[1]) == (5, 7)


def test_a_stale_page_that_lacks_a_comment_says_nothing() -> None:
    history = tell(
        [page(1, [said(1), said(4)]), page(2, ONE_TO_FOUR), page(7, [said(1), said(4)], age=6.5)], []
    )
    assert told(history) == []


def test_a_stale_page_with_old_words_is_doubtful_and_a_fresh_one_says_edited_again() -> None:
    edited = [page(1, [said(1)]), page(5, [said(1, words="second")])]
    stale = tell([*edited, page(7, [said(1)], age=3)], [])
    assert told(stale) == [("edited", 1)]
    assert stale.comments[0].words == "second"
    fresh = tell([*edited, page(7, [said(1)], age=1)], [])
    assert told(fresh) == [("edited", 1), ("edited", 1)]
    assert dict(events(fresh)[1].detail) == {"from_words": "second", "to_words": "first"}


BARE = {"number": None, "lowest": None, "highest": None, "threaded": None, "claimed": None}


@pytest.mark.parametrize(
    ("fact", "fields", "reason"),
    [
        ("hidden", {"state": "unmarked"}, "hidden"),
        ("hidden by a setting that prints 0", {"state": "unmarked", "claimed": 0, "number": 1}, "hidden"),
        ("empty", {"state": "open"}, "hidden"),
        ("closed", {"state": "closed", "claimed": 0, "number": 1}, "closed"),
        ("protected", {"state": "protected", "words": "a form"}, "protected"),
        ("gone", {"kind": "gone", "state": None, "layout": None, "words": None}, "gone"),
        ("moved", {"kind": "moved", "state": None, "layout": None, "words": None}, "moved"),
        ("blocked", {"kind": "refused", "state": None, "layout": None, "words": None}, "refused"),
        ("a login wall", {"kind": "other", "state": None, "layout": None, "words": None}, "other"),
        ("cut", {"whole": False}, "cut"),
    ],
)
def test_what_shows_no_thread_is_a_fact_of_the_thread_and_leaves_comments_as_they_were(
    fact: str, fields: dict[str, Any], reason: str
) -> None:
    history = tell([page(1, ONE_TO_FOUR), page(5, [], **{**BARE, **fields})], [])
    assert [event for event in history.events if event.comment_id and event.kind != "appeared"] == [], fact
    assert [comment.state for comment in history.comments] == ["present"] * 4
    assert (history.thread.complete, history.thread.reason) == (False, reason)
    assert history.thread.held == 4


def test_a_cut_page_proves_nothing_and_what_it_shows_was_there() -> None:
    history = tell([page(1, ONE_TO_FOUR), page(5, [said(1), said(5)], whole=False)], [])
    assert told(history) == []
    assert len(history.comments) == 5


def test_a_page_past_the_end_proves_nothing() -> None:
    past = page(
        5,
        [],
        number=None,
        highest=None,
        lowest=None,
        threaded=None,
        url="https://example.org/2018/12/01/slug/comment-page-9/",
    )
    assert told(tell([page(1, ONE_TO_FOUR), past], [])) == []


def test_an_empty_thread_that_is_open_and_prints_0_is_empty() -> None:
    empty = page(5, [], claimed=0, threaded=None, highest=None)
    history = tell([page(1, ONE_TO_FOUR), empty], [])
    assert told(history) == [("vanished", number) for number in (1, 2, 3, 4)]
    assert (history.thread.complete, history.thread.held, history.thread.vanished) == (True, 0, 4)


def test_the_parent_deleted_it_vanished_and_its_replies_moved() -> None:
    before = page(1, [said(1), said(2), said(3, 2), said(4, 3, depth=3), said(5)])
    after = page(5, [said(1), said(3), said(4, 3), said(5)])
    history = tell([before, after], [])
    assert told(history) == [("vanished", 2), ("moved", 3)]
    moved = events(history, "moved")[0]
    assert dict(moved.detail) == {"from_parent": 2, "to_parent": None}
    assert between(moved) == (1, 5)


def test_a_reply_moves_to_its_parents_parent() -> None:
    before = page(1, [said(1), said(2, 1), said(3, 2, depth=3)])
    history = tell([before, page(5, [said(1), said(3, 1)])], [])
    assert told(history) == [("vanished", 2), ("moved", 3)]
    assert dict(events(history, "moved")[0].detail) == {"from_parent": 2, "to_parent": 1}


def test_in_the_trash_it_hides_its_replies_and_purging_brings_them_back_moved() -> None:
    before = page(1, [said(1), said(2), said(3, 2), said(5)])
    trash, purged = page(3, [said(1), said(5)]), page(5, [said(1), said(3), said(5)])
    history = tell([before, trash, purged], [])
    assert told(history) == [("vanished", 2), ("vanished", 3), ("moved", 3), ("returned", 3)]


def test_another_depth_is_layout() -> None:
    deep = page(1, [said(1), said(2, 1), said(3, 2, depth=3), said(4, 3, depth=4)])
    shallow = page(5, [said(1), said(2, 1), said(3, 1, known=False), said(4, 1, known=False)])
    history = tell(
        [deep, shallow, replace(deep, record_id="again", captured_at=hour(9), earliest=hour(9))], []
    )
    assert told(history) == []
    assert [comment.parent_id for comment in tell([deep, shallow], []).comments] == [None, 1, 2, 3]


def test_a_depth_that_the_page_does_not_tell_is_layout_while_the_old_parent_stands() -> None:
    deep = page(1, [said(1), said(2, 1), said(3, 2, depth=3)])
    assert told(tell([deep, page(5, [said(1), said(2, 1), said(3, 1)])], [])) == []


def test_flat_is_layout() -> None:
    threaded = page(1, [said(1), said(3, 1), said(2)])
    flat = page(5, [said(1, known=False), said(2, known=False), said(3, known=False)], threaded=False)
    history = tell([threaded, flat], [])
    assert told(history) == []
    assert history.comments[2].parent_id == 1
    assert history.comments[2].parent_known


def test_flat_pages_of_which_one_alone_is_seen_prove_nothing_of_the_rest() -> None:
    threaded = page(1, [said(1), said(9, 1), said(2)])
    flat = page(5, [said(1, known=False), said(2, known=False)], threaded=False, highest=4)
    assert told(tell([threaded, flat], [])) == []


def test_a_flat_page_proves_what_lies_inside_it() -> None:
    threaded = page(1, [said(1), said(2, 1), said(3)])
    flat = page(5, [said(1, known=False), said(3, known=False)], threaded=False, highest=4)
    assert told(tell([threaded, flat], [])) == [("vanished", 2)]


def test_a_reply_that_flat_pages_alone_show_is_not_looked_for_on_threaded_ones() -> None:
    flat = page(1, [said(1, known=False), said(2, known=False), said(3, known=False)], threaded=False)
    assert told(tell([flat, page(5, [said(1), said(3), said(4, 3)], highest=2)], [])) == []


@pytest.mark.parametrize("descending", [False, True])
def test_another_page_size_or_order_is_layout(descending: bool) -> None:
    whole = page(1, ONE_TO_FOUR)
    first = [said(1), said(2)][:: -1 if descending else 1]
    second = [said(3), said(4)][:: -1 if descending else 1]
    small = [page(5, first, highest=2, run="b"), page(5.1, second, number=2, highest=2, run="b")]
    assert told(tell([whole, *small], [])) == []
    assert (
        told(tell([*small, replace(whole, record_id="x", captured_at=hour(9), earliest=hour(9))], [])) == []
    )


def test_all_pingbacks_gone_at_once_is_layout() -> None:
    before = page(1, [said(1), said(2, kind="pingback"), said(3), said(4, kind="trackback"), said(5)])
    assert told(tell([before, page(5, [said(1), said(3), said(5)])], [])) == []


def test_one_pingback_gone_of_two_vanished() -> None:
    before = page(1, [said(1), said(2, kind="pingback"), said(3), said(4, kind="trackback"), said(5)])
    after = page(5, [said(1), said(3), said(4, kind="trackback"), said(5)])
    assert told(tell([before, after], [])) == [("vanished", 2)]


def test_pingbacks_may_be_listed_apart() -> None:
    before = page(
        1, [said(1), said(3), said(5), said(2, kind="pingback"), said(4, kind="pingback")], highest=2
    )
    after = page(5, [said(1), said(5), said(2, kind="pingback"), said(4, kind="pingback")], highest=2)
    assert told(tell([before, after], [])) == [("vanished", 3)]


def test_edited_while_absent_is_one_edit_across_the_absence() -> None:
    shown, hidden = page(1, [said(1), said(2), said(3)]), page(3, [said(1), said(3)])
    history = tell([shown, hidden, page(5, [said(1), said(2, words="second"), said(3)])], [])
    assert told(history) == [("vanished", 2), ("edited", 2), ("returned", 2)]
    assert between(events(history, "edited")[0]) == (1, 5)


def test_words_are_not_compared_across_layouts() -> None:
    old, new = page(1, [said(1)]), page(5, [said(1, words="first, another theme")], layout="new theme")
    assert told(tell([old, new], [])) == []
    third = page(9, [said(1, words="second")])
    assert [between(event) for event in events(tell([old, new, third], []))] == [(1, 9)]


def test_a_page_in_another_order_proves_nothing_by_place() -> None:
    muddled = page(5, [said(4), said(1), said(2)], highest=2)
    assert told(tell([page(1, ONE_TO_FOUR), muddled], [])) == []


def test_an_open_tie_proves_nothing() -> None:
    same = [said(number, date=hour(-100)) for number in (1, 2, 3)]
    others = [said(4), said(5)]
    assert told(tell([page(1, [*same, *others]), page(5, [same[0], *others], number=2, highest=2)], [])) == []


def test_minutes_alone_leave_ties() -> None:
    minute = hour(-100)
    exact = page(
        1, [said(1, date=minute.replace(second=5)), said(2, date=minute.replace(second=40)), said(3)]
    )
    printed = page(5, [said(1, date=minute), said(3, date=hour(-99))], number=2, highest=3)
    assert told(tell([exact, printed], [])) == []


def test_below_page_1_and_above_the_last_there_is_nothing() -> None:
    before = page(1, ONE_TO_FOUR)
    first = page(5, [said(2), said(3)], highest=2)
    last = page(5, [said(2), said(3)], number=2, highest=2)
    assert told(tell([before, first], [])) == [("vanished", 1)]
    assert told(tell([before, last], [])) == [("vanished", 4)]


def test_a_known_ancestor_on_the_page_proves_a_reply_absent_and_its_own_place_alone_does_not() -> None:
    before = page(1, [said(1), said(2), said(9, 2), said(10, 9, depth=3)])
    below = page(5, [said(1), said(2)], highest=3)
    assert told(tell([before, below], [])) == [("vanished", 9), ("vanished", 10)]
    lone = page(5, [said(8), said(11)], number=2, highest=3)
    assert told(tell([before, lone], [])) == []


def test_the_places_of_ancestors_may_lie_on_pages_looked_at_one_after_the_other() -> None:
    before = page(1, [said(1), said(2), said(9, 2), said(11)])
    lower, upper = page(5, [said(1), said(3)], highest=2), page(6, [said(8), said(11)], number=2, highest=2)
    history = tell([before, lower, upper], [])
    assert told(history) == [("vanished", 2), ("vanished", 9)]
    assert between(events(history)[1]) == (1, 6)
    swapped = [
        replace(lower, captured_at=hour(6), earliest=hour(6)),
        replace(upper, captured_at=hour(5), earliest=hour(5)),
    ]
    assert told(tell([before, *swapped], [])) == [("vanished", 2)]


def test_a_reply_at_the_nesting_limit_may_hang_below_those_before_it() -> None:
    before = page(1, [said(1), said(2), said(9, 2), said(20, 2, known=False), said(21)])
    # 2 was deleted; if 20 answered 9, which isn't seen, it would stand wherever 9 does.
    upper = page(5, [said(19), said(21)], number=2, highest=2)
    assert told(tell([before, upper], [])) == []


def test_a_place_between_two_pages_needs_two_looks() -> None:
    before = page(1, [said(1), said(2), said(3), said(4)])

    def seen(when: float, run: str) -> list[Observation]:
        return [
            page(when, [said(1), said(2)], highest=2, run=run),
            page(when + 0.1, [said(4), said(5)], number=2, highest=2, run=run),
            page(when + 0.2, [said(1), said(2)], highest=2, run=run),
        ]

    assert told(tell([before, *seen(5, "a")], [look(4.9, "a")])) == []
    history = tell([before, *seen(5, "a"), *seen(7, "a")], [look(4.9, "a"), look(6.9, "a")])
    assert told(history) == [("vanished", 3)]
    (proof,) = [event.detail["proof"] for event in events(history)]
    again = page(9, [*ONE_TO_FOUR, said(5)])
    back = tell([before, *seen(5, "a"), *seen(7, "a"), again], [look(4.9, "a"), look(6.9, "a")])
    assert [(event.kind, event.detail.get("before_proof")) for event in events(back)] == [
        ("vanished", None),
        ("returned", proof),
    ]
    moving = [replace(each, claimed=number) for number, each in enumerate(seen(7, "a"))]
    assert told(tell([before, *seen(5, "a"), *moving], [look(4.9, "a"), look(6.9, "a")])) == []


def test_a_place_between_two_pages_of_a_theme_that_links_the_next_one_alone() -> None:
    before = page(1, [said(1), said(2), said(3), said(4)], highest=2)

    def seen(when: float, run: str, third: int = 3) -> list[Observation]:
        return [
            page(when, [said(1), said(2)], highest=2, run=run),
            page(when + 0.1, [said(4), said(5)], number=2, highest=third, run=run),
            page(when + 0.2, [said(1), said(2)], highest=2, run=run),
        ]

    looks = [look(4.9, "a"), look(6.9, "a")]
    assert told(tell([before, *seen(5, "a"), *seen(7, "a")], looks)) == [("vanished", 3)]
    assert told(tell([before, *seen(5, "a"), *seen(7, "a", third=4)], looks)) == []


def test_it_appeared_not_before_its_own_date_nor_before_a_page_without_it() -> None:
    history = tell([page(1, [said(1), said(3)]), page(5, [said(1), said(2), said(3)])], [])
    appeared = {event.comment_id: event for event in events(history, "appeared")}
    assert appeared[1].not_before == said(1).at
    assert appeared[1].before_evidence is None
    assert between(appeared[2]) == (1, 5)
    assert appeared[2].before_evidence == "record at 1"


def test_without_dates_only_an_ancestor_or_the_whole_thread_proves() -> None:
    def undated(*marks: Sighting) -> list[Sighting]:
        return [replace(mark, at=None) for mark in marks]

    before = page(1, undated(said(1), said(2), said(3), said(4, 3), said(5)))
    part = page(5, undated(said(1), said(3), said(5)), number=2, highest=3)
    assert told(tell([before, part], [])) == [("vanished", 4)]
    assert told(tell([before, page(5, undated(said(1), said(3), said(5)))], [])) == [
        ("vanished", 2),
        ("vanished", 4),
    ]


def test_words_on_a_cut_page_are_not_compared() -> None:
    assert told(tell([page(1, [said(1)]), page(5, [said(1, words="fir")], whole=False)], [])) == []


def test_observations_that_come_twice_count_once() -> None:
    pages = [page(1, ONE_TO_FOUR), page(5, [said(1), said(2), said(4)])]
    assert tell([*pages, *pages], []) == tell(pages, [])
