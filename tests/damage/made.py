"""A tiny sound archive of two files and two runs, and hands that verify, mend and read what is done to copies of it."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.derive.rebuild import Rebuild
from archiver.derive.repair.step import ACTIONS, Bench, Step
from archiver.derive.repair.whole import repair
from archiver.derive.verify.check import Verification
from archiver.derive.verify.findings import Finding
from archiver.derive.workers import Workers
from archiver.errors import RecordError
from archiver.warc.cdxj import reindex
from archiver.warc.layout import Archive, warc_name
from archiver.warc.ledger import Ledger
from archiver.warc.reader import Member, members, next_member
from archiver.warc.records import Refers
from tests.commands.made import AT, BASE, SITE, exchange, ids, info, nothing_known, some_article, write

LEDGER_AT = datetime(2019, 1, 6, tzinfo=UTC)
REPAIRED_AT = datetime(2019, 1, 7, tzinfo=UTC)


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def make(folder: Path) -> Archive:
    """A file of two runs, of which the ledger has a line each, and one whose captures revisit it."""
    archive = Archive(folder)
    path, other = some_article(), "/"
    names = [warc_name(SITE, AT + timedelta(minutes=n), n) for n in (0, 1)]
    numbers = [ids(letter) for letter in "abc"]
    first = info(names[0], AT, numbers[0])
    begin = [first, *exchange(path, AT + timedelta(seconds=1), first, numbers[0])]
    second = info(names[0], AT + timedelta(seconds=20), numbers[1])
    more = [second, *exchange(other, AT + timedelta(seconds=21), second, numbers[1])]
    answers = {BASE + one.target_uri.removeprefix(BASE): one for one in begin + more if one.type == "response" and one.target_uri}  # fmt: skip

    def known(url: str, _digest: str | None) -> Refers | None:
        held = answers.get(url)
        return Refers(record_id=held.record_id, url=url, date=held.date) if held else None

    third = info(names[1], AT + timedelta(minutes=1), numbers[2])
    again = [
        third,
        *exchange(path, AT + timedelta(minutes=2), third, numbers[2], known),
        *exchange("/robots.txt", AT + timedelta(minutes=3), third, numbers[2], nothing_known),
    ]
    folder_of_files = archive.collection(SITE).archive
    ledger = Ledger(archive.ledger, clock=lambda: LEDGER_AT)
    one = write(folder_of_files / names[0], begin)
    _vouch(ledger, one, len(begin), closed=False)
    write(one, begin + more)
    _vouch(ledger, one, len(begin + more), closed=True)
    _vouch(ledger, write(folder_of_files / names[1], again), len(again), closed=True)
    collection = archive.collection(SITE)
    assert reindex(collection.archive, collection.indexes) == []
    rebuild = Rebuild(archive, archive.database, tell=silent)
    rebuild.derive(Workers(1))
    rebuild.adopt()
    return archive


def _vouch(ledger: Ledger, path: Path, count: int, *, closed: bool) -> None:
    data = path.read_bytes()
    ledger.append(
        name=path.name,
        bytes=len(data),
        sha256=sha256(data).hexdigest(),
        records=count,
        run="r",
        closed=closed,
    )


def verify(archive: Archive) -> list[Finding]:
    """All findings."""
    with tempfile.TemporaryDirectory() as work:
        return list(Verification(archive, archive.database, Path(work), jobs=1, tell=silent).full())


@contextmanager
def bench_of(archive: Archive, *only: str, do: bool = True) -> Iterator[Bench]:
    """What a repair's actions work with."""
    with tempfile.TemporaryDirectory() as work:
        yield Bench(
            archive=archive,
            database=archive.database,
            work=Path(work),
            clock=lambda: REPAIRED_AT,
            do=do,
            only=frozenset(only or ACTIONS),
        )


def mend(archive: Archive, *only: str, do: bool = True) -> list[Step]:
    """All steps of a repair."""
    with bench_of(archive, *only, do=do) as bench:
        return list(repair(bench, jobs=1, tell=silent))


def new(findings: list[Finding]) -> list[Finding]:
    """Those that no repair has written down."""
    return [finding for finding in findings if not finding.known]


def whole_members(path: Path) -> Iterator[Member]:
    """Every member that can be read, whatever lies between."""
    start: int | None = 0
    while start is not None:
        try:
            yield from members(path, start)
        except RecordError as error:
            start = next_member(path, error.offset)
        else:
            return


def held(archive: Archive) -> Counter[bytes]:
    """What the members of all files hold, each with how often."""
    paths = [path for one in archive.collections() for path in one.warcs()]
    return Counter(member.data for path in paths for member in whole_members(path))


def prints(folder: Path) -> dict[str, str]:
    """A digest of every file; the traces of SQLite's own reading are left out."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def journal(archive: Archive) -> list[dict[str, Any]]:
    """The journal of repairs."""
    return [json.loads(line) for line in archive.repairs.read_text("ascii").splitlines()]


@contextmanager
def copy_of(sound: Archive) -> Iterator[Archive]:
    """A copy to be hurt."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        shutil.copytree(sound.root, root)
        yield Archive(root)


def hurt_often(check: Callable[[st.DataObject], None], examples: int) -> None:
    """Run ``check`` with data drawn for each of so many examples."""

    @settings(
        max_examples=examples,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def run(data: st.DataObject) -> None:
        check(data)

    run()


def often(few: int, many: int) -> pytest.MarkDecorator:
    """How many examples a test has: ``few`` always, ``many`` where there is time."""
    return pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.long)])
