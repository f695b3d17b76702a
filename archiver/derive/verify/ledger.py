"""The ledger against itself and against the files that are there."""

import json
from collections.abc import Iterator
from pathlib import Path

from archiver.derive.verify.files import Vouched
from archiver.derive.verify.findings import Finding, Kind
from archiver.warc.layout import Archive, marker_of
from archiver.warc.ledger import check_chain

_KINDS: dict[str, Kind] = {"broken-chain": "forged", "unreadable": "corrupt", "torn": "torn"}


def read_ledger(path: Path) -> dict[str, list[Vouched]]:
    """What the ledger's lines say, by file; a line that can't be read is passed over: see :func:`check_ledger`."""
    found: dict[str, list[Vouched]] = {}
    if not path.exists():
        return found
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = json.loads(raw)
                said = Vouched(
                    line=number,
                    bytes=int(line["bytes"]),
                    sha256=str(line["sha256"]),
                    records=int(line["records"]),
                    closed=bool(line["closed"]),
                )
                found.setdefault(str(line["name"]), []).append(said)
            except (ValueError, KeyError, TypeError):  # a finding of the chain's
                continue
    return found


def check_ledger(archive: Archive, vouched: dict[str, list[Vouched]]) -> Iterator[Finding]:
    """The chain, files that are gone, files that nothing vouches for, bytes that nothing vouches for."""
    name = archive.ledger.name
    for broken in check_chain(archive.ledger):
        yield _found(_KINDS[broken.kind], name, broken.line, broken.detail)
    paths = {path.name: path for one in archive.collections() for path in one.warcs()}
    for file in sorted(vouched.keys() - paths.keys()):
        yield _found(
            "missing",
            file,
            None,
            f"line {vouched[file][-1].line} of the ledger vouches for it, and it is not here",
        )
    for file, path in sorted(paths.items()):
        yield from _unvouched(path, vouched.get(file, []))


def _unvouched(path: Path, said: list[Vouched]) -> Iterator[Finding]:
    size, is_open = path.stat().st_size, marker_of(path).exists()
    if not said:
        if is_open:
            yield _found("stale", path.name, 0, "a run was cut off: the ledger does not vouch for it yet")
        else:
            yield _found("orphaned", path.name, None, "the ledger does not know it")
        return
    last = said[-1]
    if size <= last.bytes:
        return
    more = f"{size - last.bytes} bytes more than line {last.line} of the ledger vouches for"
    if last.closed:
        yield _found("forged", path.name, last.bytes, f"{more}, which says that nothing was to be added")
    else:
        yield _found("stale", path.name, last.bytes, f"{more}: a run was cut off")


def _found(kind: Kind, file: str, offset: int | None, detail: str) -> Finding:
    return Finding(kind=kind, file=file, offset=offset, record_id=None, detail=detail)
