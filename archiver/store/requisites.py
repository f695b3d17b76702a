"""What the crawl asks of the store before it asks for a requisite: was it answered of late, and with what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from archiver.store.files import Place, place_of
from archiver.store.times import moment

_AT_ONCE = 500  # values bound in one query; SQLite allows many more


def answered_since(
    connection: Connection, site: str, urls: Sequence[str], since: datetime, *, moved: bool = True
) -> set[str]:
    """Those of ``urls`` that ``site`` has a lasting answer for, captured at ``since`` or later: the thing
    itself, that it is unchanged, moved (if ``moved`` counts), or not there. A failure or refusal is asked again.
    """
    answered = "status < 400" if moved else "(status < 300 OR status = 304)"
    found: set[str] = set()
    for start in range(0, len(urls), _AT_ONCE):
        some = urls[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT url FROM captures WHERE url IN ({marks}) AND site = ? AND captured_at >= ?"
            f" AND truncated IS NULL AND ({answered} OR status IN (404, 410))",
            (*some, site, moment(since)),
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


def recent_answer(
    connection: Connection, site: str, url: str, since: datetime
) -> tuple[int, Place | None] | None:
    """The status of the last answer of ``url`` and where its bytes lie (those of what a revisit repeats), if it was
    captured at ``since`` or later; None if there is none, or the last was a failure, a redirect, cut or unchanged.
    """
    row = connection.exec_driver_sql(
        "SELECT status, coalesce(refers_to, record_id) FROM captures WHERE url = ? AND site = ? AND captured_at >= ?"
        " AND truncated IS NULL AND status <> 304 ORDER BY captured_at DESC, record_id DESC LIMIT 1",
        (url, site, moment(since)),
    ).one_or_none()
    return None if row is None or row[0] is None else (row[0], place_of(connection, row[1]))
