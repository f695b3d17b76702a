"""What the store knows of WARC files: how far they are derived, whose records are whose, where they lie."""

from dataclasses import dataclass

from sqlalchemy import Connection

from archiver.store.sqlite import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record lies: a file of a site's collection, and bytes of its gzip member."""

    site: str
    warc: str
    offset: int
    length: int


def derived_to(connection: Connection) -> dict[str, int]:
    """For each WARC file, the byte before which every record is derived."""
    rows = connection.exec_driver_sql("SELECT warc, derived_to FROM warc_files")
    return {row[0]: row[1] for row in rows}


def derived_of(connection: Connection, site: str) -> dict[str, int]:
    """As :func:`derived_to`, of the files of ``site``."""
    rows = connection.exec_driver_sql("SELECT warc, derived_to FROM warc_files WHERE site = ?", (site,))
    return {row[0]: row[1] for row in rows}


def strayed(connection: Connection) -> list[tuple[str, int]]:
    """The tables that have rows whose wording is one of another comment's or article's, with how many. The canonical dump
    names a wording by its digest, and others may have said the same.
    """
    counts = connection.exec_driver_sql("""
        SELECT 'sightings', count(*) FROM sightings s JOIN comment_versions v ON v.id = s.version_id
        WHERE v.comment_ref <> s.comment_ref
        UNION ALL
        SELECT 'comments', count(*) FROM comments c JOIN comment_versions v ON v.id = c.version_id
        WHERE v.comment_ref <> c.id
        UNION ALL
        SELECT 'article_sightings', count(*) FROM article_sightings s JOIN article_versions v ON v.id = s.version_id
        WHERE v.article_id <> s.article_id
    """)
    return [(table, number) for table, number in counts if number]


def told_damage(connection: Connection, kind: str, over: str) -> set[tuple[str, str]]:
    """The fields ``file`` and ``what`` of all notes of that kind, but of those whose latest says by ``now`` that it is ``over``."""
    rows = connection.exec_driver_sql(
        "SELECT json_extract(fields, '$.file'), json_extract(fields, '$.what'), json_extract(fields, '$.now') FROM notes"
        " WHERE kind = ? ORDER BY at, record_id",
        (kind,),
    )
    latest = {(row[0], row[1]): row[2] for row in rows}
    return {said for said, now in latest.items() if now != over}


def some_run_ended(connection: Connection) -> bool:
    """Whether any run came to its end."""
    return (
        connection.exec_driver_sql("SELECT 1 FROM runs WHERE ended_at IS NOT NULL LIMIT 1").first()
        is not None
    )


def warcinfos(connection: Connection) -> dict[str, tuple[str, str, str]]:
    """For each warcinfo record its run, its site, and the address the crawl had as its base."""
    rows = connection.exec_driver_sql("SELECT record_id, run, site, base FROM warcinfos")
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def earlier(
    connection: Connection, site: str, url: str, payload_digest: str | None
) -> tuple[str, str, str] | None:
    """The record id, address and time of the latest whole response of ``site`` with this payload, or, where
    ``payload_digest`` is None, of the latest one at ``url`` with status 200; None if there is none. Replay
    of one collection doesn't find what lies in another.
    """
    where, value = ("payload_digest", payload_digest) if payload_digest else ("status = 200 AND url", url)
    rows = fetch(  # asked for each page that comes
        connection,
        f"SELECT record_id, url, captured_at FROM captures WHERE {where} = ? AND site = ? AND kind = 'response'"
        " AND truncated IS NULL ORDER BY captured_at DESC, record_id DESC LIMIT 1",
        (value, site),
    )
    return next(((row[0], row[1], row[2]) for row in rows), None)


def place_of(connection: Connection, record_id: str) -> Place | None:
    """Where a capture's record lies; None if the store has no such capture."""
    row = connection.exec_driver_sql(
        'SELECT site, warc, "offset", length FROM captures WHERE record_id = ?', (record_id,)
    ).one_or_none()
    return None if row is None else Place(site=row[0], warc=row[1], offset=row[2], length=row[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """What the store says of a capture: its address, its time (ISO 8601) and its block's digest."""

    url: str
    captured_at: str
    block_digest: str | None


def witnessed_in(connection: Connection, warc: str) -> dict[str, Witnessed]:
    """What the store says of the captures in a WARC file, by record id."""
    rows = connection.exec_driver_sql(
        "SELECT record_id, url, captured_at, block_digest FROM captures WHERE warc = ?", (warc,)
    )
    return {row[0]: Witnessed(url=row[1], captured_at=row[2], block_digest=row[3]) for row in rows}


def article_ids(connection: Connection) -> list[int]:
    """The ids of all articles, in order."""
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM articles ORDER BY id")]


def captured_to(connection: Connection) -> dict[str, int]:
    """For each WARC file that captures name, the end of the last of them, in bytes."""
    rows = connection.exec_driver_sql('SELECT warc, max("offset" + length) FROM captures GROUP BY warc')
    return {row[0]: row[1] for row in rows}


def some_captures(connection: Connection, most: int, chance: float) -> list[tuple[str, str]]:
    """The record ids and files of ``most`` captures, drawn by ``chance`` (0 to 1), spread over all of them."""
    (count,) = connection.exec_driver_sql("SELECT count(*) FROM captures").one()
    step = max(1, count // most) if most else 1
    rows = connection.exec_driver_sql(
        "SELECT record_id, warc FROM (SELECT record_id, warc, row_number() OVER (ORDER BY id) AS n FROM captures)"
        " WHERE n % ? = ? LIMIT ?",
        (step, int(chance * step), most),
    )
    return [(row[0], row[1]) for row in rows]


def witness_of(connection: Connection, site: str, comment_id: int) -> str | None:
    """The record id of the first capture that shows a comment; None if none does."""
    row = connection.exec_driver_sql(
        "SELECT k.record_id FROM comments c JOIN sightings s ON s.comment_ref = c.id JOIN captures k ON k.id = s.capture_id"
        " WHERE c.site = ? AND c.comment_id = ? ORDER BY k.captured_at, k.record_id LIMIT 1",
        (site, comment_id),
    ).one_or_none()
    return None if row is None else str(row[0])
