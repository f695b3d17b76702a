"""Instants as the store's text and back: UTC, ISO 8601, ``Z`` at the end."""

from datetime import UTC, datetime


def moment(at: datetime) -> str:
    """An instant with microseconds, always of the same width, so text sorts as time."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def second(at: datetime | None) -> str | None:
    """An instant to the second, as pages print them; None stays None."""
    return None if at is None else f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def instant(text: str) -> datetime:
    """The instant that :func:`moment` or :func:`second` wrote; ValueError on anything else."""
    return datetime.fromisoformat(text)
