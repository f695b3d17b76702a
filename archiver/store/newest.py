"""The newest captures of a site, to see whether the rules still understand its pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from archiver.store.files import Place
from archiver.store.times import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """A capture: its record, its address, and where the record lies."""

    record_id: str
    url: str
    warc: str
    offset: int
    length: int


_PAGES = """
    SELECT record_id, url, warc, "offset", length FROM captures
    WHERE site = ? AND status = 200 AND kind IN ('response', 'revisit') AND truncated IS NULL
    AND mime IN ('text/html', 'application/xhtml+xml') AND {which} ORDER BY captured_at DESC, record_id DESC LIMIT ?
"""


def article_pages(connection: Connection, site: str, most: int) -> list[Newest]:
    """The newest whole pages at addresses that the rules take for an article's, newest first."""
    return _asked(connection, "page_url IS NOT NULL AND page_kind <> 'resource'", site, most)


def foreign_pages(connection: Connection, site: str, most: int) -> list[Newest]:
    """The newest whole pages that were not looked into, being another host's, newest first."""
    return _asked(connection, "page_kind = 'resource'", site, most)


def paths_of_articles(connection: Connection, site: str) -> list[str]:
    """The addresses of all articles of a site."""
    found = connection.exec_driver_sql("SELECT url FROM articles WHERE site = ?", (site,))
    return [row[0] for row in found]


def newest_instant(connection: Connection) -> str | None:
    """When the newest capture of all was made; None where there is none."""
    row = connection.exec_driver_sql("SELECT max(captured_at) FROM captures").one()
    return None if row[0] is None else str(row[0])


def captured_after(connection: Connection, site: str, at: str, most: int) -> list[tuple[datetime, Place]]:
    """When the newest answers of ``site`` that were captured later than ``at`` were, and where they lie; newest first."""
    found = connection.exec_driver_sql(
        'SELECT k.captured_at, k.warc, k."offset", k.length FROM runs r CROSS JOIN captures k ON k.run = r.run'  # by index
        " WHERE r.site = ? AND max(r.started_at, coalesce(r.ended_at, '')) > ? AND k.captured_at > ?"
        " AND k.status IS NOT NULL ORDER BY k.captured_at DESC, k.record_id DESC LIMIT ?",
        (site, at, at, most),
    )
    return [(instant(row[0]), Place(site=site, warc=row[1], offset=row[2], length=row[3])) for row in found]


def _asked(connection: Connection, which: str, site: str, most: int) -> list[Newest]:
    found = connection.exec_driver_sql(_PAGES.format(which=which), (site, most))
    return [Newest(record_id=row[0], url=row[1], warc=row[2], offset=row[3], length=row[4]) for row in found]
