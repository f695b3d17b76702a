"""What REST and feeds add to a history told from pages, and what contradicts it."""

from dataclasses import replace
from datetime import datetime, timedelta

from archiver.derive.history import tell
from archiver.derive.observations import Observation
from archiver.derive.witnesses import Added, Said, contradictions, weigh
from tests.derive.saying import DATES, hour, page, said

LIMIT = [said(1), said(2, 1), said(3, 2, depth=3), said(4, 2, depth=3, known=False)]


def rest(when: float, comment: int, parent: int | None, **fields: object) -> Said:
    base = Said(
        comment_id=comment,
        witness="rest",
        capture_id=comment,
        record_id=f"rest at {when}",
        captured_at=hour(when),
        earliest=hour(when),
        latest=hour(when),
        parent_id=parent,
        parent_known=True,
        published_at=None,
    )
    return replace(base, **fields)  # type: ignore[arg-type] # fields of Said


def weighed(
    pages: list[Observation], statements: list[Said], times: dict[int, datetime | None] | None = None
) -> dict[int, Added]:
    return weigh(tell(pages, []).comments, statements, times or {})


def test_rest_tells_a_parent_that_the_page_cant() -> None:
    before = weighed([page(1, LIMIT)], [])
    assert (before[4].parent_id, before[4].parent_witness) == (2, None)
    after = weighed([page(1, LIMIT)], [rest(1.1, 4, 3)])
    assert (after[4].parent_id, after[4].parent_witness) == (3, "rest")
    assert (after[3].parent_id, after[3].parent_witness) == (2, "page")


def test_flat_pages_get_their_tree_from_rest() -> None:
    flat = page(1, [said(1, known=False), said(2, known=False), said(3, known=False)], threaded=False)
    told = weighed([flat], [rest(1.1, 1, None), rest(1.1, 2, 1), rest(1.1, 3, 2)])
    assert [(one.parent_id, one.root_id) for one in told.values()] == [(None, 1), (1, 1), (2, 1)]


def test_on_a_flat_page_a_reply_may_answer_a_hidden_comment() -> None:
    flat = page(1, [said(1, known=False), said(3, known=False)], threaded=False)
    told = weighed([flat], [rest(1.1, 1, None), rest(1.1, 3, 2)])
    assert (told[3].parent_id, told[3].parent_witness, told[3].root_id) == (2, "rest", None)
    assert weighed([page(1, LIMIT)], [rest(1.1, 4, 99)])[4].parent_witness is None


def test_the_page_holds_before_rest() -> None:
    told = weighed([page(1, [said(1), said(2, 1), said(3)])], [rest(1.1, 2, 3)])
    assert (told[2].parent_id, told[2].parent_witness) == (1, "page")


def test_the_last_word_of_rest_counts_and_only_of_what_stands() -> None:
    pages = [page(1, LIMIT)]
    assert weighed(pages, [rest(2, 4, 2), rest(1, 4, 3)])[4].parent_id == 2
    gone = [page(1, LIMIT), page(5, [said(1), said(2, 1), said(4, 2, depth=3, known=False)])]
    told = weighed(gone, [rest(1.1, 4, 3)])[4]
    assert (told.parent_id, told.parent_witness) == (2, None)  # 3 vanished since: whose reply is it now?
    assert weighed(pages, [rest(1.1, 4, None)])[4].parent_witness is None  # but it is printed beneath one


def test_a_witness_tells_the_seconds_that_a_page_leaves_out() -> None:
    minute = DATES.replace(second=0)
    exact = minute + timedelta(seconds=40)
    feed = rest(1, 1, None, witness="feed", parent_known=False, published_at=exact)
    told = weighed([page(2, [said(1, date=minute)])], [feed], {1: minute})[1]
    assert (told.exact_at, told.exact_witness) == (exact, "feed")
    better = rest(0.5, 1, None, published_at=exact + timedelta(seconds=1))
    assert weighed([page(2, [said(1)])], [feed, better], {1: minute})[1].exact_witness == "rest"
    assert weighed([page(2, [said(1)])], [feed], {1: DATES})[1].exact_at is None  # the page is as exact
    assert weighed([page(2, [said(1)])], [feed], {1: None})[1].exact_at == exact
    other = replace(feed, published_at=exact + timedelta(hours=4))
    assert weighed([page(2, [said(1)])], [other], {1: minute})[1].exact_at is None


def test_witnesses_disagree_where_pages_before_and_after_say_otherwise() -> None:
    pages = [page(1, [said(1), said(2), said(3, 2)]), page(5, [said(1), said(2), said(3, 2)])]
    (found,) = contradictions(pages, [rest(3, 3, 1)])
    assert found.kind == "witnesses-disagree-parent"
    assert found.detail == "comment 3 answers 1 by rest, 2 by the pages before and after"
    assert list(contradictions(pages, [rest(3, 3, 2)])) == []
    assert list(contradictions(pages[:1], [rest(3, 3, 1)])) == []  # it may have moved since
    moved = replace(pages[1], sightings=page(5, [said(1), said(2), said(3)]).sightings)
    assert list(contradictions([pages[0], moved], [rest(3, 3, 1)])) == []
    assert list(contradictions(pages, [rest(3, 3, 1, earliest=hour(0))])) == []  # a cached answer
    (late,) = contradictions(pages, [rest(3, 1, None, published_at=DATES)])
    assert late.kind == "witnesses-disagree-time"


def test_many_looks_and_many_statements_are_told_as_by_looking_at_each_pair() -> None:
    pages = [page(2 * n, [said(1, 9 if n % 5 else None)], age=n % 3) for n in range(40)]
    spoken = [rest(n + 0.5, 1, None, capture_id=n) for n in range(80)]
    wanted = set()
    for one in spoken:
        before = [each for each in pages if each.captured_at < one.earliest]
        after = [each for each in pages if each.earliest > one.captured_at]
        if before and after and before[-1].sightings[0].parent_id == after[0].sightings[0].parent_id == 9:
            wanted.add(one.capture_id)
    assert {one.capture_id for one in contradictions(pages, spoken)} == wanted
