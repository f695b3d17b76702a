"""From the set of an article's captures to its history: a pure function.

The order in which captures arrive can't matter: everything is computed from all
of them in order of (WARC-Date, record id), by the rules of ``shown`` (what a page
shows), ``absence`` (what it proves), ``events`` (what changed) and ``looks`` (what was whole).
"""

from collections.abc import Mapping, Sequence

from archiver.derive.absence import absences
from archiver.derive.article_events import article_events
from archiver.derive.events import comment_events, latest
from archiver.derive.looks import gather, snapshots
from archiver.derive.observations import (
    CommentHistory,
    CommentState,
    Event,
    History,
    LookMark,
    Observation,
    Sighting,
)
from archiver.derive.shown import Pages, Shown, prepare
from archiver.derive.threads import thread_state


def tell(observations: Sequence[Observation], looks: Sequence[LookMark]) -> History:
    """The history that these captures of one article prove, whatever their order.

    Observations that come twice count once. Instants are aware and in UTC.
    """
    ordered = sorted({page.record_id: page for page in observations}.values(), key=lambda page: page.instant)
    pages = prepare(ordered)
    gathered = gather(ordered, looks)
    shown = {page.page.record_id: page for page in pages.shown}
    proofs = (
        absences(
            pages,
            (
                [shown[page.record_id] for page in look.captures if page.record_id in shown]
                for look in gathered
            ),
        )
        if len(pages.shown) > 1
        else {}
    )
    events, states = comment_events(pages, proofs)
    told = snapshots(gathered, pages, proofs)
    comments = tuple(_comment(comment, pages, states) for comment in sorted(pages.seen))
    return History(
        comments=comments,
        events=_in_order([*events, *article_events(ordered)]),
        snapshots=told,
        thread=thread_state(comments, told, pages),
    )


def _in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.not_after, event.comment_id or 0, event.kind)))


def _comment(comment: int, pages: Pages, states: Mapping[int, CommentState]) -> CommentHistory:
    seen = pages.seen[comment]
    page, sighting = latest(comment, seen)
    parent_id, parent_known = _parent(comment, page, sighting, pages, states)
    line = page.line(comment)
    return CommentHistory(
        comment_id=comment,
        state=states[comment],
        words=sighting.words,
        parent_id=parent_id,
        parent_known=parent_known,
        root_id=line[0][0] if line else None,
        depth=sighting.depth,
        position=sighting.position,
        page=page.page.number,
        wordings=1 if len(seen) == 1 else len({shown.by_id[comment].words for shown in seen}),
        first_evidence=seen[0].page.record_id,
        last_evidence=page.page.record_id,
    )


def _parent(
    comment: int, page: Shown, sighting: Sighting, pages: Pages, states: Mapping[int, CommentState]
) -> tuple[int | None, bool]:
    """The parent as last shown; if that page can't tell, the one an earlier page told, while it stands."""
    if sighting.parent_known:
        return sighting.parent_id, True
    for earlier in reversed(pages.seen[comment]):
        told = earlier.by_id[comment]
        if told.parent_known and earlier.ub <= page.ub:
            if (
                told.parent_id is None
            ):  # what is printed under a comment now has one above it, whatever it had before
                holds = sighting.parent_id is None
            else:
                holds = states.get(told.parent_id) == "present"
            if holds:
                return told.parent_id, True
            break
    return sighting.parent_id, False
