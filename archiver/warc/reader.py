"""WARC files to records: our own walk, which trusts nothing but checked bytes.

Rules kept here: a gzip member counts only whole, with its CRC and length (RFC 1952, 2.3.1);
a file that ends inside one is torn, anything else that doesn't decode is corrupt, and the
two are told apart; Content-Length is obeyed to the byte (WARC 1.1, 4 and 5.4). Foreign
shapes are read too: plain files, a member with many records, a record over many members.
What is lenient is reported by a stable word, with its offset.
"""

import mmap
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from isal import igzip_lib, isal_zlib

from archiver.errors import RecordError, TornRecord
from archiver.warc.heads import Cut, Malformed, read_record, skip_line_ends
from archiver.warc.records import Location, Record

Report = Callable[[str, int], None]
"""Called with a stable word for each leniency and the offset of the member or record that needed it."""

RECORD_BYTES = 1024 * 1024 * 1024
"""More than this in one record is a forged stream: a body here is 256 MB at most."""

_MAGIC = b"\x1f\x8b"
_MEMBER = _MAGIC + b"\x08"
_START = b"WARC/"
_READ = 1024 * 1024
_FEED = 32 * 1024  # what is left over after a member is copied: small feeds keep that small
_GROW = 16 * 1024 * 1024  # a member's data is handed on in pieces of about this size


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A whole gzip member: offset and length in bytes in the file, and what it holds."""

    offset: int
    length: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A part of a member's data. ``end`` is where the member ends in the file, if this is its last part."""

    offset: int
    data: bytes
    end: int | None


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The gzip members of ``path`` from byte ``start`` (a member's begin) on, each checked.

    Raises TornRecord where the file ends inside a member (or in nothing but zero bytes,
    which a power cut leaves), RecordError where a member is corrupt or larger than
    ``RECORD_BYTES``; OSError where the file can't be read.
    """
    held: list[bytes] = []
    size = 0
    for piece in _pieces(path, start):
        held.append(piece.data)
        size += len(piece.data)
        if size > RECORD_BYTES:
            raise _error(path, piece.offset, f"a member of more than {RECORD_BYTES} bytes")
        if piece.end is not None:
            data = held[0] if len(held) == 1 else b"".join(held)
            yield Member(offset=piece.offset, length=piece.end - piece.offset, data=data)
            held, size = [], 0


def records(
    path: Path, start: int = 0, *, end: int | None = None, report: Report | None = None
) -> Iterator[tuple[Record, Location]]:
    """The records of ``path`` from byte ``start`` (a member's or, in a plain file, a record's
    begin) on, with their places. Of a compressed file nothing from ``end`` (a member's, too) on is read.

    Raises as :func:`members` does, RecordError also where a member holds no record, and
    TornRecord where a plain file ends inside one.
    """
    tell = report or _silent
    with path.open("rb") as file:
        plain = file.read(5) == _START
    if plain:
        yield from _plain_records(path, start, tell)
        return
    walk = _Walk(path, tell)
    for piece in _pieces(path, start, end):
        yield from walk.accept(piece)
    yield from walk.finish()


def record_at(path: Path, offset: int, length: int, record_id: str | None = None) -> Record:
    """The record that lies in the ``length`` bytes at ``offset``, as a :class:`Location` says.

    ``record_id`` is checked if given. Raises TornRecord, RecordError or OSError.
    """
    with path.open("rb") as file:
        file.seek(offset)
        raw = file.read(length)
    if not length or len(raw) < length:
        raise TornRecord("the file ends before the record does", warc=path.name, offset=offset)
    data = raw if raw.startswith(_START) else _inflated(path, offset, raw)
    try:
        record, _ = read_record(data, 0, lambda word: None)
    except (Cut, Malformed) as fault:
        raise _error(path, offset, str(fault)) from None
    if record_id is not None and record.record_id != record_id:
        raise _error(path, offset, f"holds record {record.record_id}, not {record_id}")
    return record


def next_member(path: Path, after: int) -> int | None:
    """The first offset beyond ``after`` at which a whole member that begins with a record lies, or
    None: where a walk may go on behind damage. Raises OSError.
    """
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) <= after:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            place = data.find(_MEMBER, after + 1)
            while place >= 0:
                if _begins_record(data[place : place + _FEED]) and _is_whole(path, place):
                    return place
                place = data.find(_MEMBER, place + 1)
    return None


def _begins_record(data: bytes) -> bool:
    try:
        return isal_zlib.decompressobj(31).decompress(data, len(_START)) == _START
    except igzip_lib.IsalError:  # type: ignore[misc] # the stub takes the class for an instance
        return False


def _is_whole(path: Path, place: int) -> bool:
    try:
        return next(members(path, place), None) is not None
    except RecordError:
        return False


def _silent(word: str, offset: int) -> None:
    """Nobody asked."""


def _error(path: Path, offset: int, problem: str) -> RecordError:
    return RecordError(problem, warc=path.name, offset=offset)


def _inflated(path: Path, offset: int, raw: bytes) -> bytes:
    """The data of the members that make up ``raw``."""
    pieces: list[bytes] = []
    while raw:
        decoder = isal_zlib.decompressobj(31)
        try:
            pieces.append(decoder.decompress(raw, RECORD_BYTES))
        except igzip_lib.IsalError as fault:  # type: ignore[misc] # the stub takes the class for an instance
            raise _error(path, offset, f"corrupt gzip member ({fault})") from None
        if not decoder.eof:
            raise _error(path, offset, "no whole gzip member lies here")
        raw = decoder.unused_data
    return b"".join(pieces)


# Files to pieces


class _Feed:
    """The bytes of a file in small views, and the place where the unread ones begin."""

    def __init__(self, file: BinaryIO, start: int, end: int | None) -> None:
        file.seek(start)
        self._file = file
        self._end = end
        self._block = memoryview(b"")
        self._base = start
        self._at = 0

    @property
    def place(self) -> int:
        return self._base + self._at

    def take(self) -> memoryview:
        """The next bytes; empty at the file's end."""
        if self._at >= len(self._block):
            self._base += len(self._block)
            size = _READ if self._end is None else max(0, min(_READ, self._end - self._base))
            self._block, self._at = memoryview(self._file.read(size)), 0
        view = self._block[self._at : self._at + _FEED]
        self._at += len(view)
        return view

    def back(self, size: int) -> None:
        """Unread the last ``size`` bytes of what was taken last."""
        self._at -= size


def _pieces(path: Path, start: int, end: int | None = None) -> Iterator[_Piece]:
    with path.open("rb") as file:
        feed = _Feed(file, start, end)
        while view := feed.take():
            offset = feed.place - len(view)
            if view[:2] != _MAGIC[: len(view)]:
                raise _no_member(path, feed, view, offset)
            yield from _one(path, feed, view, offset)


def _one(path: Path, feed: _Feed, view: memoryview, offset: int) -> Iterator[_Piece]:
    """The pieces of the member at ``offset``, whose first bytes are ``view``."""
    decoder = isal_zlib.decompressobj(31)
    held: list[bytes] = []
    size = 0
    while True:
        if not view:
            raise TornRecord("the file ends inside a gzip member", warc=path.name, offset=offset)
        try:
            held.append(decoder.decompress(view))
        except igzip_lib.IsalError as fault:  # type: ignore[misc] # the stub takes the class for an instance
            raise _error(path, offset, f"corrupt gzip member ({fault})") from None
        size += len(held[-1])
        if decoder.eof:
            break
        if size >= _GROW:
            yield _Piece(offset=offset, data=b"".join(held), end=None)
            held, size = [], 0
        view = feed.take()
    feed.back(len(decoder.unused_data))
    yield _Piece(offset=offset, data=held[0] if len(held) == 1 else b"".join(held), end=feed.place)


def _no_member(path: Path, feed: _Feed, view: memoryview, offset: int) -> RecordError:
    """What to raise where no gzip member begins."""
    while view and not bytes(view).strip(b"\0"):
        view = feed.take()
    if not view:
        return TornRecord("nothing but zero bytes up to the file's end", warc=path.name, offset=offset)
    return _error(path, offset, "no gzip member begins here")


# Pieces to records


def _plain_records(path: Path, start: int, tell: Report) -> Iterator[tuple[Record, Location]]:
    """The records of an uncompressed file; a place is the record's own bytes."""
    with path.open("rb") as file:
        file.seek(start)
        data, at, base, final = b"", 0, start, False
        while True:
            try:
                record, behind = read_record(data, at, lambda word: tell(word, base + at), final=final)  # noqa: B023 - it is called at once
            except Cut as cut:
                if final and skip_line_ends(data, at) == len(data):
                    return
                if final:
                    raise TornRecord(str(cut), warc=path.name, offset=base + at) from None
                data, base, at = data[at:], base + at, 0
                fresh = file.read(max(_READ, cut.need - len(data)))
                data, final = data + fresh, not fresh
            except Malformed as fault:
                raise _error(path, base + at, str(fault)) from None
            else:
                yield record, Location(warc=path.name, offset=base + at, length=behind - at)
                at = behind


class _Walk:
    """Cuts the data of members into records and finds each one's place: the members that hold
    this record and nothing else. A record is held back until that is known.
    """

    def __init__(self, path: Path, report: Report) -> None:
        self._path = path
        self._report = report
        self._data = b""
        self._at = 0  # where the next record begins in the data
        self._begin = 0  # where the members begin that the data came from
        self._open = False  # whether the current member has given a piece already
        self._held: Record | None = None
        self._shared = False  # whether these members hold a second record

    def accept(self, piece: _Piece) -> Iterator[tuple[Record, Location]]:
        """The records that are sure once ``piece`` is there."""
        first, self._open = not self._open, piece.end is None
        if self._at >= len(self._data):
            self._data, self._at = piece.data, 0
            self._begin = piece.offset if first else self._begin
        elif first and piece.data.startswith(_START):
            yield from self.finish()
        else:
            self._data, self._at = self._data[self._at :] + piece.data, 0
        yield from self._cut(final=piece.end is not None)
        if piece.end is not None and self._at >= len(self._data):
            yield from self._release(piece.end - self._begin)
            self._shared = False

    def finish(self) -> Iterator[tuple[Record, Location]]:
        """What is left where no member follows that could go on with a record. Raises RecordError."""
        yield from self._release(0)
        if self._at < len(self._data):
            raise _error(self._path, self._begin, "Content-Length says more than there is")

    def _cut(self, *, final: bool) -> Iterator[tuple[Record, Location]]:
        while self._at < len(self._data):
            try:
                record, self._at = read_record(self._data, self._at, self._tell, final=final)
            except Cut:
                if final and skip_line_ends(self._data, self._at) == len(self._data):
                    self._at = len(self._data)
                return
            except Malformed as fault:
                yield from self._release(0)
                raise _error(self._path, self._begin, str(fault)) from None
            if self._held is not None or self._shared:
                yield from self._release(0)
                self._shared = True
                yield record, self._place(0)
            else:
                self._held = record

    def _release(self, length: int) -> Iterator[tuple[Record, Location]]:
        if self._held is not None:
            held, self._held = self._held, None
            yield held, self._place(length)

    def _place(self, length: int) -> Location:
        return Location(warc=self._path.name, offset=self._begin, length=length)

    def _tell(self, word: str) -> None:
        self._report(word, self._begin)
