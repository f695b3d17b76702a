"""What a run has still to ask so that its look at a thread is whole.

One page where a place is inside a page's run, the lower page again where it lies between two;
and where two looks are needed, the three pages p, p+1, p in a look of their own.
Nothing is asked for without end: the caller sets how often it asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archiver.derive.absence import absences, weak_absences
from archiver.derive.article_events import is_comment_page
from archiver.derive.looks import Look, gather, missing_pages, unsettled
from archiver.derive.observations import LookMark, Observation
from archiver.derive.shown import Pages, Shown, Span, prepare

MOST_TOGETHER = 4
"""Comments of one minute may fill pages; what more pages hold together stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Page numbers to fetch, in this order; ``new_look`` says that a look begins with them."""

    pages: tuple[int, ...]
    new_look: bool


def to_ask(observations: Sequence[Observation], marks: Sequence[LookMark]) -> Asking | None:
    """What the last run that looked at this thread should ask for next; None if nothing is open.

    ``observations`` and ``marks`` are as for :func:`archiver.derive.history.tell`.
    """
    ordered = sorted({page.record_id: page for page in observations}.values(), key=lambda page: page.instant)
    looks = gather(ordered, marks)
    if not looks:
        return None
    pages = prepare(ordered)
    shown = {page.page.record_id: page for page in pages.shown}
    of_look = {
        look.name: [shown[page.record_id] for page in look.captures if page.record_id in shown]
        for look in looks
    }
    run = _run_of(looks)
    held = [shown[page.record_id] for page in run.captures if page.record_id in shown]
    whole = [page for page in held if page.page.whole and page.by_id]
    if not whole or _is_barred(run.captures):
        return None
    missing = missing_pages(whole)
    if missing is None:
        return None
    if missing:
        return Asking(pages=_missed(missing, whole, run.captures), new_look=False)
    proofs = absences(pages, of_look.values())
    found = {comment for page in held for comment in page.by_id}
    left = unsettled(run, pages, found, proofs)
    last = [look for look in looks if look.run == run.run][-1]
    half = weak_absences(pages, of_look[last.name])
    return _asking(left, half, pages, _latest(whole))


def _is_barred(captures: Sequence[Observation]) -> bool:
    """Whether what came last is no article's page, and not just a comment page that there is no more."""
    last = captures[-1]
    beyond = last.kind == "gone" and is_comment_page(last.url) and len(captures) > 1
    return last.kind != "article" and not (beyond and captures[-2].kind == "article")


def _missed(
    missing: Sequence[int], whole: Sequence[Shown], captures: Sequence[Observation]
) -> tuple[int, ...]:
    """The missing pages; or the page that named them, where one of them was looked for since and isn't there."""
    named = [page.page for page in whole if page.page.number is not None][-1]
    later = [page for page in captures if page.instant > named.instant and is_comment_page(page.url)]
    if any(page.kind == "gone" or (page.whole and not page.sightings) for page in later):
        return (named.number,) if named.number is not None else ()
    return tuple(missing)


def _run_of(looks: Sequence[Look]) -> Look:
    """All looks of the last run, as if they were one."""
    of_run = [look for look in looks if look.run == looks[-1].run]
    captures = tuple(capture for look in of_run for capture in look.captures)
    return replace(of_run[0], captures=captures, ended_at=of_run[-1].ended_at)


def _latest(whole: Sequence[Shown]) -> dict[int, Shown]:
    return {page.page.number: page for page in whole if page.page.number is not None}


def _asking(left: Sequence[int], half: set[int], pages: Pages, latest: Mapping[int, Shown]) -> Asking | None:
    now = [_where(comment, pages, latest, again=False) for comment in left if comment not in half]
    wanted = tuple(number for numbers in dict.fromkeys(now) for number in numbers)
    if wanted:
        return Asking(pages=wanted, new_look=False)
    later = [_where(comment, pages, latest, again=True) for comment in left if comment in half]
    wanted = tuple(number for numbers in dict.fromkeys(later) for number in numbers)
    return Asking(pages=wanted, new_look=True) if wanted else None


def _where(comment: int, pages: Pages, latest: Mapping[int, Shown], *, again: bool) -> tuple[int, ...]:
    """The pages on which ``comment`` would be, under whatever of its line is left; each after the
    one above it. None where asking proves nothing: no place, or no page of its kind.
    """
    own = _around(pages.places.get(comment), latest)
    if not own or any(pages.kinds[comment] & ~latest[number].kinds for number in own):
        return ()
    telling = [line for page in reversed(pages.seen[comment]) if (line := page.line(comment)) is not None]
    line = telling[0] if telling else ((comment,),)
    asked: list[int] = []
    before: tuple[int, ...] = ()
    for above in dict.fromkeys(above for step in line for above in step):
        around = _around(pages.places.get(above), latest)
        if around != before:
            asked.extend(_in_order(around, latest, again=again))
        before = around
    return tuple(asked)


def _around(place: Span | None, latest: Mapping[int, Shown]) -> tuple[int, ...]:
    """The number of the page whose run holds ``place``, or those of the neighbours that hold it together."""
    if place is None:
        return ()
    ends = [(number, page.low, page.high) for number, page in latest.items()]
    first = max((number for number, low, _ in ends if low is not None and low <= place[0]), default=None)
    last = min((number for number, _, high in ends if high is not None and high >= place[1]), default=None)
    if first is None or last is None or not first <= last < first + MOST_TOGETHER:
        return ()
    numbers = tuple(range(first, last + 1))
    return numbers if all(number in latest for number in numbers) else ()


def _in_order(numbers: tuple[int, ...], latest: Mapping[int, Shown], *, again: bool) -> tuple[int, ...]:
    """One page as it is; of neighbours the lower ones again, after all in turn unless that was just done."""
    if len(numbers) < 2:
        return numbers
    turn = all(latest[below].ub <= latest[below + 1].lb for below in numbers[:-1])
    return numbers[:-1] if turn and not again else (*numbers, *numbers[:-1])
