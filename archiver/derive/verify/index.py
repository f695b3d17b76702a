"""The replay index against the records: each line leads to a record that is as the line says, each record has a line."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from archiver.derive.verify.findings import Finding, Kind
from archiver.store.scratch import Scratch
from archiver.warc.cdxj import read_ends
from archiver.warc.layout import Collection
from archiver.warc.surt import surt_key
from archiver.wire.digest import same_digest

_LINE = re.compile(rb"(?P<key>\S+) (?P<stamp>\d{14}) (?P<json>\{.*\})\n")
_TOGETHER = 1000
_NONE: Mapping[str, int] = MappingProxyType({})

_RECORD = """
    SELECT record_id, date, target, length, payload, status, mime FROM records
    WHERE warc = ? AND "offset" = ? AND collection = ?
"""

_UNLISTED = """
    SELECT record_id, warc, "offset", length FROM records WHERE collection = ? AND listed = 1 AND seen = 0
    ORDER BY warc, "offset"
"""


def check_index(
    scratch: Scratch, collection: Collection, starts: Mapping[str, int] = _NONE
) -> Iterator[Finding]:
    """What is wrong with the index of ``collection``. Lines for records before a file's byte in ``starts``, which
    ``scratch`` lacks, are only read.
    """
    for path in sorted(collection.indexes.glob("*.cdxj")):
        yield from _file(scratch, collection.site, path, starts)
    listed_to = read_ends(collection.indexes) or {}
    for record_id, warc, offset, length in scratch.ask(_UNLISTED, collection.site):
        behind = offset + length > listed_to.get(warc, 0)
        yield Finding(
            kind="stale" if behind else "missing",
            file=warc,
            offset=offset,
            record_id=record_id,
            detail="no line of the index lists it: it can't be replayed",
        )


def _file(scratch: Scratch, site: str, path: Path, starts: Mapping[str, int]) -> Iterator[Finding]:
    before, seen = b"", []
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            match = _LINE.fullmatch(raw)
            if match is None:
                kind: Kind = "corrupt" if raw.endswith(b"\n") else "torn"
                yield _found(kind, path, number, None, f"no line of an index: {raw[:60]!r}")
                continue
            if raw <= before:
                yield _found("corrupt", path, number, None, "out of order: replay searches by halves")
            before = raw
            place, findings = _line(scratch, site, path, number, match, starts)
            yield from findings
            if place is not None:
                seen.append(place)
            if len(seen) >= _TOGETHER:
                scratch.see(seen)
                seen = []
    scratch.see(seen)


def _line(
    scratch: Scratch, site: str, path: Path, number: int, match: re.Match[bytes], starts: Mapping[str, int]
) -> tuple[tuple[str, int] | None, list[Finding]]:
    """The place that a line lists, and what is wrong with it."""
    try:
        entry: dict[str, Any] = json.loads(match["json"])
        place = (str(entry["filename"]), int(entry["offset"]))
    except (ValueError, KeyError, TypeError) as problem:
        return None, [_found("corrupt", path, number, None, f"can't be read: {problem!r}")]
    record = next(scratch.ask(_RECORD, *place, site), None)
    if record is None and place[1] < starts.get(place[0], 0):
        return None, []
    if record is None:
        return None, [
            _found("orphaned", path, number, None, f"no record begins in {place[0]} at byte {place[1]}")
        ]
    record_id, date, target, length, payload, status, mime = record
    wrong = [
        name
        for name, good in (
            ("url", entry.get("url") == target),
            ("key", match["key"].decode("latin-1") == surt_key(target or "")),
            ("time", match["stamp"].decode() == re.sub(r"\D", "", date)[:14]),
            ("length", str(entry.get("length")) == str(length)),
            ("digest", payload is None or same_digest(str(entry.get("digest")), payload)),
            ("status", entry.get("status") == status),
            ("mime", str(entry.get("mime") or "").lower() == (mime or "")),
        )
        if not good
    ]
    if wrong:
        return place, [
            _found("stale", path, number, record_id, f"says another {', '.join(wrong)} than the record")
        ]
    return place, []


def _found(kind: Kind, path: Path, number: int, record_id: str | None, detail: str) -> Finding:
    name = f"{path.parent.parent.name}/{path.name}"
    return Finding(kind=kind, file=name, offset=number, record_id=record_id, detail=detail)
