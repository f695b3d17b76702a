"""A compressed CDXJ index (ZipNum): gzip members of many lines each, and a short list of where each begins.

A reader searches the list by halves and fetches one member. Lines may come in any order and
in any number: what exceeds a chunk is sorted on disk.
"""

import hashlib
import heapq
import json
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path
from typing import BinaryIO

from isal import isal_zlib

LINES = 1024
"""Lines a member, as py-wacz has it."""

_CHUNK_LINES = 100_000  # about 50 MB


class SortedLines:
    """Lines (with their ends), given in any order and read back sorted, each once. ``folder`` is for what memory shall not hold."""

    def __init__(self, folder: Path, chunk_lines: int = _CHUNK_LINES) -> None:
        self._folder = folder
        self._chunk_lines = chunk_lines
        self._held: list[bytes] = []
        self._files: list[Path] = []

    def add(self, line: bytes) -> None:
        """One more. Raises OSError."""
        self._held.append(line)
        if len(self._held) >= self._chunk_lines:
            self._held.sort()
            path = self._folder / f"lines-{len(self._files):05d}"
            with path.open("wb") as out:
                out.writelines(self._held)
            self._files.append(path)
            self._held = []

    def __iter__(self) -> Iterator[bytes]:
        with ExitStack() as stack:
            sources = [stack.enter_context(path.open("rb")) for path in self._files]
            for line, _ in groupby(heapq.merge(sorted(self._held), *sources)):
                yield line


def write_zipnum(lines: SortedLines, out: BinaryIO, name: str) -> Iterator[bytes]:
    """Write ``lines`` to ``out`` compressed; gives the lines of the list, in which ``name`` names that file.

    Each has the sha256 of its member: a reader can check what it fetched. Raises OSError.
    """
    yield _line("!meta 0", {"format": "cdxj-gzip-1.0", "filename": name})
    offset = 0
    sorted_lines = iter(lines)
    while block := list(islice(sorted_lines, LINES)):
        deflater = isal_zlib.compressobj(2, isal_zlib.DEFLATED, 31)
        member = deflater.compress(b"".join(block)) + deflater.flush()
        out.write(member)
        first = block[0].partition(b"{")[0].strip().decode("ascii")
        found = {
            "offset": offset,
            "length": len(member),
            "digest": f"sha256:{hashlib.sha256(member).hexdigest()}",
        }
        yield _line(first, found)
        offset += len(member)


def _line(key: str, value: dict[str, object]) -> bytes:
    return f"{key} {json.dumps(value)}\n".encode("ascii")
