"""A throw-away database for what is too much to hold in memory while an archive is checked."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]

_SCHEMA = """
    CREATE TABLE records (
        record_id TEXT NOT NULL, type TEXT NOT NULL, collection TEXT NOT NULL, warc TEXT NOT NULL,
        "offset" INTEGER NOT NULL, length INTEGER NOT NULL, date TEXT NOT NULL, target TEXT, refers_to TEXT,
        refers_uri TEXT, refers_date TEXT, warcinfo TEXT, payload TEXT, identical INTEGER NOT NULL,
        http INTEGER NOT NULL, ours INTEGER NOT NULL, listed INTEGER NOT NULL, status TEXT, mime TEXT,
        seen INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE joins (record_id TEXT NOT NULL, warc TEXT NOT NULL, "offset" INTEGER NOT NULL, other TEXT NOT NULL) STRICT;
"""

_INDICES = """
    CREATE INDEX by_id ON records (record_id);
    CREATE INDEX by_place ON records (warc, "offset");
    CREATE INDEX by_target ON records (target, date);
    CREATE INDEX joins_by_id ON joins (record_id, other);
"""


class Scratch:
    """The records of an archive, at ``path``. Fill it, call :meth:`ready`, ask it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")

    def add(self, records: Iterable[Row], joins: Iterable[Row]) -> None:
        """Rows of the two tables, in their columns' order (``seen`` left out)."""
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO records VALUES ({', '.join('?' * 19)}, 0)", records)
        self._connection.executemany("INSERT INTO joins VALUES (?, ?, ?, ?)", joins)
        self._connection.execute("COMMIT")

    def ready(self) -> None:
        """Everything was added."""
        self._connection.executescript(_INDICES)

    def ask(self, sql: str, *values: object) -> Iterator[Row]:
        """The rows of a query."""
        return self._connection.execute(sql, values)

    def see(self, places: Iterable[tuple[str, int]]) -> None:
        """Mark the records at these places (file, offset) as seen."""
        self._connection.executemany('UPDATE records SET seen = 1 WHERE warc = ? AND "offset" = ?', places)

    def drop(self, warc: str, offset: int) -> None:
        """Forget the records at that place."""
        for table in ("records", "joins"):
            self._connection.execute(f'DELETE FROM {table} WHERE warc = ? AND "offset" = ?', (warc, offset))

    def close(self) -> None:
        """Give it back."""
        self._connection.close()
