"""The end of a run, in its one right order.

What is on its way is committed; the run is counted and judged; the end record
is written and the WARC file closed; that record and the file's end go into the
store; the store is closed. Each step needs the one before it.
"""

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from archiver.crawl.arguments import Arguments
from archiver.crawl.budget import Budget
from archiver.crawl.forbidden import Forbidden
from archiver.crawl.frontier import Frontier
from archiver.crawl.intake import Intake
from archiver.crawl.nothing import nothing_found
from archiver.crawl.progress import Progress
from archiver.crawl.recorder import Recorder
from archiver.crawl.redirects import Redirects
from archiver.crawl.remarks import Remarks
from archiver.crawl.requisites import Requisites
from archiver.crawl.stopping import received
from archiver.errors import Exit
from archiver.store.counts import RunCounts, run_counts


class Ending:
    """Extension. ``counts`` and ``status`` hold from ``spider_closed`` on; until then a run is unfinished."""

    counts: RunCounts | None = None
    status: Exit = Exit.UNEXPECTED

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.recorder = Recorder.of(crawler)
        self.intake = Intake.of(crawler)
        self.progress = Progress.of(crawler)
        self.run = self.recorder.run
        self.site = self.intake.site.name
        self.archive = self.intake.archive.root
        self._base = self.intake.site.base
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(crawler)

    async def _closed(self, reason: str) -> None:
        self.progress.tally.finish_reason = reason
        try:
            Requisites.of(self.crawler).summarise()
            self._remark()
            await self.recorder.settle()
            await self.intake.settle()
            self._judge()
            signal = received(self.crawler)
            exit_status = (
                int(self.status) if signal is None else 128 + signal
            )  # as a shell tells it, and as we exit
            fields = {"exit_status": str(exit_status)}
            fields |= Remarks.of(self.crawler).fields()
            left = Budget.of(self.crawler).told()
            await self.recorder.end(reason, fields | {"left": left} if left else fields)
        finally:
            await self.intake.close()
        self.status = self.progress.tally.exit_status(self.recorder.failure)

    def _remark(self) -> None:
        """Say what the operator must know of this run that no capture of it says."""
        self.progress.summarise()
        Redirects.of(self.crawler).summarise()
        Forbidden.of(self.crawler).summarise()
        self.progress.tally.endless = Redirects.of(self.crawler).left
        self.progress.tally.moved = bool(Redirects.of(self.crawler).moved)
        frontier: Frontier | None = getattr(self.crawler.spider, "frontier", None)
        if frontier is not None and frontier.endless:
            Remarks.of(self.crawler).add(
                f"lists of articles without end: {frontier.endless} more that pages link were left (mode=all goes on with them)"
            )

    def _judge(self) -> None:
        """Count what the store has of this run, unless the store itself has failed."""
        tally = self.progress.tally
        tally.spider_errors += self.intake.lost
        tally.damage += len(self.recorder.journal.findings)
        if self.recorder.failure is None:
            with self.intake.store.transaction() as connection:
                self.counts = run_counts(connection, self.run)
                barren = nothing_found(connection, self.site, self._base) if self._has_looked() else None
            tally.problems, tally.incomplete = self.counts.problems, self.counts.incomplete
            self._tell(barren)
        self.status = tally.exit_status(self.recorder.failure)

    def _has_looked(self) -> bool:
        """Whether this run has looked for articles to its end: it was not stopped, and no addresses were named to it."""
        arguments: Arguments | None = getattr(self.crawler.spider, "arguments", None)
        finished = self.progress.tally.finish_reason == "finished" and received(self.crawler) is None
        return finished and arguments is not None and not arguments.urls

    def _tell(self, barren: str | None) -> None:
        """Say that there is no article, unless that is because the site does not answer, or refuses."""
        tally = self.progress.tally
        if barren is not None and tally.exit_status() not in (Exit.UNREACHABLE, Exit.REFUSED):
            tally.barren = True
            Remarks.of(self.crawler).add(barren)
