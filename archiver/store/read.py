"""Rows out: what settling needs of an article."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

Row = dict[str, Any]


def _rows(connection: Connection, sql: str, *values: object) -> Iterator[Row]:
    result = connection.exec_driver_sql(sql, values)
    names = tuple(result.keys())
    return (dict(zip(names, row, strict=True)) for row in result.all())


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRows:
    """Everything the store holds of one article, as rows by column name."""

    article: Row
    pages: tuple[Row, ...]
    sightings: tuple[Row, ...]
    notes: tuple[Row, ...]
    comments: tuple[Row, ...]
    strangers: tuple[Row, ...]


_PAGES = """
    SELECT k.id AS capture_id, k.record_id, k.run, k.captured_at, k.earliest, k.url, k.page_kind, k.truncated,
           t.number, t.lowest, t.highest, t.claimed, t.comment_order, t.threaded, t.state AS thread_state, t.layout,
           s.version_id, s.url AS permalink, s.kind AS article_kind, s.state AS article_state, s.modified_at, s.parts,
           v.part, v.words
    FROM captures k
    LEFT JOIN article_sightings s ON s.capture_id = k.id
    LEFT JOIN thread_pages t ON t.capture_id = k.id
    LEFT JOIN article_versions v ON v.id = s.version_id
    WHERE {where}
"""

_OURS = _PAGES.format(where="k.id IN (SELECT capture_id FROM article_sightings WHERE article_id = ?)")
# What its addresses answered when they showed no article: gone, moved, refused.
_BESIDE = _PAGES.format(
    where="s.capture_id IS NULL AND k.site = ? AND k.page_url IN (SELECT url FROM article_urls WHERE article_id = ?)"
)

_SIGHTINGS = """
    SELECT s.capture_id, s.comment_ref, c.comment_id, s.version_id, s.kind, s.parent_id, s.parent_known, s.depth,
           s.position, v.words, v.published_at
    FROM thread_pages t JOIN sightings s ON s.capture_id = t.capture_id
    JOIN comments c ON c.id = s.comment_ref JOIN comment_versions v ON v.id = s.version_id
    WHERE t.article_id = ? ORDER BY s.capture_id, s.position
"""

_NOTES = """
    SELECT record_id, run, at, kind, fields FROM notes
    WHERE kind IN ('look-start', 'look-end') AND run IN (SELECT DISTINCT run FROM captures k
        JOIN article_sightings s ON s.capture_id = k.id WHERE s.article_id = ?)
    AND json_extract(fields, '$.article') IN (SELECT url FROM article_urls WHERE article_id = ?)
    ORDER BY at, record_id
"""

_COMMENTS = "SELECT * FROM comments WHERE article_id = ?"

# Comments seen on this article's pages whose row names another article.
_STRANGERS = """
    SELECT DISTINCT c.*, (SELECT t2.article_id FROM sightings s2 JOIN thread_pages t2 ON t2.capture_id = s2.capture_id
                 JOIN captures k2 ON k2.id = s2.capture_id WHERE s2.comment_ref = c.id
                 ORDER BY k2.captured_at DESC, k2.record_id DESC LIMIT 1) AS latest_article
    FROM thread_pages t JOIN sightings s ON s.capture_id = t.capture_id JOIN comments c ON c.id = s.comment_ref
    WHERE t.article_id = ? AND c.article_id <> ?
"""


def article_rows(connection: Connection, number: int) -> ArticleRows:
    """All rows of the article with the id ``number``, in no order that matters."""
    article = next(_rows(connection, "SELECT * FROM articles WHERE id = ?", number))
    pages = (*_rows(connection, _OURS, number), *_rows(connection, _BESIDE, article["site"], number))
    return ArticleRows(
        article=article,
        pages=pages,
        sightings=tuple(_rows(connection, _SIGHTINGS, number)),
        notes=tuple(_rows(connection, _NOTES, number, number)),
        comments=tuple(_rows(connection, _COMMENTS, number)),
        strangers=tuple(_rows(connection, _STRANGERS, number, number)),
    )
