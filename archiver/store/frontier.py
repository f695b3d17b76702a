"""What the frontier asks of the store: addresses known, articles held, how they stand."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from archiver.store import sqlite
from archiver.store.times import instant
from archiver.store.witnesses import HIGHEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one address stands. ``last_look`` is its last capture; None: never fetched.

    ``modified`` and ``active`` are what sitemaps, feeds and REST said of it: when it
    was changed, and when a comment feed last named it. ``incomplete`` is 0
    for a complete thread or none; else 1, and one more for each look of a finished run since it was last complete.
    What the server failed on (5xx, no answer) is no look at an address that showed no article yet;
    ``tries`` counts the runs that got another answer there. ``stirred`` is when something last happened in the thread, at
    the earliest; ``changes`` counts edits, deletions and the like there, arrivals not among them. ``chained``: no more is
    known of it than that a redirect led there to which a redirect had led, and that it redirects too, if it was asked.
    """

    url: str
    article: bool
    last_look: datetime | None
    published: datetime | None
    modified: datetime | None
    active: datetime | None
    incomplete: int
    tries: int = 0
    stirred: datetime | None = None
    changes: int = 0
    chained: bool = False


CHAINED = """
    EXISTS (SELECT 1 FROM captures f JOIN addresses s ON s.site = f.site AND s.url = coalesce(f.page_url, f.url)
            JOIN captures t ON t.record_id = s.evidence
            WHERE f.record_id = d.evidence AND f.page_kind = 'moved' AND t.page_kind = 'moved')
"""
"""Whether the address ``d`` was first named by a redirect of an address that was first named by a redirect."""

_ARTICLES = """
    SELECT u.url, 1,
           (SELECT max(k.captured_at) FROM captures k
            WHERE k.site = u.site AND k.page_url = u.url AND k.captured_at <= :until) AS last_look,
           v.published_at, d.modified_at, d.active_at,
           CASE WHEN t.complete = 0 THEN 1 + (SELECT count(*) FROM thread_snapshots s
                JOIN runs r ON r.run = s.run AND r.finish_reason IN ('finished', 'budget', 'minutes') WHERE s.article_id = a.id
                AND s.started_at > coalesce((SELECT max(c.started_at) FROM thread_snapshots c
                                             WHERE c.article_id = a.id AND c.started_at <= :until
                                             AND (c.complete = 1 OR c.reason LIKE :as_it_was)), ''))
                ELSE 0 END,
           CASE WHEN a.last_seen <= :until THEN a.last_seen END, 0, e.stirred, coalesce(e.changes, 0), 0
    FROM article_urls u JOIN articles a ON a.id = u.article_id AND a.url = u.url
    LEFT JOIN article_versions v ON v.article_id = a.id AND v.part = 1 AND v.current = 1
    LEFT JOIN threads t ON t.article_id = a.id
    LEFT JOIN addresses d ON d.site = u.site AND d.url = u.url
    LEFT JOIN (SELECT article_id, max(CASE WHEN not_before <= :until THEN not_before END) AS stirred, sum(kind <> 'appeared') AS changes
               FROM events WHERE comment_id IS NOT NULL GROUP BY article_id) e ON e.article_id = a.id
    WHERE u.site = :site
"""

_OTHERS = f"""
    SELECT d.url, 0, max(k.captured_at), NULL, d.modified_at, d.active_at, 0, NULL, count(DISTINCT k.run), NULL, 0,
           coalesce(min(k.page_kind = 'moved'), 1) AND {CHAINED}
    FROM addresses d LEFT JOIN captures k ON k.site = d.site AND k.page_url = d.url AND k.status < 500 AND k.captured_at <= :until
    WHERE d.site = :site AND d.kind = 'article'
    AND NOT EXISTS (SELECT 1 FROM article_urls u WHERE u.site = d.site AND u.url = d.url)
    GROUP BY d.url
"""

FEED_COUNTS = "feed_counts"
"""The statistic, in a run's end record, that says how many counts the first page of the article feed printed."""

AS_IT_WAS = "nothing moved"
"""Why a look ended at its first page (in its end record): that page and its count were as the last whole look left them."""


def standings(connection: Connection, site: str, until: str) -> Iterator[Standing]:
    """Every article of ``site`` and every address that may be one. Here and below, what was captured later than ``until`` (as
    the store writes it) was captured by a clock that was wrong, and says nothing of when.
    """
    for sql in (_ARTICLES, _OTHERS):
        rows = connection.execute(text(sql), {"site": site, "as_it_was": f"%({AS_IT_WAS})", "until": until})
        for (
            url,
            article,
            last,
            published,
            modified,
            active,
            incomplete,
            seen,
            tries,
            stirred,
            changes,
            chained,
        ) in rows:
            looks = [look for look in (last, seen) if look]
            yield Standing(
                url=url,
                article=bool(article),
                last_look=instant(max(looks)) if looks else None,
                published=instant(published) if published else None,
                modified=instant(modified) if modified else None,
                active=instant(active) if active else None,
                incomplete=incomplete,
                tries=tries,
                stirred=instant(stirred) if stirred else None,
                changes=changes,
                chained=bool(chained),
            )


def aliases(connection: Connection, site: str) -> dict[str, str]:
    """Each address that an article of ``site`` was seen under, to its permalink."""
    rows = connection.exec_driver_sql(
        "SELECT u.url, a.url FROM article_urls u JOIN articles a ON a.id = u.article_id"
        " WHERE u.site = ? AND u.url <> a.url",
        (site,),
    )
    return {row[0]: row[1] for row in rows}


def fetched(connection: Connection, site: str, kinds: tuple[str, ...]) -> set[str]:
    """The addresses of these page kinds that ``site`` has answered."""
    marks = ", ".join("?" * len(kinds))
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT url FROM captures WHERE site = ? AND page_kind IN ({marks})", (site, *kinds)
    )
    return {row[0] for row in rows}


def feed_answers(connection: Connection, site: str, base: str, path: str, until: str) -> bool:
    """Whether the comment feed at ``path`` below ``base`` answered when it was last asked; True before the first time."""
    last = _last_answer(connection, site, base, path, until)
    return last is None or last[1] in (200, 304)


def feed_counts(connection: Connection, site: str, until: str) -> bool:
    """Whether the site's article feed printed counts of comments when a run last read it."""
    number = connection.exec_driver_sql(
        "SELECT json_extract(n.fields, :field) FROM"
        " (SELECT run, started_at FROM runs WHERE site = :site AND started_at <= :until ORDER BY started_at DESC LIMIT 500) r"
        " JOIN notes n ON n.run = r.run AND n.kind = 'run-end'"
        " WHERE json_extract(n.fields, :field) IS NOT NULL ORDER BY r.started_at DESC LIMIT 1",
        {"site": site, "field": f'$."archiver/{FEED_COUNTS}"', "until": until},
    ).scalar_one_or_none()
    return number is not None and number != "0"


def asked(
    connection: Connection, site: str, base: str, paths: Iterable[str], until: str
) -> dict[str, tuple[datetime, int]]:
    """When each of ``paths`` below ``base`` last had an answer, and its status; a failure of the server is none, and is
    asked again in the next run.
    """
    found: dict[str, tuple[datetime, int]] = {}
    for path in paths:
        last = _last_answer(connection, site, base, path, until, below=500)
        if last is not None:
            found[path] = (instant(last[0]), last[1])
    return found


def _last_answer(
    connection: Connection, site: str, base: str, path: str, until: str, *, below: int = 600
) -> tuple[str, int] | None:
    """When ``path`` last answered with a status ``below`` that, and that status: 403 for whatever refusal (429, a challenge
    page, a login). It is an answer where the front page gave another in the same run; else the whole site refused.
    """
    rows = sqlite.fetch(
        connection,
        "SELECT c.captured_at, CASE WHEN c.page_kind IN ('refused', 'login') THEN 403 ELSE c.status END FROM captures c"
        " WHERE c.url = ? AND c.site = ? AND c.status < ? AND c.captured_at <= ?"
        " AND (c.page_kind NOT IN ('refused', 'login') OR EXISTS (SELECT 1 FROM captures f WHERE f.url = ? AND f.run = c.run"
        "   AND f.site = c.site AND f.status < 500 AND f.page_kind NOT IN ('refused', 'login')))"
        " ORDER BY c.captured_at DESC, c.record_id DESC LIMIT 1",
        (base + path, site, below, until, f"{base}/"),
    )
    return next(((row[0], row[1]) for row in rows), None)


def asked_below(connection: Connection, site: str, prefix: str, until: str) -> dict[str, datetime]:
    """When each address that begins with ``prefix`` was last captured."""
    rows = connection.exec_driver_sql(
        "SELECT url, max(captured_at) FROM captures WHERE url >= ? AND url < ? AND site = ? AND captured_at <= ?"
        " GROUP BY url",
        (prefix, prefix + HIGHEST, site, until),
    )
    return {row[0]: instant(row[1]) for row in rows}


def held_comments(connection: Connection, site: str, numbers: Iterable[int]) -> set[int]:
    """Those of the comments ``numbers`` that pages of ``site`` have shown."""
    rows = connection.execute(
        text(f"SELECT comment_id FROM comments WHERE site = :site AND {sqlite.among('comment_id', 'many')}"),
        {"site": site, "many": json.dumps(list(numbers))},
    )
    return {row[0] for row in rows}


def count_told(connection: Connection, site: str, url: str, until: str) -> int | None:
    """The count that a feed had printed for the article at ``url`` when the last look at it began, else what its
    thread claims; None where neither is known.
    """
    row = connection.exec_driver_sql(
        "SELECT (SELECT json_extract(n.fields, '$.count') FROM thread_snapshots s JOIN notes n ON n.record_id = s.look"
        " WHERE s.article_id = u.article_id AND s.started_at <= ? ORDER BY s.started_at DESC, s.look DESC LIMIT 1), t.claimed"
        " FROM article_urls u JOIN threads t ON t.article_id = u.article_id WHERE u.site = ? AND u.url = ?",
        (until, site, url),
    ).one_or_none()
    if row is None:
        return None
    return int(row[0]) if row[0] is not None else row[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWhole:
    """The last whole look at a thread: when it began, and of each page by number what it claimed, how many
    pages it knew of, whether it was open, and which comments it showed, in their order.
    """

    started_at: datetime
    pages: dict[int, tuple[int | None, int | None, str, tuple[int, ...]]]


def last_whole(connection: Connection, site: str, url: str, until: str) -> LastWhole | None:
    """The last whole look at the thread of the article at ``url``; None if there was none."""
    look = connection.exec_driver_sql(
        "SELECT s.started_at, s.captures FROM article_urls u JOIN thread_snapshots s ON s.article_id = u.article_id"
        " WHERE u.site = ? AND u.url = ? AND s.complete = 1 AND s.started_at <= ? ORDER BY s.started_at DESC, s.look DESC LIMIT 1",
        (site, url, until),
    ).one_or_none()
    if look is None:
        return None
    rows = connection.execute(
        text(
            "SELECT t.number, t.claimed, t.highest, t.state, (SELECT group_concat(comment_id, ' ') FROM"
            " (SELECT c.comment_id FROM sightings s JOIN comments c ON c.id = s.comment_ref"
            "  WHERE s.capture_id = k.id ORDER BY s.position))"
            f" FROM captures k JOIN thread_pages t ON t.capture_id = k.id WHERE {sqlite.among('k.record_id', 'many')}"
            " AND t.number IS NOT NULL ORDER BY k.captured_at, k.record_id"
        ),
        {"many": look[1]},
    )
    pages = {row[0]: (row[1], row[2], row[3], tuple(map(int, (row[4] or "").split()))) for row in rows}
    return LastWhole(started_at=instant(look[0]), pages=pages)
