"""What a site's own robots.txt forbids of what a run came for. No answer and no capture tells of that, so its operator is told:
a site that forbids everything from one day on left each later run done, with nothing asked for.
"""

from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from archiver.crawl.progress import Progress
from archiver.crawl.remarks import Remarks
from archiver.crawl.single import one_for
from archiver.crawl.walk import Walk


class Forbidden:
    """One for each crawl; get it with :meth:`of`. It counts articles: feeds and lists are forbidden by many a site, for good."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._tally = Progress.of(crawler).tally
        self._base = str(getattr(crawler.spider, "base", ""))
        self._first = ""

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """What is forbidden to ``crawler``, made at the first call."""
        return one_for(crawler, cls, lambda: cls(crawler))

    def forbid(self, request: Request, rules: RobotParser, name: str) -> None:
        """Learn that ``rules`` forbid ``request`` to the user agent ``name``."""
        if "requisite" in request.meta or urlsplit(request.url)[:2] != urlsplit(self._base)[:2]:
            return
        self._tally.shut = self._tally.shut or not rules.allowed(f"{self._base}/", name)
        walk: Walk | None = request.meta.get("walk")
        if walk is not None and walk.is_first:
            self._tally.forbidden += 1
            self._first = self._first or request.url

    def summarise(self) -> None:
        """Say what was forbidden, as a remark: once, at the run's end."""
        robots = f"{urlsplit(self._base).scheme}://{urlsplit(self._base).netloc}/robots.txt"
        if self._tally.shut:
            Remarks.of(self._crawler).add(f"{robots} forbids the site to us, its front page too")
        if self._first:
            more = f" and {self._tally.forbidden - 1} more" if self._tally.forbidden > 1 else ""
            Remarks.of(self._crawler).add(
                f"{robots} forbids articles that this run came for: {self._first}{more}"
            )
