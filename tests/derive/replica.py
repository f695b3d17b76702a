"""A deterministic replica of WordPress's threads and their pages, which changes between two fetches.

Time is a count of ticks: each fetch and each change has its own, so the truth at any
instant is known. What WordPress does is kept: a deleted comment's replies go to its
parent; one in the trash, or no longer approved, hides its subtree; pages are runs of
top-level comments by (date, id), counted from the oldest; a flat page knows no parents.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from archiver.derive.observations import Observation, Sighting

EPOCH = datetime(2018, 12, 11, tzinfo=UTC)
TICK = timedelta(seconds=7)
ARTICLE = "https://example.org/2018/12/11/slug/"


def at(tick: float) -> datetime:
    return EPOCH + tick * TICK


@dataclass(frozen=True)
class Reply:
    """A comment as the database holds it."""

    number: int
    date: datetime
    parent: int | None
    text: int = 0
    approved: bool = True
    kind: str = "comment"


@dataclass(frozen=True)
class Settings:
    per_page: int = 3
    descending: bool = False
    newest_first_page: bool = False
    threaded: bool = True
    depth: int = 3
    theme: str = "a"
    pings_shown: bool = True
    pings_dated: bool = True
    claims: bool = True
    minutes_only: bool = False
    open: bool = True
    beyond: str = "empty"  # what a page past the last one answers: 200 and nothing, or 404


@dataclass(frozen=True)
class Moment:
    """What is so from ``tick`` on. ``visible``: approved, and so is all above it. ``printed``: on some page."""

    tick: int
    parents: dict[int, int | None]
    texts: dict[int, int]
    approved: frozenset[int]
    visible: frozenset[int]
    printed: frozenset[int]


@dataclass
class Thread:
    """The thread, its settings and its whole past."""

    random: Random
    settings: Settings = field(default_factory=Settings)
    tick: int = 1000
    next_number: int = 100
    replies: dict[int, Reply] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    fetches: int = 0
    spacing: tuple[int, ...] = (0, 1, 5, 60, 61, 300)
    odd_dates: bool = False

    # --- changes

    def add(self, parent: int | None = None, date: datetime | None = None, kind: str = "comment") -> int:
        self.next_number += 1
        number = self.next_number
        if date is None:
            newest = max((reply.date for reply in self.replies.values()), default=EPOCH - timedelta(days=1))
            date = newest + timedelta(seconds=self.random.choice(self.spacing))
        self.replies[number] = Reply(number=number, date=date, parent=parent, kind=kind)
        self.changed()
        return number

    def edit(self, number: int) -> None:
        self._set(number, text=self.replies[number].text + 1)

    def approve(self, number: int, approved: bool) -> None:
        self._set(number, approved=approved)

    def delete(self, number: int) -> None:
        gone = self.replies.pop(number)
        for reply in list(self.replies.values()):
            if reply.parent == number:
                self.replies[reply.number] = replace(reply, parent=gone.parent)
        self.changed()

    def _set(self, number: int, **fields: object) -> None:
        self.replies[number] = replace(self.replies[number], **fields)  # type: ignore[arg-type] # names above
        self.changed()

    def changed(self) -> None:
        self.tick += 1
        approved = frozenset(reply.number for reply in self.replies.values() if reply.approved)
        self.moments.append(
            Moment(
                tick=self.tick,
                parents={reply.number: reply.parent for reply in self.replies.values()},
                texts={reply.number: reply.text for reply in self.replies.values()},
                approved=approved,
                visible=frozenset(number for number in approved if self._is_visible(number)),
                printed=frozenset(reply.number for reply, _, _ in self._placed(self.run())),
            )
        )

    def _is_visible(self, number: int) -> bool:
        reply: Reply | None = self.replies[number]
        while reply is not None and reply.approved:
            if reply.parent is None:
                return True
            reply = self.replies.get(reply.parent)
        return False

    # --- pages

    def run(self) -> list[Reply]:
        """What is counted for pages, in order: top-level comments, or all on flat pages."""
        listed = [
            reply
            for reply in self.replies.values()
            if reply.approved and (reply.parent is None or not self.settings.threaded)
        ]
        return sorted(listed, key=lambda reply: (reply.date, reply.number))

    def pages(self) -> int:
        return max(1, -(-len(self.run()) // self.settings.per_page))

    def fetch(self, number: int | None, run: str, *, lag: float = 0) -> Observation:
        """The page at ``comment-page-N``, or at the plain address if ``number`` is None."""
        self.tick += 1
        self.fetches += 1
        total = self.pages()
        plain = total if self.settings.newest_first_page else 1
        shown = plain if number is None else number
        size = self.settings.per_page
        held = self.run()[(shown - 1) * size : shown * size]
        placed = self._placed(reversed(held) if self.settings.descending else held)
        sightings = self._sightings(placed)
        empty = not sightings
        if empty and number is not None and self.settings.beyond == "gone":
            return self._gone(number, run, lag)
        claimed = sum(reply.approved for reply in self.replies.values()) if self.settings.claims else None
        return Observation(
            record_id=f"urn:{self.random.getrandbits(64):016x}:{self.tick}",
            run=run,
            captured_at=at(self.tick),
            earliest=at(self.tick - lag),
            url=ARTICLE if number is None else f"{ARTICLE}comment-page-{number}/",
            kind="article",
            whole=True,
            number=None if empty and number is not None else shown,
            lowest=None if empty else 1,
            highest=None if empty else self._highest(shown, total),
            claimed=None if empty and number is not None else claimed,
            threaded=self._told(placed),
            state="open" if self.settings.open else "closed",
            layout=self.settings.theme,
            part=1,
            words="article",
            sightings=sightings,
        )

    def _highest(self, shown: int, total: int) -> int:
        """The last page that links name: some themes link the next one alone. Drawn by the size of a page."""
        return max(shown, min(total, shown + 1) if self.settings.per_page % 2 else total)

    def _gone(self, number: int, run: str, lag: float) -> Observation:
        return Observation(
            record_id=f"urn:{self.random.getrandbits(64):016x}:{self.tick}",
            run=run,
            captured_at=at(self.tick),
            earliest=at(self.tick - lag),
            url=f"{ARTICLE}comment-page-{number}/",
            kind="gone",
            whole=True,
        )

    def _told(self, placed: Iterable[tuple[Reply, int | None, int]]) -> bool | None:
        """As the parser tells it: by nesting, or by the reply links of an open thread."""
        placed = list(placed)
        if any(depth > 1 for _, _, depth in placed):
            return True
        if self.settings.open and any(reply.kind == "comment" for reply, _, _ in placed):
            return self.settings.threaded
        return None

    def _placed(self, held: Iterable[Reply]) -> list[tuple[Reply, int | None, int]]:
        """What is printed, in the document's order, with the parent and depth printed."""
        children: dict[int | None, list[Reply]] = {}
        if self.settings.threaded:
            for reply in sorted(self.replies.values(), key=lambda reply: (reply.date, reply.number)):
                if reply.approved and reply.parent is not None:
                    children.setdefault(reply.parent, []).append(reply)
        placed: list[tuple[Reply, int | None, int]] = []
        for reply in held:
            self._nest(reply, None, 1, children, placed)
        if self.settings.pings_shown:
            return placed
        # A theme that lists comments alone: what stands below a pingback isn't printed either.
        return [each for each in placed if not self._has_ping_above(each[0])]

    def _has_ping_above(self, reply: Reply) -> bool:
        if reply.kind != "comment":
            return True
        above = (
            self.replies.get(reply.parent) if reply.parent is not None and self.settings.threaded else None
        )
        return above is not None and self._has_ping_above(above)

    def _sightings(self, placed: list[tuple[Reply, int | None, int]]) -> tuple[Sighting, ...]:
        threaded = self._told(placed)
        deepest = max((depth for _, _, depth in placed), default=1)
        limit = self.settings.depth if self.settings.open else deepest
        sightings = []
        met: set[int | None] = set()
        for position, (reply, parent, depth) in enumerate(placed, 1):
            known = bool(threaded) if depth == 1 else depth < limit or parent not in met
            met.add(parent)
            sightings.append(self._sighting(reply, parent, depth, position, known))
        return tuple(sightings)

    def _nest(
        self,
        reply: Reply,
        parent: int | None,
        depth: int,
        children: dict[int | None, list[Reply]],
        placed: list[tuple[Reply, int | None, int]],
    ) -> None:
        placed.append((reply, parent, depth))
        for child in children.get(reply.number, ()):
            if depth < self.settings.depth:
                self._nest(child, reply.number, depth + 1, children, placed)
            else:
                self._nest(child, parent, depth, children, placed)

    def _sighting(self, reply: Reply, parent: int | None, depth: int, position: int, known: bool) -> Sighting:
        odd = self.settings.theme != "a" and reply.number % 3 == 0
        date = reply.date.replace(second=0) if self.settings.minutes_only else reply.date
        is_dated = reply.kind == "comment" or self.settings.pings_dated
        return Sighting(
            comment_id=reply.number,
            words=words(reply.number, reply.text) + (f" in {self.settings.theme}" if odd else ""),
            parent_id=parent,
            parent_known=known,
            depth=depth,
            position=position,
            at=date if is_dated else None,
            kind=reply.kind,
        )


def words(number: int, text: int) -> str:
    return f"{number}, version {text}"
