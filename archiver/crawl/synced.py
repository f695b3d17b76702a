"""From the writer's thread back to the reactor's: who waits is told once the disk has it."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.task import LoopingCall
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure

from archiver.crawl.journal import Journal
from archiver.errors import ArchiverError
from archiver.items import RunStart
from archiver.warc.cdxj import FLUSH_EVERY
from archiver.warc.records import Location

T = TypeVar("T")
Places = tuple[Location, ...]


class Synced:
    """Waits for what ``journal`` appends, and keeps its index fresh meanwhile.

    ``on_failure`` is told of each error of ours; ``on_start`` of each beginning of the run in a file,
    once on disk and before anything that stands behind it.
    """

    def __init__(
        self,
        journal: Journal,
        reactor: Any,
        *,
        on_failure: Callable[[ArchiverError], object],
        on_start: Callable[[RunStart], None],
    ) -> None:
        self._journal = journal
        self._reactor = reactor
        self._on_failure = on_failure
        self._on_start = on_start
        self._waiting: set[Deferred[None]] = set()
        self._indexing = LoopingCall(self._flush_index)

    def then(self, future: "Future[Places]", make: Callable[[Places], T]) -> Deferred[T]:
        """Fires with what ``make`` makes of the places, in the reactor's thread, or fails as ``future`` does.

        ``make`` is called even if whoever waits has been cancelled meanwhile.
        """
        if not self._indexing.running:
            self._indexing.start(FLUSH_EVERY.total_seconds(), now=False)
        told: Deferred[T] = Deferred()
        settled: Deferred[None] = Deferred()
        self._waiting.add(settled)

        def pass_on() -> None:
            self._waiting.discard(settled)
            try:
                places = future.result()
                start = self._journal.synced(places)
                if start is not None:
                    self._on_start(start)
                told.callback(make(places))
            except ArchiverError as problem:
                self._on_failure(problem)
                told.errback(problem)
            except Exception:
                told.errback()  # a defect of a subscriber's: the records are on disk all the same
            settled.callback(None)

        future.add_done_callback(lambda _: self._reactor.callFromThread(pass_on))
        return told

    async def settle(self) -> None:
        """Return once nothing is waited for any more."""
        while self._waiting:
            await maybe_deferred_to_future(DeferredList(list(self._waiting)))

    async def end(self) -> None:
        """End the journal, in a thread; a failure goes to ``on_failure``."""
        await self.settle()
        if self._indexing.running:
            self._indexing.stop()
        try:
            await maybe_deferred_to_future(deferToThread(self._journal.end))
        except ArchiverError as problem:
            self._on_failure(problem)

    def _flush_index(self) -> Deferred[None]:
        return deferToThread(self._journal.flush_index).addErrback(self._flush_failed)

    def _flush_failed(self, failure: Failure) -> None:
        failure.trap(ArchiverError)  # type: ignore[no-untyped-call]  # Twisted has no types here
        self._on_failure(cast("ArchiverError", failure.value))
