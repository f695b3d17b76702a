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
_NAME_OF_OURS = re.compile(r"\d{8}\.cdxj")
_FIELDS = {"url", "mime", "status", "digest", "length", "offset", "filename"}
_MOST = 2**63
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
    listed_to, findings = _listed_to(collection)
    yield from findings
    for record_id, warc, offset, length in scratch.ask(_UNLISTED, collection.site):
        behind = offset + length > listed_to.get(warc, 0)
        yield Finding(
            kind="stale" if behind else "missing",
            file=warc,
            offset=offset,
            record_id=record_id,
            detail="no line of the index lists it: it can't be replayed",
        )


def _listed_to(collection: Collection) -> tuple[dict[str, int], list[Finding]]:
    """How far the index says it goes, and what is wrong with that; a start begins anew where nothing says it."""
    path = collection.indexes.with_name("indexed.json")
    said = read_ends(collection.indexes)
    if said is None and path.exists():
        return {}, [_of_ends(path, "corrupt", "says not how far files are listed")]
    said, sizes = said or {}, {warc.name: warc.stat().st_size for warc in collection.warcs()}
    beyond = [
        _of_ends(path, "forged", f"says that {warc} is listed up to byte {end}; it has {sizes[warc]}")
        for warc, end in sorted(said.items())
        if end > sizes.get(warc, end)
    ]
    return said, beyond


def _of_ends(path: Path, kind: Kind, detail: str) -> Finding:
    name = f"{path.parent.name}/{path.name}"
    return Finding(kind=kind, file=name, offset=None, record_id=None, detail=detail)


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
        if not 0 <= place[1] < _MOST:
            raise ValueError(f"no place in a file: {place[1]}")
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
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
            ("mime", str(entry.get("mime") or "").lower() == (mime or "").lower()),
        )
        if not good
    ]
    exact = {"digest": entry.get("digest") if payload is None else payload, "mime": mime or entry.get("mime")}
    if not wrong and _NAME_OF_OURS.fullmatch(path.name) and not _as_we_write(entry | exact, match["json"]):
        wrong = ["form"]
    if wrong:
        return place, [
            _found("stale", path, number, record_id, f"says another {', '.join(wrong)} than the record")
        ]
    return place, []


def _as_we_write(entry: dict[str, Any], raw: bytes) -> bool:
    """Whether a line of our own is to the byte what it says, and has no more in it than it needs."""
    said = {name: str(value) for name, value in entry.items() if value is not None}
    return said.keys() <= _FIELDS and json.dumps(said).encode("ascii") == raw


def _found(kind: Kind, path: Path, number: int, record_id: str | None, detail: str) -> Finding:
    name = f"{path.parent.parent.name}/{path.name}"
    return Finding(kind=kind, file=name, offset=number, record_id=record_id, detail=detail)
