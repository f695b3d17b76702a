"""What is known of an article's thread before a run looks at it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article's id in the store, and the comments of its thread that stand as far as is known."""

    article: int
    standing: frozenset[int]


def known_thread(connection: Connection, site: str, urls: Iterable[str]) -> Known | None:
    """The article of ``site`` seen under the first of ``urls`` that the store has; None if it has none."""
    for url in urls:
        article = connection.exec_driver_sql(
            "SELECT article_id FROM article_urls WHERE site = ? AND url = ?", (site, url)
        ).scalar_one_or_none()
        if article is not None:
            rows = connection.exec_driver_sql(
                "SELECT comment_id FROM comments WHERE article_id = ? AND state = 'present'", (article,)
            )
            return Known(article=article, standing=frozenset(row[0] for row in rows))
    return None
