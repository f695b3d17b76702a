"""What history is told from, and what it tells: plain values, no database.

An :class:`Observation` is one capture of one page of an article as the store
holds it; :class:`History` is everything that is computed from the *set* of
them. ``archiver.derive.history`` is the function between the two. What there is of each comment
is a named tuple: made at less than half of what a frozen dataclass costs, and there are many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

EventKind = Literal["appeared", "edited", "moved", "vanished", "returned", "gone", "back"]
CommentState = Literal["present", "vanished"]

_NO_DETAIL: Mapping[str, str | int | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One comment at its place on one captured page.

    ``words`` identifies the wording (author as shown, text, links): equal words,
    equal value. ``at`` is the comment's own instant as the page tells it.
    """

    comment_id: int
    words: str
    parent_id: int | None
    parent_known: bool
    depth: int
    position: int
    at: datetime | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One capture of one page of an article, and the thread it shows.

    It shows what was so at some instant from ``earliest`` to ``until``. ``kind`` is the page's kind (``article``, ``gone``, ``moved``, ``refused`` …);
    thread fields are as in ``items.ThreadPage`` and None where the page shows no
    thread. ``words`` identifies the article's wording on this page (``part``
    counts the pages of a post), None if there is none; ``permalink`` is what the
    page calls the article's address. ``whole`` is false for a cut body.
    """

    record_id: str
    run: str
    captured_at: datetime
    earliest: datetime
    url: str
    kind: str
    whole: bool
    number: int | None = None
    lowest: int | None = None
    highest: int | None = None
    claimed: int | None = None
    order: str | None = None
    threaded: bool | None = None
    state: str | None = None
    layout: str | None = None
    part: int | None = None
    words: str | None = None
    permalink: str | None = None
    sightings: tuple[Sighting, ...] = ()
    latest: datetime | None = None

    @property
    def until(self) -> datetime:
        """When all of the answer had come; ``captured_at``, when it was asked for, where no record tells that."""
        return self.latest or self.captured_at

    @property
    def instant(self) -> tuple[datetime, str]:
        """The order of all things: WARC-Date, then record id."""
        return (self.captured_at, self.record_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookMark:
    """The record that begins a look (one walk over a thread, oldest page first),
    and what its end says: ``reason`` is why the walk stopped, None if no end
    is recorded (the run was cut off).
    """

    record_id: str
    run: str
    started_at: datetime
    ended_at: datetime | None = None
    reason: str | None = None


class CommentHistory(NamedTuple):
    """A comment as of the last capture that shows it. Evidence is record ids."""

    comment_id: int
    state: CommentState
    words: str
    parent_id: int | None
    parent_known: bool
    root_id: int | None
    depth: int
    position: int
    page: int | None
    wordings: int
    first_evidence: str
    last_evidence: str


class Event(NamedTuple):
    """A change between two instants, with the captures on both sides.

    ``comment_id`` is None where the article itself is meant. ``detail`` holds
    strings and numbers only (``from_parent``, ``to_parent``, ``from_words`` …).
    """

    comment_id: int | None
    kind: EventKind
    not_before: datetime | None
    not_after: datetime
    before_evidence: str | None
    after_evidence: str
    detail: Mapping[str, str | int | None] = _NO_DETAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One look at a thread: what it held and whether it was whole, or why not."""

    look: str
    run: str
    started_at: datetime
    ended_at: datetime
    captures: tuple[str, ...]
    pages: int
    claimed: int | None
    found: int
    complete: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """A thread's current state. ``reason`` says why it is not complete, or what
    is known of it (``closed``, ``hidden``, ``gone``, ``claims N more than it shows``).
    """

    claimed: int | None
    held: int
    vanished: int
    pages: int | None
    complete: bool
    reason: str
    looks: int
    last_complete_look: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that is computed for one article from the set of its observations."""

    comments: tuple[CommentHistory, ...]
    events: tuple[Event, ...]
    snapshots: tuple[Snapshot, ...]
    thread: ThreadState
