"""What an archive stands on: disk, permissions, clock, lock, names, versions, pywb, contact. Changes nothing."""

import os
import platform
import queue
import shutil
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from archiver.commands import place as places
from archiver.commands.checks import Check, Level
from archiver.commands.place import Place
from archiver.errors import ArchiveLocked, ArchiverError
from archiver.sites import site_of_run
from archiver.store import ask
from archiver.store.engine import reading_at
from archiver.store.newest import newest_instant
from archiver.warc.ledger import lines
from archiver.warc.locks import archive_alone

TOO_LITTLE = 200 * 1000 * 1000
"""Bytes free: less can't take a day's file."""

LITTLE = 5 * 1000 * 1000 * 1000
"""Bytes free: a rebuild needs room for a second database."""

SKEW = timedelta(minutes=2)
"""How far ahead of this clock the archive's newest instant may lie."""

LOOKUP_SECONDS = 5.0

PACKAGES = (
    "scrapy",
    "twisted",
    "sqlalchemy",
    "alembic",
    "lxml",
    "parsel",
    "html5lib",
    "isal",
    "warcio",
    "cryptography",
    "rfc3161-client",
)


def disk(place: Place) -> Iterator[Check]:
    """Room on the archive's disk, and on each other one on which parts of it lie."""
    seen: set[int] = set()
    for part in (place.output, *_parts(place)):
        folder = part.resolve()  # a link may lead to a folder that is not made yet
        while not folder.exists():
            folder = folder.parent
        if (device := folder.stat().st_dev) in seen:
            continue
        name = f"disk of {part}" if seen else "disk"
        seen.add(device)
        free = shutil.disk_usage(folder).free
        level: Level = "fail" if free < TOO_LITTLE else "warn" if free < LITTLE else "ok"
        yield Check(name=name, level=level, detail=f"{free / 1e9:,.1f} GB free")


def _parts(place: Place) -> Iterator[Path]:
    """What of the archive may lie on a disk of its own."""
    with suppress(ArchiverError):
        yield place.database_file
    for site in place.archive.collections():
        yield from (site.archive, site.indexes)


def permissions(place: Place) -> Iterator[Check]:
    """Whether we may write where a crawl does."""
    if not place.output.exists():
        yield Check(name="permissions", level="warn", detail=f"{place.output} does not exist yet")
        return
    sites = place.archive.collections()
    folders = [
        place.output,
        place.archive.stamps,
        *(each for one in sites for each in (one.archive, one.indexes)),
    ]
    files = [
        place.archive.ledger,
        place.archive.database,
        *(path for one in sites for path in one.indexes.glob("*")),
    ]
    wanted = {
        **dict.fromkeys(files, os.R_OK | os.W_OK),
        **dict.fromkeys(folders, os.R_OK | os.W_OK | os.X_OK),
    }
    closed = [str(path) for path, mode in wanted.items() if path.exists() and not os.access(path, mode)]
    if closed:
        yield Check(name="permissions", level="fail", detail=f"not ours to write: {', '.join(closed)}")
    else:
        yield Check(name="permissions", level="ok", detail="the archive's folders and files can be written")


def clock(place: Place) -> Iterator[Check]:
    """Whether the clock runs behind what the archive has already seen."""
    now = datetime.now(UTC)
    try:
        seen = {"the ledger ends": max((line.at for line in lines(place.archive.ledger)), default=None)}
    except ArchiverError as problem:
        yield Check(name="clock", level="warn", detail=f"can't be told: {problem}")
        return
    with suppress(ArchiverError):  # the database has a check of its own
        seen["the newest capture is"] = _newest(place)
    late = {what: at for what, at in seen.items() if at is not None and at > now + SKEW}
    if late:
        told = ", ".join(f"{what} at {at:%Y-%m-%dT%H:%M:%SZ}" for what, at in late.items())
        yield Check(name="clock", level="fail", detail=f"it is {now:%Y-%m-%dT%H:%M:%SZ} here, but {told}")
    else:
        held = any(at is not None for at in seen.values())
        told = "after all that the archive holds" if held else "and nothing to compare it with"
        yield Check(name="clock", level="ok", detail=f"{now:%Y-%m-%dT%H:%M:%SZ}, {told}")


def _newest(place: Place) -> datetime | None:
    place.need_database()
    with reading_at(place.database) as connection:
        at = newest_instant(connection)
    return datetime.fromisoformat(at) if at else None


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


def names(place: Place) -> Iterator[Check]:
    """Whether the names of the archive's sites lead to addresses."""
    hosts = sorted({host for name, base in bases(place) if (host := _host(name, base))})
    if not hosts:
        yield Check(name="names", level="ok", detail="no site has a name to look up")
        return
    found = _looked_up(hosts)
    lost = [f"{host} ({why})" for host, why in found.items() if why]
    if lost:
        yield Check(name="names", level="warn", detail=f"no address for {', '.join(lost)}")
    else:
        yield Check(name="names", level="ok", detail=f"{', '.join(hosts)}: found")


def _host(name: str, base: str) -> str | None:
    """The host that a crawl of the site would ask for first; None where it is a number."""
    host = urlsplit(site_of_run(name, base).base).hostname
    if not host:
        return None
    try:
        ip_address(host)
    except ValueError:
        return host
    return None


def _looked_up(hosts: list[str]) -> dict[str, str]:
    """For each host why it has no address, "" if it has one. Looked up side by side; who takes too long has none."""
    answers: queue.Queue[tuple[str, str]] = queue.Queue()

    def look(host: str) -> None:
        try:
            socket.getaddrinfo(host, 443)
            answers.put((host, ""))
        except (OSError, UnicodeError) as problem:
            answers.put((host, getattr(problem, "strerror", None) or str(problem)))

    for host in hosts:
        threading.Thread(target=look, args=(host,), daemon=True).start()
    found = dict.fromkeys(hosts, f"no answer within {LOOKUP_SECONDS:.0f} seconds")
    until = time.monotonic() + LOOKUP_SECONDS
    with suppress(queue.Empty):
        for _ in hosts:
            host, why = answers.get(timeout=max(0.0, until - time.monotonic()))
            found[host] = why
    return found


def bases(place: Place) -> list[tuple[str, str]]:
    """The archive's sites, each with the address its latest run began from; none where the database can't be read."""
    with suppress(ArchiverError):
        place.need_database()
        with reading_at(place.database) as connection:
            return ask.names_of_sites(connection)
    return []


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
    if shutil.which("openssl") is None:
        found.append("no openssl (some time stamps need it)")
    if missing:
        yield Check(name="versions", level="fail", detail=f"missing: {', '.join(missing)} (make setup)")
    else:
        yield Check(name="versions", level="ok", detail=", ".join(found))


def pywb(_place: Place) -> Iterator[Check]:
    """Whether pages can be replayed."""
    built = places.PROJECT / ".venv-pywb"
    if not (built / "bin" / "wayback").exists():
        yield Check(name="pywb", level="warn", detail="not built: make pywb")
        return
    named = sorted(built.glob("lib/python*/site-packages/pywb-*.dist-info"))
    release = named[0].name.removeprefix("pywb-").removesuffix(".dist-info") if named else "?"
    yield Check(name="pywb", level="ok", detail=f"built, {release}")


def contact(place: Place) -> Iterator[Check]:
    """Whether the sites' people can reach whoever crawls."""
    if place.contact:
        yield Check(name="contact", level="ok", detail=place.contact)
    else:
        yield Check(name="contact", level="warn", detail="ARCHIVER_CONTACT is not set")
