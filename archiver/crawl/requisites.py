"""What pages need to be seen again is captured too: pictures, styles, fonts, scripts.

Each address is asked for at most once in a set time, at the lowest priority,
within bounds of count, hosts and bytes; what the bounds left out is noted in
the log. A requisite that can't be had costs the run nothing but that.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from archiver.crawl.intake import Intake
from archiver.crawl.recorder import Recorder
from archiver.items import Landed
from archiver.parse.requisites import css_requisites, requisites_of
from archiver.store.files import last_captured

PRIORITY = -10
CSS_DEPTH = 4
"""Style sheets that import style sheets: deeper than this is a loop or a mistake."""

_ATTRIBUTE = "archiver_requisites"
_REFUSALS = list(range(400, 600))  # nothing more is to be done with one


class Requisites:
    """One for each crawl; get it with :meth:`of`. ``asked`` holds all addresses asked for in this run."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._recorder = Recorder.of(crawler)
        self._intake = Intake.of(crawler)
        self._on = settings.getbool("REQUISITES_ENABLED")
        self._per_page = settings.getint("REQUISITES_PER_PAGE")
        self._most_hosts = settings.getint("REQUISITES_HOSTS")
        self._bytes_left = settings.getint("REQUISITES_BYTES")
        self._max_age = timedelta(days=settings.getint("REQUISITES_MAX_AGE_DAYS"))
        self._robots = settings.getbool("REQUISITES_OBEY_ROBOTS")
        self._hosts: set[str] = set()
        self.asked: set[str] = set()
        self.left_out: dict[str, int] = {}

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The requisites of ``crawler``, made at the first call."""
        requisites: Self | None = vars(crawler).get(_ATTRIBUTE)
        if requisites is None:
            requisites = cls(crawler)
            setattr(crawler, _ATTRIBUTE, requisites)
        return requisites

    def needed_by(self, landed: Landed) -> Iterator[Request]:
        """Requests for what a landed page needs and is not captured yet."""
        if self._on and landed.facts is not None:
            yield from self._wanted(requisites_of(landed.facts.page), depth=0)

    def parse(self, response: Response, depth: int) -> Iterator[Request]:
        """A requisite came: a style sheet needs more."""
        self._bytes_left -= len(response.body)
        kind = (response.headers.get("Content-Type") or b"").lower()
        if response.status == 200 and b"css" in kind and depth < CSS_DEPTH:
            text = response.body.decode("utf-8", "replace")
            yield from self._wanted(css_requisites(text, response.url), depth + 1)

    def lose(self, _: Failure) -> None:
        """A requisite that can't be had is a capture of a failure, and no more."""

    def summarise(self) -> None:
        """Note what the bounds left out, if anything."""
        if self.left_out:
            fields = {f"left out: {why}": str(count) for why, count in sorted(self.left_out.items())}
            self._recorder.note("limit", {"of": "requisites", **fields})

    def _wanted(self, urls: tuple[str, ...], depth: int) -> Iterator[Request]:
        fresh = [url for url in urls if url not in self.asked]
        for url in fresh[self._per_page :]:
            self._leave_out("count", url)
        for url in fresh[: self._per_page]:
            if not self._is_recent(url) and self._admits(url):
                self.asked.add(url)
                yield self._request(url, depth)

    def _request(self, url: str, depth: int) -> Request:
        meta = {"handle_httpstatus_list": _REFUSALS, "dont_retry": True}
        if not self._robots:
            meta["dont_obey_robotstxt"] = True
        return Request(
            url,
            self.parse,
            errback=self.lose,
            priority=PRIORITY,
            dont_filter=True,
            meta=meta,
            cb_kwargs={"depth": depth},
        )

    def _is_recent(self, url: str) -> bool:
        with self._intake.store.reading() as connection:
            last = last_captured(connection, url)
        return last is not None and self._recorder.clock() - last < self._max_age

    def _admits(self, url: str) -> bool:
        host = urlsplit(url).netloc
        if self._bytes_left <= 0:
            return self._leave_out("bytes", url)
        if host not in self._hosts and len(self._hosts) >= self._most_hosts:
            return self._leave_out("hosts", url)
        self._hosts.add(host)
        return True

    def _leave_out(self, why: str, url: str) -> bool:
        self.asked.add(url)
        self.left_out[why] = self.left_out.get(why, 0) + 1
        return False
