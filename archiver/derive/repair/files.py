"""Files: names that were exchanged, copies from elsewhere, and records that are taken out."""

from collections.abc import Iterator
from pathlib import Path

from archiver.derive.repair.ledger import vouch
from archiver.derive.repair.step import Bench, Step
from archiver.derive.repair.survey import Survey, Surveyed
from archiver.derive.verify.files import Broken, Vouched, check_file
from archiver.errors import RecordError
from archiver.warc.disk import storage, sync_folder
from archiver.warc.layout import MARKER_SUFFIX, WARC_SUFFIX, aside_name, marker_of
from archiver.warc.mend import copy_aside, take_out
from archiver.warc.reader import records

_RETURNING = ".returning"
_MOST_TOLD = 5

TAKEN_OUT = frozenset({"torn", "corrupt", "forged"})


# Names


def names(bench: Bench) -> Iterator[Step]:
    """Give files whose first record names another file that file's name, where nobody rightly has it."""
    if bench.do:
        _return(bench)  # what a kill kept from being done: nothing may come upon it
    for path, target in sorted(_going(bench).items()):
        detail = f"its first record says that it is {target.name}, and the ledger does not say otherwise"
        if bench.do:
            with bench.repairs.entry("names", path.name, detail), storage(path):
                path.rename(target.with_name(target.name + _RETURNING))
                sync_folder(target.parent)
                bench.changed = True
        yield Step(action="names", file=path.name, detail=detail, done=bench.do)
    if bench.do:
        _return(bench)


def _going(bench: Bench) -> dict[Path, Path]:
    """Where each misnamed file goes. A name goes to one file: of several that claim it to the one of which the ledger
    vouches for most, then to the largest; and to none where it is taken by a file that stays. Those that are left
    over are copies, or lies: other actions tell.
    """
    vouched, taken = bench.vouched(), {file: path for file, (_, path) in bench.paths().items()}
    claims: dict[str, list[Path]] = {}
    for path, wanted in sorted(_misnamed(bench).items()):
        claims.setdefault(wanted, []).append(path)
    going: dict[Path, Path] = {}
    for wanted, paths in claims.items():
        best = max(paths, key=lambda path: _fitness(path, vouched.get(wanted, [])))
        going[best] = taken.get(wanted, best).with_name(wanted)
    while stuck := [path for path, target in going.items() if target.exists() and target not in going]:
        for path in stuck:
            del going[path]
    return going


def _fitness(path: Path, vouched: list[Vouched]) -> tuple[int, int]:
    report = check_file(path, vouched)
    return report.held, report.size


def _misnamed(bench: Bench) -> dict[Path, str]:
    """The files that bear another name than their first record says, unless the ledger vouches for them so."""
    vouched = bench.vouched()
    found: dict[Path, str] = {}
    for file, (_, path) in bench.paths().items():
        wanted = _first_says(path)
        if wanted in (None, file) or not _is_name(wanted):
            continue
        report = check_file(path, vouched.get(file, []))
        if report.failed or not report.held:
            found[path] = wanted
    return found


def _first_says(path: Path) -> str:
    """The file's name by its first record; its present one where that says nothing."""
    try:
        first = next(records(path), None)
    except (RecordError, OSError):
        return path.name
    return (first[0].filename if first and first[0].type == "warcinfo" else None) or path.name


def _is_name(name: str) -> bool:
    return name.endswith(WARC_SUFFIX) and Path(name).name == name


def _return(bench: Bench) -> None:
    """The second half, which a kill may have kept from being done: everything gets the name it goes to, and no marker
    says of a name that nothing has that it is being written.
    """
    for collection in bench.archive.collections():
        with storage(collection.archive):
            for path in collection.archive.glob("*" + _RETURNING):
                target = path.with_name(path.name.removesuffix(_RETURNING))
                if not target.exists():
                    path.rename(target)
            for marker in list(collection.archive.glob("*" + MARKER_SUFFIX)):
                if not marker.with_name(marker.name.removesuffix(MARKER_SUFFIX)).exists():
                    marker.unlink()
            sync_folder(collection.archive)


# Copies


def orphaned(bench: Bench, survey: Survey) -> Iterator[Step]:
    """Set aside the files that the ledger doesn't know and that hold no record of their own."""
    for file, seen in survey.seen.items():
        if not seen.twin or marker_of(seen.path).exists():
            continue
        target = aside_name(seen.path, "orphaned", 0)
        detail = "the ledger does not know it, and it holds no record that does not lie elsewhere too"
        if bench.do:
            with (
                bench.repairs.entry("orphaned", file, f"{detail}: renamed to {target.name}"),
                storage(seen.path),
            ):
                seen.path.rename(target)
                sync_folder(target.parent)
            bench.changed = True
        yield Step(action="orphaned", file=file, detail=detail, aside=(target.name,), done=bench.do)


# Records


def cuts(bench: Bench, survey: Survey) -> Iterator[Step]:
    """Take out of each file what is torn, corrupt or forged, as far as that is asked for."""
    for file, seen in survey.seen.items():
        if seen.left:
            detail = f"{seen.left} records break a rule or their digest, in bytes that the ledger vouches for"
            yield Step(action="left", file=file, detail=f"{detail}: so they were written", done=False)
        spans = seen.spans(TAKEN_OUT & bench.only)
        if spans:
            yield _cut(bench, file, seen, spans)


def _cut(bench: Bench, file: str, seen: Surveyed, spans: list[Broken]) -> Step:
    action, detail = spans[0].kind, _told(spans)
    places = [(one.begin, one.end, one.kind) for one in spans]
    if not bench.do:
        names = tuple(aside_name(seen.path, kind, begin).name for begin, _, kind in places)
        return Step(action=action, file=file, detail=detail, aside=names, done=False)
    aside = copy_aside(seen.path, places)
    with bench.repairs.entry(action, file, detail, aside) as number:
        take_out(seen.path, places)
        bench.changed = True
        vouch(bench, seen.path, kind=action, why=detail, journal=number)
    return Step(action=action, file=file, detail=detail, aside=tuple(one.name for one in aside), done=True)


def _told(spans: list[Broken]) -> str:
    said = [f"bytes {one.begin} to {one.end} ({one.kind}: {one.why})" for one in spans[:_MOST_TOLD]]
    if len(spans) > _MOST_TOLD:
        said.append(f"{len(spans) - _MOST_TOLD} more")
    return f"taken out and kept beside it: {', '.join(said)}"
