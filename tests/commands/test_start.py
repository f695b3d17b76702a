"""ctrl-c while the program still imports is one sentence and status 130, as it is later."""

import signal
import subprocess
import sys
import tomllib

import pytest

from tests.machine import ROOT

# As the program that pip makes, interrupted where a module is first looked for.
_INTERRUPTED = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from {} import {} as main
sys.exit(main())
"""


@pytest.mark.parametrize(
    "module", ["archiver.commands", "lxml.etree", "sqlalchemy", "archiver.commands.wacz"]
)
def test_it_is_told_without_a_traceback(module: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    place, _, name = project["scripts"]["archiver"].partition(":")
    words = [sys.executable, "-c", _INTERRUPTED.format(place, name), module]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        128 + signal.SIGINT,
        "archiver: stopped; the archive is sound\n",
    )
