"""The few calls that make bytes stay: write all, sync a file, sync its folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archiver.errors import StorageFailed


@contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turn an OSError within into ``StorageFailed`` naming ``path``."""
    try:
        yield
    except OSError as problem:
        raise StorageFailed(f"{path}: {problem.strerror or problem}") from problem


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write all of ``data``, however many calls it takes. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def make_folders(folder: Path) -> None:
    """Make ``folder`` and what is missing above it, so that it stays: each new name is synced. Raises OSError, and
    StorageFailed where what bears the name is no folder: the system's own sentence is that it exists.
    """
    if folder.is_dir():
        return
    make_folders(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as problem:
        raise StorageFailed(f"{folder}: no folder, or a link that leads to none") from problem
    sync_folder(folder.parent)


def sync_file(path: Path) -> None:
    """Make what the file holds stay: whoever wrote it may have died before the sync. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def copied_aside(target: Path) -> Iterator[BinaryIO]:
    """A new file for a copy; at the end it is on disk. After a failure it is deleted: what was to be copied is
    still where it was. Raises OSError.
    """
    with target.open("xb") as copy:
        try:
            yield copy
            copy.flush()
            os.fsync(copy.fileno())
        except OSError:
            target.unlink()
            raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` (created, renamed, removed) stay. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
