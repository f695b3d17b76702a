"""What the operator sees while it runs: a live line on a terminal, plain log lines elsewhere."""

import logging
import sys
import time
from typing import Literal, Self

from scrapy import signals
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from archiver.crawl.intake import Intake
from archiver.crawl.outcome import Tally
from archiver.crawl.remarks import Remarks
from archiver.crawl.seeds import FRONT, SEEDS
from archiver.crawl.single import one_for
from archiver.items import Landed

logger = logging.getLogger(__name__)

LIVE_SECONDS = 0.5
LOG_SECONDS = 60.0

Trouble = Literal["failed", "refused"]
"""What is wrong with an answer."""


class Progress:
    """Counts what lands. ``tally`` is what the exit status is made from; ``is_silent`` says that the last thing asked of the
    site had no answer, or one that its server failed (5xx). ``closed`` are the feeds and lists of all posts that refused us:
    many sites keep these from all, and whether it is the site that refuses, its front page tells.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.intake = Intake.of(crawler)
        self.tally = Tally(damage=len(self.intake.damage), behind=self.intake.clock.behind)
        self.is_silent = False
        self.closed: set[str] = set()
        self._is_open = False  # the front page has come
        base = getattr(crawler.spider, "base", "")
        self._front = f"{base}{FRONT}"
        self._lists = {f"{base}{path}" for path in SEEDS if path != FRONT}
        self._articles: set[int] = set()  # of hashes: a number an article, whatever its address
        self._troubles: dict[int, Trouble] = {}
        self._begun = time.monotonic()
        self._live = sys.stderr.isatty()
        self._loop = LoopingCall(self._show)
        connect = crawler.signals.connect
        connect(self._opened, signal=signals.spider_opened)
        connect(self._erred, signal=signals.spider_error)
        connect(self._closed, signal=signals.spider_closed)
        self.intake.listeners.append(self._count)
        self.intake.aside_listeners.append(self._count_aside)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The progress of ``crawler``, made at the first call."""
        return one_for(crawler, cls, lambda: cls(crawler))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call, as an extension."""
        return cls.of(crawler)

    def _opened(self) -> None:
        self._begun = time.monotonic()
        self._loop.start(LIVE_SECONDS if self._live else LOG_SECONDS, now=False)

    def _erred(self) -> None:
        self.tally.spider_errors += 1

    def _count(self, item: Landed) -> None:
        tally = self.tally
        tally.bytes_written += item.capture.length
        self.is_silent = item.page_kind == "failure" or (item.capture.status or 0) >= 500
        refused = item.page_kind == "refused" or self._is_wall(item)
        if item.capture.url in self._lists:
            self.closed.discard(item.capture.url)
            if refused:
                self.closed.add(item.capture.url)
                self._count_trouble(item.capture.url, None)  # of an answer before
                return
        trouble: Trouble | None = "failed" if self.is_silent else "refused" if refused else None
        self._count_trouble(item.capture.url, trouble)
        self._is_open |= trouble is None and item.capture.url == self._front
        if trouble is None and item.page_kind != "resource":
            tally.pages += 1
            tally.entered |= item.page_kind != "robots"
        facts = item.facts
        if facts is None:
            return
        tally.problems += len(facts.problems)
        if facts.article is not None:
            self._articles.add(hash(facts.article.url))
            tally.articles = len(self._articles)
        if facts.thread is not None:
            tally.comments += len(facts.thread.comments)

    def _count_trouble(self, url: str, trouble: Trouble | None) -> None:
        """An address counts by its last answer: what failed, was asked for again and then came is no finding."""
        tally, seed = self.tally, url.rstrip("/") in self._seeds()
        for one, step in ((self._troubles.pop(hash(url), None), -1), (trouble, 1)):
            tally.failures += step * (one == "failed")
            tally.refused += step * (one == "refused")
            tally.refused_seeds += step * (one == "refused" and seed)
        if trouble is not None:
            self._troubles[hash(url)] = trouble

    def _count_aside(self, item: Landed) -> None:
        """A requisite says nothing of the site's health: a dead picture is no finding."""
        self.tally.bytes_written += item.capture.length
        self.tally.requisites += 1

    def _is_wall(self, item: Landed) -> bool:
        """Whether the site's login answers where a run looks for what is new. Before a single article it is a fact of that one."""
        return item.page_kind == "login" and item.capture.url in {*self._lists, self._front}

    def summarise(self) -> None:
        """Say which feeds and lists refused us though the site does not."""
        if self.closed and self._is_open:
            listed = ", ".join(sorted(self.closed))
            Remarks.of(self.crawler).add(f"refused us, though the front page did not: {listed}")

    def _seeds(self) -> set[str]:
        return {str(url).rstrip("/") for url in getattr(self.crawler.spider, "seeds", ())}

    @property
    def queued(self) -> int:
        """Requests that wait for their turn."""
        engine = self.crawler.engine
        scheduler = engine.scheduler if engine is not None else None
        return len(scheduler) if isinstance(scheduler, Scheduler) else 0

    def line(self) -> str:
        """The run so far, in one line."""
        tally = self.tally
        seconds = max(time.monotonic() - self._begun, 0.001)
        waiting = self.queued + len(getattr(self.crawler.spider, "later", ()))
        return (
            f"{tally.articles} articles, {tally.pages} pages, {tally.comments} comments shown,"
            f" {tally.requisites} requisites,"
            f" {tally.pages / seconds * 60:.0f} pages a minute, {waiting} waiting"
        )

    def _show(self) -> None:
        if self._live:
            sys.stderr.write(f"\r\x1b[2K{self.line()}")
            sys.stderr.flush()
        else:
            logger.info(self.line())

    def _closed(self, reason: str) -> None:
        self.tally.finish_reason = reason
        if self._loop.running:
            self._loop.stop()
        if self._live:
            sys.stderr.write("\r\x1b[2K")
