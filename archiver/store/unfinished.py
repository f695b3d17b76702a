"""What runs left undone: asked of the store at the next start, since a killed run's queue is gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from archiver.store.files import Place
from archiver.store.frontier import CHAINED
from archiver.store.times import instant
from archiver.store.witnesses import HIGHEST


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPage:
    """A page that a run captured which did not finish: ``id`` of the capture, the ``article`` it shows
    (None: a listing), and where its record lies.
    """

    id: int
    article: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaskedThread:
    """A thread whose last whole look, begun at ``looked_at``, is of a run that did not live to its end, and which pages
    don't tell all of: it claims more comments than it showed (``surplus``), or of those in ``unsure`` nobody told whom
    they answer. ``article`` is its permalink.
    """

    article: str
    post_id: int | None
    looked_at: datetime
    surplus: bool
    unsure: frozenset[int]


_ENDED = "coalesce(r.finish_reason, '') IN ('finished', 'budget', 'minutes')"
"""Whether the run ``r`` ended what it began."""

_THREADS = f"""
    SELECT a.url, a.post_id, s.started_at, coalesce(s.claimed > s.found, 0), c.comment_id
    FROM articles a JOIN threads t ON t.article_id = a.id AND t.complete = 1
    JOIN thread_snapshots s ON s.look = t.last_complete_look AND s.article_id = a.id
    JOIN notes n ON n.record_id = s.look
    JOIN runs r ON r.run = s.run AND NOT {_ENDED}
    LEFT JOIN comments c ON c.article_id = a.id AND c.state = 'present' AND c.parent_witness IS NULL
    WHERE a.site = ? AND a.state <> 'protected' AND (s.claimed > s.found OR c.comment_id IS NOT NULL)
    ORDER BY a.url
"""

# CROSS and plus: few runs were cut off of late, and SQLite would go through all addresses instead.
_ANSWERS = f"""
    SELECT k.url, max(k.captured_at) FROM runs r CROSS JOIN captures k ON k.run = r.run AND +k.url >= :begin AND +k.url < :end
    WHERE r.site = :site AND NOT {_ENDED} AND k.status = 200 AND k.truncated IS NULL
    AND r.started_at > coalesce((SELECT max(r.started_at) FROM runs r WHERE r.site = :site AND {_ENDED}), '')
    GROUP BY k.url ORDER BY k.url
"""

_PAGES = """
    SELECT c.id, coalesce(a.url, c.page_url), c.site, c.warc, c."offset", c.length FROM captures c
    JOIN runs r ON r.run = c.run
    LEFT JOIN article_sightings s ON s.capture_id = c.id LEFT JOIN articles a ON a.id = s.article_id
    WHERE c.site = ? AND c.id < ? AND c.kind = 'response' AND c.status = 200 AND c.truncated IS NULL
    AND (c.page_kind = 'article' OR (c.page_kind = 'listing' AND c.url = ?))
    AND coalesce(r.finish_reason, '') NOT IN ('finished', 'budget')
    AND r.started_at > coalesce((SELECT max(f.started_at) FROM runs f
                                 WHERE f.site = c.site AND f.finish_reason IN ('finished', 'budget')), '')
    ORDER BY c.id DESC LIMIT ?
"""

_NEVER_ASKED = f"""
    SELECT d.kind, d.url FROM addresses d WHERE d.site = ? AND d.kind IN ('listing', 'post-page', 'sitemap')
    AND NOT EXISTS (SELECT 1 FROM captures k WHERE k.url = d.url AND k.site = d.site)
    AND NOT {CHAINED} ORDER BY d.url
"""


def cut_pages(connection: Connection, site: str, front: str, before: int, most: int) -> list[CutPage]:
    """The pages of articles, and the front page at ``front``, that runs of ``site`` captured which did not finish and
    that no finished one followed; newest first, ``most`` of those whose id is below ``before``.
    """
    rows = connection.exec_driver_sql(_PAGES, (site, before, front, most))
    return [
        CutPage(
            id=row[0], article=row[1], place=Place(site=row[2], warc=row[3], offset=row[4], length=row[5])
        )
        for row in rows
    ]


def never_asked(connection: Connection, site: str) -> list[tuple[str, str]]:
    """The listings, sitemaps and further pages of posts that pages of ``site`` named and nobody has asked for, each with its kind before it."""
    return [(row[0], row[1]) for row in connection.exec_driver_sql(_NEVER_ASKED, (site,))]


def unasked_threads(connection: Connection, site: str) -> Iterator[UnaskedThread]:
    """The threads of ``site`` that a second witness could tell more of, and that it may not have been asked about since:
    the run that looked at them asks at a walk's end. Looks that are not of a crawl (an import's) owe nothing.
    """
    rows = connection.exec_driver_sql(_THREADS, (site,))
    for (url, post_id, started, surplus), each in groupby(rows, key=lambda row: tuple(row[:4])):
        yield UnaskedThread(
            article=url,
            post_id=post_id,
            looked_at=instant(started),
            surplus=bool(surplus),
            unsure=frozenset(row[4] for row in each if row[4] is not None),
        )


def answers_of_cut_runs(connection: Connection, site: str, beginning: str) -> list[tuple[str, datetime]]:
    """The addresses beginning so that answered 200 to runs of ``site`` which did not live to their end and that none
    that did followed, each with its last capture's time.
    """
    values = {"site": site, "begin": beginning, "end": beginning + HIGHEST}
    rows = connection.exec_driver_sql(_ANSWERS, values)
    return [(row[0], instant(row[1])) for row in rows]
