"""Short words for observations: a thread's page as a list of lines, at an hour of one day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archiver.derive.observations import Event, History, LookMark, Observation, Sighting

DAY = datetime(2018, 12, 11, tzinfo=UTC)
DATES = datetime(2018, 12, 1, 12, 0, 7, tzinfo=UTC)
URL = "https://example.org/2018/12/01/slug/"


def hour(value: float) -> datetime:
    return DAY + timedelta(hours=value)


def said(
    number: int,
    parent: int | None = None,
    *,
    words: str = "first",
    known: bool = True,
    depth: int | None = None,
    kind: str = "comment",
    date: datetime | None = None,
) -> Sighting:
    """A comment: its date is a minute later with each number."""
    return Sighting(
        comment_id=number,
        words=words,
        parent_id=parent,
        parent_known=known,
        depth=depth or (1 if parent is None else 2),
        position=0,
        at=date or DATES + timedelta(minutes=number),
        kind=kind,
    )


def page(
    when: float,
    comments: Sequence[Sighting],
    *,
    number: int | None = 1,
    highest: int | None = 1,
    run: str | None = None,
    age: float = 0,
    **fields: object,
) -> Observation:
    """A capture at ``when``; each has a run of its own unless one is named."""
    base = Observation(
        record_id=f"record at {when}",
        run=run or f"run at {when}",
        captured_at=hour(when),
        earliest=hour(when - age),
        url=URL if number in (None, 1) else f"{URL}comment-page-{number}/",
        kind="article",
        whole=True,
        number=number,
        lowest=1,
        highest=highest,
        claimed=None,
        threaded=True,
        state="open",
        layout="theme",
        part=1,
        words="the article",
        sightings=tuple(replace(each, position=place) for place, each in enumerate(comments, 1)),
    )
    return replace(base, **fields)  # type: ignore[arg-type] # fields of Observation


def look(when: float, run: str) -> LookMark:
    return LookMark(record_id=f"look at {when}", run=run, started_at=hour(when))


def events(history: History, *kinds: str) -> list[Event]:
    """The events, without the first appearances unless they are asked for."""
    return [
        event for event in history.events if event.kind in kinds or (not kinds and event.kind != "appeared")
    ]


def told(history: History) -> list[tuple[str, int | None]]:
    return [(event.kind, event.comment_id) for event in events(history)]


def between(event: Event) -> tuple[float | None, float]:
    """The event's two instants, in hours of the day."""
    begin = None if event.not_before is None else (event.not_before - DAY) / timedelta(hours=1)
    return begin, (event.not_after - DAY) / timedelta(hours=1)
