"""What the set of an article's captures tells: comments, events, looks, the thread.

A pure function: observations are ordered by (WARC-Date, record id) first, so
the order in which they arrived can't matter.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from archiver.derive.looks import looks_of
from archiver.derive.observations import (
    CommentHistory,
    Event,
    History,
    LookMark,
    Observation,
    Sighting,
    Snapshot,
    ThreadState,
)

Seen = list[tuple[Observation, Sighting]]


def tell(observations: Sequence[Observation], looks: Sequence[LookMark]) -> History:
    """The history of one article from all its observations and the marks of its looks."""
    ordered = sorted(observations, key=lambda observation: observation.instant)
    seen: dict[int, Seen] = {}
    for observation in ordered:
        for sighting in observation.sightings:
            seen.setdefault(sighting.comment_id, []).append((observation, sighting))
    comments = tuple(_comment(number, sightings, seen) for number, sightings in sorted(seen.items()))
    snapshots = looks_of(ordered, looks)
    return History(
        comments=comments,
        events=tuple(event for number in sorted(seen) for event in _events(number, seen[number])),
        snapshots=snapshots,
        thread=_thread(ordered, comments, snapshots),
    )


def _comment(number: int, sightings: Seen, seen: dict[int, Seen]) -> CommentHistory:
    first, (last, shown) = sightings[0][0], sightings[-1]
    return CommentHistory(
        comment_id=number,
        state="present",
        words=shown.words,
        parent_id=shown.parent_id,
        parent_known=shown.parent_known,
        root_id=_root(number, seen),
        depth=shown.depth,
        position=shown.position,
        page=last.number,
        wordings=len({sighting.words for _, sighting in sightings}),
        first_evidence=first.record_id,
        last_evidence=last.record_id,
    )


def _root(number: int, seen: dict[int, Seen]) -> int | None:
    """The comment at the top of the branch, as last seen; None where a parent is not held."""
    passed = set()
    while number in seen and number not in passed:
        passed.add(number)
        parent = seen[number][-1][1].parent_id
        if parent is None:
            return number
        number = parent
    return None


def _events(number: int, sightings: Seen) -> list[Event]:
    first, shown = sightings[0]
    born = shown.at if shown.at is not None and shown.at <= first.captured_at else None
    events = [
        Event(
            comment_id=number,
            kind="appeared",
            not_before=born,
            not_after=first.captured_at,
            before_evidence=None,
            after_evidence=first.record_id,
        )
    ]
    for (before, old), (after, new) in pairwise(sightings):
        if old.words != new.words and after.earliest > before.captured_at:
            events.append(
                Event(
                    comment_id=number,
                    kind="edited",
                    not_before=before.captured_at,
                    not_after=after.captured_at,
                    before_evidence=before.record_id,
                    after_evidence=after.record_id,
                    detail={"from_words": old.words, "to_words": new.words},
                )
            )
    return events


def _thread(
    ordered: Sequence[Observation], comments: Sequence[CommentHistory], snapshots: Sequence[Snapshot]
) -> ThreadState:
    claims = [observation.claimed for observation in ordered if observation.claimed is not None]
    whole = [snapshot for snapshot in snapshots if snapshot.complete]
    last: datetime | None = snapshots[-1].ended_at if snapshots else None
    return ThreadState(
        claimed=claims[-1] if claims else None,
        held=len(comments),
        vanished=sum(comment.state == "vanished" for comment in comments),
        pages=snapshots[-1].pages if snapshots else None,
        complete=bool(snapshots) and snapshots[-1].complete,
        reason=snapshots[-1].reason if last is not None else "never looked at",
        looks=len(snapshots),
        last_complete_look=whole[-1].look if whole else None,
    )
