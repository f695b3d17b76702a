"""Kills a command for real, starts it again, and looks whether anything was lost."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.warc.reader import record_at
from tests.machine import ROOT

WRITE, SYNC, NAMES, CUT = 1, 2, 4, 8
ANY = WRITE | SYNC | NAMES | CUT
COUNT, KILL, HALF, ERROR, ERROR_EVER = range(5)

SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens at the ``number``-th call of ``classes`` on a file whose path has ``part`` in it: ``action``,
    with ``error`` (an errno). Numbers begin at 1.
    """

    number: int = 0
    action: int = KILL
    error: int = 0
    classes: int = ANY
    part: str = ""

    def order(self, folder: Path) -> list[str | int]:
        """As the shim takes it."""
        return [str(folder), self.part, self.classes, self.number, self.action, self.error]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: its status (minus a signal's number), and what it said."""

    status: int
    said: str

    @property
    def killed(self) -> bool:
        """Whether it died of SIGKILL."""
        return self.status == -signal.SIGKILL

    @property
    def calls(self) -> int:
        """How many calls the shim counted in a process that was not killed."""
        return int(self.said.rpartition("calls counted: ")[2].split()[0])


class Zygote:
    """The process that forks the others; see ``tests.kills.zygote``."""

    def __init__(self, shim: Path, said: Path) -> None:
        self._said = said
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.zygote"],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(shim), "SCRAPY_SETTINGS_MODULE": "tests.kills.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        folder: Path,
        *words: str,
        fault: Fault | None = None,
        point: str = "",
        ahead: int = 0,
        trace: Path | None = None,
    ) -> Ended:
        """Run ``words`` (``scrapy`` or ``archiver`` with its arguments) on the archive ``folder``, with one
        fault: a call's, or a named place's. Its clock is ``ahead`` by so many seconds. Its
        calls are added to ``trace``. Its temporary files go to :func:`temporary_of` ``folder``.
        """
        temporary_of(folder).mkdir(exist_ok=True)
        said = self._said.with_name("said.txt")
        said.unlink(missing_ok=True)
        environment = {
            "ARCHIVER_OUTPUT": str(folder),
            "ARCHIVER_CONTACT": "test@example.org",
            "ARCHIVER_DATABASE": "",
            "ARCHIVER_TEST_FAULT": point,
            "ARCHIVER_TEST_TOLD": str(told_of(folder)),
            "TMPDIR": str(temporary_of(folder)),
        }
        order = fault.order(folder) if fault is not None else None
        if trace is not None and order is None:
            order = Fault(action=COUNT).order(folder)
        job: dict[str, Any] = {
            "words": words,
            "environment": environment,
            "fault": order,
            "said": str(said),
            "ahead": ahead,
        }
        job["trace"] = str(trace) if trace is not None else None
        self._ask(job)
        return Ended(status=self._answer()["status"], said=said.read_text("utf-8", "replace"))

    def _ask(self, job: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> dict[str, int]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the zygote has ended"
        told: dict[str, int] = json.loads(line)
        return told

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=SECONDS)


def told_of(folder: Path) -> Path:
    """The file in which the crawls of ``folder`` write what they were told."""
    return folder.with_name(folder.name + ".told")


def temporary_of(folder: Path) -> Path:
    """The folder for temporary files of the commands that work on ``folder``."""
    return folder.with_name(folder.name + ".temporary")


@dataclass(slots=True)
class Scene:
    """The state of an archive's files at the moment of a kill."""

    folder: Path
    files: dict[Path, bytes] = field(default_factory=dict)
    rows: list[tuple[str, str, int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "Scene":
        """Look at ``folder`` and change nothing: the database is read as a copy."""
        scene = cls(folder)
        for path in (*folder.glob("collections/*/archive/*.warc.gz"), *folder.glob("fixity.jsonl")):
            scene.files[path] = path.read_bytes()
        copy = folder.with_name("scene")
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in folder.glob("archive.sqlite*"):
            shutil.copy(path, copy)
        scene.rows = list(_rows(copy / "archive.sqlite"))
        return scene

    def check_nothing_lost(self) -> None:
        """Every byte of WARC files and ledger, every row's record, and every acknowledged capture is still there."""
        for path, before in self.files.items():
            if before:  # else it died at birth
                _check_bytes(path, before)
        archives = {path.name: path for path in self.folder.glob("collections/*/archive/*.warc.gz")}
        for record_id, warc, offset, length in [*self.rows, *_told(self.folder)]:
            assert warc in archives, f"{record_id} was acknowledged, and {warc} is not here"
            assert record_at(archives[warc], offset, length).record_id == record_id


def _check_bytes(path: Path, before: bytes) -> None:
    """What the file held begins it still, or its end lies beside it in a file of its own."""
    after = path.read_bytes()
    if after.startswith(before):
        return
    for torn in path.parent.glob(f"{path.name}.torn-*"):
        at = int(torn.name.removeprefix(f"{path.name}.torn-").partition(".")[0])
        if after[:at] == before[:at] and torn.read_bytes() == before[at:]:
            return
    raise AssertionError(f"bytes of {path.name} are gone")


def check_sound(processes: Zygote, folder: Path) -> None:
    """Everything is proved, and the store made anew says the same to the byte."""
    verified = processes.run(folder, "archiver", "verify", "--jobs", "1")
    assert verified.status == 0, verified.said
    live = processes.run(folder, "archiver", "export", "--canonical").said
    rebuilt = processes.run(folder, "archiver", "rebuild", "--jobs", "1")
    assert rebuilt.status == 0, rebuilt.said
    assert processes.run(folder, "archiver", "export", "--canonical").said == live


def urls_in(folder: Path) -> set[str]:
    """The addresses that the store has captures of."""
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        return {row[0] for row in store.execute("SELECT url FROM captures")}


def _rows(database: Path) -> Iterator[tuple[str, str, int, int]]:
    if not database.exists():
        return
    with closing(sqlite3.connect(database)) as store:
        try:
            yield from store.execute('SELECT record_id, warc, "offset", length FROM captures')
        except sqlite3.OperationalError as error:  # killed before there were tables
            if "no such table" not in str(error):
                raise


def _told(folder: Path) -> Iterator[tuple[str, str, int, int]]:
    if not told_of(folder).exists():
        return
    for line in told_of(folder).read_text().splitlines(keepends=True):
        if line.endswith("\n"):
            record_id, _, warc, offset, length = json.loads(line)
            yield record_id, warc, offset, length


@contextmanager
def zygote(work: Path) -> Iterator[Zygote]:
    """A zygote with the shim, built in ``work``."""
    shim = work / "shim.so"
    subprocess.run(
        ["cc", "-O1", "-shared", "-fPIC", "-Wall", "-Wextra", "-o", shim, ROOT / "tests/kills/shim.c", "-ldl", "-lpthread"],
        check=True,
        timeout=SECONDS,
    )  # fmt: skip
    running = Zygote(shim, work / "said.txt")
    try:
        yield running
    finally:
        running.close()
