"""What a page needs to be shown again is asked for too: pictures, style sheets, scripts, fonts, frames.

An extension hears of each article's page (and the front page) as it lands, and asks for what it
names, behind everything else. What waits is held as addresses, and only a few as requests: a long
crawl names hundreds of thousands. A requisite says nothing of the site's health: its failure is no finding.
"""

import logging
import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from twisted.internet.task import deferLater
from twisted.python.failure import Failure

from archiver.crawl.allowance import Allowance, Bounds, Wanted, host_of
from archiver.crawl.budget import Budget
from archiver.crawl.held import CONDITIONS, Held
from archiver.crawl.intake import Intake
from archiver.crawl.landing import CapturedExchange
from archiver.crawl.left_out import LeftOut
from archiver.crawl.recorder import Recorder
from archiver.crawl.redirects import EndlessRedirects
from archiver.crawl.robots import RobotsUnreachable
from archiver.crawl.single import one_for
from archiver.crawl.stopping import LetGo
from archiver.errors import ArchiverError, StorageFailed
from archiver.items import Landed, Page
from archiver.parse.requisites import DOCUMENTS, READ, default_icon, images_of, requisites_of
from archiver.parse.spelling import spelled
from archiver.wire.page import page_from_block

logger = logging.getLogger(__name__)

PRIORITY = -100

AT_ONCE = 64
"""Requests in the scheduler at a time; the rest waits here as text."""

DEPTH = 5
"""Steps from a page: a font in a sheet that a sheet imports is the third."""

MOST_RESUMED = 5000
"""Pages of earlier runs that are gone through again for what they lack: some milliseconds each."""

DEAD_AFTER = 3
"""Failures without one answer, after which a host is left alone for the run: old articles name many dead ones."""

SECONDS = 60.0
"""How long one may take; a page may take longer (``DOWNLOAD_TIMEOUT``)."""

READ_BYTES = 4 * 1024 * 1024
"""What is longer is kept, and not searched for more addresses: no style sheet is so long."""

_ANSWERS = [304, *range(400, 600)]
_SHEET = re.compile(r"\.css(?:$|[?])|/css[?]", re.IGNORECASE)  # /css?family= is Google's


class Requisites:
    """One for each crawl of a site file. ``left_out`` is what was named and not asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.recorder = Recorder.of(crawler)
        self.intake = Intake.of(crawler)
        self.site = self.intake.site
        self.bounds = Bounds.of(crawler.settings)
        self.left_out = LeftOut()
        self._held = Held(self.intake.store, self.intake.archive, self.site.name, self.intake.clock.until)
        self._since = self.recorder.clock() - self.bounds.max_age
        self._obeys = crawler.settings.getbool("REQUISITES_OBEY_ROBOTS")
        self._pages: dict[tuple[str, int], Allowance] = {}
        self._named: set[int] = set()  # hashes: an address each would take ten times the memory
        self._waiting: deque[Wanted] = deque()
        self._under_way = 0
        self._failures: Counter[str] = Counter()
        self._answering: set[str] = set()
        # Hosts that have not answered yet get one request at a time; the rest of what they are wanted for waits here.
        self._trying: dict[str, deque[Wanted]] = {}
        self._resuming = False

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The requisites of ``crawler``, made at the first call."""
        return one_for(crawler, cls, lambda: cls(crawler))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call, as an extension. Only a spider with a site file has pages to complete."""
        requisites = cls.of(crawler)
        if not crawler.settings.getbool("REQUISITES_ENABLED") or not requisites.site.hosts:
            raise NotConfigured
        requisites.intake.listeners.append(requisites.hear)
        crawler.signals.connect(requisites._opened, signal=signals.spider_opened)
        crawler.signals.connect(requisites._idle, signal=signals.spider_idle)
        return requisites

    def hear(self, landed: Landed) -> None:
        """A page of the site has landed: what it needs is wanted."""
        facts, url = landed.facts, landed.capture.url
        if facts is None:
            return
        if facts.article is not None:
            self._complete(facts.page, (facts.article.url, facts.article.part))
        elif facts.kind == "listing" and url.rstrip("/") == self.site.base:
            self._complete(facts.page, (url, 1))

    def _complete(self, page: Page, key: tuple[str, int], *, again: bool = False) -> None:
        """Want what ``page`` needs, which is of the article and part ``key``."""
        # The comment pages of an article differ by their avatars alone.
        named = images_of(page) if key in self._pages else (*requisites_of(page), default_icon(page))
        allowance = self._pages.setdefault(key, Allowance(bounds=self.bounds, own=self.site.hosts))
        by = Wanted(url=page.url, by=page.url, document=page.url, depth=0, allowance=allowance)
        self._want(named, by, again=again)

    async def _resume(self) -> None:
        """Want what the pages of runs that did not finish lack: their queue went with them."""
        from twisted.internet import reactor

        clock: Any = reactor  # a module to the type checker, a reactor once it is installed
        for number, (article, captured) in enumerate(
            self._held.cut_pages(f"{self.site.base}/", MOST_RESUMED), 1
        ):
            if self.recorder.failure is not None:
                return
            try:
                page = page_from_block(captured.block, captured.capture)
            except ArchiverError as problem:
                logger.info("%s names nothing that can be read: %s", captured.capture.url, problem)
                continue
            self._complete(page, (article, 1), again=True)
            if number == MOST_RESUMED:
                self.left_out.add("earlier runs' pages", article)
            await maybe_deferred_to_future(deferLater(clock, 0))  # others have their turn after each

    # From addresses to requests

    def _want(self, named: Iterable[str], by: Wanted, *, again: bool = False) -> None:
        """Put in line those of ``named`` that are new in this run, due, and within bounds. ``again``: an earlier run may have
        been cut off between a redirect and what it leads to.
        """
        fresh = [url for url in map(spelled, named) if url and self._is_new(url)]
        if not fresh:
            return
        held = self._held.since(fresh, self._since, moved=not again)
        for url in fresh:
            wanted = replace(by, url=url, by=by.url, depth=by.depth + 1)
            if url in held:
                self._look_into(wanted)
                continue
            over = "depth" if wanted.depth > DEPTH else by.allowance.refuse(url)
            if over is None:
                self._waiting.append(wanted)
            elif over != "addresses" or not by.allowance.keep(wanted):
                self.left_out.add(over, url)
        self._fill()

    def _look_into(self, wanted: Wanted) -> None:
        """A style sheet that is held names what may be missing: its run was cut off, or a font failed."""
        if wanted.depth <= DEPTH and _SHEET.search(wanted.url):
            earlier = self._held.latest(wanted.url)
            if earlier is not None:
                self._read(earlier, wanted)

    def _is_new(self, url: str) -> bool:
        known, key = len(self._named), hash(url)
        self._named.add(key)
        return len(self._named) > known

    def _fill(self) -> None:
        """Hand the scheduler as many as may be there at a time."""
        engine = self.crawler.engine
        if engine is None or engine.spider is None or self.recorder.failure is not None:
            return
        if Budget.of(self.crawler).is_out_of_time:
            return
        while self._waiting and self._under_way < AT_ONCE:
            wanted = self._waiting.popleft()
            host = host_of(wanted.url)
            if self._failures[host] >= DEAD_AFTER:
                self.left_out.add("dead host", wanted.url)
                self._settle(wanted, answered=False)
            elif wanted.allowance.is_spent:
                self.left_out.add("bytes", wanted.url)
                self._settle(wanted, answered=True)
            elif host in self._trying:
                self._trying[host].append(wanted)
            else:
                if host not in self._answering:
                    self._trying[host] = deque()
                self._under_way += 1
                engine.crawl(self._request(wanted))

    def _request(self, wanted: Wanted) -> Request:
        meta = {
            "requisite": wanted,
            "allow_offsite": True,
            "dont_obey_robotstxt": not self._obeys,
            "handle_httpstatus_list": _ANSWERS,
            "max_retry_times": 1,
            "download_timeout": SECONDS,
        }
        headers = {b"Accept": b"*/*", b"Referer": _referer(wanted), **self._held.conditions(wanted.url)}
        return Request(
            wanted.url,
            self._came,
            errback=self._lost,
            headers=headers,
            priority=PRIORITY,
            dont_filter=True,
            meta=meta,
        )

    # What comes back

    def _came(self, response: Response) -> None:
        """An answer; it may name more."""
        request = response.request
        assert request is not None  # noqa: S101 - Scrapy sets it on each response
        wanted: Wanted = request.meta["requisite"]
        self._failures.pop(host_of(wanted.url), None)
        self._answering.add(host_of(wanted.url))
        self._done(wanted, request, answered=True)
        captured: CapturedExchange | None = request.meta.get("capture")
        if response.status == 304:
            captured = self._held.latest(wanted.url)  # unchanged, and so is what it names
        if captured is not None and captured.capture.status == 200:
            self._read(captured, wanted)

    def _read(self, captured: CapturedExchange, wanted: Wanted) -> None:
        """Want what the answer to ``wanted`` names."""
        if captured.capture.mime not in READ:
            return
        if len(captured.block) > READ_BYTES:
            self.left_out.add("too long to read", wanted.url)
            return
        url = captured.capture.url
        document = url if captured.capture.mime in DOCUMENTS else wanted.document
        try:
            named = requisites_of(page_from_block(captured.block, captured.capture), document)
        except ArchiverError as problem:
            logger.info("%s names nothing that can be read: %s", url, problem)
            return
        self._want(named, replace(wanted, url=url, by=wanted.url, document=document))

    def _lost(self, failure: Failure) -> None:
        """No answer, or none was wanted."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it on each failure
        wanted: Wanted = request.meta["requisite"]
        if failure.check(EndlessRedirects):  # type: ignore[no-untyped-call] # Twisted has no types here
            self.left_out.add("redirects", wanted.url)
        elif failure.check(RobotsUnreachable):  # type: ignore[no-untyped-call] # Twisted has no types here
            self.left_out.add("no robots.txt", wanted.url)
        elif failure.check(LetGo):  # type: ignore[no-untyped-call] # Twisted has no types here
            pass  # the next run asks for it
        elif failure.check(IgnoreRequest):  # type: ignore[no-untyped-call] # Twisted has no types here
            self.left_out.add("robots", wanted.url)
            self._answering.add(host_of(wanted.url))
        elif not failure.check(StorageFailed):  # type: ignore[no-untyped-call] # Twisted has no types here
            self._failures[host_of(wanted.url)] += 1
            logger.info("%s, which %s needs: %s", request.url, wanted.by, failure.getErrorMessage())
        self._done(wanted, request, answered=False)

    def _done(self, wanted: Wanted, request: Request, *, answered: bool) -> None:
        captured: CapturedExchange | None = request.meta.get("capture")
        if captured is not None:
            wanted.allowance.bytes += captured.capture.length
        self._under_way -= 1
        self._tried(host_of(wanted.url))
        self._settle(wanted, answered=answered)
        self._fill()

    def _tried(self, host: str) -> None:
        """What waited for the first answer of ``host`` is next, whatever came."""
        self._waiting.extendleft(reversed(self._trying.pop(host, ())))

    def _settle(self, wanted: Wanted, *, answered: bool) -> None:
        """Put in line what gets the place of ``wanted``, if nobody answered for it."""
        for one, over in wanted.allowance.settle(answered=answered):
            if over is None:
                self._waiting.append(one)
            else:
                self.left_out.add(over, one.url)

    # Scrapy's signals

    def _opened(self) -> None:
        self._resuming = True
        resumed = deferred_from_coro(self._resume())
        resumed.addErrback(
            lambda trouble: logger.error("earlier pages stay incomplete: %s", trouble.getTraceback())
        )
        resumed.addBoth(self._resumed)

    def _resumed(self, _: object) -> None:
        self._resuming = False

    def _idle(self) -> None:
        if self._resuming and self.recorder.failure is None:
            raise DontCloseSpider
        for host in tuple(self._trying):
            self._tried(host)
        budget = Budget.of(self.crawler)
        if self._waiting and budget.is_out_of_time:
            raise CloseSpider(budget.reason)
        if self._waiting and self.recorder.failure is None:
            self._under_way = 0  # what was lost without a word must not hold up the rest
            self._fill()
            raise DontCloseSpider

    def summarise(self) -> None:
        """Say what was left out, as a note: once, at the run's end."""
        for wanted in chain(self._waiting, *self._trying.values()):
            self.left_out.add("run ended", wanted.url)
        for allowance in self._pages.values():
            for wanted in allowance.behind:
                self.left_out.add("addresses", wanted.url)
        if self.left_out.counts and self.recorder.failure is None:
            self.recorder.note("limit", self.left_out.fields())
            logger.info("requisites left out: %s (archiver status)", self.left_out)


class AsideMiddleware:
    """Downloader middleware near the wire: tells the intake which captures are requisites, among them
    what other hosts say of robots. Redirects and retries are marked like the request they follow.
    """

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(Intake.of(crawler))

    def process_request(self, request: Request) -> None:
        """Mark the request's address, which is the capture's, until it lands."""
        is_robots = (
            request.url.endswith("/robots.txt") and host_of(request.url) not in self._intake.site.hosts
        )
        if "requisite" in request.meta or (is_robots and self._intake.site.hosts):
            self._intake.asides.add(request.url.partition("#")[0])
        if "requisite" in request.meta and request.meta.get("redirect_times"):
            for condition in CONDITIONS:  # it was the other address's
                request.headers.pop(condition, None)


def _referer(wanted: Wanted) -> bytes:
    """What a browser sends (strict-origin-when-cross-origin): some hosts give pictures to their own pages only."""
    if host_of(wanted.by) == host_of(wanted.url):
        return wanted.by.encode("latin-1", "replace")
    scheme, _, _ = wanted.by.partition("://")
    if scheme == "https" and wanted.url.startswith("http:"):
        return b""
    return f"{scheme}://{host_of(wanted.by)}/".encode("latin-1", "replace")
