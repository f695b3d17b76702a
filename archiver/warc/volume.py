"""One WARC file while it is being written: birth, growth, end.

Order of birth: marker, sync of the folder, file, sync of the folder. Order of end:
sync of the file, ledger line, marker off, sync of the folder. A kill between any two of
these leaves a marker, by which the next run finds the file and ends it.
"""

import hashlib
import os
from pathlib import Path
from typing import Protocol

from archiver.warc import faults
from archiver.warc.disk import storage, sync_folder, write_all
from archiver.warc.layout import marker_of

_STEP = 1024 * 1024


class Ledger(Protocol):
    """Takes a line for each state of a file that shall be provable."""

    def append(self, *, name: str, bytes: int, sha256: str, records: int, run: str, closed: bool) -> object:
        """Add a line, on disk when this returns. Raises StorageFailed."""


class Volume:
    """The file at ``path``, to which ``size`` bytes and ``records`` records are known to be synced.

    ``day``, ``run`` and ``warcinfo_id`` are those of whoever writes, empty if nobody does.
    ``planned`` are the bytes it will have once all that waits is written; the writer's lock
    guards it. All else belongs to one thread. Every method raises StorageFailed.
    """

    def __init__(self, path: Path, *, size: int = 0, records: int = 0) -> None:
        self.path = path
        self.day = ""
        self.run = ""
        self.warcinfo_id = ""
        self.planned = size
        self.size = size
        self.records = records
        self._grown = False
        self._hash = hashlib.sha256()
        self._descriptor = -1

    def create(self) -> None:
        """Bring marker and empty file into being."""
        with storage(self.path):
            marker_of(self.path).touch()
            sync_folder(self.path.parent)
            faults.at("marked")
            self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            sync_folder(self.path.parent)
            faults.at("born")

    def reopen(self, size: int, sha256: str) -> bool:
        """Go on with a file that is there, whole up to ``size`` of this volume and no longer: it is hashed once.

        Says whether its first ``size`` bytes have that ``sha256`` (hex).
        """
        with storage(self.path):
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
            self._hash_to(size)
            is_true = self._hash.hexdigest() == sha256
            self._hash_to(None)
            os.lseek(self._descriptor, self.size, os.SEEK_SET)
        return is_true

    def _hash_to(self, end: int | None) -> None:
        """Hash from where the file was read to up to ``end``, or to its own end."""
        left = end
        while data := os.read(self._descriptor, _STEP if left is None else min(_STEP, left)):
            self._hash.update(data)
            left = None if left is None else left - len(data)

    def write(self, data: bytes, records: int) -> None:
        """Append ``data`` and sync it; after a failure the file is cut back to where it was."""
        try:
            with storage(self.path):
                faults.at("before-write")
                self._write(data)
                faults.at("written")
                os.fdatasync(self._descriptor)
                faults.at("synced")
        except BaseException:
            self._cut_back()
            raise
        self.size += len(data)
        self.records += records
        self._grown = True
        self._hash.update(data)

    def _write(self, data: bytes) -> None:
        if faults.armed():
            write_all(self._descriptor, data[: len(data) // 2])
            faults.at("half-written")
            data = data[len(data) // 2 :]
        write_all(self._descriptor, data)

    def _cut_back(self) -> None:
        with storage(self.path):
            os.ftruncate(self._descriptor, self.size)
            os.lseek(self._descriptor, self.size, os.SEEK_SET)
            os.fsync(self._descriptor)

    def end(self, ledger: Ledger, *, closed: bool) -> None:
        """Sync, write the ledger's line if there is anything new to say, and close.

        ``closed`` says that nothing is ever added: the marker goes, and so does an empty file.
        """
        with storage(self.path):
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
        faults.at("file-synced")
        if self.size and (self._grown or closed):
            ledger.append(
                name=self.path.name,
                bytes=self.size,
                sha256=self._hash.hexdigest(),
                records=self.records,
                run=self.run,
                closed=closed,
            )
        faults.at("ledger")
        with storage(self.path):
            if not self.size:
                self.path.unlink()
            if closed or not self.size:
                marker_of(self.path).unlink(missing_ok=True)
                sync_folder(self.path.parent)
        faults.at("closed")

    def abandon(self) -> None:
        """Close after a failure: no line in the ledger, and the marker stays for the next run."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
