"""What each captured page shows of a thread, made ready for proofs.

The rules kept here:

- One answer is one instant (or, from a cache, an interval), and the top-level
  comments on it are a contiguous run of the thread in the order (date, id).
  On a flat page all comments are.
- A comment's place is a span of time, as exact as the pages that print it: a
  second, or a minute where a page prints no seconds. Spans that touch leave a
  tie, and a tie proves nothing.
- The oldest page is open below, a page with no newer one is open above.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from archiver.derive.nesting import modes
from archiver.derive.observations import Observation, Sighting

Span = tuple[datetime, datetime]
"""From (inclusive) and to (exclusive): where in time a comment's date lies."""

BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

COMMENTS, PINGS = 1, 2
"""What a page shows at all. A theme may leave out all pingbacks, or show nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One captured page as evidence: what it shows between which two instants.

    ``threaded`` is None where it can't be told whether replies stand under their
    parents. ``low`` and ``high`` are the ends of the run: what lies between them would
    be on the page; None if the page proves nothing by place. ``all`` is true if nothing
    of the thread lies outside the page. ``kinds`` is what the page shows at all.
    """

    page: Observation
    lb: datetime
    ub: datetime
    by_id: Mapping[int, Sighting]
    run: tuple[int, ...]
    threaded: bool | None
    low: datetime | None
    high: datetime | None
    all: bool
    kinds: int
    records: tuple[str, ...]

    def has_room_for(self, place: Span | None) -> bool:
        """Whether a comment of this place, were it in the run's order, would stand on this page."""
        if place is None or self.low is None or self.high is None:
            return False
        return self.low <= place[0] and place[1] <= self.high

    def line(self, comment_id: int) -> tuple[tuple[int, ...], ...] | None:
        """Every comment that may have been above ``comment_id`` here, the root first, itself last.

        At the nesting limit a reply is printed beside its parent: those beside it make
        one step of the line, since their order isn't known. None if the page can't tell.
        """
        if not self.threaded or not self.page.whole:
            return None
        steps: list[tuple[int, ...]] = []
        current = self.by_id[comment_id]
        for _ in range(len(self.by_id)):
            steps.append((current.comment_id,))
            if current.parent_id is None:
                return tuple(reversed(steps))
            if not current.parent_known:
                steps.append(self._beside(current))
            parent = self.by_id.get(current.parent_id)
            if parent is None:
                return None
            current = parent
        return None

    def _beside(self, reply: Sighting) -> tuple[int, ...]:
        """Those printed before ``reply`` under the same comment: it may answer any of them."""
        return tuple(
            other.comment_id
            for other in self.by_id.values()
            if other.parent_id == reply.parent_id and other.position < reply.position
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """All captures of a thread's pages, in order of instants, and what they tell together.

    ``seen`` holds, for each comment, the pages that show it; ``places`` its place, where
    it is known; ``below`` the comments that ever stood below it; ``kinds`` its own kind and
    those of all that ever stood above it; ``wandering`` are those that were hung elsewhere, as WordPress itself does
    to no comment whose parent stands (its REST API lets editors do it, and plugins do), and what hangs below them.
    """

    shown: tuple[Shown, ...]
    seen: Mapping[int, Sequence[Shown]]
    spans: Mapping[int, set[Span]]
    places: Mapping[int, Span]
    below: Mapping[int, frozenset[int]]
    kinds: Mapping[int, int]
    wandering: frozenset[int]


Marks = list[tuple[Sighting, Span | None]]


def prepare(observations: Iterable[Observation]) -> Pages:
    """The pages of ``observations`` (in order of instants) that are articles' own, made ready."""
    articles = [page for page in observations if page.kind == "article" and page.state != "protected"]
    nesting = modes(articles)
    marks = [_marks(page, mode) for page, mode in zip(articles, nesting, strict=True)]
    spans = _gather(marks)
    places = {comment: place for comment, known in spans.items() if (place := _place(known)) is not None}
    shown = tuple(
        _show(page, held, places, mode) for page, held, mode in zip(articles, marks, nesting, strict=True)
    )
    seen: dict[int, list[Shown]] = {}
    for page in shown:
        for comment_id in page.by_id:
            seen.setdefault(comment_id, []).append(page)
    above, wandering = _above(shown, seen)
    return Pages(
        shown=shown,
        seen=seen,
        spans=spans,
        places=places,
        below=_turned(above),
        kinds=_kinds(seen, above),
        wandering=wandering,
    )


def _marks(page: Observation, threaded: bool | None) -> Marks:
    """Each sighting, as it stands on the page, with its date as printed: minutes alone are a minute long.

    A pingback whose date a theme leaves out lies between the comments that it stands between.
    """
    held = sorted(page.sightings, key=lambda sighting: sighting.position)
    exact = any(mark.at is not None and (mark.at.second or mark.at.microsecond) for mark in held)
    unit = SECOND if exact else MINUTE
    marks: Marks = [(mark, None if mark.at is None else (mark.at, mark.at + unit)) for mark in held]
    run = _run(marks, threaded)
    if all(span is not None for _, span in run) or not _is_ordered(run):
        return marks
    between = {mark.comment_id: span for mark, span in _between(run)}
    return [(mark, span or between.get(mark.comment_id)) for mark, span in marks]


def _run(marks: Marks, threaded: bool | None) -> Marks:
    return [mark for mark in marks if not threaded or mark[0].parent_id is None]


def _between(run: Marks) -> Iterator[tuple[Sighting, Span]]:
    """What has no date on an ordered run and stands among what has: it is not listed apart."""
    dated = [number for number, (_, span) in enumerate(run) if span is not None]
    for before, after in pairwise(dated):
        one, other = run[before][1], run[after][1]
        if one is not None and other is not None:
            span = (min(one[0], other[0]), max(one[1], other[1]))
            yield from ((sighting, span) for sighting, _ in run[before + 1 : after])


def _gather(pages: Iterable[Marks]) -> dict[int, set[Span]]:
    spans: dict[int, set[Span]] = {}
    for marks in pages:
        for sighting, span in marks:
            known = spans.setdefault(sighting.comment_id, set())
            if span is not None:
                known.add(span)
    return spans


def _place(known: set[Span]) -> Span | None:
    """What all readings share; if they contradict each other, all that any of them allows."""
    if len(known) < 2:
        return next(iter(known), None)
    latest, soonest = max(span[0] for span in known), min(span[1] for span in known)
    if latest < soonest:
        return (latest, soonest)
    return (min(span[0] for span in known), max(span[1] for span in known))


def _show(page: Observation, marks: Marks, places: Mapping[int, Span], threaded: bool | None) -> Shown:
    run = _run(marks, threaded)
    everything = page.whole and _is_everything(page)
    ends = (BEGINNING, END) if everything else _ends(page, run, places) if page.whole else None
    kinds = 0
    for sighting, _ in marks:
        kinds |= _kind(sighting)
    return Shown(
        page=page,
        lb=min(page.earliest, page.captured_at),
        ub=page.until,
        by_id={sighting.comment_id: sighting for sighting, _ in marks},
        run=tuple(sighting.comment_id for sighting, _ in run),
        threaded=threaded,
        low=None if ends is None else ends[0],
        high=None if ends is None else ends[1],
        all=everything,
        kinds=kinds if marks else COMMENTS | PINGS,
        records=(page.record_id,),
    )


def _is_everything(page: Observation) -> bool:
    """Whether nothing of the thread lies outside the page.

    Past the last page, with comments off, or where they are hidden, nothing is shown
    either: an empty thread counts only if it is open and says 0.
    """
    if page.sightings:
        return page.number == 1 and page.highest == 1
    return (
        page.claimed == 0 and page.state == "open" and page.number in (None, 1) and page.highest in (None, 1)
    )


def _ends(page: Observation, run: Marks, places: Mapping[int, Span]) -> Span | None:
    """The ends of the run; None if nothing follows from them."""
    if not run or not _is_ordered(run):
        return None
    held = [places[sighting.comment_id] for sighting, _ in run if sighting.comment_id in places]
    if not held:
        return None
    low = BEGINNING if page.number == 1 else min(place[1] for place in held)
    newest = page.number is not None and page.number == page.highest
    return (low, END if newest else max(place[0] for place in held))


def _kind(sighting: Sighting) -> int:
    return COMMENTS if sighting.kind == "comment" else PINGS


def _is_ordered(run: Marks) -> bool:
    """Whether the run stands by date, one way or the other; pingbacks may be listed apart, or without a date."""
    spans = [(_kind(sighting), span) for sighting, span in run if span is not None]
    if sum(kind == COMMENTS for kind, _ in spans) < sum(_kind(sighting) == COMMENTS for sighting, _ in run):
        return False
    together = [span for _, span in spans]
    comments = [span for kind, span in spans if kind == COMMENTS]
    pings = [span for kind, span in spans if kind == PINGS]
    if _rises(together) or _rises(together[::-1]):
        return True
    return (_rises(comments) and _rises(pings)) or (_rises(comments[::-1]) and _rises(pings[::-1]))


def _rises(spans: Iterable[Span]) -> bool:
    latest = BEGINNING
    for start, end in spans:
        if end <= latest:
            return False
        latest = max(latest, start)
    return True


def _above(
    shown: Iterable[Shown], seen: Mapping[int, Sequence[Shown]]
) -> tuple[dict[int, set[int]], frozenset[int]]:
    """Every comment that ever stood above another, which it does until it is deleted for good; and those of which
    that does not hold, for they were hung elsewhere: nothing is known to stand above them.
    """
    hung: dict[int, set[int | None]] = {}
    for page in shown:
        if page.threaded:
            for comment_id, sighting in page.by_id.items():
                hung.setdefault(comment_id, set()).add(sighting.parent_id)
    parents = {comment: {over for over in known if over is not None} for comment, known in hung.items()}
    moved = {
        comment
        for comment, known in hung.items()
        if len(known) > 1 and _is_rehung(comment, parents[comment], seen)
    }
    above = {comment: set(_climb(comment, parents)) if over else set() for comment, over in parents.items()}
    if not moved:
        return above, frozenset()
    wandering = moved | {comment for comment, over in above.items() if over & moved}
    for comment in moved:
        parents[comment] = set()
    return {comment: set(_climb(comment, parents)) for comment in parents}, frozenset(wandering)


def _is_rehung(comment: int, parents: set[int], seen: Mapping[int, Sequence[Shown]]) -> bool:
    """Whether ``comment`` was seen without one of its ``parents`` above it while that stood, then or later: a parent
    that WordPress takes from above a comment is deleted.
    """
    last = {over: max(page.lb for page in seen[over]) for over in parents if over in seen}
    for page in seen[comment]:
        line = page.line(comment)
        missing = parents.difference(*line) & last.keys() if line is not None else ()
        if any(over in page.by_id or last[over] >= page.ub for over in missing):
            return True
    return False


def _climb(comment: int, parents: Mapping[int, set[int]]) -> Iterator[int]:
    met = {comment}
    waiting = list(parents[comment])
    while waiting:
        above = waiting.pop()
        if above not in met:
            met.add(above)
            waiting.extend(parents.get(above, ()))
            yield above


def _turned(above: Mapping[int, set[int]]) -> dict[int, frozenset[int]]:
    below: dict[int, set[int]] = {}
    for comment, ancestors in above.items():
        for ancestor in ancestors:
            below.setdefault(ancestor, set()).add(comment)
    return {comment: frozenset(held) for comment, held in below.items()}


def _kinds(seen: Mapping[int, Sequence[Shown]], above: Mapping[int, set[int]]) -> dict[int, int]:
    """Each comment's kind and the kinds of all that may have stood above it."""
    own = {comment: _kind(pages[-1].by_id[comment]) for comment, pages in seen.items()}
    if PINGS not in own.values():
        return own
    kinds = dict(own)
    for comment, pages in seen.items():
        lines = [line for page in pages if (line := page.line(comment)) is not None]
        over = {other for line in lines for step in line for other in step} | above.get(comment, set())
        for other in over:
            kinds[comment] |= own.get(other, COMMENTS)
    return kinds
