"""What second witnesses add to a history told from pages, and where they contradict them.

The rules kept here:

- Pages alone say what appeared, vanished, moved or was edited: a REST answer lists replies that no page
  shows, and leaves out pingbacks, so neither its presence nor its silence speaks of the pages.
- What a page prints holds before what a witness says. A parent is taken from REST where no page can
  tell it; a time, REST's before a feed's, where the pages print none, or minutes alone.
- Two witnesses disagree only if pages before and after the other's capture say the same, and it says
  something else: between two captures a thing may have changed.

A function of the set of captures alone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from archiver.derive.observations import CommentHistory, Observation, Sighting

MINUTE = timedelta(minutes=1)
PARENT, TIME = DISAGREEMENTS = ("witnesses-disagree-parent", "witnesses-disagree-time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement of a second witness on one comment, and the capture that makes it."""

    comment_id: int
    witness: str
    capture_id: int
    record_id: str
    captured_at: datetime
    earliest: datetime
    latest: datetime
    parent_id: int | None
    parent_known: bool
    published_at: datetime | None


class Added(NamedTuple):
    """What the witnesses make of one comment. ``parent_witness`` is None where nobody knows the parent;
    ``exact_at`` where no witness tells the time better than the pages.
    """

    parent_id: int | None
    parent_witness: str | None
    root_id: int | None
    exact_at: datetime | None = None
    exact_witness: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What the pages before and after a capture contradict of what it states: ``comment_id`` is the first such comment."""

    capture_id: int
    comment_id: int
    kind: str
    detail: str


def weigh(
    comments: Sequence[CommentHistory], said: Iterable[Said], times: Mapping[int, datetime | None]
) -> dict[int, Added]:
    """For each comment, whom it answers and by whose word. ``times`` are the instants that its current wording prints."""
    told: dict[int, list[Said]] = {}
    for one in sorted(said, key=lambda one: (one.captured_at, one.record_id)):
        told.setdefault(one.comment_id, []).append(one)
    states = {comment.comment_id: comment.state for comment in comments}
    added = {
        comment.comment_id: _added(
            comment, told.get(comment.comment_id, ()), states, times.get(comment.comment_id)
        )
        for comment in comments
    }
    return {
        number: one if one.root_id is not None else one._replace(root_id=_root(number, added))
        for number, one in added.items()
    }


def _root(comment: int, added: Mapping[int, Added]) -> int | None:
    """The comment at the top of the line, where each step of it is known."""
    met: set[int] = set()
    current = comment
    while current not in met:
        met.add(current)
        one = added.get(current)
        if one is None or one.parent_witness is None:
            return None
        if one.parent_id is None:
            return current
        current = one.parent_id
    return None


def _added(
    comment: CommentHistory, told: Sequence[Said], states: Mapping[int, str], printed: datetime | None
) -> Added:
    parent_id, witness = comment.parent_id, "page" if comment.parent_known else None
    if witness is None:
        for one in reversed(told):
            if one.parent_known:
                if _may_be(comment, one.parent_id, states):
                    parent_id, witness = one.parent_id, one.witness
                break
    exact = _exact(told, printed)
    return Added(
        parent_id=parent_id,
        parent_witness=witness,
        root_id=comment.root_id,
        exact_at=exact.published_at if exact else None,
        exact_witness=exact.witness if exact else None,
    )


def _may_be(comment: CommentHistory, parent: int | None, states: Mapping[int, str]) -> bool:
    """Whether the last page allows it: what is printed beneath another has a parent, and one that stands. On a flat
    page the parent may be one that no page shows, since it is hidden.
    """
    state = None if parent is None else states.get(parent)
    return state == "present" or (state is None and comment.depth == 1)


def _exact(told: Sequence[Said], printed: datetime | None) -> Said | None:
    """The latest statement of the better witness that is within what the page prints, and says more."""
    if not told or (printed is not None and (printed.second or printed.microsecond)):
        return None
    dated = [one for one in told if one.published_at is not None and _is_within(one.published_at, printed)]
    by_rest = [one for one in dated if one.witness == "rest"]
    return (by_rest or dated)[-1] if dated else None


def _is_within(at: datetime, printed: datetime | None) -> bool:
    """Whether ``at`` lies in the minute printed, at another second than a page's silence on seconds suggests."""
    return printed is None or printed < at < printed + MINUTE


def contradictions(pages: Sequence[Observation], said: Iterable[Said]) -> Iterator[Contradiction]:
    """For each capture and kind, the statements that pages before and after it (``pages`` in order of instants)
    agree in contradicting: a wrong clock speaks once for all.
    """
    found: dict[tuple[int, str], list[Contradiction]] = {}
    for one in _each(pages, list(said)):
        found.setdefault((one.capture_id, one.kind), []).append(one)
    for many in found.values():
        many.sort(key=lambda one: one.comment_id)
        others = f"{len(many)} comments, the first: " if len(many) > 1 else ""
        yield replace(many[0], detail=others + many[0].detail)


def _each(pages: Sequence[Observation], wanted: Sequence[Said]) -> Iterator[Contradiction]:
    seen = {one.comment_id: _Seen() for one in wanted}
    for page in pages:
        for mark in page.sightings:
            if mark.comment_id in seen and page.whole:
                seen[mark.comment_id].add(page, mark)
    for one in wanted:
        around = seen[one.comment_id].around(one)
        if around is not None:
            yield from _against(one, *around)


@dataclass(slots=True)
class _Seen:
    """The sightings of one comment, in order of instants: both sides of a statement are searched by halves, for a thread
    may have been looked at, and its witness asked, hundreds of times.
    """

    marks: list[Sighting] = field(default_factory=list)
    _until: list[datetime] = field(default_factory=list)  # the greatest `until` up to here
    _earliest: list[datetime] = field(
        default_factory=list
    )  # the greatest `earliest` up to here: it only grows

    def add(self, page: Observation, mark: Sighting) -> None:
        self.marks.append(mark)
        self._until.append(max(page.until, self._until[-1]) if self._until else page.until)
        self._earliest.append(max(page.earliest, self._earliest[-1]) if self._earliest else page.earliest)

    def around(self, one: Said) -> tuple[Sighting, Sighting] | None:
        """The last sighting before the statement and the first after it."""
        before = bisect_left(self._until, one.earliest)
        after = bisect_right(self._earliest, one.latest)
        return (self.marks[before - 1], self.marks[after]) if before and after < len(self.marks) else None


def _against(one: Said, before: Sighting, after: Sighting) -> Iterator[Contradiction]:
    known = before.parent_known and after.parent_known and one.parent_known
    if known and before.parent_id == after.parent_id != one.parent_id:
        detail = (
            f"comment {one.comment_id} answers {one.parent_id or 'nobody'} by {one.witness},"
            f" {before.parent_id or 'nobody'} by the pages before and after"
        )
        yield _found(one, PARENT, detail)
    at = before.at
    if at is None or one.published_at is None or at != after.at or abs(one.published_at - at) < MINUTE:
        return
    detail = (
        f"comment {one.comment_id} is of {one.published_at.isoformat()} by {one.witness},"
        f" of {at.isoformat()} by the pages before and after"
    )
    yield _found(one, TIME, detail)


def _found(one: Said, kind: str, detail: str) -> Contradiction:
    return Contradiction(capture_id=one.capture_id, comment_id=one.comment_id, kind=kind, detail=detail)
