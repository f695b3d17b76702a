"""The crawl of one WordPress site: discovery, articles, and each thread page by page.

A spider joins a site file to this class and says no more. It fetches; what a
page says was parsed when its capture landed, and comes in ``meta["landed"]``.
"""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from archiver.crawl.arguments import read_arguments
from archiver.crawl.asking import Asker
from archiver.crawl.budget import Budget
from archiver.crawl.frontier import MOST_LISTINGS, Frontier
from archiver.crawl.guard import literal_ip, scope_of
from archiver.crawl.held import Held
from archiver.crawl.intake import Intake
from archiver.crawl.policy import Policy
from archiver.crawl.progress import Progress
from archiver.crawl.recorder import Recorder
from archiver.crawl.redirects import Redirects
from archiver.crawl.seeds import ARTICLE_FEED, FRONT
from archiver.crawl.walk import Walk
from archiver.crawl.witnesses import Witnesses
from archiver.errors import UsageError
from archiver.items import Address, Article, Landed
from archiver.parse.addresses import article_address, locate, post_page_url
from archiver.parse.numbers import whole_number
from archiver.parse.site import Site
from archiver.sites import at_base
from archiver.store.frontier import FEED_COUNTS

DISCOVERY, THREAD, SCAN, ARTICLE, LISTING = 100, 50, 20, 10, 5
"""Priorities: a thread begun is ended first, so that its pages lie close in time."""

ANSWERS = [status for status in range(400, 600) if status not in (408, 429, 500, 502, 503, 504)]
"""Refusals reach the walk they end; those that are retried reach its errback."""

GONE = (404, 410)

MOST_QUEUED = 1000
"""Requests at most in Scrapy's queue before articles wait as addresses: a sitemap's 50,000 took 340 MB, and a budget refused each."""


class ArchiveSpider(Spider):
    """Subclasses name themselves and their ``site``. Arguments: docs/operator.md, "Crawl"."""

    site: Site
    policy: Policy

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name)
        self.arguments = read_arguments(arguments)
        base = self.arguments.base
        self.site = self.site if base is None else at_base(self.site, base)
        self.base = self.site.base
        if self.base.endswith(".invalid"):
            raise UsageError(f"spider {self.name!r} needs -a base=URL: it has no site of its own")
        self.site_name = self.site.name
        for url in self.arguments.urls:
            if locate(url, self.site) is None:
                hosts = ", ".join(sorted(self.site.hosts))
                raise UsageError(f"url={url!r} is no address of {self.site_name}, whose hosts are {hosts}")
        self.seeds = (self.base, *self.arguments.urls)
        self._found: list[Request] = []
        self.later: deque[str] = deque()  # articles to be asked for, as addresses
        self._has_asked_again = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's call. A server on this machine is our own: no delay, unless one was asked for."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.policy = Policy.of(crawler.settings)  # what is refused is refused before anything is opened
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        if _is_loopback(spider.base):
            for name in ("DOWNLOAD_DELAY", "AUTOTHROTTLE_START_DELAY"):
                crawler.settings.set(name, 0, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first requests: discovery and what the store knows to be due, or the named articles."""
        self._recorder = Recorder.of(self.crawler)
        self._intake = Intake.of(self.crawler)
        self._asker = Asker(self._intake, self.site_name)
        self._budget = Budget.of(self.crawler)
        self._progress = Progress.of(self.crawler)
        now, until = self._recorder.clock(), self._intake.clock.until
        self.frontier = Frontier(
            self._intake.store, self.site_name, self.base, self.arguments, now, self.policy, until
        )
        wanted = frozenset(self.settings.getlist("ARCHIVER_WITNESSES"))
        self._witnesses = Witnesses(self._intake, self.site, wanted, now, until)
        held = Held(self._intake.store, self._intake.archive, self.site_name, until)
        if self.arguments.urls:
            for url in self.arguments.urls:
                yield self._article(article_address(url, self.site) or url)
            return
        self._intake.listeners.append(self._learn)
        for path in self.frontier.seeds():
            yield self._seed(f"{self.base}{path}")
        self.later.extend(self.frontier.waiting())
        for request in self._drain():
            yield request
        for kind, url in self.frontier.never_asked():
            yield self._listing(url) if kind == "listing" else self._part(url)
        for url in (*self._witnesses.begun(held), *self._witnesses.owed(self.frontier.leaves)):
            yield self._witness(url)

    def _listing(self, url: str) -> Request:
        return Request(url, self.parse, priority=LISTING, dont_filter=True, meta={"begins": "listing"})

    def _seed(self, url: str) -> Request:
        self.frontier.once(url)
        return Request(url, self.parse, priority=DISCOVERY, dont_filter=True)

    def _article(self, url: str) -> Request:
        why, count = self.frontier.why.get(url, "asked for"), self.frontier.counts.get(url)
        walk = Walk(article=url, why=why, count=count)
        return self._step(walk, url, ARTICLE)

    def _step(self, walk: Walk, url: str, priority: int = THREAD) -> Request:
        meta = {"walk": walk, "handle_httpstatus_list": ANSWERS}
        return Request(
            url, self.parse_thread, errback=self.lose, priority=priority, dont_filter=True, meta=meta
        )

    def parse(self, response: Response) -> Iterator[Request]:
        """A page of discovery: what it names has been learnt when it landed. REST lists go on."""
        yield from self._drain()
        landed: Landed | None = response.request.meta["landed"] if response.request else None
        if response.url == f"{self.base}{ARTICLE_FEED}" and landed is not None and landed.facts is not None:
            yield from self._scan(landed.facts.addresses)
        total = whole_number((response.headers.get("X-WP-TotalPages") or b"1").decode("latin-1"))
        place, _, page = response.url.rpartition("page=")
        this = whole_number(page)
        if place and this is not None and total is not None:
            for number in range(this + 1, min(total, MOST_LISTINGS) + 1):
                url = f"{place}page={number}"
                if self.frontier.take_posts(url):
                    yield Request(url, self.parse, priority=DISCOVERY, dont_filter=True)

    def _scan(self, named: Sequence[Address]) -> Iterator[Request]:
        """What the article feed says of counts is kept; its further pages follow where their turn has come."""
        self._recorder.count(FEED_COUNTS, sum(address.count is not None for address in named))
        for url in self.frontier.scans(named):
            meta = {"handle_httpstatus_list": ANSWERS, "begins": "page of counts"}
            yield Request(url, self.parse, priority=SCAN, dont_filter=True, meta=meta)

    async def parse_thread(self, response: Response) -> AsyncIterator[Request]:
        """An article's page: the walk goes on, asks again what is open, or ends; parts of the post are asked for."""
        walk: Walk = response.meta["walk"]
        landed: Landed | None = response.request.meta["landed"] if response.request else None
        facts = landed.facts if landed else None
        onward: str | None = None
        permalink = walk.article
        if walk.is_first and self.arguments.urls and (facts is None or facts.article is None):
            self._progress.tally.unfound += 1
            self.logger.error(
                "%s: no article there; %s answered %d", walk.article, response.url, response.status
            )
        if facts is not None and facts.article is not None:
            permalink = facts.article.url
            if walk.is_first:
                self._begin(walk, response)
            onward = walk.after(facts.thread, response.url)
            for request in self._parts(facts.article, walk):
                yield request
            if response.meta.get("redirect_times") and self.frontier.take(permalink):
                yield self._article(permalink)  # redirects on the way were not asked for on their own
        elif response.status in GONE:
            onward = walk.past_the_end(response.status)
        else:
            walk.stop(f"{response.url} answered {response.status} and no article")
        onward = onward or await self._again(walk, permalink)
        if onward is not None:
            yield self._step(walk, onward)
        else:
            self._end(walk)
            asked = self._witnesses.ask(walk, facts.article) if facts and facts.article else None
            if asked is not None:
                yield self._witness(asked)
        for request in self._drain():
            yield request

    def _begin(self, walk: Walk, response: Response) -> None:
        """Tell the walk what it can't know of its first page, which is ``response``."""
        walk.before = self.frontier.as_left(walk.article)
        if response.meta.get("redirect_times"):
            walk.home = article_address(response.url, self.site) or response.url

    async def _again(self, walk: Walk, permalink: str) -> str | None:
        """The first of the pages that the walk has still to ask for; None if it is over."""
        asking = await self._asker.next_of(walk, permalink)
        onward = walk.again(asking.pages, new_look=asking.new_look) if asking is not None else None
        if onward is not None and asking is not None and asking.new_look:
            self._end(walk)
            walk.look = None  # the next page begins one
        return onward

    def _parts(self, article: Article, walk: Walk) -> Iterator[Request]:
        if article.part == 1 and article.parts > 1 and len(walk.numbers) < 2:
            for part in range(2, article.parts + 1):
                url = post_page_url(article.url, part)
                if self.frontier.once(url):
                    yield self._part(url)

    def _part(self, url: str) -> Request:
        return Request(url, self.parse, priority=THREAD, dont_filter=True)

    def _witness(self, url: str) -> Request:
        self._intake.asides.add(url)  # what it refuses says nothing of the site's health
        meta = {"handle_httpstatus_list": ANSWERS}
        return Request(
            url, self.parse_witness, errback=self.miss, priority=THREAD, dont_filter=True, meta=meta
        )

    def parse_witness(self, response: Response) -> Iterator[Request]:
        """What REST or a feed says of a thread has been learnt when it landed; its next page is asked for."""
        for waited in self._witnesses.answered(response.url, response.status):
            yield self._witness(waited)
        url = self._witnesses.next_page(response.url, response.headers.get("X-WP-TotalPages"))
        if url is not None and response.status == 200:
            yield self._witness(url)

    def miss(self, failure: Failure) -> None:
        """A second witness that can't be asked is let be."""
        self._witnesses.answered(failure.request.url, None)  # type: ignore[attr-defined] # Scrapy sets it on each failure

    def lose(self, failure: Failure) -> Iterable[Request]:
        """A page of a walk that could not be fetched ends it."""
        walk: Walk = failure.request.meta["walk"]  # type: ignore[attr-defined] # Scrapy sets it on each failure
        walk.stop(failure.getErrorMessage().strip() or type(failure.value).__name__)
        self._end(walk)
        return self._drain()

    def _end(self, walk: Walk) -> None:
        """Have its look settled, and write down why a walk stopped, where its pages don't show it."""
        if walk.ended is not None and walk.look is not None and walk.is_remarkable:
            self._recorder.note(
                "look-end", {"article": walk.article, "look": walk.look, "reason": walk.ended}
            )
        self._intake.look_ends(walk.article)

    def _learn(self, landed: Landed) -> None:
        """What a landed page names becomes requests, if the frontier wants them."""
        named = landed.facts.addresses if landed.facts else ()
        if named and landed.page_kind == "moved" and not self._leads(landed.capture.url, named):
            return
        self.later.extend(self.frontier.hear(landed.capture.url, named))
        for address in named:
            if address.kind == "article":
                if self.frontier.take(address.url, address):
                    self.later.append(address.url)
                continue
            request = self._request_for(address)
            if request is not None:
                self._found.append(request)

    def _leads(self, url: str, named: Sequence[Address]) -> bool:
        source = locate(url, self.site)
        return Redirects.of(self.crawler).leads(source[0] if source else url, [one.url for one in named])

    def _request_for(self, address: Address) -> Request | None:
        frontier = self.frontier
        if address.kind == "listing":
            wanted = not frontier.exhausted and frontier.take_listing(address.url)
            return self._listing(address.url) if wanted else None
        # Pages name their own REST record, one each; the list of all was asked for at the start.
        if address.kind == "sitemap" and frontier.once(address.url):
            return Request(address.url, self.parse, priority=DISCOVERY, dont_filter=True)
        if address.kind == "post-page" and frontier.take_part(
            address.url, article_address(address.url, self.site)
        ):
            return self._part(address.url)
        return None

    def idle(self) -> None:
        """What was learnt of answers that no callback saw (robots.txt among them) is still fetched. A site that gave no
        answer at last is asked for its front page once more: that a page fails, or the site, are two things to an operator.
        So is one whose feeds refuse us, if it was not yet.
        """
        found = list(self._drain())
        if not found and not self._has_asked_again and (self._progress.is_silent or self._progress.closed):
            self._has_asked_again, front = True, f"{self.base}{FRONT}"
            fails = self._progress.is_silent and self._progress.tally.pages  # else it failed with all others
            if self.frontier.once(front) or fails:
                found = [Request(front, self.parse, errback=self.miss_front, dont_filter=True)]
        if found and self.crawler.engine is not None:
            for request in found:
                self.crawler.engine.crawl(request)
            raise DontCloseSpider
        if self._budget.left:
            raise CloseSpider(self._budget.reason)

    def miss_front(self, _failure: Failure) -> None:
        """The front page can't be had: it may be forbidden to us, or the site is dead."""
        self._progress.tally.died = self._progress.is_silent

    def _drain(self) -> Iterator[Request]:
        found, self._found = self._found, []
        yield from found
        if self._budget.is_spent:
            self._budget.left.update(self.frontier.why.get(url, "asked for") for url in self.later)
            self.later.clear()
        room = min(len(self.later), MOST_QUEUED - self._progress.queued)
        for url in [self.later.popleft() for _ in range(room)]:  # at once: others drain while this waits
            yield self._article(url)


def _is_loopback(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    ip = literal_ip(host)
    return host == "localhost" or (ip is not None and scope_of(ip) == "loopback")
