"""Files of one name in several collections: rows, index and ledger name a file by its name alone, so that one of them
keeps it.
"""

from collections.abc import Iterator
from pathlib import Path

from archiver.derive.repair.step import Bench, Step
from archiver.derive.verify.files import check_file
from archiver.warc.disk import make_folders, storage, sync_folder
from archiver.warc.layout import WARC_SUFFIX, day_of, marker_of


def told_apart(bench: Bench) -> Iterator[Step]:
    """Of files of one name that one keeps it of which the ledger vouches for most, then the largest, then the one that lies
    in the collection of its name; it goes to that collection. The others get names of their own: that they are
    copies, or hold records of their own, other actions tell.
    """
    for name, found in sorted(bench.namesakes().items()):
        try:
            kept = max(found, key=lambda path: _fitness(bench, path))
        except OSError as problem:
            detail = (
                f"{len(found)} files bear this name, and one can't be read: {problem.strerror or problem}"
            )
            yield Step(action="left", file=name, detail=detail, done=False)
            continue
        for path in found:
            if path != kept:
                target = _free(bench, path)
                detail = (
                    f"that in the collection {_site(kept)} is the one that the ledger knows best: this one, in"
                    f" {_site(path)}, becomes {target.name}"
                )
                yield _rename(bench, path, target, detail)
        home = _home(bench, kept)
        if home is not None and home != kept:
            detail = (
                f"it lies in the collection {_site(kept)}, and its name is of {_site(home)}: it goes there"
            )
            yield _rename(bench, kept, home, detail)


def _rename(bench: Bench, path: Path, target: Path, detail: str) -> Step:
    if bench.do:
        with bench.repairs.entry("names", path.name, detail), storage(path):
            make_folders(target.parent)
            path.rename(target)
            if marker_of(path).exists():
                marker_of(path).rename(marker_of(target))
            for folder in {path.parent, target.parent}:
                sync_folder(folder)
        bench.changed = True
    return Step(action="names", file=path.name, detail=detail, done=bench.do)


def _fitness(bench: Bench, path: Path) -> tuple[int, int, bool]:
    report = check_file(path, bench.vouched().get(path.name, []))
    return report.held, report.size, _home(bench, path) == path


def _home(bench: Bench, path: Path) -> Path | None:
    """Where the writer would have put a file of this name; None where no collection's writer would."""
    for one in bench.archive.collections():
        if day_of(path.name, one.site) is not None:
            return one.archive / path.name
    return None


def _free(bench: Bench, path: Path) -> Path:
    """A name beside ``path`` that no file of the archive has, and none ever had."""
    taken, number = {*bench.paths(), *bench.vouched()}, 2
    stem = path.name.removesuffix(WARC_SUFFIX)
    while f"{stem}.{number}{WARC_SUFFIX}" in taken:
        number += 1
    return path.with_name(f"{stem}.{number}{WARC_SUFFIX}")


def _site(path: Path) -> str:
    return path.parent.parent.name
