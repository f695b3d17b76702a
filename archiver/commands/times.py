"""Times as people type them on the command line."""

from datetime import UTC, datetime

from archiver.errors import UsageError
from archiver.store.times import moment


def typed(option: str, text: str) -> str:
    """The instant that ``text`` (ISO 8601, a day or a time; UTC if it bears no offset) names, as the store writes
    instants. Raises UsageError that names ``option``.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is no time (2018-12-31 or 2018-12-31T12:00:00Z)") from None
    return moment(at if at.tzinfo else at.replace(tzinfo=UTC))
