"""Tail care: before anything is appended, what a kill or a full disk left behind is put aside.

Every reader of WARC files loses all records after a torn member, so a file is
continued only when it ends with a whole one. No byte is deleted: a torn tail
moves to ``NAME.torn-OFFSET``. Order: copy, sync the copy and its folder, cut, sync.
The records of an exchange go with it where their answer, which they name, was not written:
an exchange is there whole or not at all.

A member that is broken while whole ones follow is no torn tail but damage: the file is
then left as it is, for ``archiver repair``.
"""

import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from archiver.errors import RecordError
from archiver.warc import faults
from archiver.warc.disk import copied_aside, storage
from archiver.warc.heads import Cut, Malformed, read_record
from archiver.warc.layout import torn_name
from archiver.warc.reader import Member, members, next_member

_STEP = 1024 * 1024
_MAGIC = b"\x1f\x8b\x08"
_REMEMBERED = 64  # ids: an exchange has fewer records, and none names an earlier one's


@dataclass(frozen=True, slots=True, kw_only=True)
class TailReport:
    """``kept_to``: the file's length now, in bytes; ``torn_bytes`` were moved to ``torn_file``;
    ``records_after``: whole members from ``walked_from`` on, which is the known end, or 0 if no member began there; ``damaged_at``: the offset of a broken member
    that whole ones follow (nothing was moved then); ``missing_bytes``: how much shorter the file is
    than what was known of it; ``changed``: the ledger vouches for bytes that aren't there any more.
    """

    kept_to: int
    walked_from: int
    torn_bytes: int = 0
    torn_file: Path | None = None
    records_after: int = 0
    damaged_at: int | None = None
    missing_bytes: int = 0
    changed: bool = False

    @property
    def clean(self) -> bool:
        """Whether the file was whole and may be continued."""
        return not self.torn_bytes and not self.is_false and self.damaged_at is None

    def finding(self, name: str) -> str | None:
        """What an operator must know of the file ``name``, as a sentence; None if it was whole. A torn tail
        is what a kill leaves; the rest is damage.
        """
        if self.missing_bytes:
            return f"{name}: {self.missing_bytes} bytes are gone that the ledger vouches for; it is not continued"
        if self.changed:
            return f"{name}: its bytes are not those that the ledger vouches for; it is not continued"
        if self.damaged_at is not None:
            return f"{name}: the member at byte {self.damaged_at} is broken, and whole ones follow"
        if self.torn_file is not None:
            return f"{name}: {self.torn_bytes} torn bytes were moved to {self.torn_file.name}"
        return None

    @property
    def is_false(self) -> bool:
        """Whether bytes that were vouched for are gone or others."""
        return self.changed or self.missing_bytes > 0


def tend(path: Path, known_end: int) -> TailReport:
    """Walk the members of ``path`` from ``known_end`` (an offset where one ends) and put a torn tail aside.

    Raises StorageFailed.
    """
    with storage(path), path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size < known_end:
            return TailReport(kept_to=size, walked_from=known_end, missing_bytes=known_end - size)
        file.seek(known_end)
        start = known_end if file.read(len(_MAGIC)) in (_MAGIC, b"") else 0
        walked = _walk(path, start)
        kept, count = walked.exchanges()
        if kept == size:
            return TailReport(kept_to=size, walked_from=start, records_after=count)
        if walked.end < size and next_member(path, walked.end) is not None:
            return TailReport(
                kept_to=size, walked_from=start, records_after=walked.count, damaged_at=walked.end
            )
        torn = _put_aside(file, path, kept)
        return TailReport(
            kept_to=kept, walked_from=start, torn_bytes=size - kept, torn_file=torn, records_after=count
        )


@dataclass(slots=True)
class _Walked:
    """What lies in a row: the place behind the last whole member, how many there are, and of the exchange
    whose answer is still to come: the place of its first record, their number, the ids that they name.
    """

    end: int
    count: int = 0
    begun_at: int = 0
    begun: int = 0
    awaited: set[str] = field(default_factory=set)
    seen: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def take(self, member: Member) -> None:
        self.end, self.count = member.offset + member.length, self.count + 1
        try:
            record, _ = read_record(member.data, 0, lambda _: None)
        except (Cut, Malformed):  # no record of ours: nothing waits for it
            return
        named = (*record.concurrent_to, *((record.refers_to,) if record.type == "metadata" else ()))
        ahead = {name for name in named if name is not None and name not in self.seen}
        if ahead and not self.awaited:
            self.begun_at, self.begun = member.offset, 0
        self.begun += 1
        self.awaited = (self.awaited | ahead) - {record.record_id}
        self.seen.append(record.record_id)

    def exchanges(self) -> tuple[int, int]:
        """Where the last whole exchange (or record that belongs to none) ends, and how many records there are."""
        return (self.begun_at, self.count - self.begun) if self.awaited else (self.end, self.count)


def _walk(path: Path, start: int) -> _Walked:
    walked = _Walked(end=start)
    try:
        for member in members(path, start):
            walked.take(member)
    except RecordError:  # torn or broken: the caller finds out which
        return walked
    return walked


def _put_aside(file: BinaryIO, path: Path, offset: int) -> Path:
    torn = torn_name(path, offset)
    file.seek(offset)
    with copied_aside(torn) as copy:
        while data := file.read(_STEP):
            copy.write(data)
    faults.at("torn-copied")
    file.truncate(offset)
    os.fsync(file.fileno())
    faults.at("torn-cut")
    return torn
