"""The store made anew from nothing but the WARC files.

It grows beside the old one, file by file in capture order, and says by its own ``warc_files``
how far it has come, so it can be stopped and started again. One process reads, joins and
writes, in order; others parse, and compute each article's history once, when all its captures are there.

What a stopped rebuild left is gone on with only if the same code made it and the files it has
read are what they were; else it begins anew.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archiver.derive.code import code
from archiver.derive.fold import fold
from archiver.derive.reading import Chunk, WarcWalk, do
from archiver.derive.settle import Settled, settle, settled
from archiver.derive.sheet import Sheet
from archiver.derive.workers import Workers
from archiver.errors import RecordError, StorageFailed
from archiver.store import backup, own
from archiver.store.engine import Store, reading_at
from archiver.store.files import article_ids, derived_to
from archiver.warc import faults
from archiver.warc.disk import storage, sync_file
from archiver.warc.layout import Archive
from archiver.warc.reader import records

SETTLED_TOGETHER = 50
"""Articles a transaction: each may have hundreds of captures to look at."""

Report = Callable[[str, int, int], None]
"""Told what is being done (``reading`` bytes, ``settling`` articles, ``copying`` pages), how much of it is
done, and how much there is.
"""


@dataclass(slots=True, kw_only=True)
class Derived:
    """What a rebuild found: captures read this time, files, and what is wrong with them, each a sentence.

    ``resumed`` says that an earlier one was gone on with.
    """

    captures: int = 0
    files: int = 0
    bytes: int = 0
    resumed: bool = False
    findings: list[str] = field(default_factory=list)


class Rebuild:
    """The rebuild of ``archive`` into the database at ``database``. Needs the archive's lock, alone."""

    def __init__(self, archive: Archive, database: Path, *, tell: Report) -> None:
        self.target = database
        self.path = database.with_name(database.name + ".rebuilding")
        self._notes = database.with_name(self.path.name + ".json")
        self._archive = archive
        self._tell = tell

    def derive(self, workers: Workers) -> Derived:
        """Bring the new store up to the end of every WARC file. Raises StorageFailed, WorkerLost."""
        done = Derived(resumed=self._begin())
        store = Store(backup.url_of(self.path))
        try:
            self._read(store, done, workers)
            faults.at("rebuild-read")
            self._settle(store, workers)
            faults.at("rebuild-settled")
        finally:
            store.close()
        return done

    def adopt(self) -> Path | None:
        """Copy the new store into the live file, with what archivists made in that for themselves, then delete it; gives
        the name under which a live file was put aside that is no database, or from which that can't be read. Raises StorageFailed.

        It is carried twice: before anything is written, which tells whether it can be read, and when nobody can add to it any more.
        """
        sound = backup.is_database(self.target) and own.carry(self.target, self.path)
        faults.at("rebuild-carried")
        broken = None if sound else backup.put_aside(self.target)
        backup.copy_into(self.path, self.target, self._copying, self._carry_again if sound else None)
        faults.at("rebuild-copied")
        self.discard()
        faults.at("rebuild-discarded")
        return broken

    def _carry_again(self) -> None:
        if not own.carry(self.target, self.path):
            raise StorageFailed(f"{self.target}: what begins with my_ can't be read any more")

    def _copying(self, done: int, total: int) -> None:
        faults.at("rebuild-copying")
        self._tell("copying", done, total)

    def discard(self) -> None:
        """Delete the new store. Raises StorageFailed."""
        with storage(self._notes):
            self._notes.unlink(
                missing_ok=True
            )  # first: a database half deleted is then gone on with by nobody
        backup.remove(self.path)

    # Whether to go on or to begin

    def _begin(self) -> bool:
        """Keep what an earlier rebuild left if it still holds, else delete it; says whether it was kept."""
        made_by, stamps = code(), self._stamps()
        kept = self.path.exists() and self._holds(made_by, stamps)
        if not kept:
            self.discard()
        with storage(self._notes):
            part = self._notes.with_name(self._notes.name + ".part")
            part.write_text(json.dumps({"code": made_by, "files": stamps}), encoding="utf-8")
            sync_file(part)
            part.rename(self._notes)
        faults.at("rebuild-noted")
        return kept

    def _stamps(self) -> dict[str, list[int]]:
        stats = {path.name: path.stat() for _, path in self._files()}
        return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}

    def _holds(self, made_by: str, stamps: dict[str, list[int]]) -> bool:
        """Whether the same code read files that are still the same."""
        if not self._notes.exists() or not backup.is_database(self.path):
            return False
        try:
            before = json.loads(self._notes.read_bytes())
            same, read = before["code"] == made_by, dict(before["files"])
        except (ValueError, KeyError, TypeError):  # what a power cut left of them
            return False
        if not same:
            return False
        store = Store(backup.url_of(self.path))
        with store.reading() as connection:
            ends = derived_to(connection)
        store.close()
        return all(name in stamps and stamps[name] == read.get(name) for name in ends)

    def _files(self) -> Iterator[tuple[str, Path]]:
        for collection in self._archive.collections():
            for path in collection.warcs():
                yield collection.site, path

    # Reading

    def _read(self, store: Store, done: Derived, workers: Workers) -> None:
        with store.reading() as connection:
            ends = derived_to(connection)
        files = sorted(self._files(), key=lambda file: (_first_instant(file[1]), file[1].name))
        for _, path in files:
            with storage(path):  # a run that was killed may have left it unsynced
                sync_file(path)
        done.files, done.bytes = len(files), sum(path.stat().st_size for _, path in files)
        walk = WarcWalk(store, self._archive)
        for chunk, sheet in workers.each(write_down, self._chunks(walk, files, ends)):
            self._fold(store, walk, chunk, sheet, done)
        for chunk in walk.rest():
            self._fold(store, walk, chunk, write_down(chunk), done)
        done.findings = walk.findings

    def _chunks(
        self, walk: WarcWalk, files: Sequence[tuple[str, Path]], ends: Mapping[str, int]
    ) -> Iterator[Chunk]:
        sizes = [path.stat().st_size for _, path in files]
        for number, (site, path) in enumerate(files):
            for chunk in walk.read(path, site, ends.get(path.name, 0)):
                yield chunk
                self._tell("reading", sum(sizes[:number]) + chunk.end, sum(sizes))

    @staticmethod
    def _fold(store: Store, walk: WarcWalk, chunk: Chunk, sheet: Sheet, done: Derived) -> None:
        fold(store, chunk.batch(sheet), settled=False)
        walk.folded(chunk)
        done.captures += len(chunk.jobs)

    def _settle(self, store: Store, workers: Workers) -> None:
        """Each article's history from all its captures. What more than one has a share in is settled anew, in turn."""
        with store.reading() as connection:
            numbers = article_ids(connection)
        parts = [
            (store.url, numbers[begin : begin + SETTLED_TOGETHER])
            for begin in range(0, len(numbers), SETTLED_TOGETHER)
        ]
        shared: set[int] = set()
        for done, (_, made) in enumerate(workers.each(settled_apart, parts), 1):
            shared |= made.shared
            with store.transaction() as connection:
                made.write(connection)
            self._tell("settling", min(done * SETTLED_TOGETHER, len(numbers)), len(numbers))
        if shared:
            with store.transaction() as connection:
                settle(connection, shared)


def write_down(chunk: Chunk) -> Sheet:
    """What the captures of ``chunk`` say."""
    return Sheet.of(map(do, chunk.jobs))


def settled_apart(asked: tuple[str, list[int]]) -> Settled:
    """What is settled of these articles of the store at an address, for another process to write."""
    url, numbers = asked
    with reading_at(url) as connection:
        return settled(connection, numbers)


def _first_instant(path: Path) -> str:
    """The instant of a file's first record, as text; "" where it can't be read: such files come first."""
    try:
        first = next(records(path), None)
    except RecordError:
        return ""
    return first[0].date.isoformat() if first else ""
