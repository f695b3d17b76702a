"""The whole verification, and the quick one. Each finding comes as soon as it is known; all go on after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from archiver.derive.rebuild import Rebuild, Report
from archiver.derive.verify.files import FileReport, Vouched, check_file
from archiver.derive.verify.findings import Finding
from archiver.derive.verify.index import check_index
from archiver.derive.verify.joins import check_joins
from archiver.derive.verify.ledger import check_ledger, known_lost, read_ledger
from archiver.derive.verify.rows import check_rows
from archiver.derive.verify.since import Since, fetch_earlier, find, starts
from archiver.derive.verify.sitting import Sitting, stamp_of
from archiver.derive.verify.stamps import StampsSeen, check_stamps
from archiver.derive.workers import Workers
from archiver.errors import RecordError, StorageFailed
from archiver.store import backup
from archiver.store.engine import reading_at
from archiver.store.files import captured_to, derived_to, some_run_ended
from archiver.warc.layout import Archive
from archiver.warc.reader import records
from archiver.warc.stamp.trust import Trust

_DAMAGE = ("torn", "corrupt", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    site: str
    vouched: tuple[Vouched, ...]
    start: int

    def stamp(self) -> str:
        """What tells whether it needs another look; never the same where it can't be told."""
        try:
            return stamp_of(self.path, self.vouched, self.start)
        except OSError:
            return ""


class Verification:
    """A verification of ``archive`` and its ``database``; ``work`` is a folder for what it needs meanwhile: what an earlier
    one left there in :meth:`full`, it goes on with. ``since``: see ``archiver.derive.verify.since``.

    ``tell`` is told of progress (``checking`` bytes of files, then as a rebuild). ``trust``: whose time stamps count;
    None: see ``check_stamps``. Needs the archive's lock. ``files`` and ``records`` count what was looked at,
    ``stamps`` has the time stamps that hold.
    """

    def __init__(
        self,
        archive: Archive,
        database: Path,
        work: Path,
        *,
        jobs: int,
        tell: Report,
        trust: Trust | None = None,
        since: Since | None = None,
    ) -> None:
        self._archive = archive
        self._database = database
        self._work = work
        self._jobs = jobs
        self._tell = tell
        self._vouched = read_ledger(archive.ledger)
        self.since, self._broken = find(archive.ledger, since) if since else (0, [])
        self.starts = starts(self._vouched, self.since)
        self._trust = trust
        self.stamps = StampsSeen()
        self._lost = known_lost(archive.ledger)
        self.files = 0
        self.records = 0

    def begin(self) -> Sitting:
        """Open what an earlier :meth:`full` left in ``work``, or begin. Raises StorageFailed."""
        sitting = Sitting(self._work, self.since)
        sitting.start_over_with({(file.site, file.path.name): file.stamp() for file in self._each()})
        return sitting

    def full(self, sitting: Sitting | None = None) -> Iterator[Finding]:
        """Everything. ``sitting`` is that of :meth:`begin`. Raises StorageFailed where ``work`` can't be written, WorkerLost."""
        with Workers(self._jobs) as workers:
            yield from self._full(sitting or self.begin(), workers)

    def _full(self, sitting: Sitting, workers: Workers) -> Iterator[Finding]:
        damaged = False
        try:
            for finding in chain(self._ledger(), self._namesakes(), self._files(sitting, workers)):
                damaged = damaged or (finding.kind in _DAMAGE and not finding.known)
                yield finding
            sitting.scratch.ready()
            fetch_earlier(sitting.scratch, self._archive, self.starts)
            yield from check_joins(sitting.scratch, self._lost)
            for collection in self._archive.collections():
                yield from check_index(sitting.scratch, collection, self.starts)
        finally:
            sitting.close()
        rebuild = Rebuild(self._archive, self._work / "archive.sqlite", tell=self._tell)
        yield from check_rows(rebuild, self._database, workers, damaged=damaged)

    def _ledger(self) -> Iterator[Finding]:
        yield from self._broken
        yield from check_ledger(self._archive, self._vouched, ended=self._has_ended())
        yield from check_stamps(self._archive, self._trust, self.stamps)

    def _namesakes(self) -> Iterator[Finding]:
        sites: dict[str, list[str]] = {}
        for file in self._each():
            sites.setdefault(file.path.name, []).append(file.site)
        for name, among in sorted(sites.items()):
            if len(among) > 1:
                detail = f"there is one in each of the collections {', '.join(among)}, and rows name a file by its name alone"
                yield Finding(kind="orphaned", file=name, offset=None, record_id=None, detail=detail)

    def _has_ended(self) -> bool:
        """Whether the database knows of a run that came to its end; what can't be read knows of none."""
        if self._vouched or not self._database.exists():
            return bool(self._vouched)
        try:
            with reading_at(backup.url_of(self._database)) as connection:
                return some_run_ended(connection)
        except StorageFailed:
            return False

    def quick(self) -> Iterator[Finding]:
        """The ledger and its stamps, the files' names, sizes and first records, and how far the database goes."""
        yield from self._ledger()
        yield from self._namesakes()
        sizes: dict[str, int] = {}
        for file in self._each():
            self.files += 1
            size = sizes[file.path.name] = file.path.stat().st_size
            for one in file.vouched[-1:]:
                if one.bytes > size:
                    yield _of_file(
                        file.path, size, f"line {one.line} of the ledger vouches for {one.bytes} bytes"
                    )
            yield from _first_record(file.path, known=any(one.mended for one in file.vouched[-1:]))
        yield from self._reach(sizes)

    def _reach(self, sizes: dict[str, int]) -> Iterator[Finding]:
        """Whether files and database know of each other, and reach equally far."""
        name = self._database.name
        if not self._database.exists():
            yield Finding(
                kind="missing", file=name, offset=None, record_id=None, detail="there is no database"
            )
            return
        try:
            with reading_at(backup.url_of(self._database)) as connection:
                ends, captured = derived_to(connection), captured_to(connection)
        except StorageFailed as problem:
            yield Finding(kind="corrupt", file=name, offset=None, record_id=None, detail=str(problem))
            return
        for warc in sorted(ends.keys() | captured.keys()):
            reach = max(captured.get(warc, 0), ends.get(warc, 0))
            if warc not in sizes:
                yield Finding(
                    kind="missing", file=warc, offset=None, record_id=None, detail="the database names it"
                )
            elif reach > sizes[warc]:
                yield Finding(kind="missing", file=warc, offset=sizes[warc], record_id=None, detail=f"the database knows {reach} bytes of it")  # fmt: skip
        for warc, size in sorted(sizes.items()):
            if ends.get(warc, 0) < size:
                yield Finding(kind="stale", file=warc, offset=ends.get(warc, 0), record_id=None, detail="the database goes no further")  # fmt: skip

    def _each(self) -> Iterator[_File]:
        for collection in self._archive.collections():
            for path in collection.warcs():
                yield _File(
                    path=path,
                    site=collection.site,
                    vouched=tuple(self._vouched.get(path.name, ())),
                    start=self.starts.get(path.name, 0),
                )

    def _files(self, sitting: Sitting, workers: Workers) -> Iterator[Finding]:
        files = list(self._each())
        sizes = {file.path: file.path.stat().st_size for file in files}
        stamps = {file.path: file.stamp() for file in files}
        known = {file.path: sitting.known(file.site, file.path.name) for file in files}
        unknown = [file for file in files if known[file.path] is None]
        done = 0
        fresh = workers.each(_look, unknown)
        for file in files:
            self.files += 1
            if (held := known[file.path]) is None:
                _, report = next(fresh)
                sitting.keep(file.site, report, stamps[file.path])
                held = len(report.facts), report.findings
            done += sizes[file.path]
            self._tell("checking", done, sum(sizes.values()))
            self.records += held[0]
            yield from held[1]


def _look(file: _File) -> FileReport:
    try:
        return check_file(file.path, file.vouched, file.start)
    except OSError as problem:
        detail = f"can't be read: {problem.strerror or problem}"
        finding = Finding(kind="corrupt", file=file.path.name, offset=None, record_id=None, detail=detail)
        return FileReport(name=file.path.name, findings=[finding])


def _first_record(path: Path, *, known: bool) -> Iterator[Finding]:
    """``known``: a repair has vouched for the file under its present name."""
    try:
        first = next(records(path), None)
    except (RecordError, OSError) as problem:
        yield Finding(kind="corrupt", file=path.name, offset=0, record_id=None, detail=str(problem))
        return
    if first is not None and first[0].type == "warcinfo" and first[0].filename not in (None, path.name):
        detail = f"its first record says that the file is {first[0].filename!r}"
        yield Finding(
            kind="corrupt", file=path.name, offset=0, record_id=first[0].record_id, detail=detail, known=known
        )


def _of_file(path: Path, offset: int, detail: str) -> Finding:
    return Finding(kind="missing", file=path.name, offset=offset, record_id=None, detail=detail)
