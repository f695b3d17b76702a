"""Index and rows: made anew from the files wherever they differ from them."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archiver.derive.rebuild import Rebuild, Report
from archiver.derive.repair.step import Bench, Step
from archiver.derive.repair.survey import Survey
from archiver.derive.verify.findings import Kind
from archiver.derive.verify.index import check_index
from archiver.derive.verify.rows import check_rows
from archiver.derive.workers import Workers
from archiver.errors import StorageFailed
from archiver.store import backup
from archiver.warc.cdxj import reindex
from archiver.warc.disk import storage, sync_folder
from archiver.warc.layout import Collection
from archiver.warc.mend import copy_whole
from archiver.warc.repairs import Aside


def index(bench: Bench, survey: Survey) -> Iterator[Step]:
    """Make the index of each collection anew where it is not that of the files."""
    for collection in bench.archive.collections():
        found = Counter(finding.kind for finding in check_index(survey.scratch, collection))
        if not found:
            continue
        detail = "not the index of the files: " + _counted(found)
        aside: list[Aside] = []
        if bench.do:
            old = [path for path in sorted(collection.indexes.glob("*.cdxj")) if path.stat().st_size]
            aside = [copy_whole(path, "stale") for path in old]
            with bench.repairs.entry("index", collection.site, detail, aside):
                _anew(collection, old)
        kept = tuple(one.name for one in aside)
        yield Step(action="index", file=collection.site, detail=detail, aside=kept, done=bench.do)


def _anew(collection: Collection, old: list[Path]) -> None:
    reindex(collection.archive, collection.indexes)
    with storage(collection.indexes):
        for path in old:  # of another program, and with lines that are not so: a copy is kept
            path.unlink(missing_ok=True)
        sync_folder(collection.indexes)


def rows(bench: Bench, *, jobs: int, tell: Report) -> Iterator[Step]:
    """Derive the database anew where a row is not as the files have it."""
    target = bench.database
    rebuild = Rebuild(bench.archive, target if bench.do else bench.work / "archive.sqlite", tell=tell)
    with Workers(jobs) as workers:
        found = Counter(finding.kind for finding in check_rows(rebuild, target, workers, damaged=False))
        if found and bench.do:
            rebuild.derive(workers)
    if not found:
        rebuild.discard()
        return
    detail = "not what the files say: " + _counted(found)
    aside: list[Aside] = []
    if bench.do:
        aside = copies(target, "forged")
        with bench.repairs.entry("rows", target.name, detail, aside):
            _adopt(rebuild)
    kept = tuple(one.name for one in aside)
    yield Step(action="rows", file=target.name, detail=detail, aside=kept, done=bench.do)


def copies(target: Path, kind: str) -> list[Aside]:
    """Copy the database as it is beside it, with what was not yet merged into it. Raises StorageFailed."""
    parts = [target.with_name(target.name + suffix) for suffix in ("", "-wal")]
    return [copy_whole(part, kind) for part in parts if part.exists() and part.stat().st_size]


def _adopt(rebuild: Rebuild) -> None:
    try:
        rebuild.adopt()
    except StorageFailed:  # too broken to be written into: a new file takes its place
        if not rebuild.path.exists() or shutil.disk_usage(rebuild.path.parent).free == 0:
            raise
        backup.put_aside(rebuild.target)
        rebuild.adopt()


def _counted(found: Counter[Kind]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(found.items()))
