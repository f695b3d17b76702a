"""Times as people type them on the command line."""

from datetime import UTC, datetime

from archiver.errors import UsageError
from archiver.store.times import moment


def instant_typed(option: str, text: str) -> datetime:
    """The instant that ``text`` (ISO 8601, a day or a time; UTC if it bears no offset) names. Raises UsageError that names
    ``option``.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is no time (2018-12-31 or 2018-12-31T12:00:00Z)") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def typed(option: str, text: str) -> str:
    """The same as the store writes instants. Raises as :func:`instant_typed` does."""
    return moment(instant_typed(option, text))
