"""Folders for what is needed meanwhile: one that a killed command left is cleared by the next command.

Each is held by a lock while it is used (``flock``: a lock dies with its holder). So a folder that has
our name and form, is this user's, and is held by nobody, was left by a kill.
"""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archiver.warc.disk import storage

_PREFIX = "archiver-"
_RANDOM = 8  # signs that mkdtemp adds
_LOCK = "in-use"


@contextmanager
def temporary_folder(purpose: str, within: Path | None = None) -> Iterator[Path]:
    """A new folder in ``within``, or in the system's temporary one, ``purpose`` in its name; deleted at the end. It is empty
    but for its lock, the file ``in-use``. Raises StorageFailed.
    """
    place = within or Path(tempfile.gettempdir())
    with storage(place):
        _sweep(place)
        folder, descriptor = _made(purpose, place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what a child process still writes there is swept later
        os.close(descriptor)


def _made(purpose: str, place: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-", dir=place))
        descriptor = _taken(folder, os.O_CREAT)
        if descriptor is not None:
            return folder, descriptor


def _sweep(place: Path) -> None:
    for folder in place.glob(f"{_PREFIX}*-{'?' * _RANDOM}"):
        with suppress(
            OSError
        ):  # another command clears it too, or has just made it; it is no hindrance to ours
            _clear(folder)


def _clear(folder: Path) -> None:
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid():
        return
    descriptor = _taken(folder)
    if descriptor is not None:
        try:
            shutil.rmtree(folder)
        finally:
            os.close(descriptor)
    elif not (folder / _LOCK).exists():
        folder.rmdir()  # killed before it made its lock; one that holds anything is not ours, and stays


def _taken(folder: Path, flags: int = 0) -> int | None:
    """The folder's lock, open and held; None where there is none, or another process has it or had it a moment ago and
    deleted the folder.
    """
    lock = folder / _LOCK
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held = lock.stat().st_ino == os.fstat(descriptor).st_ino
    except (BlockingIOError, FileNotFoundError):
        held = False
    if not held:
        os.close(descriptor)
        return None
    return descriptor
