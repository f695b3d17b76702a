"""What a command said, and hands to change a store behind its back."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Exit status, and what went to stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The answer as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Archiver = Callable[..., Told]


def change(folder: Path, statement: str) -> int:
    """Change the store's rows; gives how many."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as store, store:
        return store.execute(statement).rowcount


def ask(folder: Path, query: str) -> list[Any]:
    """The rows of a query."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as store:
        return store.execute(query).fetchall()


def warc(folder: Path) -> Path:
    """The archive's one WARC file."""
    (path,) = folder.glob("collections/*/archive/*.warc.gz")
    return path
