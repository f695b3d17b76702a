"""The recorder of a crawl: the one door from the wire to the archive.

It gives the run its id, turns each landed flight into records, waits for the
disk, and tells those who subscribed. http and https have handlers of their own;
they share this through the crawler.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred, fail
from twisted.python.failure import Failure

from archiver.crawl.flight import Flight
from archiver.crawl.guard import AddressGuard, literal_ip
from archiver.crawl.journal import Journal, RunMemory, new_id
from archiver.crawl.landing import CapturedExchange, FetchEnding, exchange_of
from archiver.crawl.limits import limits_from
from archiver.crawl.single import one_for
from archiver.crawl.synced import Synced
from archiver.crawl.warcinfo import warcinfo_fields
from archiver.crawl.watch import Watch
from archiver.errors import ArchiverError, StorageFailed, UsageError
from archiver.items import Note, RunStart
from archiver.warc.captures import capture_of
from archiver.warc.exchange import Exchange, Known, exchange_records
from archiver.warc.layout import Archive
from archiver.warc.records import Location, Record, note_record
from archiver.warc.writer import MAX_BYTES
from archiver.wire.messages import split_interim

logger = logging.getLogger(__name__)

STORAGE_FAILED = "storage_failed"
"""The reason a spider is closed with when its captures can't be written."""


class Recorder:
    """One for each crawl; get it with :meth:`of`. Also Scrapy's extension of that name.

    ``run`` is the run's id. ``subscribers`` are called with each capture, ``note_subscribers`` with
    each note and ``start_subscribers`` with each beginning of this run in a file, once on disk,
    in the reactor's thread, before the response goes on. ``failure`` is why the crawl was stopped,
    or None. ``known`` finds what a revisit may refer to; it and ``journal.known_end`` may be
    replaced before the spider is opened.
    """

    def __init__(self, crawler: Crawler) -> None:
        from twisted.internet import reactor

        if crawler.settings.getbool("HTTPCACHE_ENABLED"):
            raise UsageError("HTTPCACHE_ENABLED is set: an answer from a cache never passed the wire")
        self.crawler = crawler
        self.run = new_id()
        self.limits = limits_from(crawler.settings)
        self.watch = Watch(reactor, self.limits.sweep_seconds)
        self.subscribers: list[Callable[[CapturedExchange], None]] = []
        self.note_subscribers: list[Callable[[Note], None]] = []
        self.start_subscribers: list[Callable[[RunStart], None]] = []
        self.failure: ArchiverError | None = None
        self.guard = AddressGuard(getattr(crawler.spider, "allow_private_hosts", None))
        self.memory = RunMemory()
        self.known: Known = self.memory
        self.journal = Journal(
            Archive(Path(crawler.settings.get("ARCHIVER_OUTPUT") or "output")),
            _site_name(crawler.spider),
            run=self.run,
            clock=self.clock,
            fields=lambda: warcinfo_fields(crawler, self.limits),
            max_bytes=crawler.settings.getint("ARCHIVER_WARC_BYTES", MAX_BYTES),
        )
        self._synced = Synced(
            self.journal,
            reactor,
            is_busy=lambda: len(self.watch) > 0,
            on_failure=self._failed,
            on_start=self._started,
        )
        self._ended = False
        self._reason = "unknown"
        connect = crawler.signals.connect
        connect(self._spider_opened, signal=signals.spider_opened)
        connect(self._request_scheduled, signal=signals.request_scheduled)
        connect(self._spider_closed, signal=signals.spider_closed)
        connect(self._engine_stopped, signal=signals.engine_stopped)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The recorder of ``crawler``, made at the first call.

        Raises ``UsageError`` where captures can't be exact, or the site's name can't be a folder's.
        """
        return one_for(crawler, cls, lambda: cls(crawler))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call, as an extension."""
        return cls.of(crawler)

    # What the handlers ask

    @staticmethod
    def clock() -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)

    def check(self) -> None:
        """Raise why nothing more may be fetched, if the crawl has failed."""
        if self.failure is not None:
            raise self.failure

    def guard_literal(self, flight: Flight) -> None:
        """Raise ``AddressRefused`` if the host of ``flight`` is an address that may not be reached."""
        ip = literal_ip(flight.host)
        if ip is not None:
            self.guard.admit(flight.host, ip)

    def admit(self, flight: Flight, ip: str) -> None:
        """Raise ``AddressRefused`` if the connected peer ``ip`` may not be reached for ``flight``."""
        if not flight.proxied:  # the peer is then the proxy, which the operator chose
            self.guard.admit(flight.host, ip)

    def land(self, flight: Flight, ending: FetchEnding) -> Deferred[CapturedExchange]:
        """Write ``flight`` down, which then holds no bytes any more; see :meth:`append_exchange`."""
        self.watch.leave(flight)
        elapsed = (self.clock() - flight.started).total_seconds()
        exchange = exchange_of(flight, ending, elapsed)
        flight.release()
        return self.append_exchange(exchange)

    def count(self, name: str, by: int = 1) -> None:
        """Add ``by`` to the statistic ``archiver/NAME``."""
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"archiver/{name}", by)

    # What goes into the archive

    def append_exchange(self, exchange: Exchange) -> Deferred[CapturedExchange]:
        """Append ``exchange``; fires with its capture once that is on disk.

        Fails with ``StorageFailed``; the crawl is then stopped.
        """
        try:
            records = exchange_records(
                exchange,
                warcinfo_id=self.journal.writer.warcinfo_id,
                new_id=new_id,
                known=self.known,
                read=self.journal.block_of,
            )
        except ArchiverError as problem:
            return fail(self._failed(problem))
        return self._synced.append(records, lambda places: self._captured(exchange, records, places))

    def note(self, kind: str, fields: Mapping[str, str]) -> Note:
        """A note of this run, on its way to the disk.

        What is appended later stands behind it. A failure stops the crawl.
        """
        note = Note(record_id=new_id(), run=self.run, at=self.clock(), kind=kind, fields=dict(fields))
        written = self._synced.append([note_record(note)], lambda _: self._noted(note))
        written.addErrback(_told_already)
        return note

    async def settle(self) -> None:
        """Return once all that was appended is on disk, or has failed, and those who subscribed know."""
        await self._synced.settle()

    async def end(self, reason: str, fields: Mapping[str, str]) -> None:
        """End the run: its ``run-end`` note, with ``fields``, then the file. A second call does nothing.

        A failure is kept in ``failure``; nothing is raised.
        """
        if self._ended:
            return
        await self.settle()
        self._ended = True
        if self.journal.ends():  # else nothing was fetched: there is no run to end
            self.note("run-end", {**self._statistics(), **fields, "finish_reason": reason})
        await self._synced.end()

    def ends(self) -> dict[str, int]:
        """The WARC files this run has written to, by name, and up to which byte they are on disk."""
        return self.journal.ends()

    # What stops a crawl

    def drop_in_flight(self, why: str) -> int:
        """Stop all fetches now under way, keeping what came; gives their number."""
        return self.watch.drop_all(why)

    def stop(self, failure: ArchiverError, reason: str) -> None:
        """Fetch nothing more, and close the spider with ``reason``. Only the first failure is kept."""
        if self.failure is not None:
            return
        self.failure = failure
        logger.critical("%s: %s", reason, failure)
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            closing = deferred_from_coro(engine.close_spider_async(reason=reason))
            closing.addErrback(lambda trouble: logger.error("closing the spider failed: %s", trouble.value))

    def _failed(self, problem: ArchiverError) -> ArchiverError:
        if isinstance(problem, StorageFailed):
            self.stop(problem, STORAGE_FAILED)
        return problem

    # What is told, once on disk

    def _captured(
        self, exchange: Exchange, records: Sequence[Record], places: Sequence[Location]
    ) -> CapturedExchange:
        for record, place in zip(records, places, strict=True):
            capture = capture_of(record, place, self.run)
            if capture is not None:
                break
        else:
            raise RuntimeError(f"no record stands for {exchange.url}")
        block = b"" if capture.kind == "failure" else split_interim(exchange.response)[1]
        captured = CapturedExchange(capture=capture, block=block)
        self.memory.remember(capture)
        self.count("captures")
        for subscriber in self.subscribers:
            subscriber(captured)
        return captured

    def _noted(self, note: Note) -> None:
        for subscriber in self.note_subscribers:
            subscriber(note)

    def _started(self, start: RunStart) -> None:
        for subscriber in self.start_subscribers:
            subscriber(start)

    # Scrapy's signals

    def _spider_opened(self) -> None:
        """Open the archive before anything is asked for."""
        try:
            _ = self.journal.writer
        except StorageFailed as problem:
            self.failure = problem
            logger.critical("%s: %s", STORAGE_FAILED, problem)
            raise CloseSpider(STORAGE_FAILED) from problem

    def _request_scheduled(self, request: Request, spider: Spider) -> None:
        """Take note of the seeds: what they reach is what the operator chose."""
        meta = request.meta
        if meta.get("is_start_request") and not meta.get("redirect_times"):
            self.guard.add_seed(urlparse_cached(request).hostname or "")

    def _spider_closed(self, spider: Spider, reason: str) -> None:
        self._reason = reason

    async def _engine_stopped(self) -> None:
        """The last chance to end the run, for a crawl without an extension that does."""
        await self.end(self._reason, {})

    def _statistics(self) -> dict[str, str]:
        stats = self.crawler.stats.get_stats() if self.crawler.stats is not None else {}
        return {name: str(value) for name, value in sorted(stats.items())}


def _told_already(failure: Failure) -> None:
    """An error of ours has stopped the crawl by now; anything else is a defect, and is logged."""
    failure.trap(ArchiverError)  # type: ignore[no-untyped-call]  # Twisted has no types here


def _site_name(spider: Spider | None) -> str:
    return str(getattr(spider, "site_name", None) or getattr(spider, "name", None) or "unnamed")
