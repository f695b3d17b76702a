"""What is on disk and not in the store is derived: at every start, and for a rebuild.

A run that was killed leaves WARC files longer than the store knows. Each is
read from the last known end: whole records are derived, what the store has is
passed over, and a torn tail is left to the writer's care (``archiver.warc.tail``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archiver.derive.fold import Batch, fold
from archiver.derive.land import process
from archiver.errors import RecordError
from archiver.items import RunStart
from archiver.sites import site_of_run
from archiver.store.engine import Store
from archiver.store.files import derived_to, place_of, warcinfos
from archiver.warc.captures import Captured, Found, Noted, captures_in, whole_block
from archiver.warc.layout import Archive, Collection
from archiver.warc.reader import record_at, records

BATCH_ITEMS = 64
_UNKNOWN_TIME = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class CaughtUp:
    """What was found: captures derived, and what is wrong with files, each a sentence."""

    captures: int = 0
    findings: list[str] = field(default_factory=list)


def catch_up(store: Store, archive: Archive, collection: Collection) -> CaughtUp:
    """Derive whatever the WARC files of ``collection`` hold beyond what the store knows of them.

    Raises StorageFailed; damage in a file ends its reading and is a finding.
    """
    done = CaughtUp()
    with store.transaction() as connection:
        ends = derived_to(connection)
    for path in collection.warcs():
        begin = ends.get(path.name, 0)
        if path.stat().st_size > begin:
            _Reading(store, archive, collection.site, path, done).run(begin)
    return done


class _Reading:
    """One file's reading, from a known end on."""

    def __init__(self, store: Store, archive: Archive, site: str, path: Path, done: CaughtUp) -> None:
        self._store = store
        self._archive = archive
        self._site = site
        self._path = path
        self._done = done
        self._fresh: dict[str, tuple[str, int, int]] = {}  # responses of this file not yet in the store
        with store.transaction() as connection:
            infos = warcinfos(connection)
        self._bases = {run: base for run, _, base in infos.values()}
        self._known = {
            record_id: RunStart(run=run, site=site, started_at=_UNKNOWN_TIME, record_id=record_id)
            for record_id, (run, site, _) in infos.items()
        }

    def run(self, begin: int) -> None:
        """Fold the file's records from byte ``begin`` on, batch by batch."""
        batch, end = Batch(), begin
        for found in self._found(begin):
            end = max(end, self._add(batch, found))
            if len(batch.landed) >= BATCH_ITEMS:
                self._fold(batch, end)
                batch = Batch()
        self._fold(batch, end)

    def _found(self, begin: int) -> Iterator[Found]:
        try:
            yield from captures_in(records(self._path, begin), self._known)
        except RecordError as error:
            self._done.findings.append(str(error))

    def _fold(self, batch: Batch, end: int) -> None:
        batch.ends[self._path.name] = (self._site, end)
        fold(self._store, batch)
        self._done.captures += len(batch.landed)

    def _add(self, batch: Batch, found: Found) -> int:
        """Put what was found into the batch; the byte up to which all is now in it."""
        match found:
            case RunStart():
                self._bases[found.run] = found.fields.get("base", "")
                batch.starts.append(found)
            case Noted():
                batch.notes.append((found.site or self._site, found.note))
            case Captured():
                capture = found.capture
                site = site_of_run(found.site or self._site, self._bases.get(capture.run, ""))
                batch.landed.append(process(capture, self._block(found), site))
                self._fresh[capture.record_id] = (capture.warc, capture.offset, capture.length)
                return capture.offset + capture.length
        return 0

    def _block(self, found: Captured) -> bytes:
        """The whole block: a revisit's is joined from the record it refers to."""
        capture = found.capture
        if capture.kind != "revisit" or capture.status == 304 or capture.refers_to is None:
            return found.block
        folder, place = self._place(capture.refers_to)
        if place is None:
            self._done.findings.append(
                f"{capture.warc} at byte {capture.offset}: refers to {capture.refers_to}, which is nowhere"
            )
            return found.block
        referred = record_at(folder / place[0], place[1], place[2], capture.refers_to)
        return whole_block(found.record, referred.block)

    def _place(self, record_id: str) -> tuple[Path, tuple[str, int, int] | None]:
        here = self._fresh.get(record_id)
        if here is not None:
            return self._path.parent, here
        with self._store.transaction() as connection:
            place = place_of(connection, record_id)
        if place is None:
            return self._path.parent, None
        folder = self._archive.collection(place.site).archive
        return folder, (place.warc, place.offset, place.length)
