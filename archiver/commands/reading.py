"""The archive for a command that changes nothing in it: on a read-only medium too."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archiver.commands.output import tell
from archiver.commands.place import Place
from archiver.warc.disk import storage
from archiver.warc.layout import Archive
from archiver.warc.locks import archive_still
from archiver.warc.temporary import temporary_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """``database`` is the file to read, ``work`` a folder for what is needed meanwhile; ``copied``: the database is a copy in a folder of its own."""

    database: Path
    work: Path
    copied: bool


@contextmanager
def held(place: Place, command: str) -> Iterator[Readable]:
    """Hold the archive, and say so on stderr where that can't be. SQLite writes beside a database even to read it:
    where it may not, the database is copied first. Raises ArchiveLocked, StorageFailed, BadInput.
    """
    with archive_still(place.archive), temporary_folder(command) as work:
        say_if_unlocked(place.archive)
        database = place.database_file
        copied = not is_writable(database)
        yield Readable(
            database=copy_of(database, work / "copy") if copied else database, work=work, copied=copied
        )


def say_if_unlocked(archive: Archive) -> None:
    """Say so where there was nothing to lock."""
    if not archive.lock.exists():
        tell("No lock could be taken: the archive can't be written, and has no lock file")


def is_writable(database: Path) -> bool:
    """Whether SQLite can write into and beside this file, which need not exist."""
    parts = (database.parent, *(path for path in _parts(database) if path.exists()))
    return all(os.access(path, os.W_OK) for path in parts)


def copy_of(database: Path, folder: Path) -> Path:
    """A copy in ``folder``, which is made. Raises StorageFailed."""
    with storage(database):
        folder.mkdir(exist_ok=True)
        for part in _parts(database):
            if part.exists():
                shutil.copyfile(part, folder / part.name)
    return folder / database.name


def _parts(database: Path) -> tuple[Path, Path]:
    return database, database.with_name(database.name + "-wal")
