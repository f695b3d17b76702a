"""A few captures, each wholly: its record, its digests, and whether it parses to the very rows that hang on it."""

import random
from collections.abc import Iterator
from pathlib import Path

from archiver.derive.code import signature
from archiver.derive.fold import Batch, fold
from archiver.derive.reading import WarcWalk, do
from archiver.derive.sheet import Sheet
from archiver.derive.verify.files import record_faults
from archiver.derive.verify.findings import BY_OTHERS, Finding, Kind
from archiver.errors import RecordError, StorageFailed
from archiver.store import backup, dump, sqlite
from archiver.store.engine import Connection, Store
from archiver.store.files import place_of, some_captures
from archiver.warc.layout import Archive
from archiver.warc.reader import record_at
from archiver.warc.records import Location

_OF_A_CAPTURE = (
    "captures",
    "article_sightings",
    "thread_pages",
    "sightings",
    "problems",
    "article_versions",
    "comment_versions",
)
_SETTLED = {"article_versions": {"current", "first_seen", "last_seen", "first_evidence", "last_evidence"}}
"""What is computed from other captures too."""


def sample(archive: Archive, database: Path, work: Path, most: int) -> Iterator[Finding]:
    """What is wrong with ``most`` captures of ``database``, drawn by chance. Raises StorageFailed."""
    store = Store(backup.url_of(database), read_only=True)
    scratch = Store(backup.url_of(work / "sample.sqlite"))
    try:
        with store.reading() as connection:
            chosen = some_captures(connection, most, random.random())  # noqa: S311 - no secret hangs on it
            walk = WarcWalk(store, archive)
            for record_id, warc in chosen:
                yield from _one(connection, walk, scratch, record_id, warc)
            for finding in walk.findings:
                yield Finding(kind="missing", file=database.name, offset=None, record_id=None, detail=finding)
            with scratch.reading() as made:
                yield from _rows(connection, made)
    except StorageFailed as problem:
        yield Finding(kind="corrupt", file=database.name, offset=None, record_id=None, detail=str(problem))
    finally:
        store.close()
        scratch.close()


def _one(
    connection: Connection, walk: WarcWalk, scratch: Store, record_id: str, warc: str
) -> Iterator[Finding]:
    """Read one capture's record where the store says it lies, and derive it into ``scratch``."""
    place, path = place_of(connection, record_id), walk.path_of(warc)
    if place is None or path is None:
        yield _found("missing", warc, None, record_id, "its file is not here")
        return
    try:
        record = record_at(path, place.offset, place.length, record_id)
    except (RecordError, OSError) as problem:
        yield _found("corrupt", warc, place.offset, record_id, str(problem))
        return
    for kind, sentence in record_faults(record):
        yield _found(kind, warc, place.offset, record_id, sentence)
    location = Location(warc=warc, offset=place.offset, length=place.length)
    chunk = walk.alone(record, location, place.site)
    fold(scratch, Batch(sheet=Sheet.of(map(do, chunk.jobs))), settled=False)
    walk.folded(chunk)


def _rows(connection: Connection, made: Connection) -> Iterator[Finding]:
    others = BY_OTHERS * (sqlite.signature(connection) != signature())
    for row in dump.canonical(made, _OF_A_CAPTURE):
        held = dump.one(connection, row.table, row.key)
        evidence = row.as_dict().get("capture_record_id") or row.as_dict().get("record_id")
        key = " ".join(str(value) for value in row.key)
        if held is None:
            kind: Kind = "stale" if others and row.table != "captures" else "missing"
            detail = f"row {key} of {row.table} is lacking" + others * (kind == "stale")
            yield _found(kind, "database", None, str(evidence), detail)
            continue
        passed = _SETTLED.get(row.table, set())
        wrong = [
            name
            for name, one, other in zip(row.columns, row.values, held.values, strict=True)
            if one != other and name not in passed
        ]
        if wrong:
            kind = "stale" if others else "forged"
            detail = f"row {key} of {row.table}: not as the record has it: {', '.join(wrong)}{others}"
            yield _found(kind, "database", None, str(evidence) if evidence else None, detail)


def _found(kind: Kind, file: str, offset: int | None, record_id: str | None, detail: str) -> Finding:
    return Finding(kind=kind, file=file, offset=offset, record_id=record_id, detail=detail)
