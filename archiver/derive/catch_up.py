"""What is on disk and not in the store is derived, at every start.

A run that was killed leaves WARC files longer than the store knows. Each is
read from the last known end: whole records are derived, what the store has is
passed over, and a torn tail is left to the writer's care (``archiver.warc.tail``).
"""

from dataclasses import dataclass, field

from archiver.derive.fold import fold
from archiver.derive.reading import Chunk, WarcWalk, do
from archiver.derive.sheet import Sheet
from archiver.store.engine import Store
from archiver.store.files import derived_to
from archiver.warc import faults
from archiver.warc.disk import storage, sync_file
from archiver.warc.layout import Archive, Collection


@dataclass(slots=True)
class CaughtUp:
    """What was found: captures derived, and what is wrong with files, each a sentence."""

    captures: int = 0
    findings: list[str] = field(default_factory=list)


def catch_up(store: Store, archive: Archive, collection: Collection) -> CaughtUp:
    """Derive whatever the WARC files of ``collection`` hold beyond what the store knows of them.

    Raises StorageFailed; damage in a file is a finding, and reading goes on behind it.
    """
    done = CaughtUp()
    with store.reading() as connection:
        ends = derived_to(connection)
    late = [path for path in collection.warcs() if path.stat().st_size > ends.get(path.name, 0)]
    if not late:
        return done
    with storage(collection.archive):
        for path in late:  # no row may refer to what a power cut could still take
            sync_file(path)
    walk = WarcWalk(store, archive)
    for path in late:
        for chunk in walk.read(path, collection.site, ends.get(path.name, 0)):
            _fold(store, walk, chunk, done)
    for chunk in walk.rest():
        _fold(store, walk, chunk, done)
    done.findings = walk.findings
    return done


def _fold(store: Store, walk: WarcWalk, chunk: Chunk, done: CaughtUp) -> None:
    fold(store, chunk.batch(Sheet.of(map(do, chunk.jobs))))
    walk.folded(chunk)
    faults.at("caught-up")
    done.captures += len(chunk.jobs)
