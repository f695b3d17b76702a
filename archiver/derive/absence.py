"""Proofs that a comment was not there, each from pages and never from a walk.

The rules kept here (a page is one instant, a cached one an interval):

1. A known ancestor of the comment stands on a threaded page and the comment doesn't.
2. The page is the whole thread.
3. The comment's place falls inside the run of a page that lacks it, and so does the place
   that each comment above it would have at the top. If those lie on other pages,
   each must be looked at after the one above it.
4. A place between two pages: p, p+1, p again, the same each time, in two different looks.

A comment that was hung elsewhere while its parent stood is proved absent by rule 2 alone.

What was above a comment is taken from the last page that showed it before: from then
on that line can only grow shorter. A proof says "at some instant between ``lb`` and ``ub``".
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.derive.shown import COMMENTS, PINGS, Pages, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A comment was not there at some instant from ``lb`` to ``ub``; ``records`` prove it, the last one last.

    ``flat`` is true if the comment wasn't even on a page that lists all without nesting.
    """

    comment_id: int
    lb: datetime
    ub: datetime
    records: tuple[str, ...]
    flat: bool


def absences(pages: Pages, looks: Iterable[Sequence[Shown]]) -> dict[int, list[Absence]]:
    """All proofs that ``pages`` hold, for each comment in order of their ends."""
    prover = _Prover(pages)
    found: dict[int, list[Absence]] = {}
    for page in pages.shown:
        for absence in prover.on(page):
            found.setdefault(absence.comment_id, []).append(absence)
    for absence in prover.between(looks):
        found.setdefault(absence.comment_id, []).append(absence)
    for proofs in found.values():
        proofs.sort(key=lambda proof: (proof.ub, proof.records))
    return found


def weak_absences(pages: Pages, look: Sequence[Shown]) -> set[int]:
    """The comments that ``look`` alone half proves absent: another look must show the same."""
    return {proof.comment_id for proof in _Prover(pages).half(look)}


class _Prover:
    """The rules, over one thread's pages."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._everyone = frozenset(pages.seen)
        placed = sorted((place[0], comment) for comment, place in pages.places.items())
        self._starts = [start for start, _ in placed]
        self._placed = [comment for _, comment in placed]

    def on(self, page: Shown) -> Iterator[Absence]:
        """What this page proves, with pages before it where the line of a comment asks for them."""
        if not page.page.whole:
            return
        sure = self._below(page)
        if page.all:
            sure |= self._everyone.difference(page.by_id)
        for comment in sure:
            if self._is_kind_shown(comment, page):
                yield _proof(comment, (page,))
        for comment in self._missing(page):
            if comment not in sure and comment not in self._pages.wandering:
                used = self._by_place(comment, page, self._pages.shown)
                if used:
                    yield _proof(comment, used)

    def between(self, looks: Iterable[Sequence[Shown]]) -> Iterator[Absence]:
        """What two looks prove together where a place lies between two pages."""
        first: dict[int, list[Absence]] = {}
        for look in looks:
            proofs = list(self.half(look))
            for proof in proofs:
                earlier = [other for other in first.get(proof.comment_id, ()) if other.ub <= proof.lb]
                if earlier:
                    yield _joined(max(earlier, key=lambda other: other.lb), proof)
            for proof in proofs:
                first.setdefault(proof.comment_id, []).append(proof)

    def half(self, look: Sequence[Shown]) -> Iterator[Absence]:
        """What one look shows of places between two pages."""
        steady = _steady(look)
        if not steady:
            return
        pool = sorted((*(page for page in look if page.low is not None), *steady), key=lambda page: page.ub)
        for page in pool:
            for comment in self._missing(page):
                if comment in self._pages.wandering:
                    continue
                used = self._by_place(comment, page, pool)
                if any(len(each.records) > 1 for each in used):
                    yield _proof(comment, used)

    def _below(self, page: Shown) -> set[int]:
        """What is known to stand below a comment of this page and isn't here."""
        absent: set[int] = set()
        if page.threaded:
            for comment in page.by_id:
                absent.update(self._pages.below.get(comment, ()))
            absent.difference_update(page.by_id)
        return absent

    def _missing(self, page: Shown) -> Iterator[int]:
        """The comments whose place is on this page, and that aren't."""
        if page.low is None or page.high is None:
            return
        first, last = bisect_left(self._starts, page.low), bisect_right(self._starts, page.high)
        for comment in self._placed[first:last]:
            if comment not in page.by_id and page.has_room_for(self._pages.places[comment]):
                yield comment

    def _by_place(self, comment: int, page: Shown, pool: Sequence[Shown]) -> tuple[Shown, ...]:
        """The pages of a proof by places that ends with ``page``, which has room for the comment; or none."""
        if not self._is_kind_shown(comment, page):
            return ()
        if page.threaded is False:
            return (page,)
        source = self._source(comment, page)
        line = None if source is None else source.line(comment)
        if source is None or line is None:
            return ()
        used = [page]
        for step in reversed(line[:-1]):
            if not self._is_answered(step, used[-1]):
                if page.threaded is None:  # flat or not, what is proved on the page itself holds
                    return ()
                earlier = self._earlier(step, used[-1], source.ub, pool, comment)
                if earlier is None:
                    return ()
                used.append(earlier)
        return tuple(reversed(used))

    def _source(self, comment: int, page: Shown) -> Shown | None:
        """The last page before ``page`` that shows the comment in its line."""
        held = self._pages.seen[comment]
        if held[0].ub >= page.lb:
            return None
        for seen in reversed(held):
            if seen.ub < page.lb and seen.threaded and seen.page.whole:
                return seen
        return None

    def _earlier(
        self, step: Sequence[int], page: Shown, after: datetime, pool: Sequence[Shown], comment: int
    ) -> Shown | None:
        """The last page of ``pool`` before ``page`` that answers for all of ``step``."""
        for other in reversed(pool):
            if (
                other.ub <= page.lb
                and other.lb > after
                and other.threaded
                and other.page.whole
                and comment not in other.by_id
                and self._is_kind_shown(comment, other)
                and self._is_answered(step, other)
            ):
                return other
        return None

    def _is_answered(self, step: Sequence[int], page: Shown) -> bool:
        """Whether none of ``step`` can have the comment below it elsewhere: each stands here,
        where the comment isn't, or has room here and is absent.
        """
        places = self._pages.places
        return all(above in page.by_id or page.has_room_for(places.get(above)) for above in step)

    def _is_kind_shown(self, comment: int, page: Shown) -> bool:
        """Whether the page shows anything of the comment's kind and of those above it: else
        the theme may just leave that kind out.
        """
        return not self._pages.kinds.get(comment, COMMENTS | PINGS) & ~page.kinds


def _proof(comment: int, pages: tuple[Shown, ...]) -> Absence:
    return Absence(
        comment_id=comment,
        lb=pages[0].lb,
        ub=pages[-1].ub,
        records=tuple(record for page in pages for record in page.records),
        flat=pages[-1].threaded is False or not pages[-1].by_id,
    )


def _joined(first: Absence, second: Absence) -> Absence:
    return Absence(
        comment_id=first.comment_id,
        lb=first.lb,
        ub=second.ub,
        records=(*first.records, *second.records),
        flat=first.flat and second.flat,
    )


def _steady(look: Sequence[Shown]) -> list[Shown]:
    """Neighbouring pages that a look saw as p, p+1, p, the same at each time, taken as one page.

    Where p+1 and p+2 are such a pair too, and p+1 is the same in both, all three are one.
    """
    numbered = _by_number(look)
    found: list[Shown] = []
    for number in sorted(numbered):
        for upper in numbered[number]:
            below = numbered.get(number - 1, [])
            first = next((page for page in reversed(below) if page.ub <= upper.lb), None)
            second = next((page for page in below if page.lb >= upper.ub), None)
            if first is not None and second is not None and _is_steady(first, upper, second):
                pair = _together((first, upper, second), upper)
                found.append(pair)
                found.extend(
                    _together((lower, pair), upper)
                    for lower in list(found)
                    if lower.page.number == number - 1
                    and lower.run[-len(first.run) :] == first.run
                    and _agree(lower, pair)
                )
    return found


def _by_number(look: Sequence[Shown]) -> dict[int, list[Shown]]:
    numbered: dict[int, list[Shown]] = {}
    for page in look:
        if page.low is not None and page.page.number is not None and page.run:
            numbered.setdefault(page.page.number, []).append(page)
    return numbered


def _is_steady(first: Shown, upper: Shown, second: Shown) -> bool:
    """Whether nothing on these pages tells of a change: no place, no claim, no setting."""
    if first.run != second.run or first.high is None or upper.low is None or first.high >= upper.low:
        return False
    is_last = upper.page.number == upper.page.highest
    fits = len(upper.run) <= len(first.run) if is_last else len(upper.run) == len(first.run)
    return (
        fits and first.page.highest == second.page.highest and _agree(first, upper) and _agree(second, upper)
    )


def _agree(lower: Shown, upper: Shown) -> bool:
    """Whether two neighbours tell the same of the thread. Of how many pages there are, a theme that links
    the next one alone tells on each page no more than that one.
    """
    if _facts(lower) != _facts(upper):
        return False
    if lower.page.highest == upper.page.highest:
        return True
    return _is_next_linked(lower) and (_is_next_linked(upper) or upper.page.number == upper.page.highest)


def _is_next_linked(page: Shown) -> bool:
    return page.page.number is not None and page.page.highest == page.page.number + 1


def _facts(page: Shown) -> tuple[object, ...]:
    return (page.threaded, page.page.layout, page.page.claimed)


def _together(pages: Sequence[Shown], last: Shown) -> Shown:
    kinds = COMMENTS | PINGS
    for page in pages:
        kinds &= page.kinds
    lower = pages[0]
    return Shown(
        page=last.page,
        lb=min(page.lb for page in pages),
        ub=max(page.ub for page in pages),
        by_id={comment: mark for page in pages for comment, mark in page.by_id.items()},
        run=(*lower.run, *last.run),
        threaded=last.threaded,
        low=lower.low,
        high=last.high,
        all=False,
        kinds=kinds,
        records=tuple(dict.fromkeys(record for page in pages for record in page.records)),
    )
