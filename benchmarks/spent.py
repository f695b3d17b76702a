"""What a command costs with every process that it leaves behind, as workers of a forkserver are: they become ours to wait for."""

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """A command that has ended, and seconds."""

    done: subprocess.CompletedProcess[bytes]
    cpu: float
    wall: float


def spend(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Spent:
    """Run ``command`` to its end, and wait for whatever it started to end too. Raises OSError where Linux won't give us its orphans."""
    others, begun, before = children(os.getpid()), time.perf_counter(), _waited_for()
    _adopt_orphans(True)
    try:
        done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, check=False)
        wall = time.perf_counter() - begun
        while left := children(os.getpid()) - others:
            for orphan in left:
                os.waitpid(orphan, 0)
    finally:
        _adopt_orphans(False)
    return Spent(done=done, cpu=_waited_for() - before, wall=wall)


def _adopt_orphans(wanted: bool) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def children(process: int) -> set[int]:
    """The processes that ``process`` started, or was given; none where it is gone."""
    try:
        return {int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()}
    except (FileNotFoundError, ProcessLookupError):
        return set()
