"""Rows in: every insert and update of the store, each in the caller's transaction.

Lookups and inserts are one statement for a whole batch, not one a row; a row
that is there already stays as it is. Numbers for new ids are drawn here, under
BEGIN IMMEDIATE, so they can't be drawn twice.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from archiver.store import sqlite
from archiver.store.tables import metadata

Row = tuple[Any, ...]


def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in their order."""
    return tuple(column.name for column in metadata.tables[table].columns)


_ALL_BUT_SETTLED = {
    "comments": (
        "id", "site", "comment_id", "article_id", "kind", "state", "parent_known", "depth", "position", "versions",
    ),
    "articles": ("id", "site", "key", "post_id", "url", "kind", "state"),
    "article_versions": (*columns_of("article_versions")[:21], "current"),
}  # fmt: skip


def insert(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows given as tuples in the order of the table's columns (of those
    without the settled ones, where a table has such).
    """
    sqlite.insert_many(connection, table, _ALL_BUT_SETTLED.get(table, columns_of(table)), rows)


def next_id(connection: Connection, table: str) -> int:
    """The first free id of a table."""
    return sqlite.highest_id(connection, table) + 1


def ids_of(
    connection: Connection, table: str, key: str, site: str, values: Iterable[object]
) -> dict[Any, int]:
    """The ids of the rows of ``site`` whose column ``key`` has one of ``values``."""
    rows = connection.execute(
        text(f"SELECT {key}, id FROM {table} WHERE site = :site AND {sqlite.among(key, 'many')}"),
        {"site": site, "many": json.dumps(list(values))},
    )
    return {row[0]: row[1] for row in rows}


def versions_of(connection: Connection, table: str, owner: str, owners: Iterable[int]) -> dict[Row, int]:
    """The ids of all versions of ``owners``, by owner, digest (and part, for articles)."""
    part = ", part" if table == "article_versions" else ""
    rows = connection.execute(
        text(f"SELECT {owner}, digest{part}, id FROM {table} WHERE {sqlite.among(owner, 'many')}"),
        {"many": json.dumps(list(owners))},
    )
    return {tuple(row[:-1]): row[-1] for row in rows}


def testimony_ids(
    connection: Connection, site: str, comments: Iterable[int]
) -> dict[tuple[str, int, str, str], int]:
    """The ids of all that second witnesses said of ``comments``, by site, comment, witness and digest."""
    rows = connection.execute(
        text(
            "SELECT site, comment_id, witness, digest, id FROM testimony_versions"
            f" WHERE site = :site AND {sqlite.among('comment_id', 'many')}"
        ),
        {"site": site, "many": json.dumps(list(comments))},
    )
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def known_captures(connection: Connection, record_ids: Iterable[str]) -> set[str]:
    """Those of ``record_ids`` that the store has."""
    rows = connection.execute(
        text(f"SELECT record_id FROM captures WHERE {sqlite.among('record_id', 'many')}"),
        {"many": json.dumps(list(record_ids))},
    )
    return {row[0] for row in rows}


def articles_of_posts(connection: Connection, site: str, posts: Iterable[int]) -> set[int]:
    """The ids of the articles of ``site`` with these numbers of the site's own."""
    rows = connection.execute(
        text(f"SELECT id FROM articles WHERE site = :site AND {sqlite.among('key', 'many')}"),
        {"site": site, "many": json.dumps([f"post:{post}" for post in posts])},
    )
    return {row[0] for row in rows}


def articles_at(connection: Connection, site: str, urls: Iterable[str]) -> dict[str, int]:
    """The ids of the articles of ``site`` seen under these permalinks, by permalink."""
    rows = connection.execute(
        text(
            f"SELECT url, article_id FROM article_urls WHERE site = :site AND {sqlite.among('url', 'many')}"
        ),
        {"site": site, "many": json.dumps(list(urls))},
    )
    return {row[0]: row[1] for row in rows}


def new_article(connection: Connection, site: str, key: str, post_id: int | None, url: str, kind: str) -> int:
    """Insert an article; its id."""
    number = next_id(connection, "articles")
    insert(connection, "articles", [(number, site, key, post_id, url, kind, "present")])
    return number


def name_article(connection: Connection, number: int, key: str, post_id: int) -> bool:
    """Give an article that has no number of the site's own one; False if it has one."""
    done = connection.exec_driver_sql(
        "UPDATE articles SET key = ?, post_id = ? WHERE id = ? AND post_id IS NULL", (key, post_id, number)
    )
    return bool(done.rowcount)


def upsert_addresses(connection: Connection, rows: Sequence[Row]) -> None:
    """Addresses, columns in their order: the earliest sighting and the latest claims win,
    whatever order they come in.
    """
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO addresses (site, url, kind, modified_at, active_at, first_seen, evidence)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, url) DO UPDATE SET"
            " modified_at = nullif(max(coalesce(modified_at, ''), coalesce(excluded.modified_at, '')), ''),"
            " active_at = nullif(max(coalesce(active_at, ''), coalesce(excluded.active_at, '')), ''),"
            " kind = CASE WHEN (excluded.first_seen, excluded.evidence) < (first_seen, evidence)"
            "   THEN excluded.kind ELSE kind END,"
            " evidence = CASE WHEN (excluded.first_seen, excluded.evidence) < (first_seen, evidence)"
            "   THEN excluded.evidence ELSE evidence END,"
            " first_seen = min(first_seen, excluded.first_seen)",
            list(rows),
        )


def update(connection: Connection, table: str, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of rows found by ``key``; every mapping has the same keys."""
    if rows:
        names = [name for name in rows[0] if name != key]
        sets = ", ".join(f'"{name}" = ?' for name in names)
        connection.exec_driver_sql(
            f"UPDATE {table} SET {sets} WHERE {key} = ?",
            [(*(row[name] for name in names), row[key]) for row in rows],
        )


def replace(connection: Connection, table: str, articles: Sequence[int], rows: Iterable[Row]) -> None:
    """Make ``rows`` (without a leading id where the table has one) the rows of these
    articles, touching only what differs.
    """
    names = [name for name in columns_of(table) if name != "id"]
    listed = ", ".join(names)
    held = connection.exec_driver_sql(
        f"SELECT rowid, {listed} FROM {table} WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(articles)),),
    )
    old = {tuple(row[1:]): row[0] for row in held}
    new = dict.fromkeys(rows)
    gone = [(rowid,) for row, rowid in old.items() if row not in new]
    if gone:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", gone)
    sqlite.insert_many(connection, table, names, [row for row in new if row not in old])


def progress(connection: Connection, marks: Mapping[str, tuple[str, int]]) -> None:
    """Note for each WARC file (name to site and bytes) how far it is derived."""
    if marks:
        connection.exec_driver_sql(
            "INSERT INTO warc_files (warc, site, derived_to) VALUES (?, ?, ?)"
            " ON CONFLICT (warc) DO UPDATE SET derived_to = max(derived_to, excluded.derived_to)",
            [(warc, site, end) for warc, (site, end) in marks.items()],
        )


def upsert_run(connection: Connection, row: Row) -> None:
    """A run as its first warcinfo begins it; columns in their order."""
    listed = ", ".join(columns_of("runs"))
    connection.exec_driver_sql(
        f"INSERT INTO runs ({listed}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET"
        " evidence = CASE WHEN (excluded.started_at, excluded.evidence) < (started_at, evidence)"
        "   THEN excluded.evidence ELSE evidence END,"
        " started_at = min(started_at, excluded.started_at)",
        row,
    )


def end_runs(connection: Connection, runs: Iterable[str]) -> None:
    """Set what the end records of these runs say, whichever came first, end or beginning."""
    connection.execute(
        text(
            "UPDATE runs SET ended_at = n.at, finish_reason = json_extract(n.fields, '$.finish_reason'),"
            " exit_status = CAST(json_extract(n.fields, '$.exit_status') AS INTEGER)"
            f" FROM notes n WHERE n.run = runs.run AND n.kind = 'run-end' AND {sqlite.among('runs.run', 'many')}"
        ),
        {"many": json.dumps(list(runs))},
    )
