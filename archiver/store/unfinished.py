"""What runs left undone: asked of the store at the next start, since a killed run's queue is gone.

It is owed until a later run that asks for such things has lived to its end: not every run does.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from archiver.store.files import Place
from archiver.store.frontier import CHAINED
from archiver.store.times import instant
from archiver.store.witnesses import ENDED, HIGHEST


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


_THREADS = f"""
    SELECT a.url, a.post_id, s.started_at, coalesce(s.claimed > s.found, 0), c.comment_id
    FROM articles a JOIN threads t ON t.article_id = a.id AND t.complete = 1
    JOIN thread_snapshots s ON s.look = t.last_complete_look AND s.article_id = a.id
    JOIN notes n ON n.record_id = s.look
    JOIN runs r ON r.run = s.run AND NOT {ENDED}
    LEFT JOIN comments c ON c.article_id = a.id AND c.state = 'present' AND c.parent_witness IS NULL
    WHERE a.site = ? AND a.state <> 'protected' AND (s.claimed > s.found OR c.comment_id IS NOT NULL)
    ORDER BY a.url
"""

# CROSS and plus: few runs were cut off of late, and SQLite would go through all addresses instead. The last capture of
# each seed is found by index, so that the years before it cost nothing.
_ANSWERS = f"""
    SELECT k.url, max(k.captured_at) FROM runs r CROSS JOIN captures k ON k.run = r.run AND +k.url >= :begin AND +k.url < :end
    WHERE r.site = :site AND NOT {ENDED} AND k.status = 200 AND k.truncated IS NULL
    AND r.started_at > coalesce((
        SELECT max((SELECT r.started_at FROM captures s CROSS JOIN runs r ON r.run = s.run
                    WHERE s.url = seed.value AND s.site = :site AND s.captured_at <= :until AND {ENDED}
                    ORDER BY s.captured_at DESC LIMIT 1))
        FROM json_each(:seeds) seed), '')
    GROUP BY k.url ORDER BY k.url
"""

_COMPLETED = "coalesce(r.finish_reason, '') IN ('finished', 'budget')"
"""Whether the run ``r`` asked for what its pages need, too, if it asks for that at all."""

_PAGES = f"""
    SELECT c.id, coalesce(a.url, c.page_url), c.site, c.warc, c."offset", c.length FROM captures c
    JOIN runs r ON r.run = c.run
    LEFT JOIN article_sightings s ON s.capture_id = c.id LEFT JOIN articles a ON a.id = s.article_id
    WHERE c.site = ? AND c.id < ? AND c.kind = 'response' AND c.status = 200 AND c.truncated IS NULL
    AND (c.page_kind = 'article' OR (c.page_kind = 'listing' AND c.url = ?))
    AND NOT {_COMPLETED} AND r.started_at > ?
    ORDER BY c.id DESC LIMIT ?
"""

# SQLite gives the other column of the row that has the maximum.
_BEFORE = (
    f"SELECT max(r.started_at), r.details FROM runs r WHERE r.site = ? AND r.started_at < ? AND {_COMPLETED}"
)

_NEVER_ASKED = f"""
    SELECT d.kind, d.url FROM addresses d WHERE d.site = ? AND d.kind IN ('listing', 'post-page', 'sitemap')
    AND NOT EXISTS (SELECT 1 FROM captures k WHERE k.url = d.url AND k.site = d.site)
    AND NOT {CHAINED} ORDER BY d.url
"""


def cut_pages(
    connection: Connection, site: str, front: str, before: int, most: int, until: str
) -> list[CutPage]:
    """The pages of articles, and the front page at ``front``, that runs of ``site`` captured which did not finish and
    that no finished one followed which asks for what pages need; newest first, ``most`` of those whose id is below ``before``.
    No run that began later than ``until`` is taken for one that followed: a clock was wrong.
    """
    paid = _last_completed(connection, site, until)
    rows = connection.exec_driver_sql(_PAGES, (site, before, front, paid, most))
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


def _last_completed(connection: Connection, site: str, until: str) -> str:
    """When the last run began that asked for what pages need and finished; "" if none did."""
    before = until
    while True:
        started, details = connection.exec_driver_sql(_BEFORE, (site, before)).one()
        if started is None or _asks_for_requisites(details):
            return started or ""
        before = started


def _asks_for_requisites(details: str) -> bool:
    said = json.loads(json.loads(details).get("settings") or "{}")
    return str(said.get("REQUISITES_ENABLED", True)).lower() not in ("0", "false")


def answers_of_cut_runs(
    connection: Connection, site: str, beginning: str, seeds: Sequence[str], until: str
) -> list[tuple[str, datetime]]:
    """The addresses beginning so that answered 200 to runs of ``site`` which did not live to their end, each with its last
    capture's time. Left out are runs that one followed which asked for one of ``seeds`` and ended: it has gone on with them.
    """
    values = {
        "site": site,
        "begin": beginning,
        "end": beginning + HIGHEST,
        "seeds": json.dumps(seeds),
        "until": until,
    }
    rows = connection.exec_driver_sql(_ANSWERS, values)
    return [(row[0], instant(row[1])) for row in rows]
