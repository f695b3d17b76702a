"""Instants as the store's text and back: UTC, ISO 8601, ``Z`` at the end."""

from datetime import UTC, datetime

FOREVER = "\U0010ffff"
"""Sorts behind every instant."""


def moment(at: datetime) -> str:
    """An instant with microseconds, always of the same width, so text sorts as time."""
    return _printed(at, "microseconds")


def second(at: datetime | None) -> str | None:
    """An instant to the second, as pages print them; None stays None."""
    return None if at is None else _printed(at, "seconds")


def _printed(at: datetime, to: str) -> str:
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.isoformat(timespec=to)[:-6]}Z"  # without "+00:00"


def instant(text: str) -> datetime:
    """The instant that :func:`moment` or :func:`second` wrote; ValueError on anything else."""
    return datetime.fromisoformat(text)
