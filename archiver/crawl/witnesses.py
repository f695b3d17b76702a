"""Whom to ask beside the pages of a thread: REST, or the feed of its comments; and when that is worth a request.

They are asked where a page can't tell all: whom a comment at the nesting limit (or of a flat thread) answers, or who
is counted and not shown. Once a day for a thread at most. One that refuses is asked again after a month.

A run asks at a walk's end. What a run that was killed did not come to ask is owed: the next one asks that looks
for what is due. One that is told its articles asks for no seed but, in need, the front page.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from archiver.crawl.held import Held
from archiver.crawl.intake import Intake
from archiver.crawl.seeds import FRONT, SEEDS
from archiver.crawl.walk import Walk
from archiver.items import Article, Witness
from archiver.parse.numbers import whole_number
from archiver.parse.site import Site
from archiver.store.unfinished import answers_of_cut_runs, unasked_threads
from archiver.store.witnesses import last_answer, last_asked, told_of
from archiver.wire.messages import read_response_head

EACH_THREAD = timedelta(days=1)
AFTER_REFUSAL = timedelta(days=30)
REFUSALS = frozenset({400, 401, 403, 404, 405, 410, 451, 501})
MOST_PAGES = 100
"""Of one post, 100 comments each."""

_REST = "/wp-json/wp/v2/comments?"
_TOTAL_PAGES = b"x-wp-totalpages"


class Witnesses:
    """For one run, made before it asks for anything. ``wanted`` are those that the operator allows; ``now`` is the run's start;
    what is dated later than ``until`` says nothing of when it was asked for.
    """

    def __init__(self, intake: Intake, site: Site, wanted: frozenset[str], now: datetime, until: str) -> None:
        self._until = until
        self._intake = intake
        self._site = site
        self._now = now
        self._open: set[Witness] = {one for one in site.witnesses if one in wanted}
        with intake.store.reading() as connection:
            last = last_answer(connection, site.name, f"{site.base}{_REST}", until)
            self._threads = list(unasked_threads(connection, site.name))
            seeds = [f"{site.base}{path}" for path in SEEDS if path != FRONT]
            self._lists = answers_of_cut_runs(connection, site.name, f"{site.base}{_REST}", seeds, until)
        if last is not None and last[0] in REFUSALS and now - last[1] < AFTER_REFUSAL:
            self._open.discard("rest")
        self._proved = last is not None and last[0] == 200
        self._probing = False
        self._pending: list[str] = []
        self._said: set[str] = set()

    def ask(self, walk: Walk, article: Article) -> str | None:
        """The address to ask about the thread that ``walk`` has seen to its end; None if that is not worth it."""
        if article.protected or not walk.shown or not walk.numbers:
            return None
        surplus = walk.claimed is not None and walk.claimed > len(walk.shown)
        url = self._whom(article.url, article.post_id, surplus=surplus, unsure=walk.unsure)
        return self._once(url) if url is not None and self._is_due(url) else None

    def owed(self, wanted: Callable[[str], bool]) -> Iterator[str]:
        """What runs that were cut off did not come to ask of threads that they had seen to the end, where ``wanted`` says
        so of the article's permalink: one whose thread is walked again is asked about after that.
        """
        for thread in self._threads:
            url = self._whom(thread.article, thread.post_id, surplus=thread.surplus, unsure=thread.unsure)
            if url is None or not wanted(thread.article) or self._was_asked(url, thread.looked_at):
                continue
            asked = self._once(url) if self._is_due(url) else None
            if asked is not None:
                yield asked

    def begun(self, held: Held) -> Iterator[str]:
        """The next page of each list of REST that a run had begun when it was cut off."""
        for url, at in self._lists if "rest" in self._open else ():
            answer = held.latest(url)
            headers = read_response_head(answer.block).headers if answer is not None else ()
            total = next((value for name, value in headers if name.lower() == _TOTAL_PAGES), None)
            following = self.next_page(url, total)
            asked = self._once(following) if following and not self._was_asked(following, at) else None
            if asked is not None:
                yield asked

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

    def _whom(
        self, article: str, post_id: int | None, *, surplus: bool, unsure: Collection[int]
    ) -> str | None:
        """The address at which to ask about the article's thread, where somebody may tell what its pages don't."""
        if "rest" in self._open and post_id is not None:
            worth = surplus or bool(unsure and frozenset(unsure) - self._told(post_id))
            return self._rest(post_id, 1) if worth else None
        if "feed" in self._open and surplus and "?" not in article:
            return f"{article.rstrip('/')}/feed/"
        return None

    def _once(self, url: str) -> str | None:
        """``url``, the first time in this run; not at once where REST has yet to show that it answers: then one asks,
        and the others wait.
        """
        if url in self._said:
            return None
        self._said.add(url)
        if _REST not in url or self._proved or not self._probing:
            self._probing = self._probing or _REST in url
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
        last = self._last_asked(url)
        return last is None or self._now - last >= EACH_THREAD

    def _was_asked(self, url: str, since: datetime) -> bool:
        last = self._last_asked(url)
        return last is not None and last >= since

    def _last_asked(self, url: str) -> datetime | None:
        with self._intake.store.reading() as connection:
            return last_asked(connection, self._site.name, url, self._until)
