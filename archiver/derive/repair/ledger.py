"""The ledger: lines for what it doesn't vouch for, for what is not as it says, for what is gone. None is taken back."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from archiver.derive.repair.step import Bench, Step
from archiver.derive.repair.survey import Survey, Surveyed
from archiver.derive.verify.files import check_file
from archiver.derive.verify.findings import Kind
from archiver.derive.verify.ledger import broken_lines
from archiver.warc import faults
from archiver.warc.layout import marker_of
from archiver.warc.ledger import Mended

_RUN = "repair"
_NOTHING = hashlib.sha256().hexdigest()
_TOGETHER = 500
"""Lost records a line: it stays short enough to be read as one."""


def torn_line(bench: Bench) -> Iterator[Step]:
    """Move what a kill left of the ledger's last line beside it."""
    torn = [broken for broken, _ in broken_lines(bench.archive.ledger) if broken.kind == "torn"]
    for broken in torn:
        name = bench.archive.ledger.name
        if bench.do:
            with bench.repairs.entry("torn", name, broken.detail):
                bench.ledger.tend()
        aside = tuple(path.name for path in bench.ledger.torn)
        yield Step(action="torn", file=name, detail=broken.detail, aside=aside, done=bench.do)


def lines(bench: Bench, survey: Survey) -> Iterator[Step]:
    """A line for each file of which the ledger says nothing, too little, or what is not so."""
    for file, seen in survey.seen.items():
        said = None if seen.twin or seen.cuts else _disagreement(seen)
        if said is None:
            continue
        kind, why = said
        if bench.do:
            with bench.repairs.entry("ledger", file, why) as number:
                vouch(bench, seen.path, kind=kind, why=why, journal=number)
        yield Step(action="ledger", file=file, detail=why, done=bench.do)


def _disagreement(seen: Surveyed) -> tuple[Kind, str] | None:
    """What the ledger has wrong of a whole file, None if nothing."""
    if not seen.vouched:
        kind: Kind = "stale" if marker_of(seen.path).exists() else "orphaned"
        return kind, "the ledger did not know it"
    last = seen.vouched[-1]
    if last.gone:
        return "stale", f"it is here again, which line {last.line} says is gone"
    if last.bytes > seen.size:
        kind = "missing" if seen.size else "torn"  # an empty file is not one that is nowhere
        return kind, f"{last.bytes - seen.size} bytes are gone that line {last.line} vouched for"
    if seen.failed:
        numbers = ", ".join(map(str, seen.failed))
        return "forged", f"its bytes are not those of line {numbers}; each record agrees with its own digests"
    if last.bytes < seen.size:
        more = f"{seen.size - last.bytes} bytes were added to what line {last.line} vouched for"
        return ("forged", f"{more} as closed") if last.closed else ("stale", more)
    return None


def vouch(bench: Bench, path: Path, *, kind: Kind, why: str, journal: int) -> None:
    """Write what ``path`` holds now, unless a line says just that. A line that only goes on where the last one
    ended speaks of no repair. Raises StorageFailed.
    """
    vouched = bench.vouched().get(path.name, [])
    report = check_file(path, vouched)
    if vouched and not report.failed and vouched[-1].bytes == report.size and not vouched[-1].gone:
        return
    voids = [*report.failed, *(one.line for one in vouched if one.gone)]
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    plain = kind == "stale" and not voids
    bench.ledger.append(
        name=path.name,
        bytes=report.size,
        sha256=sha256,
        records=len(report.facts),
        run=_RUN,
        closed=not marker_of(path).exists(),
        mended=None
        if plain
        else Mended(kind=kind, why=why, voids=tuple(sorted(set(voids))), journal=journal),
    )
    faults.at("repair-vouched")


def chain(bench: Bench) -> Iterator[Step]:
    """Say in a new line at which lines the chain is broken."""
    found = [broken for broken, known in broken_lines(bench.archive.ledger) if not known]
    found = [broken for broken in found if broken.kind != "torn"]
    if not found:
        return
    detail = "; ".join(f"line {broken.line}: {broken.kind}, {broken.detail}" for broken in found)
    name = bench.archive.ledger.name
    if bench.do:
        with bench.repairs.entry("ledger", name, detail) as number:
            noted = tuple(broken.line for broken in found)
            _of_itself(bench, Mended(kind="forged", why=detail, noted=noted, journal=number))
    yield Step(action="ledger", file=name, detail=detail, done=bench.do)


def gone(bench: Bench) -> Iterator[Step]:
    """Write down the files that the ledger knows and that are nowhere."""
    paths = bench.paths()
    for file, vouched in sorted(bench.vouched().items()):
        last = vouched[-1]
        if file in paths or last.gone:
            continue
        detail = f"it is nowhere; line {last.line} vouched for {last.bytes} bytes and {last.records} records"
        if bench.do:
            with bench.repairs.entry("missing", file, detail) as number:
                mended = Mended(
                    kind="missing", why=detail, voids=tuple(one.line for one in vouched), journal=number
                )
                bench.ledger.append(
                    name=file, bytes=0, sha256=_NOTHING, records=0, run=_RUN, closed=True, mended=mended
                )
        yield Step(action="missing", file=file, detail=detail, done=bench.do)


def lost(bench: Bench, survey: Survey) -> Iterator[Step]:
    """Write down the records that others name and that are nowhere."""
    named = survey.lacks()
    name = bench.archive.ledger.name
    for begin in range(0, len(named), _TOGETHER):
        some = tuple(named[begin : begin + _TOGETHER])
        detail = f"{len(some)} that records name, and that are nowhere: {', '.join(some[:3])}"
        detail += " and others" if len(some) > 3 else ""
        if bench.do:
            with bench.repairs.entry("missing", name, detail) as number:
                _of_itself(bench, Mended(kind="missing", why=detail, lost=some, journal=number))
        yield Step(action="missing", file=name, detail=detail, done=bench.do)


def _of_itself(bench: Bench, mended: Mended) -> None:
    """A line of the ledger on the lines before it."""
    path = bench.archive.ledger
    data = path.read_bytes() if path.exists() else b""
    bench.ledger.append(
        name=path.name,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        records=data.count(b"\n"),
        run=_RUN,
        closed=False,
        mended=mended,
    )
