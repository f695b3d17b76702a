"""From the recorder to the store: every capture lands, is parsed, and is committed in batches.

The recorder tells of each capture once it is on disk. Here it becomes an item,
goes through the item pipelines, and waits for the next commit, which runs in a
thread of its own so that the reactor never waits for it long. Whoever wants
to know what a page said (a spider, the progress line) listens here.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import ParamSpec, Self, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool

from archiver.crawl.clock import judged
from archiver.crawl.landing import CapturedExchange
from archiver.crawl.recorder import STORAGE_FAILED, Recorder
from archiver.crawl.remarks import Remarks
from archiver.crawl.single import one_for
from archiver.derive.catch_up import catch_up
from archiver.derive.damage import NOTE, new_damage
from archiver.derive.fold import Batch, fold
from archiver.derive.land import land
from archiver.errors import ArchiverError, StorageFailed
from archiver.items import Landed, Note, RunStart
from archiver.parse.site import Site
from archiver.sites import generic
from archiver.store.engine import Store
from archiver.store.files import earlier, place_of
from archiver.store.times import instant
from archiver.warc.layout import Archive
from archiver.warc.leftovers import vouched_by
from archiver.warc.locks import archive_shared, site_alone
from archiver.warc.records import Location, Refers

logger = logging.getLogger(__name__)

COMMIT_SECONDS = 2.0
"""How long rows may wait. A kill loses none: the next start derives them from the WARC files."""

COMMIT_ITEMS = 32
"""A batch this large is committed at once: it bounds memory, and the time a commit takes."""

HEAD_START_SECONDS = 0.1
"""How long the reactor waits for a commit, which mostly is over by then. Beside each other the two threads hand Python's
lock over at every few rows: 28 times a page, and an eighth of all CPU (docs/decisions.md, "Speed").
"""

RECENT = 1024
"""Items kept for whoever asks what landed; responses ask at once, redirects and failures never."""

P = ParamSpec("P")
T = TypeVar("T")


class Intake:
    """One for each crawl; get it with :meth:`of`. Also Scrapy's extension of that name.

    ``store`` is open from the start, and holds whatever an earlier run left behind
    on disk; ``damage`` says what is wrong there, in sentences, and ``clock`` whether it was captured before now. ``listeners`` are called with each item as it lands, in the reactor's thread;
    ``aside_listeners`` instead of them where its address is in ``asides``: those asked for as requisites.
    """

    def __init__(self, crawler: Crawler) -> None:
        from twisted.internet import reactor

        self.crawler = crawler
        self.recorder = Recorder.of(crawler)
        self.site: Site = getattr(crawler.spider, "site", None) or generic(self.recorder.journal.site)
        self.archive = Archive(Path(crawler.settings["ARCHIVER_OUTPUT"]))
        self.listeners: list[Callable[[Landed], None]] = []
        self.aside_listeners: list[Callable[[Landed], None]] = []
        self.asides: set[str] = set()
        collection = self.archive.collection(self.site.name)
        self._locks = ExitStack()
        self._locks.enter_context(archive_shared(self.archive))
        self._locks.enter_context(site_alone(collection))
        self.store = Store(crawler.settings["ARCHIVER_DATABASE"])
        self._news = new_damage(self.store, self.archive, collection)
        caught_up = catch_up(self.store, self.archive, collection)
        self.damage = [*(one.sentence for one in self._news if one.sentence), *caught_up.findings]
        self.clock = judged(self.store, self.archive, self.site.name, self.recorder.clock())
        self._durable: dict[str, int] = {}
        self._looks: dict[str, dict[str, int]] = {}  # by article: how far files went when the look began
        self.lost = 0  # items on which a pipeline or a listener failed: the next start derives them
        self._landed: OrderedDict[str, Landed] = OrderedDict()
        self._batch = Batch()
        self._on_the_way: set[Deferred[object]] = set()
        self._committing: Deferred[None] | None = None
        self._reactor = reactor
        self._pool = ThreadPool(minthreads=0, maxthreads=1, name="store")
        self._loop = LoopingCall(self._commit)
        self._listen()

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The intake of ``crawler``, made at the first call. Raises ArchiverError when the archive can't be used."""
        return one_for(crawler, cls, lambda: cls(crawler))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call, as an extension."""
        return cls.of(crawler)

    def _listen(self) -> None:
        self._memory = self.recorder.known
        self.recorder.known = self._known
        self.recorder.journal.known_end = vouched_by(self.archive.ledger)
        self.recorder.subscribers.append(self.receive)
        self.recorder.note_subscribers.append(self._note)
        self.recorder.start_subscribers.append(self._start)
        self.crawler.signals.connect(self._opened, signal=signals.spider_opened)

    def _opened(self) -> None:
        self._pool.start()
        self._loop.start(COMMIT_SECONDS, now=False).addErrback(self._failed)
        for sentence in self.damage:
            logger.error("%s", sentence)
        if self.clock.said:
            Remarks.of(self.crawler).add(self.clock.said)
        for one in self._news:  # said once; it stays wrong until it is put right
            self.recorder.note(NOTE, one.note())

    def receive(self, captured: CapturedExchange) -> None:
        """A capture is on disk: it becomes an item and goes through the pipelines."""
        item = land(captured.capture, captured.block, self.site)
        self._durable[item.capture.warc] = item.capture.offset + item.capture.length
        self._landed[item.capture.record_id] = item
        if len(self._landed) > RECENT:
            self._landed.popitem(last=False)
        engine = self.crawler.engine
        assert engine is not None  # noqa: S101 - a capture comes from a running engine
        passing: Deferred[object] = deferred_from_coro(engine.scraper.itemproc.process_item_async(item))
        self._on_the_way.add(passing)
        passing.addBoth(self._passed, passing)
        self._tell(item)

    def _tell(self, item: Landed) -> None:
        """Tell those who listen. What fails in one costs neither the others nor the item."""
        aside = item.capture.url in self.asides
        self.asides.discard(item.capture.url)
        for listener in self.aside_listeners if aside else self.listeners:
            try:
                listener(item)
            except ArchiverError as problem:  # the store can't be read
                self.recorder.stop(problem, STORAGE_FAILED)
            except Exception:
                self.lost += 1
                logger.exception("%s: what listens to it failed", item.capture.url)

    def take(self, record_id: str) -> Landed | None:
        """What landed as ``record_id``, once; None when that is long ago."""
        return self._landed.pop(record_id, None)

    def put(self, item: Landed) -> None:
        """An item came through the pipelines: it is in the next batch."""
        self._batch.sheet.add(item)
        if len(self._batch.sheet) >= COMMIT_ITEMS:
            self._commit()

    def look_begins(self, article: str) -> None:
        """A look at the article at this address begins: its history is settled when the look ends, not with each page."""
        self._looks[article] = dict(self._durable)

    def look_ends(self, article: str) -> None:
        """That look has ended, for whatever reason."""
        if self._looks.pop(article, None) is not None:
            self._batch.looked_at.add((self.site.name, article))

    def _note(self, note: Note) -> None:
        self._batch.notes.append((self.site.name, note))

    def _start(self, start: RunStart) -> None:
        self._batch.starts.append(start)

    def _passed(self, result: object, passing: Deferred[object]) -> None:
        self._on_the_way.discard(passing)
        if isinstance(result, Failure):
            self.lost += 1
            logger.error("a pipeline failed: %s", result.getTraceback())

    def _commit(self) -> Deferred[None] | None:
        """Commit what waits, unless a commit is under way: the loop comes again.

        Where nothing is on its way through the pipelines and nothing was lost there, every
        capture so far is in this batch or an earlier one, and the store may say so: of those
        before the looks under way began. The next start after a kill settles the others.
        After a failure nothing more is committed: the next start derives it from the log.
        """
        if self.recorder.failure is not None:
            self._batch = Batch()
        if self._committing is None and self._batch:
            batch, self._batch = self._batch, Batch()
            batch.under_way = {(self.site.name, article) for article in self._looks}
            if not self._on_the_way and not self.lost:
                known = {warc: (self.site.name, end) for warc, end in self._settled_to().items()}
                batch.ends = known | batch.ends  # the last commit of a run knows how far its files go
            over = Event()
            self._committing = deferToThreadPool(self._reactor, self._pool, self._fold, batch, over)
            self._committing.addErrback(self._failed).addBoth(self._committed)
            over.wait(HEAD_START_SECONDS)
        return self._committing

    def _fold(self, batch: Batch, over: Event) -> None:
        try:
            fold(self.store, batch)
        finally:
            over.set()

    def _settled_to(self) -> dict[str, int]:
        """By WARC file, the byte before which each capture is settled once the batch is committed."""
        ends = {
            warc: min([end, *(look.get(warc, 0) for look in self._looks.values())])
            for warc, end in self._durable.items()
        }
        return {warc: end for warc, end in ends.items() if end}

    def _committed(self, _: object) -> None:
        self._committing = None

    def _failed(self, failure: Failure) -> None:
        error = failure.value
        known = error if isinstance(error, ArchiverError) else StorageFailed(f"{self.store.url}: {error!r}")
        if not isinstance(error, ArchiverError):
            logger.error("the store's commit failed: %s", failure.getTraceback())
        self.recorder.stop(known, STORAGE_FAILED)

    async def beside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``work`` gives, done in the thread that commits: it may take long and read the store, and nothing else."""
        done: Deferred[T] = deferToThreadPool(self._reactor, self._pool, work, *args, **kwargs)
        return await maybe_deferred_to_future(done)

    async def settle(self) -> None:
        """All that has landed is in the store, or the recorder has its failure."""
        while self._on_the_way:
            await maybe_deferred_to_future(next(iter(self._on_the_way)))
        while (committing := self._commit()) is not None:
            await maybe_deferred_to_future(committing)

    async def close(self) -> None:
        """Commit the run's last records, and how far its files are derived; give back store and locks."""
        if self._loop.running:
            self._loop.stop()
        try:
            for article in list(self._looks):  # cut off by the run's end
                self.look_ends(article)
            await self.settle()
            if self.recorder.failure is None and not self.lost:
                self._batch.ends = {warc: (self.site.name, end) for warc, end in self.recorder.ends().items()}
                await self.settle()
        finally:  # a thread left running would keep the process alive
            self._pool.stop()
            self.store.close()
            self._locks.close()

    def _known(self, url: str, digest: str | None) -> Refers | None:
        """What a revisit may refer to: this run's captures, then the store's."""
        refers = self._memory(url, digest)
        if refers is not None:
            return refers
        with self.store.reading() as connection:
            found = earlier(connection, self.site.name, url, digest)
            lies = place_of(connection, found[0]) if found else None
        if found is None:
            return None
        place = Location(warc=lies.warc, offset=lies.offset, length=lies.length) if lies else None
        return Refers(record_id=found[0], url=found[1], date=instant(found[2]), place=place)
