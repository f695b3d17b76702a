"""robots.txt is asked for once a day (RFC 9309, section 2.4), not in each run: until then what is held of it holds."""

from datetime import timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from archiver.crawl.held import Held
from archiver.crawl.intake import Intake
from archiver.crawl.recorder import Recorder
from archiver.crawl.seeds import ROBOTS_HOURS


class HeldRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which first looks into the archive. A run of mode ``all`` asks again."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        intake = Intake.of(crawler)
        self._held = Held(intake.store, intake.archive, intake.site.name)
        self._since = Recorder.of(crawler).clock() - timedelta(hours=ROBOTS_HOURS)
        arguments = getattr(crawler.spider, "arguments", None)
        self._anew = arguments is not None and arguments.mode == "all"

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for the host of ``request``: held ones if they are recent."""
        url = urlparse_cached(request)
        if url.netloc not in self._parsers and not self._anew:
            body = self._held.recent(f"{url.scheme}://{url.netloc}/robots.txt", self._since)
            if body is not None:
                self._parsers[url.netloc] = build_from_crawler(self._parserimpl, self.crawler, body)
        return await super().robot_parser(request)
