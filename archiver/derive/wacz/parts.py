"""Which bytes of which WARC files go into the package, and the records in them."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import RecordError
from archiver.warc.layout import WARC_SUFFIX
from archiver.warc.reader import records
from archiver.warc.records import Location, Record

_CHUNK = 1024 * 1024
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")  # what some systems forbid in a file's name: "caracas@HOST:PORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Whole gzip members in a row: from byte ``begin`` to before ``end`` of the file."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What the package takes of the WARC file at ``path``; ``name`` is the file's in the package. ``whole``: all
    that was derived of it, from the first byte on.
    """

    site: str
    path: Path
    name: str
    whole: bool
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """The bytes it comes to."""
        return sum(piece.end - piece.begin for piece in self.pieces)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes. Raises RecordError where the file has become shorter, OSError where it can't be read."""
        with self.path.open("rb", buffering=0) as file:
            for piece in self.pieces:
                file.seek(piece.begin)
                left = piece.end - piece.begin
                while left:
                    chunk = file.read(min(left, _CHUNK))
                    if not chunk:
                        raise RecordError(
                            "the file ends before its records do", warc=self.path.name, offset=piece.begin
                        )
                    left -= len(chunk)
                    yield chunk

    def records(self) -> Iterator[tuple[Record, Location, Location]]:
        """Its records, each with where it lies in the archive's file and where in the package's.

        Raises RecordError, OSError.
        """
        base = 0
        for piece in self.pieces:
            for record, place in records(self.path, piece.begin, end=piece.end):
                moved = Location(
                    warc=self.name, offset=place.offset - piece.begin + base, length=place.length
                )
                yield record, place, moved
            base += piece.end - piece.begin


def raw(path: Path, place: Location) -> bytes:
    """The bytes at ``place`` of ``path``. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        return os.pread(file.fileno(), place.length, place.offset)


def joined(places: set[tuple[int, int]]) -> tuple[Piece, ...]:
    """Members (begin and end in bytes) as few pieces, in the file's order."""
    pieces: list[Piece] = []
    for begin, end in sorted(places):
        if pieces and begin <= pieces[-1].end:
            pieces[-1] = Piece(begin=pieces[-1].begin, end=max(end, pieces[-1].end))
        else:
            pieces.append(Piece(begin=begin, end=end))
    return tuple(pieces)


def name_in_package(path: Path, taken: set[str], *, whole: bool) -> str:
    """A name for the file at ``path`` that every system bears, and that no two have: its own if it can be,
    with ``-part`` where not all of it is taken. It is added to ``taken``.
    """
    stem = _UNSAFE.sub("_", path.name.removesuffix(WARC_SUFFIX)) + ("" if whole else "-part")
    chosen, number = stem, 1
    while chosen in taken:
        number += 1
        chosen = f"{stem}-{number}"
    taken.add(chosen)
    return chosen + WARC_SUFFIX
