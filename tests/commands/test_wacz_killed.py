"""A package that a kill cut short leaves nothing behind once the next one is made in the same folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.commands.told import Archiver
from tests.machine import ROOT

# All is written, and nothing has its name yet.
_DIES = """
import os, signal, sys
from archiver.commands.main import run
from archiver.derive.wacz import make
whole = make._write
def dies(*words):
    whole(*words)
    os.kill(os.getpid(), signal.SIGKILL)
make._write = dies
sys.exit(run())
"""


def test_what_a_kill_leaves_of_a_package_is_cleared_by_the_next(
    archive: Path, archiver: Archiver, tmp_path: Path
) -> None:
    place = tmp_path / "exports"
    place.mkdir()
    words = ("wacz", "--all", "-o", str(place / "all.wacz"))
    environment = os.environ | {"ARCHIVER_OUTPUT": str(archive)}
    killed = subprocess.run([sys.executable, "-c", _DIES, *words], cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [path.name for path in place.iterdir()] != []
    done = archiver(archive, *words)
    assert done.status == 0, done.err
    assert [path.name for path in place.iterdir()] == ["all.wacz"]
