"""What people ask of the store: every query of the command line, over the public views."""

import json
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, text

from archiver.store import sqlite
from archiver.store.rows import Row, by_name

EXPORTED = {
    "articles": ("v_articles", "site, url", ("article_id",)),
    "comments": ("v_comments", "site, article_url, page, position, comment_id", ("comment_ref",)),
    "events": ("v_events", "site, article_url, not_after, comment_id, kind", ()),
}
"""What can be exported: its view, its order, and the columns that are the store's own and stay here."""

_LISTS = ("categories", "tags", "detail")
_OWN = ("article_id", "comment_ref")

_SITES = """
    SELECT k.site, count(*) AS captures, sum(k.kind = 'revisit') AS revisits, sum(k.kind = 'failure') AS failures,
           min(k.captured_at) AS first_capture, max(k.captured_at) AS last_capture, sum(k.length) AS capture_bytes,
           (SELECT count(*) FROM articles a WHERE a.site = k.site) AS articles,
           (SELECT count(*) FROM comments c WHERE c.site = k.site AND c.state = 'present') AS comments,
           (SELECT count(*) FROM comments c WHERE c.site = k.site AND c.state = 'vanished') AS vanished,
           (SELECT count(*) FROM threads t JOIN articles a ON a.id = t.article_id WHERE a.site = k.site) AS threads,
           (SELECT count(*) FROM threads t JOIN articles a ON a.id = t.article_id
            WHERE a.site = k.site AND t.complete = 1) AS whole_threads,
           (SELECT count(*) FROM addresses d WHERE d.site = k.site AND d.kind = 'article'
            AND NOT EXISTS (SELECT 1 FROM article_urls u WHERE u.site = d.site AND u.url = d.url)
            AND NOT EXISTS (SELECT 1 FROM captures f WHERE f.site = d.site AND f.page_url = d.url)) AS never_fetched
    FROM captures k GROUP BY k.site ORDER BY k.site
"""

_CAPTURE = """
    SELECT record_id, url, captured_at, status, kind, payload_digest, block_digest, warc, "offset", length, run
    FROM v_captures WHERE record_id = ?
"""

_SIGHTINGS = """
    SELECT k.record_id, k.url, k.captured_at, k.warc, k."offset", k.length, v.words
    FROM sightings s JOIN captures k ON k.id = s.capture_id JOIN comment_versions v ON v.id = s.version_id
    WHERE s.comment_ref = ? ORDER BY k.captured_at, k.record_id
"""

_TESTIMONIES = """
    SELECT v.witness, k.record_id, k.url, k.captured_at, k.warc, k."offset", k.length, v.parent_id, v.parent_known,
           v.published_at
    FROM testimony_versions v JOIN testimonies s ON s.version_id = v.id JOIN captures k ON k.id = s.capture_id
    WHERE v.site = ? AND v.comment_id = ? ORDER BY k.captured_at, k.record_id
"""

_READ = {
    "comment": """
        SELECT v.author || ': ' || v.text FROM comment_versions v JOIN comments c ON c.id = v.comment_ref
        WHERE c.site = ? AND c.comment_id = ? AND v.words = ? LIMIT 1
    """,
    "article": """
        SELECT v.title || char(10) || v.subtitle || char(10) || v.byline || char(10)
               || coalesce(v.published_at, '') || char(10) || v.text
        FROM article_versions v JOIN articles a ON a.id = v.article_id
        WHERE a.site = ? AND a.url = ? AND v.words = ? LIMIT 1
    """,
}
"""What a reader reads of a wording, in one text."""

_FOUND = {
    "article": (
        "articles_fts",
        """
        SELECT a.site, a.url AS article_url, NULL AS comment_id, v.title, v.byline AS author, v.published_at, a.url AS permalink,
               v.current, v.last_evidence AS evidence
        FROM article_versions v JOIN articles a ON a.id = v.article_id WHERE v.id = ?
        """,
    ),
    "comment": (
        "comments_fts",
        """
        SELECT c.site, c.article_url, c.comment_id, c.article_title AS title, v.author, v.published_at, c.permalink,
               v.id = (SELECT version_id FROM comments WHERE id = c.comment_ref) AS current, c.evidence, c.state
        FROM comment_versions v JOIN v_comments c ON c.comment_ref = v.comment_ref WHERE v.id = ?
        """,
    ),
}


def rows(connection: Connection, sql: str, *values: object) -> Iterator[Row]:
    """The rows of a query by column name, one at a time."""
    yield from by_name(connection.exec_driver_sql(sql, values))


def public(row: Row) -> Row:
    """The row without the store's own ids, its JSON columns as lists and objects."""
    return {
        name: json.loads(value) if name in _LISTS and isinstance(value, str) else value
        for name, value in row.items()
        if name not in _OWN
    }


def exported(connection: Connection, what: str) -> Iterator[Row]:
    """The rows of ``what`` (a key of ``EXPORTED``), in a set order."""
    view, order, hidden = EXPORTED[what]
    for row in rows(connection, f"SELECT * FROM {view} ORDER BY {order}"):
        yield {name: value for name, value in row.items() if name not in hidden}


# How it stands


def sites(connection: Connection) -> list[Row]:
    """How each site stands, in numbers."""
    return list(rows(connection, _SITES))


def runs(connection: Connection, site: str, most: int, until: str) -> list[Row]:
    """The latest runs of a site, newest first; behind them those dated later than ``until``, by a clock that was wrong.
    ``ended_at`` is None for one that was cut off.
    """
    sql = (
        "SELECT run, started_at, ended_at, finish_reason, exit_status, evidence FROM runs WHERE site = ?"
        " ORDER BY started_at > ?, started_at DESC, run DESC LIMIT ?"
    )
    return list(rows(connection, sql, site, until, most))


def left_out(connection: Connection, run: str) -> Row:
    """What pages named and ``run`` did not ask for: counts by reason, and under ``listed`` reason and address of as many as
    its note holds; empty if nothing.
    """
    sql = "SELECT fields FROM notes WHERE run = ? AND kind = 'limit' ORDER BY at"
    found: Row = {}
    for row in rows(connection, sql, run):
        fields = json.loads(row["fields"])
        if fields.pop("of", None) == "requisites":
            found["listed"] = [*found.get("listed", []), *json.loads(fields.pop("listed", "[]"))]
            found |= {reason: int(count) for reason, count in fields.items()}
    return found


def remarks(connection: Connection, run: str) -> list[str]:
    """What ``run`` had to tell its operator, in sentences."""
    sql = "SELECT json_extract(fields, '$.remarks') AS said FROM notes WHERE run = ? AND kind = 'run-end'"
    return [str(one) for row in rows(connection, sql, run) if row["said"] for one in json.loads(row["said"])]


def incomplete(connection: Connection, site: str) -> list[Row]:
    """The threads of a site that are not whole, and why."""
    sql = (
        "SELECT article_url, claimed, held, vanished, pages, reason, looks, last_complete_look FROM v_threads"
        " WHERE site = ? AND complete = 0 ORDER BY article_url"
    )
    return list(rows(connection, sql, site))


def problems(connection: Connection, site: str) -> list[Row]:
    """What the rules did not understand: by kind, how often, with the latest example."""
    sql = (
        "SELECT p.kind, count(*) AS times, max(k.captured_at) AS latest, k.url, p.detail, k.record_id AS evidence"
        " FROM problems p JOIN captures k ON k.id = p.capture_id WHERE k.site = ? GROUP BY p.kind ORDER BY 2 DESC, 1"
    )
    return list(rows(connection, sql, site))


# Threads, comments, events


def names_of_sites(connection: Connection) -> list[tuple[str, str]]:
    """The sites of the store, each with the address its latest run had as its base ("" for its own)."""
    sql = (
        "SELECT w.site, w.base, max(r.started_at) FROM warcinfos w JOIN runs r ON r.run = w.run"
        " GROUP BY w.site ORDER BY w.site"
    )
    return [(row["site"], row["base"]) for row in rows(connection, sql)]


def articles_at(connection: Connection, urls: Iterable[str]) -> list[Row]:
    """The articles that were seen under any of these addresses."""
    listed = list(dict.fromkeys(urls))
    marks = ", ".join("?" * len(listed))
    sql = (
        "SELECT * FROM v_articles WHERE article_id IN (SELECT article_id FROM article_urls"
        f" WHERE url IN ({marks})) ORDER BY site, url"
    )
    return list(rows(connection, sql, *listed))


def thread_of(connection: Connection, article: Row) -> Row | None:
    """The state of an article's thread; None where it never showed one."""
    sql = "SELECT * FROM v_threads WHERE site = ? AND article_url = ?"
    return next(rows(connection, sql, article["site"], article["url"]), None)


def comments_of(connection: Connection, article: Row) -> Iterator[Row]:
    """The comments of an article as the pages have them: a parent before its replies."""
    sql = (
        "SELECT c.* FROM v_comments c JOIN comments o ON o.id = c.comment_ref WHERE o.article_id = ?"
        " ORDER BY c.page, c.position, c.comment_id"
    )
    return rows(connection, sql, article["article_id"])


def comments_named(connection: Connection, number: int, site: str | None) -> list[Row]:
    """The comments with that number: one a site."""
    where, values = ("AND site = ?", [site]) if site else ("", [])
    sql = f"SELECT * FROM v_comments WHERE comment_id = ? {where} ORDER BY site"
    return list(rows(connection, sql, number, *values))


def versions_of(connection: Connection, comment: Row) -> list[Row]:
    """The wordings of a comment, oldest first."""
    sql = "SELECT * FROM v_comment_versions WHERE site = ? AND comment_id = ? ORDER BY first_seen, words"
    return list(rows(connection, sql, comment["site"], comment["comment_id"]))


def edited_of(connection: Connection, event: Row) -> tuple[str, str]:
    """What was read before and after an edit, whose ``detail`` names both wordings by the digest of their words."""
    kind, named = (
        ("article", event["article_url"]) if event["comment_id"] is None else ("comment", event["comment_id"])
    )
    sides = (event["detail"][side] for side in ("from_words", "to_words"))
    found = [connection.exec_driver_sql(_READ[kind], (event["site"], named, side)).scalar() for side in sides]
    return str(found[0] or ""), str(found[1] or "")


def sightings_of(connection: Connection, comment: Row) -> list[Row]:
    """The captures that show a comment, oldest first, with where they lie."""
    return list(rows(connection, _SIGHTINGS, comment["comment_ref"]))


def testimonies_of(connection: Connection, comment: Row) -> list[Row]:
    """What REST answers and feeds say of a comment, oldest first, with where the captures lie that say it."""
    return list(rows(connection, _TESTIMONIES, comment["site"], comment["comment_id"]))


def capture_of(connection: Connection, record_id: str) -> Row | None:
    """The capture with that record id."""
    return next(rows(connection, _CAPTURE, record_id), None)


_BY = """
    (EXISTS (SELECT 1 FROM comments c JOIN comment_versions v ON v.comment_ref = c.id
             WHERE c.site = v_events.site AND c.comment_id = v_events.comment_id AND {among_comments})
     OR (v_events.comment_id IS NULL AND EXISTS
         (SELECT 1 FROM articles a JOIN article_versions w ON w.article_id = a.id
          WHERE a.site = v_events.site AND a.url = v_events.article_url AND {among_articles})))
"""


def events(
    connection: Connection,
    *,
    site: str | None = None,
    kind: str | None = None,
    article: str | None = None,
    comment: int | None = None,
    author: str | None = None,
    since: str | None = None,
    until: str | None = None,
    most: int = -1,
) -> Iterator[Row]:
    """The events that all given conditions hold for, newest first: ``since`` and ``until`` bound ``not_after``;
    ``author`` wrote the comment (or the article, where the event is the article's) by any of its wordings, in any case.
    """
    asked: dict[str, object] = {
        "site = :site": site,
        "kind = :kind": kind,
        "article_url = :article": article,
        "comment_id = :comment": comment,
        "not_after >= :since": since,
        "not_after <= :until": until,
    }
    conditions = [condition for condition, value in asked.items() if value is not None]
    values = {condition.rpartition(":")[2]: value for condition, value in asked.items() if value is not None}
    if author is not None:
        conditions.append(
            _BY.format(
                among_comments=sqlite.among("v.author", "names"),
                among_articles=sqlite.among("w.byline", "names"),
            )
        )
        values["names"] = json.dumps(_spellings(connection, author))
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"SELECT * FROM v_events {where} ORDER BY not_after DESC, site, article_url, comment_id, kind LIMIT :most"
    yield from by_name(connection.execute(text(sql), {**values, "most": most}))


def _spellings(connection: Connection, author: str) -> list[str]:
    """The names in the store that are ``author`` but for the case of letters, and the bylines that name it beside others."""
    sql = "SELECT author, 0 FROM comment_versions UNION SELECT byline, 1 FROM article_versions"
    wanted = author.casefold()
    named = (
        (name, [name, *name.split(", ")] if several else [name])
        for name, several in connection.exec_driver_sql(sql)
    )
    return [name for name, spelled in named if wanted in map(str.casefold, spelled)]


def search(connection: Connection, words: Sequence[str], kind: str, most: int) -> Iterator[Row]:
    """The wordings of articles or comments (``kind``) in which all ``words`` stand, best first; ``excerpt`` has
    them in brackets, ``current`` is 0 for a wording that is no longer shown.
    """
    fts, sql = _FOUND[kind]
    for number, excerpt in sqlite.found(connection, fts, words, most):
        for row in rows(connection, sql, number):
            yield {"kind": kind, **row, "excerpt": excerpt}
