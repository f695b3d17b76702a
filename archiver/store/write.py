"""Rows in: every insert and update of the store, each in the caller's transaction.

Lookups and inserts are one statement for a whole batch, not one a row; a row
that is there already stays as it is. Numbers for new ids are drawn here, under
BEGIN IMMEDIATE, so they can't be drawn twice.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from archiver.store import sqlite
from archiver.store.tables import metadata

Row = tuple[Any, ...]


def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in their order."""
    return tuple(column.name for column in metadata.tables[table].columns)


SETTLED_OF_ARTICLE = ("url", "kind", "state", "modified_at", "parts", "first_seen", "last_seen", "evidence")
SETTLED_OF_VERSION = ("current", "first_seen", "last_seen", "first_evidence", "last_evidence")
SETTLED_OF_COMMENT = (
    "article_id", "kind", "state", "version_id", "parent_id", "parent_known", "parent_witness", "root_id", "exact_at",
    "exact_witness", "depth", "position", "page", "versions", "first_seen", "last_seen", "evidence",
)  # fmt: skip
"""Columns that are computed from all captures of an article (``archiver.derive.settle``)."""

_IN_ORDER = {
    "articles": ("id", "site", "key", "post_id", *SETTLED_OF_ARTICLE),
    "comments": ("id", "site", "comment_id", *SETTLED_OF_COMMENT),
}
"""The columns that rows of these tables are inserted with."""


def insert(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows given as tuples in the order of the table's columns (``articles`` and ``comments``: the settled ones
    last, in their order).
    """
    sqlite.insert_many(connection, table, _IN_ORDER.get(table, columns_of(table)), rows)


def next_id(connection: Connection, table: str) -> int:
    """The first free id of a table."""
    return sqlite.highest_id(connection, table) + 1


def ids_of(
    connection: Connection, table: str, key: str, site: str, values: Iterable[object]
) -> dict[Any, int]:
    """The ids of the rows of ``site`` whose column ``key`` has one of ``values``."""
    sql = f"SELECT {key}, id FROM {table} WHERE site = ? AND {sqlite.among(key)}"
    return dict(sqlite.fetch(connection, sql, (site, json.dumps(list(values)))))


def versions_of(connection: Connection, table: str, owner: str, owners: Iterable[int]) -> dict[Row, int]:
    """The ids of all versions of ``owners``, by owner, digest (and part, for articles)."""
    part = ", part" if table == "article_versions" else ""
    sql = f"SELECT {owner}, digest{part}, id FROM {table} WHERE {sqlite.among(owner)}"
    return {row[:-1]: row[-1] for row in sqlite.fetch(connection, sql, (json.dumps(list(owners)),))}


def testimony_ids(
    connection: Connection, site: str, comments: Iterable[int]
) -> dict[tuple[str, int, str, str], int]:
    """The ids of all that second witnesses said of ``comments``, by site, comment, witness and digest."""
    sql = (
        "SELECT site, comment_id, witness, digest, id FROM testimony_versions"
        f" WHERE site = ? AND {sqlite.among('comment_id')}"
    )
    rows = sqlite.fetch(connection, sql, (site, json.dumps(list(comments))))
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def known_captures(connection: Connection, record_ids: Iterable[str]) -> set[str]:
    """Those of ``record_ids`` that the store has."""
    sql = f"SELECT record_id FROM captures WHERE {sqlite.among('record_id')}"
    return {row[0] for row in sqlite.fetch(connection, sql, (json.dumps(list(record_ids)),))}


def articles_of_posts(connection: Connection, site: str, posts: Iterable[int]) -> set[int]:
    """The ids of the articles of ``site`` with these numbers of the site's own."""
    return set(ids_of(connection, "articles", "key", site, (f"post:{post}" for post in posts)).values())


def articles_at(connection: Connection, site: str, urls: Iterable[str]) -> dict[str, int]:
    """The ids of the articles of ``site`` seen under these permalinks, by permalink."""
    sql = f"SELECT url, article_id FROM article_urls WHERE site = ? AND {sqlite.among('url')}"
    return dict(sqlite.fetch(connection, sql, (site, json.dumps(list(urls)))))


def unnumbered(connection: Connection, articles: Iterable[int]) -> set[int]:
    """Those of ``articles`` of which no page has shown the site's own number."""
    sql = f"SELECT id FROM articles WHERE post_id IS NULL AND {sqlite.among('id')}"
    return {row[0] for row in sqlite.fetch(connection, sql, (json.dumps(list(articles)),))}


def number_articles(connection: Connection, rows: Sequence[tuple[str, int, int]]) -> None:
    """Give articles the site's own number: key, number, and the article's id."""
    sqlite.write(connection, "UPDATE articles SET key = ?, post_id = ? WHERE id = ?", rows)


def upsert_addresses(connection: Connection, rows: Sequence[Row]) -> None:
    """Addresses, columns in their order: the earliest sighting and the latest claims win,
    whatever order they come in.
    """
    if rows:
        sqlite.write(
            connection,
            "INSERT INTO addresses (site, url, kind, modified_at, active_at, first_seen, evidence)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, url) DO UPDATE SET"
            " modified_at = nullif(max(coalesce(modified_at, ''), coalesce(excluded.modified_at, '')), ''),"
            " active_at = nullif(max(coalesce(active_at, ''), coalesce(excluded.active_at, '')), ''),"
            " kind = CASE WHEN (excluded.first_seen, excluded.evidence) < (first_seen, evidence)"
            "   THEN excluded.kind ELSE kind END,"
            " evidence = CASE WHEN (excluded.first_seen, excluded.evidence) < (first_seen, evidence)"
            "   THEN excluded.evidence ELSE evidence END,"
            " first_seen = min(first_seen, excluded.first_seen)"
            " WHERE (excluded.first_seen, excluded.evidence) < (first_seen, evidence)"  # else nothing is written
            "   OR excluded.modified_at > coalesce(modified_at, '') OR excluded.active_at > coalesce(active_at, '')",
            rows,
        )


def update(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    held: Mapping[int, Row],
    wanted: Mapping[int, Row],
) -> None:
    """Make ``columns`` of the rows with these ids what ``wanted`` says; ``held`` is what they are, and each differs.

    What differs alone is written: naming a column that stays has its index and its references gone through for nothing.
    """
    changed: dict[tuple[int, ...], list[Row]] = {}
    for number, row in wanted.items():
        old = held[number]
        places = tuple(place for place, value in enumerate(row) if value != old[place])
        changed.setdefault(places, []).append((*(row[place] for place in places), number))
    for places, rows in changed.items():
        sets = ", ".join(f"{columns[place]} = ?" for place in places)
        sqlite.write(connection, f"UPDATE {table} SET {sets} WHERE id = ?", rows)


def first_versions(connection: Connection, versions: Mapping[int, int]) -> None:
    """Give each new comment a version, both by their ids. (With references that are deferred both could be inserted at
    once, but each version then has all comments gone through: 12 s for 18,000.)
    """
    rows = [(version, ref) for ref, version in versions.items()]
    sqlite.write(connection, "UPDATE comments SET version_id = ? WHERE id = ?", rows)


def replace(connection: Connection, table: str, articles: Sequence[int], rows: Iterable[Row]) -> None:
    """Make ``rows`` (without a leading id where the table has one) the rows of these
    articles, touching only what differs.
    """
    names = [name for name in columns_of(table) if name != "id"]
    sql = f"SELECT {', '.join(names)}, rowid FROM {table} WHERE {sqlite.among('article_id')}"
    old = {row[:-1]: row[-1] for row in sqlite.fetch(connection, sql, (json.dumps(list(articles)),))}
    new = dict.fromkeys(rows)
    gone = [(rowid,) for row, rowid in old.items() if row not in new]
    sqlite.write(connection, f"DELETE FROM {table} WHERE rowid = ?", gone)
    sqlite.insert_many(connection, table, names, [row for row in new if row not in old])


def progress(connection: Connection, marks: Mapping[str, tuple[str, int]]) -> None:
    """Note for each WARC file (name to site and bytes) how far it is derived."""
    if marks:
        sqlite.write(
            connection,
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
    connection.exec_driver_sql(
        (
            "UPDATE runs SET ended_at = n.at, finish_reason = json_extract(n.fields, '$.finish_reason'),"
            " exit_status = CAST(json_extract(n.fields, '$.exit_status') AS INTEGER)"
            f" FROM notes n WHERE n.run = runs.run AND n.kind = 'run-end' AND {sqlite.among('runs.run')}"
        ),
        (json.dumps(list(runs)),),
    )
