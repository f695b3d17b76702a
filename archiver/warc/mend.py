"""Damaged bytes are taken out of a file: copied beside it first, then a file without them takes its name.

The order is copy, sync, the journal's line, new file, sync, rename, sync of the folder: a kill
leaves either the damaged file or the mended one, and the damaged bytes beside both.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from archiver.warc import faults
from archiver.warc.disk import copied_aside, storage, sync_folder
from archiver.warc.layout import aside_name
from archiver.warc.repairs import Aside

_STEP = 1024 * 1024

Span = tuple[int, int, str]
"""From byte to byte (exclusive), and the kind of damage."""


def copy_aside(path: Path, spans: Sequence[Span]) -> list[Aside]:
    """Copy ``spans`` of ``path``, each to ``NAME.KIND-OFFSET`` beside it. What an earlier repair that was cut
    off has copied is not copied twice. Raises StorageFailed.
    """
    made = []
    with storage(path), path.open("rb") as file:
        for begin, end, kind in spans:
            made.append(_copied(file, path, begin, end, kind))
        sync_folder(path.parent)
    return made


def copy_whole(path: Path, kind: str) -> Aside:
    """Copy all of ``path`` beside it. Raises StorageFailed."""
    return copy_aside(path, [(0, path.stat().st_size, kind)])[0]


def take_out(path: Path, spans: Sequence[Span]) -> None:
    """Make ``path`` a file without ``spans``, which are in order and don't overlap. Raises StorageFailed."""
    part = path.with_name(path.name + ".mending")
    with storage(path):
        faults.at("repair-copied")
        with path.open("rb") as file, part.open("wb") as out:
            at = 0
            for begin, end, _ in (*spans, (path.stat().st_size, 0, "")):
                file.seek(at)
                _copy(file, out, begin - at)
                at = end
            out.flush()
            os.fsync(out.fileno())
        faults.at("repair-written")
        part.rename(path)
        sync_folder(path.parent)
        faults.at("repair-named")


def _copied(file: BinaryIO, path: Path, begin: int, end: int, kind: str) -> Aside:
    file.seek(begin)
    sha256 = _hashed(file, end - begin)
    target = path.with_name(f"{path.name}.{kind}-{begin}")
    if not (target.exists() and target.stat().st_size == end - begin and _sha256_of(target) == sha256):
        target = aside_name(path, kind, begin)
        file.seek(begin)
        with copied_aside(target) as copy:
            _copy(file, copy, end - begin)
    return Aside(name=target.name, offset=begin, bytes=end - begin, sha256=sha256)


def _copy(file: BinaryIO, out: BinaryIO, size: int) -> None:
    while size > 0 and (data := file.read(min(_STEP, size))):
        out.write(data)
        size -= len(data)


def _hashed(file: BinaryIO, size: int) -> str:
    digest = hashlib.sha256()
    while size > 0 and (data := file.read(min(_STEP, size))):
        digest.update(data)
        size -= len(data)
    return digest.hexdigest()


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
