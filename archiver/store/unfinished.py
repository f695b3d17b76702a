"""What runs left undone: asked of the store at the next start, since a killed run's queue is gone."""

from dataclasses import dataclass

from sqlalchemy import Connection

from archiver.store.files import Place
from archiver.store.frontier import CHAINED


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPage:
    """A page that a run captured which did not finish: ``id`` of the capture, the ``article`` it shows
    (None: a listing), and where its record lies.
    """

    id: int
    article: str | None
    place: Place


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
