"""From the writer's thread back to the reactor's: who waits is told once the disk has it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.threads import deferToThread

from archiver.crawl.journal import Journal
from archiver.errors import ArchiverError, BadInput
from archiver.items import RunStart
from archiver.warc.records import Location, Record

T = TypeVar("T")
Places = tuple[Location, ...]


GATHER_SECONDS = 0.003
"""How long what is to be written waits for company. Measured with sixteen at a time: else each page has
a sync of its own, which costs as much CPU as all else of its capture.
"""


class _Entry(Generic[T]):
    """Records that go to disk together, and who waits for them."""

    def __init__(self, records: Sequence[Record], make: Callable[[Places], T]) -> None:
        self.records = records
        self.told: Deferred[T] = Deferred()
        self.settled: Deferred[None] = Deferred()
        self._make = make

    def succeed(self, places: Places) -> None:
        try:
            self.told.callback(self._make(places))
        except Exception:
            self.told.errback()  # a defect of a subscriber's: the records are on disk all the same
        self.settled.callback(None)

    def fail(self, problem: ArchiverError) -> None:
        self.told.errback(problem)
        self.settled.callback(None)


class Synced:
    """Appends to ``journal`` and waits for the disk.

    ``is_busy`` says whether more is to be expected soon; ``on_failure`` is told of each error of ours;
    ``on_start`` of each beginning of the run in a file, once on disk and before anything behind it.
    """

    def __init__(
        self,
        journal: Journal,
        reactor: Any,
        *,
        is_busy: Callable[[], bool],
        on_failure: Callable[[ArchiverError], object],
        on_start: Callable[[RunStart], None],
    ) -> None:
        self._journal = journal
        self._reactor = reactor
        self._is_busy = is_busy
        self._on_failure = on_failure
        self._on_start = on_start
        self._gathered: list[_Entry[Any]] = []
        self._waiting: set[_Entry[Any]] = set()
        self._timer: Any = None

    def append(self, records: Sequence[Record], make: Callable[[Places], T]) -> Deferred[T]:
        """Fires with what ``make`` makes of the places of ``records`` once they are on disk, in the
        reactor's thread; fails with ``StorageFailed`` or ``BadInput``. Order is kept.

        ``make`` is called even if whoever waits has been cancelled meanwhile.
        """
        entry = _Entry(records, make)
        self._waiting.add(entry)
        self._gathered.append(entry)
        if not self._is_busy():
            self._write()
        elif self._timer is None:
            self._timer = self._reactor.callLater(GATHER_SECONDS, self._write)
        return entry.told

    def _write(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        self._timer = None
        entries, self._gathered = self._gathered, []
        self._hand_over(entries)

    def _hand_over(self, entries: list[_Entry[Any]]) -> None:
        try:
            future = self._journal.append([record for entry in entries for record in entry.records])
        except BadInput as problem:
            if len(entries) == 1:
                self._fail(entries, problem)
            else:
                for entry in entries:  # one that can't be written must not cost the others
                    self._hand_over([entry])
        except ArchiverError as problem:
            self._fail(entries, problem)
        else:
            future.add_done_callback(lambda done: self._reactor.callFromThread(self._synced, entries, done))

    def _synced(self, entries: list[_Entry[Any]], future: "Future[Places]") -> None:
        try:
            places = future.result()
        except ArchiverError as problem:
            self._fail(entries, problem)
            return
        start = self._journal.synced(places)
        if start is not None:
            self._on_start(start)
        begin = 0
        for entry in entries:
            end = begin + len(entry.records)
            entry.succeed(places[begin:end])
            self._waiting.discard(entry)
            begin = end

    def _fail(self, entries: list[_Entry[Any]], problem: ArchiverError) -> None:
        self._on_failure(problem)
        for entry in entries:
            entry.fail(problem)
            self._waiting.discard(entry)

    async def settle(self) -> None:
        """Return once nothing is waited for any more."""
        while self._waiting:
            await maybe_deferred_to_future(DeferredList([entry.settled for entry in self._waiting]))

    async def end(self) -> None:
        """End the journal, in a thread; a failure goes to ``on_failure``."""
        await self.settle()
        try:
            await maybe_deferred_to_future(deferToThread(self._journal.end))
        except ArchiverError as problem:
            self._on_failure(problem)
