"""The ledger against itself and against the files that are there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

from archiver.derive.verify.files import Vouched
from archiver.derive.verify.findings import Finding, Kind
from archiver.warc.layout import Archive, marker_of
from archiver.warc.ledger import Finding as Broken
from archiver.warc.ledger import Reading, check_chain, mends, noted, raw_lines, voided

_KINDS: dict[str, Kind] = {"broken-chain": "forged", "unreadable": "corrupt", "torn": "torn"}


def read_ledger(path: Path) -> dict[str, list[Vouched]]:
    """What the ledger's lines say, by file; a line that can't be read is passed over (see :func:`check_ledger`),
    and so is one that holds no more.
    """
    return Vouching(path).now()


class Vouching:
    """What the ledger at ``path`` says, read on as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reading = Reading(path)
        self._said: dict[str, list[Vouched]] = {}
        self._names: dict[int, str] = {}

    def now(self) -> dict[str, list[Vouched]]:
        """As :func:`read_ledger`; not to be changed."""
        for number, line in self._reading.more():
            for void in line.mended.voids if line.mended is not None else ():
                self._void(void)
            if line.name == self._path.name:
                continue
            said = Vouched(
                line=number,
                bytes=line.bytes,
                sha256=line.sha256,
                records=line.records,
                closed=line.closed,
                gone=line.mended is not None and line.mended.kind == "missing" and not line.bytes,
                mended=line.mended is not None,
            )
            self._said[line.name] = [*self._said.get(line.name, ()), said]
            self._names[number] = line.name
        return self._said

    def _void(self, number: int) -> None:
        name = self._names.pop(number, None)
        if name is None:
            return
        self._said[name] = [one for one in self._said[name] if one.line != number]
        if not self._said[name]:
            del self._said[name]


def known_lost(path: Path) -> frozenset[str]:
    """What repairs have said that the archive lacks."""
    return frozenset(one for _, _, mended in mends(path) for one in mended.lost)


def check_ledger(archive: Archive, vouched: dict[str, list[Vouched]], *, ended: bool) -> Iterator[Finding]:
    """The chain, files that are gone, files that nothing vouches for, bytes that nothing vouches for. ``ended``: some run
    came to its end, and so wrote a line.
    """
    name = archive.ledger.name
    for broken, known in broken_lines(archive.ledger):
        yield replace(_found(_KINDS[broken.kind], name, broken.line, broken.detail), known=known)
    yield from _mends(archive.ledger)
    paths = {path.name: path for one in archive.collections() for path in one.warcs()}
    closed = [path for path in paths.values() if not marker_of(path).exists()]
    if (closed or ended) and not _has_lines(archive.ledger):
        state = "has no line" if archive.ledger.exists() else "is not here"
        yield _found("missing", name, None, f"it {state}, and runs have ended that wrote into it")
    for file in sorted(vouched.keys() - paths.keys()):
        if vouched[file][-1].gone:
            continue  # told of above
        yield _found(
            "missing",
            file,
            None,
            f"line {vouched[file][-1].line} of the ledger vouches for it, and it is not here",
        )
    for file, path in sorted(paths.items()):
        yield from _unvouched(path, vouched.get(file, []))


def broken_lines(path: Path) -> Iterator[tuple[Broken, bool]]:
    """What is wrong with the ledger by itself, and whether a later line speaks of it."""
    spoken = noted(path)
    for broken in check_chain(path):
        yield broken, broken.line in spoken


def _mends(path: Path) -> Iterator[Finding]:
    """What repairs have said: told each time, for it is not what was once written."""
    void = voided(path)
    for number, line, mended in mends(path):
        kind: Kind = next((kind for kind in get_args(Kind) if kind == mended.kind), "forged")
        if number in void and kind == "missing":
            continue  # it is here again
        detail = f"line {number} of the ledger, by a repair: {mended.why}"
        yield replace(_found(kind, line.name, None, detail), known=True)


def _has_lines(path: Path) -> bool:
    return next(raw_lines(path), None) is not None


def _unvouched(path: Path, said: list[Vouched]) -> Iterator[Finding]:
    size, is_open = path.stat().st_size, marker_of(path).exists()
    if not said:
        if is_open:
            yield _found("stale", path.name, 0, "a run was cut off: the ledger does not vouch for it yet")
        else:
            yield _found("orphaned", path.name, None, "the ledger does not know it")
        return
    last = said[-1]
    if last.gone:
        yield _found("stale", path.name, 0, f"line {last.line} of the ledger says that it is gone")
        return
    if size <= last.bytes:
        return
    more = f"{size - last.bytes} bytes more than line {last.line} of the ledger vouches for"
    if last.closed:
        yield _found("forged", path.name, last.bytes, f"{more}, which says that nothing was to be added")
    else:
        yield _found("stale", path.name, last.bytes, f"{more}: a run was cut off")


def _found(kind: Kind, file: str, offset: int | None, detail: str) -> Finding:
    return Finding(kind=kind, file=file, offset=offset, record_id=None, detail=detail)
