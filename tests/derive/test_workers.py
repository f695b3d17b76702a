"""Processes that work for another: in order, said when they are killed, and gone when it is."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.commands.place import PROJECT
from archiver.derive.workers import AHEAD, Workers
from archiver.errors import WorkerLost

HELD = """
import os, sys
from pathlib import Path
from archiver.derive.workers import Workers
from tests.derive.test_workers import hold

with Workers(2) as workers:
    for _ in workers.each(hold, [sys.argv[1]] * 8):
        pass
"""

INTERRUPTED = """
import sys
import archiver.derive.rebuild
from archiver.derive.workers import Workers
from tests.derive.test_workers import squared

try:
    with Workers(2) as workers:
        list(workers.each(squared, range(4)))
except KeyboardInterrupt:
    sys.exit(130)
"""

PROGRAM = """
from archiver.commands import main
from archiver.derive.workers import Workers
from tests.derive.test_workers import squared

if __name__ == "__main__":
    with Workers(3) as workers:
        list(workers.each(squared, range(6)))
"""

NARROW = """
import resource, sys
from archiver.derive.workers import Workers
from archiver.errors import WorkerLost
from tests.derive.test_workers import squared

resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]),) * 2)
try:
    with Workers(4) as workers:
        print(sum(made for _, made in workers.each(squared, range(9))))
except WorkerLost as lost:
    print(lost)
"""


def squared(number: int) -> int:
    """Anything."""
    return number * number


def kill_itself(_: int) -> None:
    """As if memory had run out."""
    os.kill(os.getpid(), signal.SIGKILL)


def hold(fifo: str) -> None:
    """Say that it works, and go on for ever; the FIFO ends when the last that holds it is gone."""
    held = os.open(fifo, os.O_WRONLY)
    os.write(held, b"x")
    while True:
        signal.pause()


def blocked(_: int) -> list[bool]:
    """Whether SIGINT is blocked here and in the process that this one was forked from."""
    masks = []
    for process in (os.getpid(), os.getppid()):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        masks.append(next(int(line.split()[1], 16) for line in lines if line.startswith("SigBlk:")))
    return [bool(mask & 1 << signal.SIGINT - 1) for mask in masks]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_they_make_comes_in_order_and_not_far_ahead(jobs: int) -> None:
    asked: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(1, 41):
            asked.append(number)
            yield number

    with Workers(jobs) as workers:
        for place, (number, made) in enumerate(workers.each(squared, numbers()), 1):
            assert (number, made) == (place, place * place)
            assert len(asked) <= place + (jobs * AHEAD if jobs > 1 else 0)
    assert len(asked) == 40


def test_a_killed_one_is_said() -> None:
    with pytest.raises(WorkerLost, match="--jobs 1"), Workers(2) as workers:
        list(workers.each(kill_itself, range(10)))


@pytest.mark.parametrize("files", [6, 10, 13, 16, 20])
def test_what_cant_be_begun_is_said(files: int) -> None:
    said = subprocess.run(
        [sys.executable, "-c", NARROW, str(files)],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stdout
    assert said.startswith("processes beside this one can't be begun (")
    assert said.endswith("start it again with --jobs 1, it goes on\n")


def test_a_temporary_folder_with_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    """The server's socket lies in it, and its address has room for a hundred bytes."""
    folder = tmp_path / ("long" * 20) / ("longer" * 10)
    folder.mkdir(parents=True)
    said = subprocess.run(
        [sys.executable, "-c", NARROW, "200"],
        cwd=PROJECT,
        env=os.environ | {"TMPDIR": str(folder)},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stdout
    assert said == f"{sum(number * number for number in range(9))}\n"


def test_ctrl_c_is_for_the_one_they_work_for_alone() -> None:
    """From the first: what is blocked before a program is begun stays blocked in it."""
    with Workers(2) as workers:
        assert [made for _, made in workers.each(blocked, [1])] == [[True, True]]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_ctrl_c_while_they_are_begun_is_no_more_than_that() -> None:
    """The server imports what they need; meanwhile the one they work for waits for the first."""
    running = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], cwd=PROJECT, stderr=subprocess.PIPE, start_new_session=True
    )
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while not any(
        b"lxml" in Path(f"/proc/{child}/maps").read_bytes() for child in children.read_text().split()
    ):
        threading.Event().wait(0.002)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (130, b"")


def test_what_their_program_imports_is_imported_for_all_of_them_once(tmp_path: Path) -> None:
    """Each runs the imports of the program it is of: those of a command are those of all commands."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    said = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONPROFILEIMPORTTIME": "1"},
        stderr=subprocess.PIPE,
        check=True,
        timeout=60,
    ).stderr
    assert said.count(b" archiver.commands.main\n") == 2  # by the program, and by what they are forked from


def test_they_end_when_the_one_they_work_for_is_killed(tmp_path: Path) -> None:
    """The queue that they wait at would never end: each holds both ends of it."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    running = subprocess.Popen([sys.executable, "-c", HELD, str(fifo)], cwd=PROJECT)
    with fifo.open("rb", buffering=0) as reader:
        said = reader.read(1)
        while said.count(b"x") < 2:
            said += reader.read(1)
        running.kill()
        assert reader.read(1) == b""  # both have let go of it
    assert running.wait() == -signal.SIGKILL
