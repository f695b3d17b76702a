"""Which captures make one look at a thread, and whether a look is whole.

A look is one walk, begun by a record that says so. Its captures are those of
its run from its start until the next look's start; captures of a run without any
such record are one look. It is whole when it holds every page, and every comment
known to stand is seen or proved absent. What the page claims makes it no less whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.derive.absence import Absence
from archiver.derive.observations import LookMark, Observation, Snapshot
from archiver.derive.shown import Pages, Shown

FACTS = frozenset({"protected", "gone", "moved", "login", "refused", "outage", "failure"})
"""What stands in the way of a look and says all: how the walk ended adds nothing."""

REMARKS_OF_A_WHOLE_WALK = (None, "whole", "no thread")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The captures of one look, in order of instants. ``mark`` is None where nothing says that it began."""

    name: str
    run: str
    started_at: datetime
    ended_at: datetime
    mark: LookMark | None
    captures: tuple[Observation, ...]


def gather(observations: Sequence[Observation], marks: Sequence[LookMark]) -> tuple[Look, ...]:
    """The looks that ``observations`` (in order of instants) belong to, in the order they began.

    A capture older than its run's first look belongs to none.
    """
    by_run: dict[str, list[LookMark]] = {}
    for mark in sorted(set(marks), key=lambda mark: (mark.started_at, mark.record_id)):
        by_run.setdefault(mark.run, []).append(mark)
    held: dict[str, list[Observation]] = {mark.record_id: [] for mark in marks}
    stray: dict[str, list[Observation]] = {}
    for page in observations:
        if page.run not in by_run:
            stray.setdefault(page.run, []).append(page)
            continue
        begun = [mark for mark in by_run[page.run] if mark.started_at <= page.captured_at]
        if begun:
            held[begun[-1].record_id].append(page)
    looks = [_marked(mark, held[mark.record_id]) for marks_of in by_run.values() for mark in marks_of]
    looks += [_unmarked(run, pages) for run, pages in stray.items()]
    return tuple(sorted(looks, key=lambda look: (look.started_at, look.name)))


def _marked(mark: LookMark, pages: Sequence[Observation]) -> Look:
    last = pages[-1].captured_at if pages else mark.started_at
    return Look(
        name=mark.record_id,
        run=mark.run,
        started_at=mark.started_at,
        ended_at=mark.ended_at or last,
        mark=mark,
        captures=tuple(pages),
    )


def _unmarked(run: str, pages: Sequence[Observation]) -> Look:
    return Look(
        name=run,
        run=run,
        started_at=pages[0].captured_at,
        ended_at=pages[-1].captured_at,
        mark=None,
        captures=tuple(pages),
    )


def snapshots(
    looks: Sequence[Look], pages: Pages, absences: Mapping[int, Sequence[Absence]]
) -> tuple[Snapshot, ...]:
    """Each look with what it held, and whether it was whole or why not."""
    shown = {page.page.record_id: page for page in pages.shown}
    return tuple(_snapshot(look, pages, shown, absences) for look in looks)


def _snapshot(
    look: Look, pages: Pages, shown: Mapping[str, Shown], absences: Mapping[int, Sequence[Absence]]
) -> Snapshot:
    held = [shown[page.record_id] for page in look.captures if page.record_id in shown]
    found = {comment for page in held for comment in page.by_id}
    claims = [page.page.claimed for page in held if page.page.claimed is not None]
    flaw, remark = _flaw(look, held, pages, found, absences)
    told = look.mark.reason if look.mark else None
    if flaw and flaw not in FACTS and told not in REMARKS_OF_A_WHOLE_WALK:
        flaw = f"{flaw} ({told})"
    return Snapshot(
        look=look.name,
        run=look.run,
        started_at=look.started_at,
        ended_at=look.ended_at,
        captures=tuple(page.record_id for page in look.captures),
        pages=len({page.page.number for page in held if page.by_id}),
        claimed=claims[-1] if claims else None,
        found=len(found),
        complete=flaw is None,
        reason=flaw or remark,
    )


def _flaw(
    look: Look,
    held: Sequence[Shown],
    pages: Pages,
    found: set[int],
    absences: Mapping[int, Sequence[Absence]],
) -> tuple[str | None, str]:
    """Why the look is not whole, None if it is; and what is known of it then."""
    whole = [page for page in held if page.page.whole]
    if not whole or _is_barred(look.captures[-1]):
        fact = _other_fact(look.captures)
        return f"{fact} under way" if found else fact, ""
    if not found:
        return _nothing_shown(look, whole, pages, absences)
    missing = missing_pages(whole)
    if missing is None:
        return "the pages bear no number", ""
    if missing:
        numbers = ", ".join(str(number) for number in missing)
        return f"page{'s' if len(missing) > 1 else ''} {numbers} missing", ""
    left = unsettled(look, pages, found, absences)
    if left:
        return f"{len(left)} comment{'s' if len(left) > 1 else ''} neither seen nor proved absent", ""
    return None, "closed" if whole[-1].page.state == "closed" else ""


def _is_barred(page: Observation) -> bool:
    return page.kind != "article" or page.state == "protected"


def _other_fact(captures: Sequence[Observation]) -> str:
    """What stood in the way of a look that has no page to read at its end."""
    if not captures:
        return "no page"
    last = captures[-1]
    if last.kind != "article":
        return last.kind
    return "protected" if last.state == "protected" else "cut"


def _nothing_shown(
    look: Look, whole: Sequence[Shown], pages: Pages, absences: Mapping[int, Sequence[Absence]]
) -> tuple[str | None, str]:
    """Of pages that show no comment: an empty thread, or one that is closed or hidden."""
    last = whole[-1].page
    closed = "closed" if last.state == "closed" else ""
    if unsettled(look, pages, set(), absences):
        return closed or "hidden", ""
    if last.claimed:
        return f"hidden: claims {last.claimed} and shows none", ""
    return None, closed or ("no thread" if last.state is None else "")


def missing_pages(whole: Sequence[Shown]) -> list[int] | None:
    """The page numbers that are not among ``whole`` though links name them; None if nothing is numbered."""
    numbered = [page.page for page in whole if page.by_id and page.page.number is not None]
    if not numbered:
        return None
    last = numbered[-1]
    highest = max(last.highest or 0, last.number or 0)
    here = {page.number for page in numbered}
    if highest in here and not any(
        page.number == highest and page.highest in (None, highest) for page in numbered
    ):
        highest += 1  # each capture of the last page links a newer one
    return [number for number in range(1, highest + 1) if number not in here]


def unsettled(
    look: Look, pages: Pages, found: set[int], absences: Mapping[int, Sequence[Absence]]
) -> list[int]:
    """The comments that stood when the look began and that it neither shows nor proves absent."""
    return [
        comment
        for comment, seen in pages.seen.items()
        if comment not in found and _stood(look.started_at, seen, absences.get(comment, ()), look)
    ]


def _stood(start: datetime, seen: Sequence[Shown], absences: Sequence[Absence], look: Look) -> bool:
    """Whether a comment was last known to stand when ``look`` began, and nothing in it says otherwise."""
    before = [page.ub for page in seen if page.ub < start]
    if not before:
        return False
    last = before[-1]
    end = max(page.until for page in look.captures)
    # A proof of two looks may begin in this one and end in a later one.
    return not any(
        absence.lb > last and (absence.ub <= end or look.started_at <= absence.lb <= end)
        for absence in absences
    )
