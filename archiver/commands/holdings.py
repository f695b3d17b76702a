"""What an archive holds, as the doctor sees it: database, ledger, stamps, and whether new pages are understood. Changes nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from archiver.commands.checks import Check, Level
from archiver.commands.output import counted
from archiver.commands.place import Place
from archiver.commands.surroundings import SKEW, bases
from archiver.derive.understood import Stranger, Understood, strangers, understood
from archiver.derive.verify.ledger import broken_lines
from archiver.derive.verify.stamps import StampsSeen, check_stamps
from archiver.errors import ArchiverError
from archiver.store.engine import Store
from archiver.store.sqlite import is_of_surroundings
from archiver.warc.ledger import head_of, lines

FEW = 5
"""Pages: fewer prove nothing about a site's rules."""

LATE = timedelta(days=8)
"""A ledger's end that no stamp covers is late after this: who stamps each week is on time."""


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
            (schema,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError as problem:
            if is_of_surroundings(problem):
                detail = f"{file} can be read; it can't be checked where nothing can be written: {problem}"
                yield Check(name="database", level="warn", detail=detail)
                return
            faults, schema = [str(problem)], "?"
    if faults == ["ok"]:
        yield Check(
            name="database", level="ok", detail=f"{file.stat().st_size:,} bytes, schema {schema}, whole"
        )
    else:
        yield Check(name="database", level="fail", detail="; ".join(faults) + ": archiver rebuild")


def ledger(place: Place) -> Iterator[Check]:
    """Whether the chain holds, and how old its end is."""
    try:
        broken = [one for one, known in broken_lines(place.archive.ledger) if not known]
        head, last = head_of(place.archive.ledger), None
        for last in lines(place.archive.ledger) if not broken else ():  # noqa: B007 - the last one is wanted
            pass
    except (ArchiverError, OSError) as problem:
        yield Check(name="ledger", level="fail", detail=str(problem))
        return
    if broken:
        told = "; ".join(f"line {one.line}: {one.detail}" for one in broken[:3])
        yield Check(name="ledger", level="fail", detail=f"{told}: archiver verify, archiver repair")
    elif last is None:
        yield Check(
            name="ledger", level="warn" if place.archive.collections() else "ok", detail="no line yet"
        )
    else:
        told = f"{counted(head.line, 'line')}, the last one {_ago(last.at)}, head {head.sha256}"
        yield Check(name="ledger", level="ok", detail=told)


def stamps(place: Place) -> Iterator[Check]:
    """Whether the ledger's time stamps hold, and how much of it they cover."""
    seen = StampsSeen()
    wrong = list(check_stamps(place.archive, None, seen))
    for one in wrong[:3]:
        yield Check(name="stamps", level="fail", detail=f"{one.file}: {one.detail}")
    if wrong:
        return
    if not seen.held:
        if place.stamp_url and seen.ledger_lines:
            yield Check(
                name="stamps",
                level="warn",
                detail="an authority is set, and nothing is stamped: archiver stamp",
            )
        else:
            yield Check(name="stamps", level="ok", detail="none, and no authority is set")
        return
    last = seen.held[-1]
    behind = seen.ledger_lines - last.line
    late = behind > 0 and datetime.now(UTC) - last.at > LATE
    told = (
        f"line {last.line} of {seen.ledger_lines} stamped {_ago(last.at)}, checked with {last.checked_with}"
    )
    yield Check(name="stamps", level="warn" if late else "ok", detail=told + ": archiver stamp" * late)


def pages(place: Place) -> Iterator[Check]:
    """For each site, whether its newest pages are understood, and what other hosts' pages are passed over."""
    found = bases(place)
    if not found:
        return
    store = Store(place.database, read_only=True)
    try:
        with store.reading() as connection:
            for site, base in found:
                seen = understood(connection, store, place.archive, site)
                yield _pages(site, seen)
                yield from _servers_clock(site, seen)
                for stranger in strangers(connection, store, place.archive, site, base):
                    yield _stranger(site, stranger)
    finally:
        store.close()


def _pages(site: str, seen: Understood) -> Check:
    name = f"pages of {site}"
    if not seen.pages:
        lost = (
            f"{counted(seen.unreadable, 'record')} can't be read"
            if seen.unreadable
            else "no article's page yet"
        )
        return Check(name=name, level="fail" if seen.unreadable else "ok", detail=lost)
    level = _level(seen)
    told = (
        f"of the newest {seen.pages}, {seen.articles} show an article, {seen.threads} a thread"
        f" ({', '.join(f'{number} by {layout}' for layout, number in seen.layouts.most_common()) or 'none'}),"
        f" {seen.spoken} comments and {seen.counted} of these a count"
    )
    told += "".join(f"; {number} times {kind}" for kind, number in seen.problems.most_common())
    told += f"; {counted(seen.unreadable, 'record')} can't be read" if seen.unreadable else ""
    if level == "fail" and not seen.unreadable:
        told += f": archiver/sites/{site.partition('@')[0]}.py does not know them, 'archiver parse' shows what it makes of one"
    return Check(name=name, level=level, detail=told)


def _level(seen: Understood) -> Level:
    few = seen.pages < FEW
    if seen.unreadable or (not few and 2 * seen.articles < seen.pages):
        return "fail"
    fewer = not few and (10 * seen.articles < 9 * seen.pages or 2 * seen.threads < seen.pages)
    return "warn" if fewer or seen.problems or 2 * seen.counted < seen.spoken else "ok"


def _servers_clock(site: str, seen: Understood) -> Iterator[Check]:
    if seen.apart is None or abs(seen.apart) <= SKEW:
        return
    way = "behind" if seen.apart > timedelta() else "before"
    told = f"when its newest page came, our clock was {abs(seen.apart)} {way} its servers'"
    told += " (or they answer from a cache)" if way == "before" else ""
    yield Check(name=f"clock of {site}", level="warn", detail=told)


def _stranger(site: str, one: Stranger) -> Check:
    told = f"{counted(one.pages, 'page')} of {one.host} not looked into, like {one.example}"
    name = f"hosts of {site}"
    if not one.article:
        return Check(name=name, level="ok", detail=f"{told}: no article's")
    told += f": an article's. If it is this site's, name the host in archiver/sites/{site.partition('@')[0]}.py, then 'archiver rebuild'"
    return Check(name=name, level="fail" if one.ours else "warn", detail=told)


def _ago(at: datetime) -> str:
    days = (datetime.now(UTC) - at).days
    return f"{counted(days, 'day')} ago" if days else "today"
