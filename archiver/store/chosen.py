"""What a part of the archive is made of: its captures, those nearest in time, and the pages to list."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from archiver.store.rows import Row, by_name

_PLACE = (
    'k.record_id, k.site, k.url, k.captured_at, k.status, k.mime, k.kind, k.refers_to, k.warc, k."offset", k.length,'
    " k.run, k.page_kind"
)

_OF_ARTICLE = f"""
    SELECT {_PLACE} FROM captures k
    WHERE k.id IN (SELECT capture_id FROM article_sightings WHERE article_id = :article)
       OR k.id IN (SELECT o.id FROM article_urls u JOIN captures o ON o.site = u.site AND o.page_url = u.url
                   WHERE u.article_id = :article)
       OR k.id IN (SELECT o.id FROM article_urls u JOIN captures o ON o.url = u.url AND o.site = u.site
                   WHERE u.article_id = :article)
    ORDER BY k.captured_at, k.record_id
"""

_PAGES = """
    SELECT k.id AS capture_id, k.record_id, k.site, k.url, k.captured_at, s.version_id, v.title, t.number,
           k.url = a.url AS is_main
    FROM captures k
    LEFT JOIN article_sightings s ON s.capture_id = k.id
    LEFT JOIN articles a ON a.id = s.article_id
    LEFT JOIN article_versions v ON v.id = s.version_id
    LEFT JOIN thread_pages t ON t.capture_id = k.id
    WHERE k.status = 200 AND k.mime IN ('text/html', 'application/xhtml+xml') AND k.page_kind IN ('article', 'listing')
      {and_where}
    ORDER BY k.site, k.url, k.captured_at, k.record_id
"""


def _rows(connection: Connection, sql: str, values: Any) -> Iterator[Row]:
    return by_name(connection.exec_driver_sql(sql, values))


def of_article(connection: Connection, article_id: int) -> list[Row]:
    """The captures of an article's pages and of every address it was seen under: shown, moved, gone or refused."""
    return list(_rows(connection, _OF_ARTICLE, {"article": article_id}))


def of_span(connection: Connection, site: str | None, since: str | None, until: str | None) -> Iterator[Row]:
    """The captures from ``since`` on and before ``until``, oldest first; None bounds nothing."""
    asked = {"k.site = ?": site, "k.captured_at >= ?": since, "k.captured_at < ?": until}
    chosen = {name: value for name, value in asked.items() if value is not None}
    where = f"WHERE {' AND '.join(chosen)}" if chosen else ""
    sql = f"SELECT {_PLACE} FROM captures k {where} ORDER BY k.captured_at, k.record_id"
    return _rows(connection, sql, tuple(chosen.values()))


def named(connection: Connection, record_id: str) -> Row | None:
    """The capture with that record id."""
    return next(
        _rows(connection, f"SELECT {_PLACE} FROM captures k WHERE k.record_id = ?", (record_id,)), None
    )


def at_address(connection: Connection, site: str, url: str) -> list[Row]:
    """Every capture of ``url`` in ``site``, oldest first."""
    sql = (
        f"SELECT {_PLACE} FROM captures k WHERE k.url = ? AND k.site = ? ORDER BY k.captured_at, k.record_id"
    )
    return list(_rows(connection, sql, (url, site)))


def gap_before(connection: Connection, warc: str, offset: int) -> int:
    """Where the last capture before ``offset`` ends; 0 if there is none."""
    row = connection.exec_driver_sql(
        'SELECT "offset" + length FROM captures WHERE warc = ? AND "offset" < ? ORDER BY "offset" DESC LIMIT 1',
        (warc, offset),
    ).one_or_none()
    return 0 if row is None else int(row[0])


def gap_behind(connection: Connection, warc: str, offset: int) -> int | None:
    """Where the next capture after the one at ``offset`` begins; None if it is the last."""
    row = connection.exec_driver_sql(
        'SELECT "offset" FROM captures WHERE warc = ? AND "offset" > ? ORDER BY "offset" LIMIT 1',
        (warc, offset),
    ).one_or_none()
    return None if row is None else int(row[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note as the store has it; ``at`` is text."""

    record_id: str
    at: str
    kind: str
    fields: dict[str, str]


def notes_of(connection: Connection, run: str) -> list[NoteRow]:
    """The notes of a run, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT record_id, at, kind, fields FROM notes WHERE run = ? ORDER BY at, record_id", (run,)
    )
    return [NoteRow(record_id=row[0], at=row[1], kind=row[2], fields=json.loads(row[3])) for row in rows]


def places_of_run(connection: Connection, run: str) -> list[tuple[str, str, int, int, str]]:
    """Site, file, begin, end and time of each capture of a run, in the files' order."""
    rows = connection.exec_driver_sql(
        'SELECT site, warc, "offset", "offset" + length, captured_at FROM captures WHERE run = ?'
        ' ORDER BY warc, "offset"',
        (run,),
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def first_of_run(connection: Connection, warc: str, run: str) -> int | None:
    """Where the first capture of ``run`` in ``warc`` begins."""
    row = connection.exec_driver_sql(
        'SELECT "offset" FROM captures WHERE warc = ? AND run = ? ORDER BY "offset" LIMIT 1', (warc, run)
    ).one_or_none()
    return None if row is None else int(row[0])


def addresses_of(connection: Connection, article_id: int) -> set[str]:
    """Every address an article was seen under."""
    rows = connection.exec_driver_sql("SELECT url FROM article_urls WHERE article_id = ?", (article_id,))
    return {str(row[0]) for row in rows}


def pages(connection: Connection, site: str | None) -> Iterator[Row]:
    """The captures that show a page to people, by address and time; ``is_main`` is 1 at an article's own address."""
    where, values = ("AND k.site = ?", (site,)) if site else ("", ())
    return _rows(connection, _PAGES.format(and_where=where), values)


def words_of(connection: Connection, version_id: int) -> str:
    """The words of an article's version."""
    row = connection.exec_driver_sql("SELECT text FROM article_versions WHERE id = ?", (version_id,)).one()
    return str(row[0])


def said_on(connection: Connection, capture_id: int) -> list[tuple[str, str]]:
    """Author and words of each comment that a capture shows, in its order."""
    rows = connection.exec_driver_sql(
        "SELECT v.author, v.text FROM sightings s JOIN comment_versions v ON v.id = s.version_id"
        " WHERE s.capture_id = ? ORDER BY s.position",
        (capture_id,),
    )
    return [(str(row[0] or ""), str(row[1] or "")) for row in rows]


def bore_credentials(connection: Connection) -> set[str]:
    """The runs whose requests bore a name and password, a cookie, or what stands for them, as they say themselves."""
    rows = connection.exec_driver_sql("SELECT run, details FROM runs WHERE details LIKE '%credentials%'")
    return {str(row[0]) for row in rows if json.loads(row[1]).get("credentials") == "yes"}


def runs_of(connection: Connection, site: str) -> list[str]:
    """The runs of a site."""
    rows = connection.exec_driver_sql("SELECT run FROM runs WHERE site = ? ORDER BY run", (site,))
    return [str(row[0]) for row in rows]
