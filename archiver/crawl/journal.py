"""The writing end of a run: its locks, its WARC writer, its warcinfo, what it remembers."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import datetime
from uuid import uuid4

from archiver.items import Capture, RunStart
from archiver.warc.captures import run_start
from archiver.warc.layout import Archive
from archiver.warc.ledger import Ledger
from archiver.warc.leftovers import KnownEnd, nothing_known
from archiver.warc.locks import archive_shared, site_alone
from archiver.warc.records import Fields, Location, Record, Refers, warcinfo_record
from archiver.warc.writer import WarcWriter

REMEMBERED = 20_000
"""Entries of a run's memory: about 10 MB; a longer crawl forgets what it saw first."""


def new_id() -> str:
    """A fresh record id, ``urn:uuid:…``."""
    return uuid4().urn


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
        refers = Refers(record_id=capture.record_id, url=capture.url, date=capture.captured_at)
        self._seen.setdefault(("payload", capture.payload_digest), refers)
        if capture.status == 200:
            self._seen["address", capture.url] = refers
        while len(self._seen) > self._size:
            self._seen.popitem(last=False)


class _NoIndex:
    def add(self, record: Record, location: Location) -> None:
        pass


class Journal:
    """One run's end of the archive. Holds the site alone and the archive with others from the start.

    ``starts`` are the runs' beginnings (one a file) written since they were last taken.
    Raises ``ArchiveLocked``, ``StorageFailed``, ``UsageError`` (the site's name).
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
    ) -> None:
        self.archive = archive
        self.site = site
        self.starts: list[RunStart] = []
        self._collection = archive.collection(site)
        self._run = run
        self._clock = clock
        self._fields = fields
        self._writer: WarcWriter | None = None
        self._ended = False
        self._held = ExitStack()
        self._held.enter_context(archive_shared(archive))
        self._held.enter_context(site_alone(self._collection))

    @property
    def is_open(self) -> bool:
        """Whether anything was written, and more may be."""
        return self._writer is not None and not self._ended

    @property
    def writer(self) -> WarcWriter:
        """The writer, opened at the first call. Raises ``StorageFailed``."""
        if self._writer is None:
            self._collection.create()
            self._writer = WarcWriter(
                self._collection.archive,
                prefix=self.site,
                warcinfo=self._warcinfo,
                ledger=Ledger(self.archive.ledger, clock=self._clock),
                index=_NoIndex(),
                clock=self._clock,
                known_end=self.known_end,
            )
        return self._writer

    def append(self, records: Sequence[Record]) -> "Future[tuple[Location, ...]]":
        """See ``WarcWriter.append``."""
        return self.writer.append(records)

    def end(self) -> None:
        """Close the file; the locks stay. Raises ``StorageFailed``."""
        if self._writer is not None and not self._ended:
            self._ended = True
            self._writer.close()

    def release(self) -> None:
        """Let others at the site and the archive."""
        self._held.close()

    def _warcinfo(self, filename: str) -> Record:
        record = warcinfo_record(
            record_id=new_id(),
            date=self._clock(),
            filename=filename,
            run=self._run,
            site=self.site,
            fields=self._fields(),
        )
        self.starts.append(run_start(record))
        return record
