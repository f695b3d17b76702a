"""Looks: which captures belong to one walk over a thread, and whether it was whole."""

from collections.abc import Sequence

from archiver.derive.observations import LookMark, Observation, Snapshot


def looks_of(ordered: Sequence[Observation], marks: Sequence[LookMark]) -> tuple[Snapshot, ...]:
    """One snapshot for each look that has a capture, in order of time.

    A look holds its run's captures from its mark up to the run's next one; captures
    before any mark (an import's) are one look of their run.
    """
    groups: dict[str, list[Observation]] = {}
    by_run: dict[str, list[LookMark]] = {}
    for mark in sorted(marks, key=lambda mark: (mark.started_at, mark.record_id)):
        by_run.setdefault(mark.run, []).append(mark)
    ends = {mark.record_id: mark for mark in marks}
    for observation in ordered:
        begun = [m for m in by_run.get(observation.run, ()) if m.started_at <= observation.captured_at]
        groups.setdefault(begun[-1].record_id if begun else observation.run, []).append(observation)
    return tuple(_snapshot(look, shown, ends.get(look)) for look, shown in groups.items())


def _snapshot(look: str, shown: Sequence[Observation], mark: LookMark | None) -> Snapshot:
    pages = [observation for observation in shown if observation.layout is not None]
    reason = _reason(pages, shown, mark)
    found = {sighting.comment_id for observation in pages for sighting in observation.sightings}
    claims = [observation.claimed for observation in pages if observation.claimed is not None]
    return Snapshot(
        look=look,
        run=shown[0].run,
        started_at=mark.started_at if mark else shown[0].captured_at,
        ended_at=shown[-1].captured_at,
        captures=tuple(observation.record_id for observation in shown),
        pages=len({observation.number or 1 for observation in pages}),
        claimed=claims[-1] if claims else None,
        found=len(found),
        complete=reason == "",
        reason=reason,
    )


def _reason(pages: Sequence[Observation], shown: Sequence[Observation], mark: LookMark | None) -> str:
    """Why a look is not whole; empty when it is."""
    if shown[-1].kind in ("gone", "moved", "refused"):
        return shown[-1].kind
    if any(not observation.whole for observation in shown):
        return "a page was cut"
    if mark is not None and mark.reason is not None:
        return mark.reason
    if not pages:
        return "protected" if any(o.state == "protected" for o in shown) else ""
    held = {observation.number or 1 for observation in pages}
    highest = max(max(observation.highest or 1, observation.number or 1) for observation in pages)
    missing = sorted(set(range(1, highest + 1)) - held)
    return f"page {missing[0]} of {highest} was not seen" if missing else ""
