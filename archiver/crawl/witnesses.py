"""Whom to ask beside the pages of a thread: REST, or the feed of its comments; and when that is worth a request.

They are asked where a page can't tell all: whom a comment at the nesting limit (or of a flat thread) answers, or who
is counted and not shown. Once a day for a thread at most. One that refuses is asked again after a month.
"""

from datetime import datetime, timedelta

from archiver.crawl.intake import Intake
from archiver.crawl.walk import Walk
from archiver.items import Article, Witness
from archiver.parse.numbers import whole_number
from archiver.parse.site import Site
from archiver.store.witnesses import last_answer, last_asked, told_of

EACH_THREAD = timedelta(days=1)
AFTER_REFUSAL = timedelta(days=30)
REFUSALS = frozenset({400, 401, 403, 404, 405, 410, 451, 501})
MOST_PAGES = 100
"""Of one post, 100 comments each."""

_REST = "/wp-json/wp/v2/comments?"


class Witnesses:
    """For one run. ``wanted`` are those that the operator allows; ``now`` is the run's start."""

    def __init__(self, intake: Intake, site: Site, wanted: frozenset[str], now: datetime) -> None:
        self._intake = intake
        self._site = site
        self._now = now
        self._open: set[Witness] = {one for one in site.witnesses if one in wanted}
        with intake.store.reading() as connection:
            last = last_answer(connection, site.name, f"{site.base}{_REST}")
        if last is not None and last[0] in REFUSALS and now - last[1] < AFTER_REFUSAL:
            self._open.discard("rest")
        self._proved = last is not None and last[0] == 200
        self._probing = False
        self._pending: list[str] = []

    def ask(self, walk: Walk, article: Article) -> str | None:
        """The address to ask about the thread that ``walk`` has seen to its end; None if that is not worth it."""
        if article.protected or not walk.shown or not walk.numbers:
            return None
        surplus = walk.claimed is not None and walk.claimed > len(walk.shown)
        if "rest" in self._open and article.post_id is not None:
            url = self._rest(article.post_id, 1)
            if (surplus or walk.unsure - self._told(article.post_id)) and self._is_due(url):
                return self._probed(url)
        elif "feed" in self._open and surplus:
            url = f"{article.url.rstrip('/')}/feed/"
            if "?" not in article.url and self._is_due(url):
                return url
        return None

    def next_page(self, url: str, total: bytes | None) -> str | None:
        """The next page of a REST answer at ``url`` whose X-WP-TotalPages is ``total``; None at its end."""
        place, _, page = url.rpartition("page=")
        number, last = whole_number(page), whole_number((total or b"").decode("latin-1"))
        if not place or number is None or last is None or number >= min(last, MOST_PAGES):
            return None
        return f"{place}page={number + 1}"

    def answered(self, url: str, status: int | None) -> tuple[str, ...]:
        """``url`` was answered with ``status`` (None: not at all, or robots.txt forbids it): what waited for that.

        Who refuses is not asked again in this run.
        """
        if status is None or status in REFUSALS:
            self._open.discard("rest" if _REST in url else "feed")
            return ()
        if _REST not in url:  # a feed's answer says nothing of REST, for which others may wait
            return ()
        self._proved = True
        waited, self._pending = tuple(self._pending), []
        return waited

    def _probed(self, url: str) -> str | None:
        """``url``, unless REST has yet to show that it answers: then one asks, and the others wait."""
        if self._proved or not self._probing:
            self._probing = True
            return url
        self._pending.append(url)
        return None

    def _rest(self, post_id: int, page: int) -> str:
        asks = f"post={post_id}&per_page=100&order=asc&orderby=date_gmt&page={page}"
        return f"{self._site.base}{_REST}{asks}"

    def _told(self, post_id: int) -> frozenset[int]:
        with self._intake.store.reading() as connection:
            return told_of(connection, self._site.name, post_id)

    def _is_due(self, url: str) -> bool:
        with self._intake.store.reading() as connection:
            last = last_asked(connection, self._site.name, url)
        return last is None or self._now - last >= EACH_THREAD
