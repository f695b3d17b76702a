"""Look at what an archive stands on: disk, clock, lock, permissions, database, versions, pywb. Changes nothing."""

import argparse
import os
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from archiver.commands import place as places
from archiver.commands.asking import add_json
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.errors import ArchiveLocked, ArchiverError, Exit
from archiver.store.engine import Store
from archiver.warc.ledger import lines
from archiver.warc.locks import archive_alone

NAME = "doctor"
HELP = "look at disk, clock, lock, permissions, database, versions, pywb"

TOO_LITTLE = 200 * 1000 * 1000
"""Bytes free: less can't take a day's file."""

LITTLE = 5 * 1000 * 1000 * 1000
"""Bytes free: a rebuild needs room for a second database."""

SKEW = timedelta(minutes=2)
"""How far ahead of this clock the archive's newest instant may lie."""

PACKAGES = ("scrapy", "twisted", "sqlalchemy", "alembic", "lxml", "parsel", "html5lib", "isal", "warcio")

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was looked at, how it stands, and a sentence."""

    name: str
    level: Level
    detail: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Look. Status 1: something is wrong (``fail``); a warning alone is none."""
    checks = [check for look in LOOKS for check in look(place)]
    if args.json:
        say_json([asdict(check) for check in checks])
    else:
        for check in checks:
            say(f"{check.level:4} {check.name}: {check.detail}")
    return Exit.FINDINGS if any(check.level == "fail" for check in checks) else Exit.DONE


def disk(place: Place) -> Iterator[Check]:
    """Room on the archive's disk."""
    folder = place.output
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    level: Level = "fail" if free < TOO_LITTLE else "warn" if free < LITTLE else "ok"
    yield Check(name="disk", level=level, detail=f"{free / 1e9:,.1f} GB free")


def permissions(place: Place) -> Iterator[Check]:
    """Whether we may write where a crawl does."""
    if not place.output.exists():
        yield Check(name="permissions", level="warn", detail=f"{place.output} does not exist yet")
        return
    folders = [place.output, *(one.archive for one in place.archive.collections())]
    closed = [str(folder) for folder in folders if not os.access(folder, os.R_OK | os.W_OK | os.X_OK)]
    if closed:
        yield Check(name="permissions", level="fail", detail=f"not ours to write: {', '.join(closed)}")
    else:
        yield Check(name="permissions", level="ok", detail="the archive's folders can be written")


def clock(place: Place) -> Iterator[Check]:
    """Whether the clock runs behind what the archive has already seen."""
    now = datetime.now(UTC)
    try:
        newest = max((line.at for line in lines(place.archive.ledger)), default=None)
    except ArchiverError as problem:
        yield Check(name="clock", level="warn", detail=f"can't be told: {problem}")
        return
    if newest is None:
        yield Check(
            name="clock", level="ok", detail=f"{now:%Y-%m-%dT%H:%M:%SZ}, and nothing to compare it with"
        )
    elif newest > now + SKEW:
        yield Check(name="clock", level="fail", detail=f"it is {now:%Y-%m-%dT%H:%M:%SZ} here, but the ledger ends at {newest:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip
    else:
        yield Check(
            name="clock", level="ok", detail=f"{now:%Y-%m-%dT%H:%M:%SZ}, after the ledger's last line"
        )


def lock(place: Place) -> Iterator[Check]:
    """Whether anybody works on the archive."""
    if not place.archive.lock.exists():
        yield Check(name="lock", level="ok", detail="nobody has used the archive yet")
        return
    try:
        with archive_alone(place.archive):
            yield Check(name="lock", level="ok", detail="free")
    except ArchiveLocked as held:
        yield Check(name="lock", level="warn", detail=str(held))
    except ArchiverError as problem:
        yield Check(name="lock", level="fail", detail=str(problem))


def database(place: Place) -> Iterator[Check]:
    """Whether the database is there, of this version, and whole."""
    try:
        file = place.need_database()
        Store(place.database, read_only=True).close()
    except ArchiverError as problem:
        level: Level = "fail" if place.archive.collections() else "warn"
        yield Check(name="database", level=level, detail=str(problem))
        return
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as store:
        try:
            faults = [row[0] for row in store.execute("PRAGMA quick_check(3)")]
        except sqlite3.DatabaseError as problem:
            faults = [str(problem)]
    if faults == ["ok"]:
        yield Check(name="database", level="ok", detail=f"{file.stat().st_size:,} bytes, whole")
    else:
        yield Check(name="database", level="fail", detail="; ".join(faults) + ": archiver rebuild")


def versions(_place: Place) -> Iterator[Check]:
    """Of Python, SQLite and the packages that matter."""
    found, missing = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"], []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    with closing(sqlite3.connect(":memory:")) as memory:
        options = {row[0] for row in memory.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        missing.append("SQLite's FTS5")
    if missing:
        yield Check(name="versions", level="fail", detail=f"missing: {', '.join(missing)} (make setup)")
    else:
        yield Check(name="versions", level="ok", detail=", ".join(found))


def pywb(_place: Place) -> Iterator[Check]:
    """Whether pages can be replayed."""
    if (places.PROJECT / ".venv-pywb" / "bin" / "wayback").exists():
        yield Check(name="pywb", level="ok", detail="built")
    else:
        yield Check(name="pywb", level="warn", detail="not built: make pywb")


def contact(place: Place) -> Iterator[Check]:
    """Whether the sites' people can reach whoever crawls."""
    if place.contact:
        yield Check(name="contact", level="ok", detail=place.contact)
    else:
        yield Check(name="contact", level="warn", detail="ARCHIVER_CONTACT is not set")


LOOKS: tuple[Callable[[Place], Iterator[Check]], ...] = (
    disk,
    permissions,
    clock,
    lock,
    database,
    versions,
    pywb,
    contact,
)
"""In the order of the answer."""
