"""Whether each page shows replies under their parents, also where the page itself can't tell.

A page with nothing nested and no form is silent: it may be flat, or just have no
replies. Silent pages are judged by the pages around them. Where none tells at all,
flat and threaded come to the same.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.derive.observations import Observation


def modes(pages: Sequence[Observation]) -> list[bool | None]:
    """For each of ``pages`` (in order of instants): threaded, flat (False), or None if it can't be told."""
    told = [_told(page) for page in pages]
    if None not in told:
        return told
    if all(mode is None for mode in told):
        return [True] * len(pages)
    replies = _replies(pages, told)
    told = [_is_flat(page, replies) if mode is None else mode for page, mode in zip(pages, told, strict=True)]
    telling = [number for number, mode in enumerate(told) if mode is not None]
    return [
        _judged(number, pages, told, telling) if mode is None else mode for number, mode in enumerate(told)
    ]


def _told(page: Observation) -> bool | None:
    return True if any(sighting.depth > 1 for sighting in page.sightings) else page.threaded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replies:
    """Which comments threaded pages show as replies: to whom, and when last; and when each was
    last seen. A cached page counts for the earliest instant that it can show.
    """

    parents: Mapping[int, set[int]]
    last: Mapping[int, datetime]
    seen: Mapping[int, datetime]


def _replies(pages: Sequence[Observation], told: Sequence[bool | None]) -> _Replies:
    parents: dict[int, set[int]] = {}
    last: dict[int, datetime] = {}
    seen: dict[int, datetime] = {}
    for page, mode in zip(pages, told, strict=True):
        for sighting in page.sightings:
            comment = sighting.comment_id
            seen[comment] = max(page.earliest, seen.get(comment, page.earliest))
            if mode and sighting.parent_id is not None:
                parents.setdefault(comment, set()).add(sighting.parent_id)
                last[comment] = max(page.earliest, last.get(comment, page.earliest))
    return _Replies(parents=parents, last=last, seen=seen)


def _is_flat(page: Observation, replies: _Replies) -> bool | None:
    """False if a known reply stands at the top of a silent page, None if nothing is known."""
    known = any(_is_still_reply(sighting.comment_id, page, replies) for sighting in page.sightings)
    return False if known else None


def _judged(
    number: int, pages: Sequence[Observation], told: Sequence[bool | None], telling: Sequence[int]
) -> bool | None:
    """The mode that the nearest telling pages before and after share."""
    place = bisect_left(telling, number)
    before = _nearest(pages[number], (telling[at] for at in range(place - 1, -1, -1)), pages)
    after = _nearest(pages[number], (telling[at] for at in range(place, len(telling))), pages)
    if before is None or after is None or told[before] != told[after]:
        return None
    return told[before]


def _nearest(page: Observation, others: Iterator[int], pages: Sequence[Observation]) -> int | None:
    """The first of ``others`` that is of the same layout and surely not of the same instant."""
    for number in others:
        other = pages[number]
        apart = other.until < page.earliest or other.earliest > page.until
        if apart and other.layout == page.layout:
            return number
    return None


def _is_still_reply(comment: int, page: Observation, replies: _Replies) -> bool:
    """Whether ``comment`` has a parent when ``page`` shows it at the top: none is ever gained."""
    if comment not in replies.last:
        return False
    here = {sighting.comment_id for sighting in page.sightings}
    return replies.last[comment] > page.until or any(
        parent in here or (parent in replies.seen and replies.seen[parent] > page.until)
        for parent in replies.parents[comment]
    )
