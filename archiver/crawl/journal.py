"""The writing end of a run: its WARC writer and index, its warcinfo, what it remembers."""

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from uuid import UUID

from archiver.errors import RecordError
from archiver.items import Capture, RunStart
from archiver.warc.captures import run_start
from archiver.warc.cdxj import Index
from archiver.warc.layout import Archive
from archiver.warc.ledger import Ledger
from archiver.warc.leftovers import KnownEnd, nothing_known
from archiver.warc.reader import record_at
from archiver.warc.records import Fields, Location, Record, Refers, warcinfo_record
from archiver.warc.writer import MAX_BYTES, WarcWriter

logger = logging.getLogger(__name__)

REMEMBERED = 20_000
"""Entries of a run's memory: about 10 MB; a longer crawl forgets what it saw first."""


_RANDOM_BYTES = 4096  # one call of the system's for 256 ids: it is what a UUID costs most
_random: list[bytes] = []


def new_id() -> str:
    """A fresh record id, ``urn:uuid:…`` (RFC 9562, version 4). Not for two threads at once."""
    if not _random:
        data = os.urandom(_RANDOM_BYTES)
        _random.extend(data[place : place + 16] for place in range(0, _RANDOM_BYTES, 16))
    return UUID(bytes=_random.pop(), version=4).urn


class RunMemory:
    """What this run has captured, as the ``known`` of ``archiver.warc.exchange``: the default
    where no store is at hand. Holds at most ``size`` payloads and addresses.
    """

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._seen: OrderedDict[tuple[str, str], Refers] = OrderedDict()

    def __call__(self, url: str, digest: str | None) -> Refers | None:
        """The earlier response with the payload ``digest``, or the latest at ``url`` if that is None."""
        return self._seen.get(("address", url) if digest is None else ("payload", digest))

    def remember(self, capture: Capture) -> None:
        """Take ``capture`` in, if a revisit may refer to it."""
        if capture.kind != "response" or capture.truncated is not None or capture.payload_digest is None:
            return
        place = Location(warc=capture.warc, offset=capture.offset, length=capture.length)
        refers = Refers(record_id=capture.record_id, url=capture.url, date=capture.captured_at, place=place)
        self._seen.setdefault(("payload", capture.payload_digest), refers)
        if capture.status == 200:
            self._seen["address", capture.url] = refers
        while len(self._seen) > self._size:
            self._seen.popitem(last=False)


class Journal:
    """One run's end of the archive; nothing is on disk before the first append.

    Needs the locks of archive and site (``archiver.warc.locks``), which are the caller's to hold.
    ``known_end`` and ``max_bytes`` are the writer's. ``findings`` are what was wrong with files that earlier runs left open,
    each a sentence; they are logged, too. Raises ``UsageError`` where the site's name can't be a folder's.
    """

    known_end: KnownEnd = staticmethod(nothing_known)

    def __init__(
        self,
        archive: Archive,
        site: str,
        *,
        run: str,
        clock: Callable[[], datetime],
        fields: Callable[[], Fields],
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.archive = archive
        self.site = site
        self.findings: list[str] = []
        self._has_told = False
        self._collection = archive.collection(site)
        self._run = run
        self._clock = clock
        self._fields = fields
        self._max_bytes = max_bytes
        self._writer: WarcWriter | None = None
        self._ended = False
        self._index: Index | None = None
        self._starts: dict[str, RunStart] = {}  # by file, until they are on disk
        self._ends: dict[str, int] = {}

    @property
    def writer(self) -> WarcWriter:
        """The writer, opened at the first call, which lists what a kill kept from the index.

        Raises ``StorageFailed``.
        """
        if self._writer is None:
            self._index = Index(self._collection.indexes)
            self._writer = WarcWriter(
                self._collection.archive,
                prefix=self.site,
                warcinfo=self._warcinfo,
                ledger=Ledger(self.archive.ledger, clock=self._clock),
                index=self._index,
                clock=self._clock,
                max_bytes=self._max_bytes,
                known_end=self.known_end,
            )
            # What can't be read there is the writer's to tend and the store's to report.
            self._index.catch_up(self._collection.archive)
        return self._writer

    def append(self, records: Sequence[Record]) -> "Future[tuple[Location, ...]]":
        """See ``WarcWriter.append``. The first call puts right what earlier runs left open: see ``findings``."""
        future = self.writer.append(records)
        if not self._has_told:
            self._has_told = True
            for name, report in self.writer.reports.items():
                if finding := report.finding(name):
                    self.findings.append(finding)
                    logger.error("%s", finding)
        return future

    def block_of(self, refers: Refers) -> bytes | None:
        """The block of an earlier record of this site, read from the disk; None, with a warning, where it can't be."""
        place = refers.place
        if place is None:
            return None
        try:
            path = self._collection.archive / place.warc
            return record_at(path, place.offset, place.length, refers.record_id).block
        except (RecordError, OSError) as problem:
            logger.warning("%s can't be read again, so what equals it is kept whole: %s", refers.url, problem)
            return None

    def synced(self, places: Sequence[Location]) -> RunStart | None:
        """Take note that the records at ``places``, all in one file, are on disk. Gives the run's
        beginning in that file, which stands before them, the first time.
        """
        last = places[-1]
        self._ends[last.warc] = max(last.offset + last.length, self._ends.get(last.warc, 0))
        return self._starts.pop(last.warc, None)

    def ends(self) -> dict[str, int]:
        """The files this run has written to, and up to which byte they are on disk."""
        return dict(self._ends)

    def end(self) -> None:
        """Close the file and list everything. Raises ``StorageFailed``. For a thread."""
        if self._writer is None or self._index is None or self._ended:
            return
        self._ended = True
        try:
            self._writer.close()
        finally:
            self._index.flush()  # what is on disk is to be replayed, whatever failed after it

    def _warcinfo(self, filename: str) -> Record:
        record = warcinfo_record(
            record_id=new_id(),
            date=self._clock(),
            filename=filename,
            run=self._run,
            site=self.site,
            fields=self._fields(),
        )
        self._starts[filename] = run_start(record)
        return record
