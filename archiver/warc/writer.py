"""The WARC writer: whoever appends waits for the disk, and all who wait share one sync.

- ``append`` compresses in the caller's thread; one writer thread writes and syncs.
- A future resolves only when its records are on disk. After a failed write the file is cut
  back to its last synced byte, all who wait fail, and nothing more is taken.
- The records of one call stay in one file, and each run has a warcinfo of its own in each
  file; records are put under it here, since only here is it known which file takes them.
- A day's file that still bears its marker is continued by the next run, after tail care.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

from archiver.errors import ArchiverError, StorageFailed
from archiver.warc import faults
from archiver.warc.disk import make_folders, storage
from archiver.warc.fields import decode_fields
from archiver.warc.layout import warc_name
from archiver.warc.leftovers import KnownEnd, Leftovers, nothing_known
from archiver.warc.records import Location, Record, member, under
from archiver.warc.tail import TailReport
from archiver.warc.volume import Ledger, Volume

MAX_BYTES = 1_000_000_000
"""What everyone else's WARC files come to, and what mail, tapes and tools are used to."""

PLAIN_LEVEL = 2
CODED_LEVEL = 1
"""isal's levels. Measured: 2 shrinks text 5 % less than zlib's 6 in a twentieth of the time; what came compressed can't shrink."""

IDLE_SECONDS = 1.0
"""How often the thread looks whether the index is due, while nothing comes and the index has something to list."""

_HEAD_PEEK = 16 * 1024
_COMPRESSED_TYPES = (b"image/", b"audio/", b"video/", b"font/woff", b"application/zip", b"application/gzip")


class Index(Protocol):
    """Is told of each record on disk, and gathers that, as ``archiver.warc.cdxj.Index`` does: it is flushed in the
    writer's thread, where nobody waits for it, and at the end.
    """

    def add(self, record: Record, location: Location) -> object:
        """Take it in. Raises StorageFailed."""

    @property
    def is_behind(self) -> bool:
        """Whether there is anything to flush."""

    def maybe_flush(self, now: datetime) -> bool:
        """Flush if it is time. Raises StorageFailed."""

    def flush(self) -> bool:
        """Flush. Raises StorageFailed."""


Locations = tuple[Location, ...]


@dataclass(slots=True)
class _Job:
    """Members that go into ``volume`` together. ``hidden`` of them, at the front, are the writer's own."""

    volume: Volume
    records: list[Record]
    members: list[bytes]
    hidden: int
    future: "Future[Locations]" = field(default_factory=Future)


class WarcWriter:
    """Appends records to the WARC files in ``folder``, which is made if missing.

    ``warcinfo`` makes this run's warcinfo for a file's name; ``clock`` gives aware instants;
    ``known_end`` says how much of a file was already vouched for, to save walking it and to know
    whether it still holds that: if not, it is left alone, and so is its line in the ledger. ``reports`` are what tail care found, by file name. Thread safe.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str,
        warcinfo: Callable[[str], Record],
        ledger: Ledger,
        index: Index,
        clock: Callable[[], datetime],
        max_bytes: int = MAX_BYTES,
        known_end: KnownEnd = nothing_known,
    ) -> None:
        with storage(folder):
            make_folders(folder)
        self.reports: dict[str, TailReport] = {}
        self._folder = folder
        self._prefix = prefix
        self._warcinfo = warcinfo
        self._ledger = ledger
        self._index = index
        self._clock = clock
        self._max_bytes = max_bytes
        self._known_end = known_end
        self._leftovers = Leftovers(folder, prefix, known_end)
        self._lock = threading.Lock()
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._failure: ArchiverError | None = None
        self._volume: Volume | None = None  # that of the next append; the lock guards it
        self._writing: Volume | None = None  # that of the last write; the writer's thread's
        self._fresh: Record | None = None  # its warcinfo, until it is queued
        self._number = 0

    @property
    def warcinfo_id(self) -> str:
        """The id of the warcinfo that the next records stand under (another after a rotation)."""
        with self._lock:
            return self._current().warcinfo_id

    def append(self, records: Sequence[Record]) -> "Future[Locations]":
        """Have ``records`` written together. The future gives their places once they are on disk, and
        fails with StorageFailed if they aren't.

        Raises StorageFailed after an earlier failure, BadInput for a record that can't be written,
        RuntimeError after :meth:`close`.
        """
        with self._lock:
            volume = self._current()
            placed = [under(record, volume.warcinfo_id) for record in records]
            members = [member(record, _level(record)) for record in placed]
            job = _Job(volume, placed, members, 0)
            if self._fresh is not None:
                job.records.insert(0, self._fresh)
                job.members.insert(0, member(self._fresh, PLAIN_LEVEL))
                job.hidden, self._fresh = 1, None
            volume.planned += sum(map(len, job.members))
            job.future.set_running_or_notify_cancel()
            self._queue.put(job)
        return job.future

    def close(self) -> None:
        """Wait until all is written, and end the file with a ledger line; it stays open for the day's next run.

        Raises StorageFailed if that fails, or if anything failed before. A second call does nothing.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
            thread, volume, before = self._thread, self._volume, self._writing
        if thread is None or volume is None or before is None:
            return
        thread.join()
        if self._failure is not None:
            volume.abandon()
            before.abandon()
            raise self._failure
        if self._writing is not None and self._writing is not volume:
            self._writing.end(self._ledger, closed=True)
        volume.end(self._ledger, closed=self._is_full(volume))
        self._index.flush()

    # The caller's side, under the lock

    def _current(self) -> Volume:
        if self._closed:
            raise RuntimeError("the writer is closed")
        if self._failure is not None:
            raise self._failure
        volume = self._volume
        if volume is None:
            volume = self._volume = self._writing = self._first()
            self._thread = threading.Thread(target=self._run, name="warc-writer", daemon=True)
            self._thread.start()
        elif volume.planned and self._is_full(volume):
            volume = self._volume = self._new()
        return volume

    def _is_full(self, volume: Volume) -> bool:
        return volume.planned >= self._max_bytes or volume.day != self._day()

    def _day(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y%m%d")

    def _first(self) -> Volume:
        """Continue the day's file, or begin one; what earlier runs left is ended first."""
        left_open = self._leftovers.tend(self._ledger, day=self._day(), max_bytes=self._max_bytes)
        self.reports.update(self._leftovers.reports)
        return self._new() if left_open is None else self._begin(left_open)

    def _new(self) -> Volume:
        now = self._clock()
        while self._is_taken(path := self._folder / warc_name(self._prefix, now, self._number)):
            self._number += 1
        self._number += 1
        volume = self._begin(Volume(path))
        volume.create()
        return volume

    def _is_taken(self, path: Path) -> bool:
        """Whether a file of that name is here, or was once: it may lie elsewhere, and the clock may have been set back."""
        return path.exists() or self._known_end(path.name).bytes > 0

    def _begin(self, volume: Volume) -> Volume:
        info = self._fresh = self._warcinfo(volume.path.name)
        volume.day, volume.warcinfo_id = self._day(), info.record_id
        volume.run = dict(decode_fields(info.block)).get("run", "")
        return volume

    # The writer's thread

    def _run(self) -> None:
        going = True
        while going:
            jobs, going = self._waiting()
            while jobs:
                group = [job for job in jobs if job.volume is jobs[0].volume]
                jobs = jobs[len(group) :]
                self._store(group)
            self._tend_index()

    def _waiting(self) -> tuple[list[_Job], bool]:
        """All jobs there are, none after a while without any, and whether more may come."""
        jobs: list[_Job] = []
        try:
            job = self._queue.get(timeout=IDLE_SECONDS if self._is_index_behind() else None)
            while job is not None:
                jobs.append(job)
                job = self._queue.get_nowait()
        except Empty:
            return jobs, True
        return jobs, False

    def _is_index_behind(self) -> bool:
        return self._failure is None and self._index.is_behind

    def _tend_index(self) -> None:
        if self._failure is None:
            try:
                self._index.maybe_flush(self._clock())
            except Exception as problem:  # kept: the next append and close raise it
                self._fail(self._folder, problem)

    def _store(self, group: list[_Job]) -> None:
        """Write a group of one file's jobs and tell who waits; ends the file before, if there is one."""
        volume = group[0].volume
        try:
            if self._failure is not None:
                raise self._failure
            if self._writing is not volume:
                before, self._writing = self._writing, volume
                if before is not None:
                    before.end(self._ledger, closed=True)
            placed = self._write(volume, group)
            for job, locations in zip(group, placed, strict=True):
                job.future.set_result(locations[job.hidden :])
            faults.at("resolved")
        except BaseException as problem:  # whoever waits must be told, whatever it was
            failure = self._fail(volume.path, problem)
            for job in group:
                if not job.future.done():
                    job.future.set_exception(failure)

    def _write(self, volume: Volume, group: list[_Job]) -> list[Locations]:
        offset, placed = volume.size, []
        for job in group:
            locations = []
            for data in job.members:
                locations.append(Location(warc=volume.path.name, offset=offset, length=len(data)))
                offset += len(data)
            placed.append(tuple(locations))
        volume.write(b"".join(data for job in group for data in job.members), sum(map(len, placed)))
        for job, locations_ in zip(group, placed, strict=True):
            for record, location in zip(job.records, locations_, strict=True):
                self._index.add(record, location)
        faults.at("indexed")
        return placed

    def _fail(self, path: Path, problem: BaseException) -> ArchiverError:
        if self._failure is None:
            if isinstance(problem, ArchiverError):
                self._failure = problem
            else:
                self._failure = StorageFailed(f"{path}: {type(problem).__name__}: {problem}")
                self._failure.__cause__ = problem
        return self._failure


def _level(record: Record) -> int:
    """What compressing the block is worth: little where an HTTP body came compressed."""
    if record.type != "response":
        return PLAIN_LEVEL
    head = record.block[:_HEAD_PEEK].partition(b"\r\n\r\n")[0].lower()
    for line in head.split(b"\n"):
        name, _, value = line.partition(b":")
        value = value.strip()
        if name == b"content-encoding" and value not in (b"", b"identity"):
            return CODED_LEVEL
        if name == b"content-type" and value.startswith(_COMPRESSED_TYPES):
            return CODED_LEVEL
    return PLAIN_LEVEL
