"""What the store knows of second witnesses: whether they answer, when they were asked, of whom they told."""

from datetime import datetime

from sqlalchemy import Connection

from archiver.store.times import instant

HIGHEST = "\U0010ffff"
"""Sorts behind all that an address holds."""

ENDED = "coalesce(r.finish_reason, '') IN ('finished', 'budget', 'minutes')"
"""Whether the run ``r`` ended what it began."""

_LAST_ASKED = f"""
    SELECT max(k.captured_at) FROM captures k LEFT JOIN runs r ON r.run = k.run
    WHERE k.url = ? AND k.site = ? AND k.captured_at <= ? AND (k.status IS NOT NULL AND k.truncated IS NULL OR {ENDED})
"""

LAST_ANSWER = (
    # The plus keeps SQLite from going through all captures of the site: few addresses begin so.
    "SELECT status, captured_at FROM captures WHERE +site = ? AND url >= ? AND url < ? AND captured_at <= ?"
    " ORDER BY captured_at DESC LIMIT 1"
)


def last_answer(
    connection: Connection, site: str, beginning: str, until: str
) -> tuple[int | None, datetime] | None:
    """The status (None: no answer came) and time of the last capture of ``site`` whose address begins so, and that was not captured later than ``until``."""
    row = connection.exec_driver_sql(LAST_ANSWER, (site, beginning, beginning + HIGHEST, until)).one_or_none()
    return None if row is None else (row[0], instant(row[1]))


def last_asked(connection: Connection, site: str, url: str, until: str) -> datetime | None:
    """When ``url`` was last fetched, by what was not captured later than ``until``; None if it never was. What was in flight
    when a run was told to end doesn't count.
    """
    at = connection.exec_driver_sql(_LAST_ASKED, (url, site, until)).scalar_one()
    return None if at is None else instant(at)


def told_of(connection: Connection, site: str, post_id: int) -> frozenset[int]:
    """The comments of a post that REST told of."""
    rows = connection.exec_driver_sql(
        "SELECT comment_id FROM testimony_versions WHERE site = ? AND post_id = ? AND witness = 'rest'",
        (site, post_id),
    )
    return frozenset(row[0] for row in rows)
