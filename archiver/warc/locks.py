"""Who may work on an archive at one time (``flock``: a lock dies with its holder).

A crawl holds its site alone and the archive with others; what rewrites an
archive (repair, rebuild) holds it alone.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.errors import ArchiveLocked
from archiver.warc.disk import make_folders, storage, write_all
from archiver.warc.layout import Archive, Collection


@contextmanager
def site_alone(collection: Collection) -> Iterator[None]:
    """Hold the site alone. Raises ArchiveLocked, StorageFailed."""
    with _held(collection.lock, alone=True, what=f"the site {collection.site}"):
        yield


@contextmanager
def archive_shared(archive: Archive) -> Iterator[None]:
    """Hold the archive with others who share it. Raises ArchiveLocked, StorageFailed."""
    with _held(archive.lock, alone=False, what=f"the archive {archive.root}"):
        yield


@contextmanager
def archive_alone(archive: Archive) -> Iterator[None]:
    """Hold the archive alone. Raises ArchiveLocked, StorageFailed."""
    with _held(archive.lock, alone=True, what=f"the archive {archive.root}"):
        yield


@contextmanager
def archive_still(archive: Archive) -> Iterator[None]:
    """Hold the archive alone, to look at it: also where its medium can't be written. Raises ArchiveLocked, StorageFailed."""
    with _readably(archive, alone=True):
        yield


@contextmanager
def archive_kept(archive: Archive) -> Iterator[None]:
    """The same with others who share it: nothing that lies there is rewritten meanwhile."""
    with _readably(archive, alone=False):
        yield


@contextmanager
def _readably(archive: Archive, *, alone: bool) -> Iterator[None]:
    what = f"the archive {archive.root}"
    descriptor = _only_readable(archive.lock)
    if descriptor is None:
        with _held(archive.lock, alone=alone, what=what):
            yield
        return
    try:
        if descriptor >= 0 and not _try(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
            raise ArchiveLocked(f"{what} is in use by {_holders(archive.lock)}")
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _only_readable(path: Path) -> int | None:
    """None where the lock file can be written or made; else it, open for reading, or -1 where there is none."""
    if os.access(path if path.exists() else path.parent, os.W_OK):
        return None
    if not path.exists():
        return -1
    with storage(path):
        return os.open(path, os.O_RDONLY)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _held(path: Path, *, alone: bool, what: str) -> Iterator[None]:
    with storage(path):
        make_folders(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        if not _take(descriptor, alone=alone):
            raise ArchiveLocked(f"{what} is in use by {_holders(path)}")
        with storage(path):
            write_all(descriptor, _myself())
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, *, alone: bool) -> bool:
    """Take the lock if it is free. Whoever is alone for a moment sweeps the names of earlier holders."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
    except BlockingIOError:
        if alone:
            return False
    if alone:
        return True
    return _try(descriptor, fcntl.LOCK_SH)


def _myself() -> bytes:
    command = " ".join(word.replace("\n", " ") for word in (Path(sys.argv[0]).name, *sys.argv[1:]))
    return f"{os.getpid()} {command}\n".encode("utf-8", "surrogateescape")


def _holders(path: Path) -> str:
    """The live processes named in the lock file: number and command."""
    found = []
    for line in path.read_text("utf-8", "replace").splitlines():
        pid, _, command = line.partition(" ")
        if pid.isdigit() and _lives(int(pid)):
            found.append(f"process {pid} ({command})")
    return ", ".join(found) or "another process"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
