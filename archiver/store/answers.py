"""What the crawl asks of the store before it asks a server: whether an address was answered of late, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from archiver.store.files import Place, place_of
from archiver.store.times import instant, moment

_AT_ONCE = 500  # values bound in one query; SQLite allows many more


def answered_since(
    connection: Connection,
    site: str,
    urls: Sequence[str],
    since: datetime,
    until: str,
    *,
    moved: bool,
) -> set[str]:
    """Those of ``urls`` that ``site`` has a lasting answer for, captured at ``since`` or later, and not later than ``until``: the thing
    itself, that it is unchanged, moved (if ``moved`` counts), or not there. A failure or refusal is asked again.
    """
    answered = "status < 400" if moved else "(status < 300 OR status = 304)"
    found: set[str] = set()
    for start in range(0, len(urls), _AT_ONCE):
        some = urls[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT url FROM captures WHERE url IN ({marks}) AND site = ? AND captured_at >= ? AND captured_at <= ?"
            f" AND truncated IS NULL AND ({answered} OR status IN (404, 410))",
            (*some, site, moment(since), until),
        )
        found.update(row[0] for row in rows)
    return found


def latest_whole(connection: Connection, site: str, url: str) -> Place | None:
    """Where the latest whole 200 response of ``url`` lies, which a 304 could then refer to; None if nowhere."""
    row = connection.exec_driver_sql(
        'SELECT site, warc, "offset", length FROM captures WHERE url = ? AND site = ? AND status = 200'
        " AND kind = 'response' AND truncated IS NULL ORDER BY captured_at DESC, record_id DESC LIMIT 1",
        (url, site),
    ).one_or_none()
    return None if row is None else Place(site=row[0], warc=row[1], offset=row[2], length=row[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer: when it was captured, its status, and where its record lies and the one that has its body (another
    one where it is a revisit).
    """

    at: datetime
    status: int
    head: Place | None
    body: Place | None


_UNREACHED = "(status IS NULL OR status >= 500 OR status = 429 OR truncated IS NOT NULL)"


def last_answer(connection: Connection, site: str, url: str, until: str) -> Answer | None:
    """The last whole answer of ``url`` that says something of it: none of 5xx, 429 or 304; None where there is none."""
    row = connection.exec_driver_sql(
        "SELECT captured_at, status, record_id, coalesce(refers_to, record_id) FROM captures WHERE url = ? AND site = ?"
        f" AND status <> 304 AND NOT {_UNREACHED} AND captured_at <= ? ORDER BY captured_at DESC, record_id DESC LIMIT 1",
        (url, site, until),
    ).one_or_none()
    if row is None:
        return None
    head, body = place_of(connection, row[2]), place_of(connection, row[3])
    return Answer(at=instant(row[0]), status=row[1], head=head, body=body)


def failing_since(
    connection: Connection, site: str, url: str, after: datetime | None, until: str
) -> datetime | None:
    """When ``url`` first failed (no whole answer, 5xx, 429) later than ``after``, or ever; None if it did not."""
    found = connection.exec_driver_sql(
        f"SELECT min(captured_at) FROM captures WHERE url = ? AND site = ? AND captured_at > ? AND captured_at <= ?"
        f" AND {_UNREACHED}",
        (url, site, moment(after) if after else "", until),
    ).scalar()
    return instant(found) if found else None
