"""One database's content into another's file, readers undisturbed: SQLite's backup API, never a rename.

Whoever has the file open keeps reading what was there when they began (WAL); a renamed file
would leave them on one that nobody writes any more, and its ``-wal`` beside the wrong name.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.exc import ArgumentError

from archiver.errors import BadInput, StorageFailed
from archiver.store.sqlite import BUSY_SECONDS, DAMAGED, FTS, address, is_of_surroundings

PAGES = 2000
"""Copied between two reports of progress: 8 MB. The target stays locked for writers all the while."""


def file_of(url: str) -> Path:
    """The file of the SQLite database at ``url`` (SQLAlchemy's form). Raises BadInput where it has none."""
    try:
        parsed = address(url)
    except ArgumentError:
        raise BadInput(f"{url!r} is no address of a database (sqlite:///PATH)") from None
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise BadInput(f"{url} is no SQLite file")
    return Path(str(parsed.database))


def url_of(path: Path) -> str:
    """SQLAlchemy's address of the SQLite file ``path``."""
    return f"sqlite:///{path}"


def copy_into(
    source: Path,
    target: Path,
    tell: Callable[[int, int], None] | None = None,
    locked: Callable[[], None] | None = None,
) -> None:
    """Make the content of ``target`` that of ``source``, in one transaction. ``tell`` is given pages done and
    pages in all, now and then. ``locked`` is called once when nobody else can write to ``target`` any more, which can still be
    read as it was: what it writes to ``source`` is copied too. Raises StorageFailed; then ``target`` is as it was.
    """
    due = [locked] if locked is not None else []

    def progress(status: int, left: int, total: int) -> None:
        if (
            status == sqlite3.SQLITE_OK and due
        ):  # else another writes to the target yet, and it is tried again
            due.pop()()
        if tell is not None:
            tell(total - left, total)

    with _failing(target), closing(_open(source)) as old, closing(_open(target)) as new:
        new.execute("PRAGMA synchronous = FULL")
        if due:  # with a rollback journal nobody could read it meanwhile
            new.execute("PRAGMA journal_mode = WAL").fetchone()
        # The first step locks the target and the last one commits, so there are two at least.
        (size,) = old.execute("PRAGMA page_count").fetchone()
        old.backup(new, pages=max(1, min(PAGES, size - 1)), progress=progress)
        new.execute("PRAGMA journal_mode = WAL").fetchone()
        new.execute(
            "PRAGMA busy_timeout = 0"
        )  # a reader may hold the checkpoint back: no harm, and no waiting
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def is_database(path: Path) -> bool:
    """Whether SQLite can read the file at all; an empty or missing one it can."""
    try:
        with closing(_open(path)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except DAMAGED:
        return False
    return True


def faults_of(path: Path) -> Iterator[str]:
    """What SQLite itself finds wrong with the file: pages, indices, rows that refer to none. Raises StorageFailed where it can't look."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")  # it quotes what is damaged
            for row in connection.execute("PRAGMA integrity_check(100)"):
                if row[0] != "ok":
                    yield str(row[0])
            for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                yield f"row {rowid} of {table} refers to a row of {parent} that is not there"
    except DAMAGED as problem:
        if is_of_surroundings(problem):
            raise StorageFailed(f"{path}: {problem}") from problem
        yield str(problem)
        return
    yield from _search_faults(path)


def _search_faults(path: Path) -> Iterator[str]:
    """Whether the search index is that of the rows. SQLite asks for this as for a write; nothing is written."""
    with closing(_open(path)) as connection:
        for name in FTS:
            try:
                connection.execute("BEGIN")
                connection.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
            except DAMAGED as problem:
                yield f"{name} is not the index of what the rows say ({problem})"
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def put_aside(path: Path) -> Path:
    """Rename a file that is no database, with what belongs to it; gives its new name. Raises StorageFailed."""
    number = 1
    while (target := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    with _failing(path):
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(target.with_name(target.name + suffix))
    return target


def remove(path: Path) -> None:
    """Delete a database that nobody uses, with what belongs to it. Raises StorageFailed."""
    with _failing(path):
        for suffix in ("-wal", "-shm", "-journal", ""):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


@contextmanager
def _failing(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, OSError) as problem:
        raise StorageFailed(f"{path}: {problem}") from problem
