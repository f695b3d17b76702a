"""Rows out: what settling needs of an article."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from archiver.store import sqlite
from archiver.store.rows import Row
from archiver.store.write import SETTLED_OF_ARTICLE, SETTLED_OF_COMMENT, SETTLED_OF_VERSION


class Seen(NamedTuple):
    """A sighting of a comment on one of an article's pages. Tuples, where the rest of a store's rows are by column
    name: an article may have thousands.
    """

    capture_id: int
    comment_id: int
    version_id: int
    kind: str
    parent_id: int | None
    parent_known: int
    depth: int
    position: int
    words: str
    published_at: str | None


class HeldComment(NamedTuple):
    """A comment's row: ``settled`` as ``SETTLED_OF_COMMENT`` names its columns, ``latest`` the article whose page
    shows it last, where that was asked.
    """

    id: int
    comment_id: int
    settled: tuple[Any, ...]
    latest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRows:
    """Everything the store holds of one article, as rows by column name."""

    article: Row
    pages: tuple[Row, ...]
    sightings: tuple[Seen, ...]
    notes: tuple[Row, ...]
    comments: tuple[HeldComment, ...]
    strangers: tuple[HeldComment, ...]
    testimonies: tuple[Row, ...]


_OURS = "(SELECT value FROM json_each(?))"

_OF_VERSION = ", ".join(f"v.{name} AS version_{name}" for name in SETTLED_OF_VERSION)

_PAGES = """
    SELECT {article}, k.id AS capture_id, k.record_id, k.run, k.captured_at, k.earliest, k.latest, k.url, k.page_kind, k.truncated,
           t.number, t.lowest, t.highest, t.claimed, t.comment_order, t.threaded, t.state AS thread_state, t.layout,
           s.version_id, s.url AS permalink, s.kind AS article_kind, s.state AS article_state, s.modified_at, s.parts,
           v.part, v.words, {settled}
    FROM {captures}
    LEFT JOIN article_sightings s ON s.capture_id = k.id
    LEFT JOIN thread_pages t ON t.capture_id = k.id
    LEFT JOIN article_versions v ON v.id = s.version_id
    WHERE {where}
"""

_SHOWN = _PAGES.format(
    article="s.article_id",
    settled=_OF_VERSION,
    captures="captures k",
    where=f"k.id IN (SELECT capture_id FROM article_sightings WHERE article_id IN {_OURS})",
)
# What its addresses answered when they showed no article: gone, moved, refused.
_BESIDE = _PAGES.format(
    article="u.article_id",
    settled=_OF_VERSION,
    captures="article_urls u JOIN captures k ON k.site = u.site AND k.page_url = u.url",
    where=f"u.article_id IN {_OURS} AND s.capture_id IS NULL",
)

_SIGHTINGS = f"""
    SELECT t.article_id, s.capture_id, c.comment_id, s.version_id, s.kind, s.parent_id, s.parent_known, s.depth,
           s.position, v.words, v.published_at
    FROM thread_pages t JOIN sightings s ON s.capture_id = t.capture_id
    JOIN comments c ON c.id = s.comment_ref JOIN comment_versions v ON v.id = s.version_id
    WHERE t.article_id IN {_OURS} ORDER BY s.capture_id, s.position
"""

# Of an article, the notes of the runs that have captures of its own: whatever other articles are settled with it.
# "+" has the text compared as it is: with its column's affinity SQLite passes over the index.
_NOTES = f"""
    WITH runs AS (
        SELECT u.article_id, k.run FROM article_urls u JOIN captures k ON k.site = u.site AND k.page_url = u.url
        WHERE u.article_id IN {_OURS}
        UNION SELECT s.article_id, k.run FROM article_sightings s JOIN captures k ON k.id = s.capture_id
        WHERE s.article_id IN {_OURS}
    )
    SELECT u.article_id, n.record_id, n.run, n.at, n.kind, n.fields
    FROM article_urls u CROSS JOIN notes n ON json_extract(n.fields, '$.article') = +u.url
    WHERE u.article_id IN {_OURS} AND n.kind IN ('look-start', 'look-end')
    AND (u.article_id, n.run) IN (SELECT article_id, run FROM runs) ORDER BY n.at, n.record_id
"""

_OF_COMMENT = ", ".join(f"c.{name}" for name in SETTLED_OF_COMMENT)

_COMMENTS = (
    f"SELECT c.article_id, c.id, c.comment_id, {_OF_COMMENT} FROM comments c WHERE c.article_id IN {_OURS}"
)

# Comments seen on this article's pages whose row names another article; the last column is the one that shows it last.
_STRANGERS = f"""
    SELECT DISTINCT t.article_id, c.id, c.comment_id, {_OF_COMMENT},
           (SELECT t2.article_id FROM sightings s2 JOIN thread_pages t2 ON t2.capture_id = s2.capture_id
            JOIN captures k2 ON k2.id = s2.capture_id WHERE s2.comment_ref = c.id
            ORDER BY k2.captured_at DESC, k2.record_id DESC LIMIT 1)
    FROM thread_pages t JOIN sightings s ON s.capture_id = t.capture_id JOIN comments c ON c.id = s.comment_ref
    WHERE t.article_id IN {_OURS} AND c.article_id <> t.article_id
"""

_TESTIMONIES = f"""
    SELECT o.article, k.id AS capture_id, k.record_id, k.captured_at, k.earliest, k.latest, v.comment_id, v.witness, v.parent_id,
           v.parent_known, v.published_at
    FROM (SELECT a.id AS article, p.id AS version FROM articles a JOIN testimony_versions p
          ON p.site = a.site AND p.post_id = a.post_id WHERE a.id IN {_OURS}
          UNION SELECT u.article_id, p.id FROM article_urls u JOIN testimony_versions p
          ON p.site = u.site AND p.article_url = u.url WHERE u.article_id IN {_OURS}) o
    JOIN testimony_versions v ON v.id = o.version JOIN testimonies t ON t.version_id = v.id
    JOIN captures k ON k.id = t.capture_id
"""

_ARTICLES = f"SELECT id AS article, {', '.join(SETTLED_OF_ARTICLE)} FROM articles WHERE id IN {_OURS}"


def article_rows(connection: Connection, number: int) -> ArticleRows:
    """All rows of the article with the id ``number``, in no order that matters."""
    return articles_rows(connection, [number])[number]


def articles_rows(connection: Connection, numbers: Iterable[int]) -> dict[int, ArticleRows]:
    """The same for all articles with these ids, in as many statements as for one."""
    asked = json.dumps(list(numbers))
    shown, beside, notes, testimonies = (
        _by_name(connection, sql, asked) for sql in (_SHOWN, _BESIDE, _NOTES, _TESTIMONIES)
    )
    sightings, comments, strangers = (
        _tuples(connection, sql, asked) for sql in (_SIGHTINGS, _COMMENTS, _STRANGERS)
    )
    last = 3 + len(SETTLED_OF_COMMENT)
    return {
        number: ArticleRows(
            article=article,
            pages=(*shown.get(number, ()), *beside.get(number, ())),
            sightings=tuple(Seen(*row[1:]) for row in sightings.get(number, ())),
            notes=tuple(notes.get(number, ())),
            comments=tuple(HeldComment(row[1], row[2], row[3:]) for row in comments.get(number, ())),
            strangers=tuple(
                HeldComment(row[1], row[2], row[3:last], row[last]) for row in strangers.get(number, ())
            ),
            testimonies=tuple(testimonies.get(number, ())),
        )
        for number, (article,) in _by_name(connection, _ARTICLES, asked).items()
    }


def _tuples(connection: Connection, sql: str, numbers: str) -> dict[int, list[tuple[Any, ...]]]:
    """The rows by their first column, the article's id; ``numbers`` is a JSON array of ids."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in sqlite.fetch(connection, sql, (numbers,) * sql.count("?")):
        found.setdefault(row[0], []).append(row)
    return found


def _by_name(connection: Connection, sql: str, numbers: str) -> dict[int, list[Row]]:
    """The same, each row by column name."""
    result = connection.exec_driver_sql(sql, (numbers,) * sql.count("?"))
    names = tuple(result.keys())
    found: dict[int, list[Row]] = {}
    for row in result.all():
        found.setdefault(row[0], []).append(dict(zip(names, row, strict=True)))
    return found
