"""WARC files to what is parsed and folded: the walk that a start, a rebuild and a verification share.

A file's records come in its own order, cut into chunks small enough to hold. The block of a
revisit is joined here from the record it refers to; where that record is not known yet (it may
lie in a file still to come) the capture is put off, and the chunk's end does not pass it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from archiver.derive.fold import Batch
from archiver.derive.land import is_parsed, process
from archiver.derive.sheet import Sheet
from archiver.errors import BadInput, RecordError
from archiver.items import Capture, Landed, Note, RunStart
from archiver.parse.site import Site
from archiver.sites import site_of_run
from archiver.store.engine import Store
from archiver.store.files import place_of, warcinfos
from archiver.warc.captures import Captured, Found, Noted, captures_in, whole_block
from archiver.warc.layout import Archive, marker_of
from archiver.warc.reader import next_member, record_at, records
from archiver.warc.records import Location, Record

CHUNK_ITEMS = 64
"""Captures of a chunk: what one commit takes."""

CHUNK_BYTES = 8 * 1024 * 1024
"""Blocks held for one chunk, in bytes; a single larger one is a chunk of its own."""

MOST_PUT_OFF = 2_000
"""Revisits that may wait for their record; it bounds memory where an archive lacks all of them."""

_UNKNOWN_TIME = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A capture to be parsed, with its whole block, and by which rules: ``site`` and ``base`` name them."""

    capture: Capture
    block: bytes
    site: str
    base: str


@dataclass(slots=True, kw_only=True)
class Chunk:
    """Some records in a row of the file ``warc``, of the collection ``site``: all before byte ``end`` is in it
    or in an earlier one.
    """

    warc: str
    site: str
    end: int
    jobs: list[Job] = field(default_factory=list)
    starts: list[RunStart] = field(default_factory=list)
    notes: list[tuple[str, Note]] = field(default_factory=list)
    size: int = 0

    @property
    def is_full(self) -> bool:
        """Whether the next record belongs in another chunk."""
        return len(self.jobs) >= CHUNK_ITEMS or self.size >= CHUNK_BYTES

    def batch(self, sheet: Sheet) -> Batch:
        """What is folded, once the jobs are done."""
        ends = {self.warc: (self.site, self.end)}
        return Batch(sheet=sheet, starts=self.starts, notes=self.notes, ends=ends)


@lru_cache(maxsize=256)
def _rules(site: str, base: str) -> Site:
    return site_of_run(site, base)


def do(job: Job) -> Landed:
    """The item of one job, as the pipelines make it."""
    return process(job.capture, job.block, _rules(job.site, job.base))


class WarcWalk:
    """A walk over WARC files. ``findings`` are sentences on what is wrong with them.

    ``store`` is where the chunks are folded, in the order they are given: it knows the runs and
    the places of what was read before. Tell it by :meth:`folded`.
    """

    def __init__(self, store: Store, archive: Archive) -> None:
        self.findings: list[str] = []
        self._store = store
        self._paths = {path.name: path for one in archive.collections() for path in one.warcs()}
        self._waiting: dict[str, tuple[str, int, int]] = {}  # read, and not yet in the store
        self._put_off: list[tuple[str, Captured]] = []  # by the collection
        self._held_back: dict[str, int] = {}  # by file: the place of the first that was put off
        self._ends: dict[str, tuple[str, int]] = {}  # by file: the collection, and what may be called derived
        self._read_to = 0  # of the file that is read: the end of the last whole record
        with store.reading() as connection:
            infos = warcinfos(connection)
        self._bases = {run: base for run, _, base in infos.values()}
        self._runs = {
            record_id: RunStart(run=run, site=site, started_at=_UNKNOWN_TIME, record_id=record_id)
            for record_id, (run, site, _) in infos.items()
        }

    def read(self, path: Path, site: str, begin: int) -> Iterator[Chunk]:
        """The chunks of ``path``, of the collection ``site``, from byte ``begin`` (a member's) on.

        Where its writer was killed (there is a marker) the last chunk ends behind the last record that says something:
        a request whose answer was cut off is moved aside with it, and what is written next begins there.
        """
        self._paths[path.name] = path
        self._ends[path.name] = (site, begin)
        self._read_to = begin
        chunk = Chunk(warc=path.name, site=site, end=begin)
        for found in captures_in(self._records(path, begin), self._runs):
            self._ends[path.name] = (site, self._read_to)
            self._add(chunk, found)
            if chunk.is_full:
                yield self._ended(chunk)
                chunk = Chunk(warc=path.name, site=site, end=chunk.end)
        if not marker_of(path).exists():
            self._ends[path.name] = (site, self._read_to)
        yield self._ended(chunk)

    def rest(self) -> Iterator[Chunk]:
        """What was put off, once all else is folded: where its record is still unknown it is taken as it is."""
        put_off, self._put_off = self._put_off, []
        for site, found in put_off:
            chunk = Chunk(warc=found.capture.warc, site=site, end=0)
            self._take(chunk, found, self._block(found, final=True) or b"")
            yield chunk
        for name in self._held_back:
            yield Chunk(warc=name, site=self._ends[name][0], end=self._ends[name][1])
        self._held_back = {}

    def alone(self, record: Record, location: Location, site: str) -> Chunk:
        """One record of the collection ``site``, as a chunk: nothing is put off."""
        chunk = Chunk(warc=location.warc, site=site, end=0)
        for found in captures_in([(record, location)], self._runs):
            if isinstance(found, Captured):
                self._take(chunk, found, self._block(found, final=True) or b"")
        return chunk

    def path_of(self, warc: str) -> Path | None:
        """Where the WARC file of that name lies."""
        return self._paths.get(warc)

    def folded(self, chunk: Chunk) -> None:
        """``chunk`` is in the store now."""
        for job in chunk.jobs:
            self._waiting.pop(job.capture.record_id, None)

    def _records(self, path: Path, begin: int) -> Iterator[tuple[Record, Location]]:
        """The records from ``begin`` on, going on behind what can't be read."""
        start: int | None = begin
        while start is not None:
            try:
                for record, location in records(path, start):
                    self._read_to = location.offset + location.length
                    yield record, location
            except RecordError as error:
                self.findings.append(str(error))
                start = next_member(path, error.offset)
            else:
                return

    def _ended(self, chunk: Chunk) -> Chunk:
        """The chunk with its end, which may not pass what was put off."""
        end = self._ends[chunk.warc][1]
        chunk.end = min(end, self._held_back.get(chunk.warc, end))
        return chunk

    def _add(self, chunk: Chunk, found: Found) -> None:
        match found:
            case RunStart():
                self._runs[found.record_id] = replace(found, fields={})
                self._bases[found.run] = found.fields.get("base", "")
                chunk.starts.append(found)
            case Noted():
                chunk.notes.append((found.site or chunk.site, found.note))
            case Captured():
                block = self._block(found, final=len(self._put_off) >= MOST_PUT_OFF)
                if block is None:
                    self._held_back.setdefault(chunk.warc, found.capture.offset)
                    self._put_off.append((chunk.site, found))
                else:
                    self._take(chunk, found, block)

    def _take(self, chunk: Chunk, found: Captured, block: bytes) -> None:
        capture = found.capture
        base = self._bases.get(capture.run, "")
        chunk.jobs.append(Job(capture=capture, block=block, site=found.site or chunk.site, base=base))
        chunk.size += len(block)
        self._waiting[capture.record_id] = (capture.warc, capture.offset, capture.length)

    # Revisits

    def _block(self, found: Captured, *, final: bool) -> bytes | None:
        """The block to parse, b"" where none is; a revisit's is joined. None: its record is not known yet."""
        capture = found.capture
        if not is_parsed(capture):
            return b""
        if capture.kind != "revisit" or capture.refers_to is None:
            return found.block
        place = self._place(capture.refers_to)
        if place is None and not final:
            return None
        try:
            if place is None:
                raise BadInput("which is nowhere")
            return whole_block(found.record, record_at(*place, capture.refers_to).block)
        except (OSError, BadInput) as problem:
            self.findings.append(
                f"{capture.warc} at byte {capture.offset}: refers to {capture.refers_to}, {problem}"
            )
            return found.block

    def _place(self, record_id: str) -> tuple[Path, int, int] | None:
        place = self._waiting.get(record_id)
        if place is None:
            with self._store.reading() as connection:
                known = place_of(connection, record_id)
            if known is None:
                return None
            place = (known.warc, known.offset, known.length)
        path = self._paths.get(place[0])
        return None if path is None else (path, place[1], place[2])
