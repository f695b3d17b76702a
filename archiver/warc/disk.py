"""The few calls that make bytes stay: write all, sync a file, sync its folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` (created, renamed, removed) stay. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
