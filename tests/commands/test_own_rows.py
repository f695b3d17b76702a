"""What an archivist writes while the database is rebuilt is there afterwards, whenever it was written."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.warc import faults
from tests.commands.told import Archiver, ask, change

_WRITER = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
for line in sys.stdin:
    store.execute("PRAGMA busy_timeout = 0")
    try:
        store.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        print(problem, flush=True)
        store.execute("PRAGMA busy_timeout = 60000")
        store.execute("BEGIN IMMEDIATE")
    store.execute("INSERT INTO my_notes VALUES (?)", (line.strip(),))
    store.execute("COMMIT")
    print("written", flush=True)
"""


class _Archivist:
    """Another process, which has the database open all the while."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def notes(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def hears(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def _archivist(database: Path) -> Iterator[_Archivist]:
    words = [sys.executable, "-c", _WRITER, str(database)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield _Archivist(process)


def test_rows_of_an_archivist_are_kept_whenever_they_come(archive: Path, archiver: Archiver) -> None:
    database, passed = archive / "archive.sqlite", list[str]()
    change(archive, "CREATE TABLE my_notes (note)")
    with _archivist(database) as archivist:
        archivist.notes("before")
        assert archivist.hears() == "written"

        def hook(place: str) -> None:
            if place == "rebuild-carried":
                archivist.notes("carried")
                assert archivist.hears() == "written"
            elif place == "rebuild-copying" and place not in passed:
                archivist.notes("copied")
                assert archivist.hears() == "database is locked"
                assert ask(archive, "SELECT note FROM my_notes") == [
                    ("before",),
                    ("carried",),
                ]  # who reads may
            passed.append(place)

        with faults.installed(hook):
            told = archiver(archive, "rebuild", "--jobs", "1")
        assert told.status == 0, told.out
        assert archivist.hears() == "written"
    assert {"rebuild-carried", "rebuild-copying"} <= set(passed)
    assert ask(archive, "SELECT note FROM my_notes") == [("before",), ("carried",), ("copied",)]
    assert archiver(archive, "verify", "--jobs", "1").status == 0


def test_rows_that_can_no_longer_be_read_are_not_lost(archive: Path, archiver: Archiver) -> None:
    """Damage that comes between the first look and the copy ends the rebuild, and the live file is as it was."""
    database = archive / "archive.sqlite"
    change(archive, "CREATE TABLE my_notes (note)")
    change(archive, "INSERT INTO my_notes VALUES ('before')")

    def hook(place: str) -> None:
        if place == "rebuild-carried":
            with sqlite3.connect(database) as store:
                (page,) = store.execute(
                    "SELECT rootpage FROM sqlite_schema WHERE name = 'my_notes'"
                ).fetchone()
                (size,) = store.execute("PRAGMA page_size").fetchone()
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            store.close()
            with database.open("r+b") as file:
                file.seek((page - 1) * size)
                file.write(bytes(size))

    live = database.read_bytes()
    with faults.installed(hook):
        told = archiver(archive, "rebuild", "--jobs", "1")
    assert told.status == 5
    assert "what begins with my_ can't be read any more" in told.err
    assert len(database.read_bytes()) == len(live)
    again = archiver(archive, "rebuild", "--jobs", "1")  # now it is told at the first look
    assert "it is kept as archive.sqlite.broken-1" in again.out
