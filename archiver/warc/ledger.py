"""The fixity ledger: what each WARC file held at which instant, one JSON object a line.

Each line names the sha256 of the line before it (its bytes without the line end; 64 zeros
for the first), so that none can be changed or taken out unseen. Lines are appended and
synced under the file's own lock. A last line that a kill cut short is moved to
``NAME.torn-OFFSET`` before the next one is written: no byte is deleted.

No line is ever taken back. What a repair makes of a damaged file is a new line, which says why
and which earlier lines hold no more (:class:`Mended`); a line that bears the ledger's own name
speaks of the lines before it.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver.errors import BadInput
from archiver.warc import faults
from archiver.warc.disk import copied_aside, make_folders, storage, sync_folder, write_all
from archiver.warc.layout import torn_name

FIRST = "0" * 64
"""What stands for the line before the first."""

_LAST = 64 * 1024  # a line is under 1 KB; this many bytes from the end hold the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What a repair says of a file: ``kind`` of the damage (a finding's) and ``why``, a sentence; ``voids`` are
    the numbers (from 1) of the earlier lines that hold no more of their file; ``noted`` those at which the chain
    is broken or that can't be read; ``lost`` names records that others name and that are nowhere; ``journal`` is
    the repair's number in ``repairs.jsonl``.
    """

    kind: str
    why: str
    voids: tuple[int, ...] = ()
    noted: tuple[int, ...] = ()
    lost: tuple[str, ...] = ()
    journal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """File ``name`` had ``bytes`` bytes with that ``sha256`` (hex) and ``records`` records at ``at``; ``run`` had
    written to it. ``closed``: nothing was to be added. ``previous`` is the chain. ``mended``: a repair wrote it.
    """

    name: str
    bytes: int
    sha256: str
    records: int
    run: str
    at: datetime
    closed: bool
    previous: str
    mended: Mended | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain: ``line`` (from 1; 0 where there is none) and its ``sha256`` (hex, bytes without line end)."""

    line: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with the ledger at a line (from 1): ``kind`` is ``broken-chain``, ``unreadable`` or ``torn``."""

    kind: str
    line: int
    detail: str


class Ledger:
    """The ledger at ``path``, which need not exist. ``torn`` are the files to which torn lines were moved."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime]) -> None:
        self.torn: list[Path] = []
        self._path = path
        self._clock = clock

    def append(
        self,
        *,
        name: str,
        bytes: int,
        sha256: str,
        records: int,
        run: str,
        closed: bool,
        at: datetime | None = None,
        mended: Mended | None = None,
    ) -> Line:
        """Add a line; it is on disk when this returns. ``at`` is the clock's now if not given.

        Raises StorageFailed.
        """
        with storage(self._path), self._alone() as descriptor:
            previous = self._head_of(descriptor)
            line = Line(
                name=name,
                bytes=bytes,
                sha256=sha256,
                records=records,
                run=run,
                at=at or self._clock(),
                closed=closed,
                previous=previous,
                mended=mended,
            )
            self._write(descriptor, _encode(line) + b"\n")
        return line

    def tend(self) -> None:
        """Put a torn last line aside, as :meth:`append` would. Raises StorageFailed."""
        with storage(self._path), self._alone() as descriptor:
            self._head_of(descriptor)

    def head(self) -> str:
        """The sha256 of the last whole line: a stamp of this proves all of the ledger. Raises StorageFailed."""
        if not self._path.exists():
            return FIRST
        with storage(self._path), self._path.open("rb") as file:
            last, _ = _last_line(file.fileno())
        return FIRST if last is None else _digest(last)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        make_folders(self._path.parent)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if not os.fstat(descriptor).st_size:  # just born, or whoever bore it died before this
                sync_folder(self._path.parent)
            yield descriptor
        finally:
            os.close(descriptor)

    def _head_of(self, descriptor: int) -> str:
        """The digest of the last whole line; what is torn behind it is put aside."""
        last, end = _last_line(descriptor)
        size = os.fstat(descriptor).st_size
        if end < size:
            self._put_aside(descriptor, end, size)
        return FIRST if last is None else _digest(last)

    def _put_aside(self, descriptor: int, end: int, size: int) -> None:
        torn = torn_name(self._path, end)
        with copied_aside(torn) as copy:
            copy.write(os.pread(descriptor, size - end, end))
        faults.at("ledger-torn-copied")
        os.ftruncate(descriptor, end)
        os.fsync(descriptor)
        self.torn.append(torn)

    def _write(self, descriptor: int, data: bytes) -> None:
        size = os.fstat(descriptor).st_size
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        except OSError:  # a full disk may take half a line
            os.ftruncate(descriptor, size)
            raise


def _encode(line: Line) -> bytes:
    values = asdict(line) | {"at": line.at.astimezone(UTC).isoformat()}
    if line.mended is None:
        del values["mended"]
    return json.dumps(values, separators=(",", ":")).encode("ascii")


def lines(path: Path) -> Iterator[Line]:
    """The whole lines of the ledger, in order; none where there is no file. One that can't be read is passed
    over where a repair has said so.

    Raises BadInput, naming the line, where one can't be read.
    """
    known = noted(path)
    for number, raw in _raw_lines(path):
        try:
            yield _read(raw)
        except _NO_LINE as problem:
            if number not in known:
                raise BadInput(f"{path} line {number}: no line of a ledger ({problem})") from None


def readable(path: Path) -> Iterator[tuple[int, Line]]:
    """The whole lines that can be read, with their numbers (from 1). Raises OSError."""
    yield from Reading(path).more()


class Reading:
    """The ledger at ``path``, read on where reading came to: it only grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = 0
        self._end = 0

    def more(self) -> Iterator[tuple[int, Line]]:
        """The whole lines since then that can be read, as :func:`readable` gives them. Raises OSError."""
        for number, raw in _raw_lines(self._path, self._number, self._end):
            self._number, self._end = number, self._end + len(raw) + 1
            try:
                line = _read(raw)
            except _NO_LINE:  # `check_chain` tells of it
                continue
            yield number, line


def mends(path: Path) -> Iterator[tuple[int, Line, Mended]]:
    """The lines that repairs wrote, with their numbers. Raises OSError."""
    for number, raw in _raw_lines(path):
        if raw.startswith(b'{"') and not any(word in raw for word in _MAY_BE_MENDED):
            continue  # nearly all: to look for a word costs less than to read a line
        try:
            line = _read(raw)
        except _NO_LINE:  # `check_chain` tells of it
            continue
        if line.mended is not None:
            yield number, line, line.mended


def voided(path: Path) -> set[int]:
    """The numbers of the lines that hold no more, as later ones say. Raises OSError."""
    return {void for number, _, mended in mends(path) for void in mended.voids if void < number}


def noted(path: Path) -> set[int]:
    """The numbers of the lines whose damage later ones speak of. Raises OSError."""
    return {one for number, _, mended in mends(path) for one in mended.noted if one < number}


def raw_lines(path: Path) -> Iterator[tuple[Head, bytes]]:
    """Every whole line as it stands, without its line end, with its number and digest; readable or not."""
    for number, raw in _raw_lines(path):
        yield Head(line=number, sha256=_digest(raw)), raw


def head_of(path: Path) -> Head:
    """Where the chain of the ledger at ``path`` ends; line 0 and ``FIRST`` where there is no line. Raises StorageFailed."""
    head = Head(line=0, sha256=FIRST)
    with storage(path):
        for number, raw in _raw_lines(path):
            head = Head(line=number, sha256=_digest(raw))
    return head


def check_chain(path: Path) -> list[Finding]:
    """All that is wrong with the ledger; changes nothing."""
    findings: list[Finding] = []
    before = FIRST
    number = 0
    for number, raw in _raw_lines(path):
        try:
            line = _read(raw)
        except _NO_LINE as problem:
            findings.append(Finding(kind="unreadable", line=number, detail=f"{problem}"))
        else:
            if line.previous != before:
                detail = f"says the line before had {line.previous}, but it has {before}"
                findings.append(Finding(kind="broken-chain", line=number, detail=detail))
        before = _digest(raw)
    torn = _torn_bytes(path)
    if torn:
        findings.append(Finding(kind="torn", line=number + 1, detail=f"{torn} bytes without a line end"))
    return findings


def _raw_lines(path: Path, after: int = 0, begin: int = 0) -> Iterator[tuple[int, bytes]]:
    """Whole lines without their ends, from byte ``begin`` on, which is the end of line ``after``."""
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(begin)
        for number, raw in enumerate(file, after + 1):
            if raw.endswith(b"\n"):
                yield number, raw[:-1]


def _torn_bytes(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open("rb") as file:
        _, end = _last_line(file.fileno())
        return file.seek(0, os.SEEK_END) - end


def _last_line(descriptor: int) -> tuple[bytes | None, int]:
    """The last whole line without its line end (None if there is none), and where it ends."""
    size = os.fstat(descriptor).st_size
    reach = _LAST
    while True:
        start = max(0, size - reach)
        tail = os.pread(descriptor, size - start, start)
        end = tail.rfind(b"\n")
        begin = tail.rfind(b"\n", 0, end) if end >= 0 else -1
        if start == 0 or begin >= 0:
            break
        reach *= 16
    if end < 0:
        return None, 0
    return tail[begin + 1 : end], start + end + 1


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


_NO_LINE = (ValueError, KeyError, TypeError, RecursionError)
"""What reading a line that is none may raise."""


def _read(raw: bytes) -> Line:
    values = json.loads(raw)
    at = datetime.fromisoformat(values["at"])
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    if _SHAPE - {name: type(value) for name, value in values.items()}.items():
        raise ValueError("a value of another kind than a ledger's")
    said = values.pop("mended", None)
    return Line(**(values | {"at": at, "mended": None if said is None else _mended(said)}))


_MAY_BE_MENDED = (b"mended", b"\\u")
"""The name of a repair's word stands in its line, as it is or spelled by JSON's escapes."""

_SHAPE = {
    ("name", str), ("bytes", int), ("sha256", str), ("records", int), ("run", str), ("closed", bool), ("previous", str)
}  # fmt: skip


def _mended(said: dict[str, Any]) -> Mended:
    voids, known, lost = (tuple(said.get(name, ())) for name in ("voids", "noted", "lost"))
    if not all(type(one) is int for one in voids + known) or not all(isinstance(one, str) for one in lost):
        raise ValueError("a repair's line with a value of another kind")
    return Mended(**(said | {"voids": voids, "noted": known, "lost": lost}))
