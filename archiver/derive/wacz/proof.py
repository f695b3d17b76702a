"""The ledger's word for what a package holds (``docs/archivist.md``, "The ledger's proof in a WACZ").

A line of the ledger has the sha256 of a file's first so many bytes. Where the package has a file
whole, that is the proof. Where it has a part, each record's place and sha256 are given with
the line that vouches for the file they were cut from: who holds the file can check both.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archiver.derive.wacz.parts import Part
from archiver.warc import ledger
from archiver.warc.records import Location

_PROVED = (
    "that the ledger's lines are whole and in order from first_line to head; that a file which is `whole` had these bytes "
    "when its line was written; that each record has the sha256 that records.jsonl says"
)
_NOT_PROVED = (
    "that a record of a part stood at warc_offset of its file `warc` when its line was written: a line has the digest of the "
    "file's first line_bytes bytes, which takes that file to check; nor when head was written, which takes a time stamp or a copy "
    "of head kept elsewhere"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vouching:
    number: int  # from 1
    bytes: int
    sha256: str


@dataclass(slots=True)
class Proof:
    """What the ledger at ``path`` says of the files of ``parts``. ``unproved`` counts the records (or whole
    files) that no line covers yet.
    """

    path: Path
    parts: Iterable[Part]
    unproved: int = 0
    _lines: dict[str, list[_Vouching]] = field(default_factory=lambda: defaultdict(list))
    _first: int | None = None
    _count: int = 0

    def __post_init__(self) -> None:
        names = {part.path.name for part in self.parts}
        self._count = ledger.head_of(self.path).line
        void = ledger.voided(self.path)
        for number, line in ledger.readable(self.path):
            if line.name in names and number not in void and number <= self._count:
                self._lines[line.name].append(_Vouching(number=number, bytes=line.bytes, sha256=line.sha256))

    def of_record(self, record_id: str, place: Location, moved: Location, sha256: str) -> bytes:
        """The line for a record at ``place`` of the archive's file, ``moved`` in the package."""
        line = next(
            (one for one in self._lines[place.warc] if one.bytes >= place.offset + place.length), None
        )
        return self._told(
            {
                "record_id": record_id,
                "file": f"archive/{moved.warc}",
                "offset": moved.offset,
                "length": moved.length,
                "sha256": sha256,
                "warc": place.warc,
                "warc_offset": place.offset,
            },
            line,
        )

    def of_file(self, part: Part, sha256: str) -> bytes:
        """The line for a file that is taken whole, whose sha256 this is."""
        vouching = [one for one in self._lines[part.path.name] if one.bytes <= part.size]
        told = {
            "file": f"archive/{part.name}",
            "bytes": part.size,
            "sha256": sha256,
            "warc": part.path.name,
            "whole": True,
        }
        if vouching and vouching[-1].bytes < part.size:  # a run is under way
            self.unproved += 1
        return self._told(told, vouching[-1] if vouching else None)

    def _told(self, found: dict[str, object], line: _Vouching | None) -> bytes:
        if line is None:
            self.unproved += 1
        else:
            self._first = min(line.number, self._first or line.number)
        told = {"line": line.number, "line_bytes": line.bytes, "line_sha256": line.sha256} if line else None
        return json.dumps({**found, "ledger": told}, separators=(",", ":")).encode("ascii") + b"\n"

    def excerpt(self) -> Iterator[bytes]:
        """The ledger's lines, byte for byte, from the first that vouches to the last that was there at the start."""
        for head, raw in ledger.raw_lines(self.path):
            if head.line > self._count:
                return
            if head.line >= (self._first or self._count):
                yield raw + b"\n"

    def stamps(self, folder: Path) -> Iterator[tuple[str, bytes]]:
        """What ``folder`` has of stamps of lines in the excerpt: a name for each file here, and its bytes. Raises OSError."""
        for path in sorted(folder.glob("*/*")):
            line = path.parent.name
            if line.isdecimal() and (self._first or self._count) <= int(line) <= self._count:
                yield f"stamp-{line}-{path.name}", path.read_bytes()

    def chain(self) -> bytes:
        """What the excerpt is an excerpt of: call it when all was told. ``head`` is the sha256 of its last line."""
        head = ledger.FIRST
        for raw in self.excerpt():
            head = hashlib.sha256(raw[:-1]).hexdigest()
        found = {
            "ledger": self.path.name,
            "first_line": self._first or self._count,
            "last_line": self._count,
            "head": head,
            "hash": "sha256 of a line without its line end; each names that of the line before as `previous`",
            "proved_here": _PROVED,
            "not_proved_here": _NOT_PROVED,
        }
        return json.dumps(found, indent=2).encode("ascii") + b"\n"
