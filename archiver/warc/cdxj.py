"""The CDXJ index that pywb replays by: a few sorted files in a collection's ``indexes`` folder.

pywb asks every file for every address (4 ms a page with one file, 180 with 5,000) and
searches each by halves, so lines are sorted and files few: what came in the last seconds
is written together with the small files there are, as one new file, whose name is there
before theirs go. In between a line may be seen twice, never not at all. The index is
derived: :func:`reindex` makes it again from the WARC files.

``indexed.json``, beside the folder, says up to which byte each WARC file is listed, and in which index
files; it is replaced at each flush, before the files go that were merged, so that a start lists what a
kill kept from being listed, and all where a file of the index is gone.
"""

import heapq
import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from archiver.errors import RecordError, WireError
from archiver.warc import faults
from archiver.warc.disk import make_folders, storage, sync_folder
from archiver.warc.reader import next_member, records
from archiver.warc.records import WARC_FIELDS, Location, Record
from archiver.warc.surt import surt_key
from archiver.wire.digest import payload_digest
from archiver.wire.lines import values
from archiver.wire.messages import ResponseHead, read_response_head

MOST_FILES = 16
"""Replay feels each file; what is merged together costs writes. pywb doesn't notice sixteen."""

FLUSH_EVERY = timedelta(seconds=3)
"""How long a page may be archived and not yet be replayed."""

_LISTED = frozenset({"response", "revisit", "resource", "metadata"})
_WITH_FIELDS = frozenset({"resource", "metadata"})
_NAME = re.compile(r"\d{8}\.cdxj")
_END_OF_MIME = re.compile(r"[;\s]")
_CHUNK_LINES = 200_000  # about 80 MB


def cdxj_line(record: Record, location: Location, record_digest: str | None = None) -> bytes | None:
    """The line (with its end) that lists ``record``, as cdxj-indexer writes it; None if none does.

    ``record_digest`` (``sha256:HEX``) is that of the record's member, where the index shall tell it.
    """
    url = record.target_uri
    if record.type not in _LISTED or not url or not location.length:
        return None
    if record.type in _WITH_FIELDS and record.content_type == WARC_FIELDS:
        return None
    head = _head(record)
    found = {
        "url": url,
        "mime": _mime(record, head),
        "status": f"{head.status:03d}" if head else None,
        "digest": record.payload_digest or _digest(record, head),
        "length": str(location.length),
        "offset": str(location.offset),
        "filename": location.warc,
        "recordDigest": record_digest,
    }
    entry = json.dumps({name: value for name, value in found.items() if value is not None})
    stamp = record.date.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{surt_key(url)} {stamp} {entry}\n".encode("ascii")


def _head(record: Record) -> ResponseHead | None:
    if record.type not in ("response", "revisit") or not record.block:
        return None
    try:
        return read_response_head(record.block)
    except WireError:  # listed all the same, without a status
        return None


def _mime(record: Record, head: ResponseHead | None) -> str | None:
    if record.type == "revisit":
        return "warc/revisit"
    if record.type != "response":
        value = record.content_type
    else:
        value = next((_text(raw) for raw in values(head.headers, b"content-type")), None) if head else None
    return None if value is None else _END_OF_MIME.split(value, maxsplit=1)[0]


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _digest(record: Record, head: ResponseHead | None) -> str | None:
    """Where the record doesn't say: another program's file."""
    return payload_digest(record.block) if record.type == "response" and head else None


class Index:
    """The index in ``folder``, which is made if missing. One process at a time may write it.

    Thread safe. ``add`` only what is on disk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: set[bytes] = set()
        self._lock = threading.Lock()  # guards the lines
        self._writing = threading.Lock()  # one flush at a time; adding goes on meanwhile
        self._due: datetime | None = None
        with storage(folder):
            state = _read_state(folder)
            self._ends = state.ends if state is not None else {}
            self._is_known = state is not None
            make_folders(folder)
            for left in folder.glob(
                "*.cdxj.part"
            ):  # a kill left it; its lines are in the files it was made of
                left.unlink()

    def add(self, record: Record, location: Location) -> None:
        """List ``record`` from the next flush on; what no index lists is passed over."""
        line = cdxj_line(record, location)
        with self._lock:
            if line is not None:
                self._lines.add(line)
            self._ends[location.warc] = max(
                location.offset + location.length, self._ends.get(location.warc, 0)
            )

    def catch_up(self, archive_folder: Path) -> list[RecordError]:
        """List what the WARC files in ``archive_folder`` hold beyond what is listed (all of it, if nothing says
        what is), and flush. Gives what couldn't be read: a torn tail, or damage.

        Call it before the first :meth:`add`, with the site's lock held. Raises StorageFailed.
        """
        if not self._is_known:
            problems = reindex(archive_folder, self._folder)
            state = _read_state(self._folder)
            self._ends = state.ends if state is not None else {}
            self._is_known = True
            return problems
        problems = []
        with storage(archive_folder):
            for path in _warcs(archive_folder):
                begin = self._ends.get(path.name, 0)
                if path.stat().st_size > begin:
                    for record, location in _readable(path, problems, begin):
                        if cdxj_line(record, location) is not None:
                            self.add(
                                record, location
                            )  # a request whose answer was cut off is yet to be moved away
        self.flush()
        return problems

    @property
    def is_behind(self) -> bool:
        """Whether anything was added since the last flush."""
        return bool(self._lines)

    def maybe_flush(self, now: datetime) -> bool:
        """Flush if ``FLUSH_EVERY`` has gone by since the last time; says whether it did. Raises StorageFailed."""
        if self._due is not None and now < self._due:
            return False
        self._due = now + FLUSH_EVERY
        return self.flush()

    def flush(self) -> bool:
        """Write what was added, if anything was. Raises StorageFailed; nothing is lost then."""
        with self._writing:
            with self._lock:
                taken, self._lines = self._lines, set()
                ends = dict(self._ends)
            if not taken:
                return False
            try:
                with storage(self._folder):
                    merged = _to_merge(self._folder, sum(map(len, taken)))
                    kept = [path.name for path in _files(self._folder) if path not in merged]
                    merge_into(
                        self._folder,
                        taken,
                        merged,
                        lambda made: _write_state(self._folder, _State(ends=ends, files=[*kept, made.name])),
                    )
            except BaseException:
                with self._lock:
                    self._lines |= taken
                raise
        return True


def _files(folder: Path) -> list[Path]:
    """The files that are ours: others may be unsorted."""
    return [path for path in folder.glob("*.cdxj") if _NAME.fullmatch(path.name)]


def _to_merge(folder: Path, size: int) -> list[Path]:
    """The files to write anew together with ``size`` bytes: those not much larger than all smaller
    ones, so that sizes grow by powers and each line is written a few times only.
    """
    files = sorted((path.stat().st_size, path) for path in _files(folder))
    chosen: list[Path] = []
    for held, path in files:
        if held > 2 * size and len(files) - len(chosen) < MOST_FILES:
            break
        chosen.append(path)
        size += held
    return chosen


def merge_into(
    folder: Path, lines: Iterable[bytes], files: list[Path], tell: Callable[[Path], None] = lambda _: None
) -> Path:
    """Make ``lines`` and those of ``files`` one new sorted file, ``tell`` of it, then remove ``files``. Raises OSError."""
    numbers = [int(path.stem) for path in _files(folder)]
    target = folder / f"{max(numbers, default=0) + 1:08d}.cdxj"
    before = folder.stat().st_mtime
    part = target.with_name(target.name + ".part")
    with ExitStack() as stack:
        sources = [stack.enter_context(path.open("rb")) for path in files]
        out = stack.enter_context(part.open("wb"))
        out.writelines(line for line, _ in groupby(heapq.merge(sorted(lines), *sources)))
        out.flush()
        os.fsync(out.fileno())
    faults.at("index-written")
    part.rename(target)
    sync_folder(folder)  # else a power cut may keep the removals and not the name
    faults.at("index-named")
    tell(target)
    for path in files:
        path.unlink()
    _mark_changed(folder, before)
    sync_folder(folder)
    faults.at("index-swept")
    return target


def _mark_changed(folder: Path, before: float) -> None:
    """Move the folder's time (``before``, in seconds, ahead of the change) on by a whole second: pywb
    overlooks a change within the second of its last look.
    """
    found = folder.stat()
    os.utime(folder, (found.st_atime, max(int(found.st_mtime), int(before)) + 1))


def _ends_file(folder: Path) -> Path:
    return folder.with_name("indexed.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Where the listed part of each WARC file ends, and the index files in which it is listed."""

    ends: dict[str, int]
    files: list[str]


def _read_state(folder: Path) -> _State | None:
    """None where nothing (that can be read) says so, or a file that is named is gone. Raises OSError."""
    ends, files = read_ends(folder), _read_json(folder).get("files")
    if ends is None or not isinstance(files, list):
        return None
    if not all(isinstance(name, str) and (folder / name).is_file() for name in files):
        return None
    return _State(ends=ends, files=files)


def read_ends(folder: Path) -> dict[str, int] | None:
    """Up to which byte the index in ``folder`` says that it lists each WARC file; None where it doesn't say. Raises OSError."""
    found = _read_json(folder).get("ends")
    if not isinstance(found, dict) or not all(type(end) is int and end >= 0 for end in found.values()):
        return None
    return found


def _read_json(folder: Path) -> dict[str, Any]:
    file = _ends_file(folder)
    try:
        found = json.loads(file.read_bytes()) if file.exists() else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_state(folder: Path, state: _State) -> None:
    file = _ends_file(folder)
    part = file.with_name(file.name + ".part")
    with part.open("w", encoding="ascii") as out:
        json.dump({"ends": state.ends, "files": sorted(state.files)}, out, indent=0, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    part.rename(file)
    sync_folder(file.parent)
    faults.at("index-told")


def reindex(archive_folder: Path, index_folder: Path) -> list[RecordError]:
    """Make the index again from all WARC files in ``archive_folder``; gives what couldn't be read, which is
    passed over. The old files go when the new one is there. Raises StorageFailed.
    """
    problems: list[RecordError] = []
    ends: dict[str, int] = {}
    Index(index_folder)
    with storage(index_folder):
        old = _files(index_folder)
        chunks: list[Path] = []
        lines: set[bytes] = set()
        for record, location in _all_records(archive_folder, problems):
            line = cdxj_line(record, location)
            if line is not None:
                lines.add(line)
                ends[location.warc] = location.offset + location.length
            if len(lines) >= _CHUNK_LINES:
                chunks.append(merge_into(index_folder, lines, []))
                lines = set()
        if lines or chunks:
            merge_into(index_folder, lines, chunks)
        _drop(index_folder, old)
        _write_state(index_folder, _State(ends=ends, files=[path.name for path in _files(index_folder)]))
    return problems


def _drop(folder: Path, files: list[Path]) -> None:
    before = folder.stat().st_mtime
    for path in files:
        path.unlink()
    _mark_changed(folder, before)
    sync_folder(folder)


def _warcs(archive_folder: Path) -> list[Path]:
    return sorted((*archive_folder.glob("*.warc.gz"), *archive_folder.glob("*.warc")))


def _all_records(folder: Path, problems: list[RecordError]) -> Iterator[tuple[Record, Location]]:
    for path in _warcs(folder):
        yield from _readable(path, problems)


def _readable(path: Path, problems: list[RecordError], begin: int = 0) -> Iterator[tuple[Record, Location]]:
    """The records of ``path`` from ``begin`` on, going on behind what can't be read."""
    start: int | None = begin
    while start is not None:
        try:
            yield from records(path, start)
        except RecordError as problem:
            problems.append(problem)
            start = next_member(path, problem.offset)
        else:
            return
