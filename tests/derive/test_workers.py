"""Processes that work for another: in order, said when they are killed, and gone when it is."""

import os
import signal
import subprocess
import sys
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
