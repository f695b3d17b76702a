"""What happened to a comment: its sightings and proved absences in order of instants.

The rules kept here:

- A change is said only if the earliest instant that the new can show lies after the last
  sighting of the old; whatever else contradicts is doubtful, and not said.
- It lies between the last instant of the old and the first of the new.
- Words are compared under one layout alone, and of a pingback in one form alone: a theme may print the same words otherwise.
- A comment moved only if its new parent is none or stood above the old one, and the old
  one is proved absent; else the layout changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from archiver.derive.absence import Absence
from archiver.derive.observations import CommentState, Event, EventKind, Sighting
from archiver.derive.shown import BEGINNING, Pages, Shown

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Generic[Value]):
    """Something shown by ``records``: ``value`` held at some instant from ``lb`` to ``ub``."""

    value: Value
    lb: datetime
    ub: datetime
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Generic[Value]):
    """A value's last sign and the first of the one that took its place."""

    old: Sign[Value]
    new: Sign[Value]


def turns(signs: Iterable[Sign[Value]]) -> Iterator[Turn[Value]]:
    """Each change that ``signs`` (in order of their ends) leave no doubt of."""
    since: Sign[Value] | None = None
    until: datetime | None = None
    for sign in signs:
        if since is None or until is None:
            since, until = sign, sign.ub
        elif sign.value == since.value:
            until = max(until, sign.ub)
            since = sign if sign.lb > since.lb else since
        elif sign.lb > until:
            yield Turn(old=since, new=sign)
            since, until = sign, sign.ub


def _event(
    comment: int | None, kind: EventKind, turn: Turn[Value], detail: Mapping[str, str | int | None]
) -> Event:
    return Event(
        comment_id=comment,
        kind=kind,
        not_before=turn.old.lb,
        not_after=turn.new.ub,
        before_evidence=turn.old.records[-1],
        after_evidence=turn.new.records[-1],
        detail={**detail, **_proof("before_proof", turn.old.records), **_proof("proof", turn.new.records)},
    )


def _proof(name: str, records: Sequence[str]) -> dict[str, str]:
    """All captures of one side under ``name``, where it takes more than one to prove it."""
    return {name: " ".join(records)} if len(records) > 1 else {}


def comment_events(
    pages: Pages, absences: Mapping[int, Sequence[Absence]]
) -> tuple[list[Event], dict[int, CommentState]]:
    """Every event of every comment, and which of them stand now as far as is known."""
    events: list[Event] = []
    states: dict[int, CommentState] = {}
    for comment, seen in pages.seen.items():
        absent = absences.get(comment, ())
        events.append(_appeared(comment, seen, absent, pages))
        states[comment] = "present"
        if absent:
            came_and_went, states[comment] = _presence(comment, seen, absent)
            events.extend(came_and_went)
        if len(seen) > 1:
            events.extend(_edits(comment, seen))
            events.extend(_moves(comment, seen, pages, absences))
    return events, states


def _appeared(comment: int, seen: Sequence[Shown], absent: Sequence[Absence], pages: Pages) -> Event:
    """Not before its own date, nor before a page that proves it wasn't there yet."""
    first = seen[0]
    earliest = first.lb if len(seen) == 1 else min(page.lb for page in seen)
    dates = [span[0] for span in pages.spans[comment] if span[0] <= earliest]
    not_before: datetime | None = min(dates) if dates else None
    proof: Sequence[str] = ()
    for absence in absent:
        if absence.ub < earliest and (not_before is None or absence.lb > not_before):
            not_before, proof = absence.lb, absence.records
    return Event(
        comment_id=comment,
        kind="appeared",
        not_before=not_before,
        not_after=first.ub,
        before_evidence=proof[-1] if proof else None,
        after_evidence=first.page.record_id,
        detail=_proof("before_proof", proof),
    )


def _presence(
    comment: int, seen: Sequence[Shown], absent: Sequence[Absence]
) -> tuple[list[Event], CommentState]:
    kept, gone = _comparable(comment, seen, absent)
    signs = [_sign(True, page) for page in kept]
    signs += [Sign(value=False, lb=proof.lb, ub=proof.ub, records=proof.records) for proof in gone]
    signs.sort(key=lambda sign: (sign.ub, sign.records))
    while signs and not signs[0].value:  # not there yet
        signs.pop(0)
    events: list[Event] = []
    state: CommentState = "present"
    last: datetime | None = None
    for turn in turns(signs):
        events.append(_event(comment, "returned" if turn.new.value else "vanished", turn, {}))
        state = "present" if turn.new.value else "vanished"
        last = turn.new.ub
    if last is not None and any(page.lb > last for page in seen) and state == "vanished":
        state = "present"
    return events, state


def _comparable(
    comment: int, seen: Sequence[Shown], absent: Sequence[Absence]
) -> tuple[Sequence[Shown], Sequence[Absence]]:
    """Signs that speak of the same thing.

    A page without nesting shows replies whose parent is hidden, a threaded one
    doesn't: to see such a reply come or go with the setting is no event.
    """
    flat = [page for page in seen if not page.threaded]
    if not flat or all(proof.flat for proof in absent):
        return seen, absent
    threaded = [page for page in seen if page.threaded]
    if not threaded:
        return flat, [proof for proof in absent if proof.flat]
    # What once stood at the top has no parent to be hidden with.
    free = threaded[0].ub < flat[0].lb and threaded[0].by_id[comment].parent_id is None
    return (seen if free else threaded), absent


def _sign(value: Value, page: Shown) -> Sign[Value]:
    return Sign(value=value, lb=page.lb, ub=page.ub, records=page.records)


def _edits(comment: int, seen: Sequence[Shown]) -> list[Event]:
    """One event for each edit that is sure, across absences too."""
    whole = [page for page in seen if page.page.whole]
    if len({page.by_id[comment].words for page in whole}) < 2:
        return []
    found: list[Event] = []
    for form in sorted({_form(comment, page) for page in whole}):
        words = {page.by_id[comment].words for page in whole if _form(comment, page) == form}
        signs = [
            _sign(page.by_id[comment].words, page)
            for page in whole
            if _form(comment, page) == form or page.by_id[comment].words in words
        ]
        found.extend(
            _event(comment, "edited", turn, {"from_words": turn.old.value, "to_words": turn.new.value})
            for turn in turns(signs)
        )
    return apart(found)


def _form(comment: int, page: Shown) -> tuple[str, bool]:
    """What may make the same words look otherwise: the layout, and a pingback printed short, as its title alone."""
    sighting = page.by_id[comment]
    return (str(page.page.layout), sighting.kind != "comment" and sighting.at is None)


def apart(events: Iterable[Event]) -> list[Event]:
    """Of events told by several layouts, those that can't be one and the same: what the capture that ends one still shows is
    changed after it, though the answer may have been long in coming.
    """
    kept: list[Event] = []
    for event in sorted(events, key=lambda event: (event.not_after, event.not_before or BEGINNING)):
        if not kept or (
            event.not_before is not None
            and (event.not_before >= kept[-1].not_after or event.before_evidence == kept[-1].after_evidence)
        ):
            kept.append(event)
    return kept


def _moves(
    comment: int, seen: Sequence[Shown], pages: Pages, absences: Mapping[int, Sequence[Absence]]
) -> Iterator[Event]:
    telling = [
        page for page in seen if page.threaded and page.page.whole and page.by_id[comment].parent_known
    ]
    if len({page.by_id[comment].parent_id for page in telling}) < 2:
        return
    for turn in turns(_sign(page.by_id[comment].parent_id, page) for page in telling):
        if _is_move(turn, pages, absences):
            detail = {"from_parent": turn.old.value, "to_parent": turn.new.value}
            yield _event(comment, "moved", turn, detail)


def _is_move(turn: Turn[int | None], pages: Pages, absences: Mapping[int, Sequence[Absence]]) -> bool:
    """Whether the old parent was deleted for good, and the new one is who then takes its replies."""
    old, new = turn.old.value, turn.new.value
    if old is None or (new is not None and old not in pages.below.get(new, ())):
        return False
    seen = pages.seen.get(old, ())
    if any(page.lb >= turn.new.lb for page in seen):
        return False
    # A page from a cache that came after the move, and may be older, neither proves nor denies it.
    before = [page.ub for page in seen if page.ub < turn.new.lb]
    return bool(before) and any(proof.lb > max(before) for proof in absences.get(old, ()))


def latest(comment: int, seen: Sequence[Shown]) -> tuple[Shown, Sighting]:
    """The page that shows a comment last: what it shows can't be older than what others show."""
    page = seen[0]
    if len(seen) > 1:
        page = max(seen, key=lambda page: (page.lb, page.ub, page.page.record_id))
    return page, page.by_id[comment]
