"""A database of what is too much to hold in memory while an archive is checked, and of how far the check has come.

It outlives a kill at any moment: what a file showed and that the file is done are one transaction.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

from archiver.errors import StorageFailed
from archiver.store import backup

Row = tuple[Any, ...]

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS records (
        record_id TEXT NOT NULL, type TEXT NOT NULL, collection TEXT NOT NULL, warc TEXT NOT NULL,
        "offset" INTEGER NOT NULL, length INTEGER NOT NULL, date TEXT NOT NULL, target TEXT, refers_to TEXT,
        refers_uri TEXT, refers_date TEXT, warcinfo TEXT, payload TEXT, identical INTEGER NOT NULL,
        http INTEGER NOT NULL, ours INTEGER NOT NULL, listed INTEGER NOT NULL, status TEXT, mime TEXT,
        seen INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS joins (
        record_id TEXT NOT NULL, warc TEXT NOT NULL, "offset" INTEGER NOT NULL, other TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS done (collection TEXT NOT NULL, warc TEXT NOT NULL, stamp TEXT NOT NULL, report TEXT NOT NULL,
        PRIMARY KEY (collection, warc)) STRICT;
    CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

# A file has a hundred thousand records and more: what is looked for among a file's is looked for by its id too.
_INDICES = """
    UPDATE records SET seen = 0 WHERE seen = 1;
    CREATE INDEX IF NOT EXISTS by_id_and_file ON records (record_id, warc);
    CREATE INDEX IF NOT EXISTS by_place ON records (warc, "offset");
    CREATE INDEX IF NOT EXISTS by_target ON records (target, date);
    CREATE INDEX IF NOT EXISTS joins_by_id ON joins (record_id, other);
"""


class Scratch:
    """The records of an archive, at ``path``. Fill it, call :meth:`ready`, ask it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {_SCHEMA}")

    @classmethod
    def kept(cls, path: Path, about: dict[str, str]) -> tuple[Self, dict[str, str]]:
        """The one at ``path`` if it is sound and agrees with ``about`` (but for names that begin with "the "), else a
        new one that says ``about``. Gives it, and what it says of itself. Raises StorageFailed.
        """
        must = {name: value for name, value in about.items() if not name.startswith("the ")}
        with _failing(path):
            if path.exists() and _is_sound(path):
                scratch = cls(path)
                said: dict[str, str] = dict(scratch.ask("SELECT name, value FROM about"))
                if all(said.get(name) == value for name, value in must.items()):
                    return scratch, said
                scratch.close()
            backup.remove(path)
            scratch = cls(path)
            scratch._connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
            return scratch, about

    def add(self, records: Iterable[Row], joins: Iterable[Row], done: Row | None = None) -> None:
        """Rows of the tables, in their columns' order (``seen`` left out); ``done``: the file that they are of is done."""
        with self._one():
            self._connection.executemany(f"INSERT INTO records VALUES ({', '.join('?' * 19)}, 0)", records)
            self._connection.executemany("INSERT INTO joins VALUES (?, ?, ?, ?)", joins)
            if done is not None:
                self._connection.execute("INSERT INTO done VALUES (?, ?, ?, ?)", done)

    def done(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The files that are done, by collection and name, with their stamps and reports."""
        return {(row[0], row[1]): (row[2], row[3]) for row in self.ask("SELECT * FROM done")}

    def forget(self, warcs: Iterable[str]) -> None:
        """Files of these names, in whichever collection, are not done."""
        names = [(warc,) for warc in warcs]
        with self._one():
            for table in ("records", "joins", "done"):
                self._connection.executemany(f"DELETE FROM {table} WHERE warc = ?", names)

    def ready(self) -> None:
        """All but a little was added: what is asked from here on finds its rows by an index. Raises StorageFailed."""
        with _failing(self._path):
            self._connection.executescript(_INDICES)

    def ask(self, sql: str, *values: object) -> Iterator[Row]:
        """The rows of a query."""
        return self._connection.execute(sql, values)

    def see(self, places: Iterable[tuple[str, int]]) -> None:
        """Mark the records at these places (file, offset) as seen."""
        with self._one():
            self._connection.executemany(
                'UPDATE records SET seen = 1 WHERE warc = ? AND "offset" = ?', places
            )

    def drop(self, warc: str, offset: int) -> None:
        """Forget the records at that place."""
        for table in ("records", "joins"):
            self._connection.execute(f'DELETE FROM {table} WHERE warc = ? AND "offset" = ?', (warc, offset))

    def close(self) -> None:
        """Give it back."""
        self._connection.close()

    @contextmanager
    def _one(self) -> Iterator[None]:
        """One transaction. Raises StorageFailed."""
        with _failing(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:  # SQLite ends it itself where the disk is full
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


@contextmanager
def _failing(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as problem:
        raise StorageFailed(f"{path}: {problem}") from problem
