"""Files of one name in several collections: rows, index and ledger name a file by its name alone, so that one of them
keeps it.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from archiver.derive.repair.step import Bench, Step
from archiver.derive.verify.files import check_file
from archiver.warc.disk import make_folders, storage, sync_folder
from archiver.warc.layout import WARC_SUFFIX, day_of, marker_of

_Naming = Callable[[Path, Path], None]


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
        yield from _home_first(bench, kept, [path for path in found if path != kept])


def _home_first(bench: Bench, kept: Path, others: list[Path]) -> Iterator[Step]:
    """``kept`` goes to its collection, and each of ``others`` gets another name. What lies where it goes has two names
    until ``kept`` takes the place: so whatever a kill leaves, files of one name are there until all is as it is to be, and
    the next repair does the rest.
    """
    home = _home(bench, kept) or kept
    if home in others:
        others.remove(home)
        yield _another_name(bench, home, kept, os.link)
    if home != kept:
        detail = f"it lies in the collection {_site(kept)}, and its name is of {_site(home)}: it goes there"
        yield _rename(bench, kept, home, detail, os.replace)
    for path in others:
        yield _another_name(bench, path, home, os.rename)


def _another_name(bench: Bench, path: Path, kept: Path, do: _Naming) -> Step:
    target = _free(bench, path, linked=do is os.link)
    detail = (
        f"that in the collection {_site(kept)} is the one that the ledger knows best: this one, in"
        f" {_site(path)}, becomes {target.name}"
    )
    return _rename(bench, path, target, detail, do)


def _rename(bench: Bench, path: Path, target: Path, detail: str, do: _Naming) -> Step:
    if bench.do:
        with bench.repairs.entry("names", path.name, detail), storage(path):
            make_folders(target.parent)
            if do is not os.link or not target.exists():  # else a killed repair came so far
                do(path, target)
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


def _free(bench: Bench, path: Path, *, linked: bool) -> Path:
    """A name beside ``path`` that no file of the archive has, and none ever had; with ``linked`` the one that a killed repair
    has given the file already.
    """
    taken, number = {*bench.paths(), *bench.vouched()}, 2
    stem = path.name.removesuffix(WARC_SUFFIX)
    while True:
        target = path.with_name(f"{stem}.{number}{WARC_SUFFIX}")
        if target.name not in taken or (linked and target.exists() and target.samefile(path)):
            return target
        number += 1


def _site(path: Path) -> str:
    return path.parent.parent.name
