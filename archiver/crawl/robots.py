"""robots.txt by RFC 9309. It is asked for once a day (section 2.4), not in each run: until then what is held of it holds.

Where it can't be had (no answer, 5xx; 429 too, which asks for patience), nobody may be asked for anything
(section 2.3.1.4), unless the archive holds an answer of the last 30 days: that holds on. After 30 days of failures it is
taken for one that is not there. Other 4xx say that there are no rules (section 2.3.1.3), and so does a redirect that leads
nowhere within ``REDIRECT_MAX_TIMES`` (section 2.3.1.2).
"""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from archiver.crawl.forbidden import Forbidden
from archiver.crawl.held import Held, LastAnswer
from archiver.crawl.intake import Intake
from archiver.crawl.landing import told_of
from archiver.crawl.outcome import ROBOTS_UNREACHABLE
from archiver.crawl.recorder import Recorder
from archiver.crawl.redirects import EndlessRedirects
from archiver.crawl.remarks import Remarks
from archiver.crawl.seeds import ROBOTS_HOURS
from archiver.parse.robots import for_product

logger = logging.getLogger(__name__)

LONG = timedelta(days=30)
"""RFC 9309, section 2.3.1.4, calls 30 days a reasonably long time."""

MOST_BYTES = 1024 * 1024
"""What is read of a robots.txt; section 2.5 wants 500 KiB at least. Rules behind that are not seen, which is logged."""

Found = RobotParser | str
"""The rules of a host, or why they can't be had."""


class RobotsUnreachable(IgnoreRequest):
    """The rules of a host can't be had, so nothing there may be asked for."""


class HeldRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which first looks into the archive. A run of mode ``all`` asks again."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._intake = Intake.of(crawler)
        self._recorder = Recorder.of(crawler)
        self._held = Held(
            self._intake.store, self._intake.archive, self._intake.site.name, self._intake.clock.until
        )
        self._now = self._recorder.clock()
        name: str = crawler.settings["BOT_NAME"]
        self._product: str | None = None
        if self._robotstxt_useragent is None and self._default_useragent.startswith(f"{name}/"):
            # Section 2.2.1: the product's name alone counts. Rules for example.org are not for who can be reached there.
            self._robotstxt_useragent = self._product = name
        arguments = getattr(crawler.spider, "arguments", None)
        self._anew = arguments is not None and arguments.mode == "all"
        self._found: dict[str, Found] = {}
        self._waiting: dict[str, list[Deferred[Found]]] = {}

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules for the host of ``request``. Raises RobotsUnreachable where they can't be had."""
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        found = self._found.get(origin)
        if found is None and origin in self._waiting:
            mine: Deferred[Found] = Deferred()  # each its own: one that many wait for gives the second None
            self._waiting[origin].append(mine)
            found = await maybe_deferred_to_future(mine)
        elif found is None:
            found = await self._find(origin, request)
        if isinstance(found, str):
            raise RobotsUnreachable(f"{origin}/robots.txt can't be had: {found}")
        return found

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Scrapy's call: raises IgnoreRequest where ``rp`` forbids ``request``, which is learnt."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            assert rp is not None  # noqa: S101 - where there are no rules, nothing is forbidden
            Forbidden.of(self.crawler).forbid(
                request, rp, str(self._robotstxt_useragent or self._default_useragent)
            )
            raise

    async def _find(self, origin: str, request: Request) -> Found:
        """The rules at ``origin``, for all who wait for them."""
        self._waiting[origin] = []
        found: Found = "it was not asked for to the end"
        try:
            found = await self._rules(f"{origin}/robots.txt", request)
        finally:
            self._found[origin] = found
            for waiting in self._waiting.pop(origin):
                waiting.callback(found)
        if not isinstance(found, str):
            await self.crawler.signals.send_catch_log_async(
                signal=signals.robots_parsed, robotparser=found, request=request
            )
        return found

    async def _rules(self, url: str, request: Request) -> Found:
        held = self._held.told(url)
        if held is not None and not self._anew and self._is_fresh(held):
            return self._parsed(held.body, url)
        body, why = await self._ask(url, request)
        if body is not None:
            return self._parsed(body, url)
        failing = held.failing if held is not None else self._held.failing_since(url)
        if held is not None and self._now - held.at <= LONG:
            rules, parser = f"its rules of {held.at:%Y-%m-%d %H:%M} UTC hold", self._parsed(held.body, url)
        elif failing is not None and self._now - failing >= LONG:
            rules = "and could not for 30 days, so it is taken for one that is not there"
            parser = self._parsed(b"", url)
        else:
            rules, parser = "so nothing there may be asked for (RFC 9309)", None
        self._tell(url, f"{url} can't be had ({why}): {rules}", allowed=parser is not None)
        return parser or why

    def _is_fresh(self, held: LastAnswer) -> bool:
        return held.failing is None and self._now - held.at < timedelta(hours=ROBOTS_HOURS)

    async def _ask(self, url: str, request: Request) -> tuple[bytes | None, str]:
        """The body at ``url``, b"" where there is none; None and why, where it can't be had."""
        assert self.crawler.engine is not None  # noqa: S101 - a request comes from a running engine
        meta: dict[str, object] = {"dont_obey_robotstxt": True}
        if "requisite" in request.meta:
            meta |= {name: request.meta[name] for name in ("max_retry_times", "download_timeout")}
            meta["aside"] = True
        asking = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        self._recorder.count("robots_asked")
        try:
            response = await self.crawler.engine.download_async(asking)
        except EndlessRedirects:
            return b"", ""
        except Exception as problem:  # no answer: whatever Scrapy or Twisted calls that
            return None, told_of(problem).splitlines()[0]
        if response.status == 429 or response.status >= 500:
            return None, f"it answered {response.status}"
        return (response.body if 200 <= response.status < 300 else b""), ""

    def _parsed(self, body: bytes, url: str) -> RobotParser:
        if len(body) > MOST_BYTES:
            logger.warning("%s has %d bytes, of which the first %d are read", url, len(body), MOST_BYTES)
            body = body[:MOST_BYTES]
            body = body[
                : max(map(body.rfind, (b"\n", b"\r"))) + 1
            ]  # whole lines, which CR may end too (section 2.2)
        if self._product is not None:
            body = for_product(body.decode("utf-8-sig", "ignore"), self._product).encode()
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        return parser

    def _tell(self, url: str, sentence: str, *, allowed: bool) -> None:
        """Say it: of the site's own for the operator; and end the run, if nothing may be asked for there. Over http and
        https a host has rules of its own each (section 2.3), and old pages of an https site show pictures over http.
        """
        base = str(getattr(self.crawler.spider, "base", ""))
        if urlsplit(base)[:2] != urlsplit(url)[:2]:
            logger.warning("%s", sentence)
            return
        Remarks.of(self.crawler).add(sentence)
        self._recorder.note("robots", {"of": url, "said": sentence})
        if not allowed and self.crawler.engine is not None:
            closing = deferred_from_coro(self.crawler.engine.close_spider_async(reason=ROBOTS_UNREACHABLE))
            closing.addErrback(lambda trouble: logger.error("closing the spider failed: %s", trouble.value))
