"""What the frontier asks of the store: addresses known, articles held, how they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from archiver.store.times import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one address stands. ``last_look`` is its last capture; None: never fetched.

    ``modified`` and ``active`` are what sitemaps, feeds and REST said of it: when it
    was changed, and when a comment feed last named it. ``incomplete`` is 0
    for a complete thread or none; else 1, and one more for each look of a finished run since it was last complete.
    What the server failed on (5xx, no answer) is no look at an address that showed no article yet.
    """

    url: str
    article: bool
    last_look: datetime | None
    published: datetime | None
    modified: datetime | None
    active: datetime | None
    incomplete: int


_ARTICLES = """
    SELECT u.url, 1,
           (SELECT max(k.captured_at) FROM captures k WHERE k.site = u.site AND k.page_url = u.url) AS last_look,
           v.published_at, d.modified_at, d.active_at,
           CASE WHEN t.complete = 0 THEN 1 + (SELECT count(*) FROM thread_snapshots s
                JOIN runs r ON r.run = s.run AND r.finish_reason = 'finished' WHERE s.article_id = a.id
                AND s.started_at > coalesce((SELECT max(c.started_at) FROM thread_snapshots c
                                             WHERE c.article_id = a.id AND c.complete = 1), '')) ELSE 0 END,
           a.last_seen
    FROM article_urls u JOIN articles a ON a.id = u.article_id AND a.url = u.url
    LEFT JOIN article_versions v ON v.article_id = a.id AND v.part = 1 AND v.current = 1
    LEFT JOIN threads t ON t.article_id = a.id
    LEFT JOIN addresses d ON d.site = u.site AND d.url = u.url
    WHERE u.site = ?
"""

_OTHERS = """
    SELECT d.url, 0,
           (SELECT max(k.captured_at) FROM captures k WHERE k.site = d.site AND k.page_url = d.url
            AND k.status < 500),
           NULL, d.modified_at, d.active_at, 0, NULL
    FROM addresses d
    WHERE d.site = ? AND d.kind = 'article'
    AND NOT EXISTS (SELECT 1 FROM article_urls u WHERE u.site = d.site AND u.url = d.url)
"""


def standings(connection: Connection, site: str) -> Iterator[Standing]:
    """Every article of ``site`` and every address that may be one."""
    for sql in (_ARTICLES, _OTHERS):
        for url, article, last, published, modified, active, incomplete, seen in connection.exec_driver_sql(
            sql, (site,)
        ):
            looks = [look for look in (last, seen) if look]
            yield Standing(
                url=url,
                article=bool(article),
                last_look=instant(max(looks)) if looks else None,
                published=instant(published) if published else None,
                modified=instant(modified) if modified else None,
                active=instant(active) if active else None,
                incomplete=incomplete,
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


def feed_answers(connection: Connection, site: str) -> bool:
    """Whether the site's comment feed answered when it was last asked; True before the first time."""
    status = connection.exec_driver_sql(
        "SELECT status FROM captures WHERE site = ? AND url LIKE '%/comments/feed/' AND kind <> 'failure'"
        " ORDER BY captured_at DESC, record_id DESC LIMIT 1",
        (site,),
    ).scalar_one_or_none()
    return status is None or status in (200, 304)
