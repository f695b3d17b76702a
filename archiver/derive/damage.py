"""What a start finds gone: files that the store or the ledger know of, bytes of them, the ledger itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import BadInput
from archiver.store.engine import Store
from archiver.store.files import derived_of, told_damage
from archiver.warc.layout import Archive, Collection, marker_of
from archiver.warc.ledger import lines

NOTE = "damage"
"""The kind of the note by which a run says what it found, so that the next one needn't count it again."""


WELL = "well"
"""What a later note says of a damage that is there no more: should it come again, it is told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """``what`` (``missing``, ``cut``, ``unvouched``) is wrong with ``file``; ``sentence`` is for people, empty where it was told of
    and is no more so.
    """

    file: str
    what: str
    sentence: str

    def note(self) -> dict[str, str]:
        """The fields of the note that says it."""
        return {"file": self.file, "what": self.what} | ({} if self.sentence else {"now": WELL})


def new_damage(store: Store, archive: Archive, collection: Collection) -> list[Damage]:
    """What is gone of ``collection``, and was not told of by an earlier run, or was and is here again. Sizes and names are looked
    at, no file is read.

    Raises StorageFailed.
    """
    with store.reading() as connection:
        ends = derived_of(connection, collection.site)
        told = told_damage(connection, NOTE, WELL)
    found = [*_files(collection, ends), *_unvouched(archive, collection)]
    ours = {*ends, *(path.name for path in collection.warcs()), archive.ledger.name}
    over = told - {(one.file, one.what) for one in found}
    return [
        *(one for one in found if (one.file, one.what) not in told),
        *(Damage(file=file, what=what, sentence="") for file, what in sorted(over) if file in ours),
    ]


def _files(collection: Collection, ends: dict[str, int]) -> Iterator[Damage]:
    sizes = {path.name: path.stat().st_size for path in collection.warcs()}
    for name, end in sorted(ends.items()):
        if name not in sizes:
            yield Damage(
                file=name,
                what="missing",
                sentence=f"{collection.archive / name}: is not here, and the database has rows from it; put it back, or let"
                " 'archiver repair' take note that it is gone",
            )
        elif sizes[name] < end:
            yield Damage(
                file=name,
                what="cut",
                sentence=f"{collection.archive / name}: {end - sizes[name]} bytes are gone that the database has rows from",
            )


def _unvouched(archive: Archive, collection: Collection) -> Iterator[Damage]:
    """A file is vouched for before its marker goes: see ``archiver.warc.volume``."""
    closed = [path for path in collection.warcs() if not marker_of(path).exists()]
    try:
        vouched = {line.name for line in lines(archive.ledger)}
    except BadInput:  # 'archiver verify' tells of it
        return
    bare = [path for path in closed if path.name not in vouched]
    if bare and not vouched:
        yield Damage(
            file=archive.ledger.name,
            what="missing",
            sentence=f"{archive.ledger}: is not here or empty: nothing vouches for the {len(bare)} closed files of {collection.site}",
        )
    elif bare:
        for path in bare:
            yield Damage(
                file=path.name, what="unvouched", sentence=f"{path}: no line of the ledger vouches for it"
            )
