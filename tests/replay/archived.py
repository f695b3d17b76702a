"""An archive that a test looks at by command, and the demo site behind it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crawling import crawl_environment
from tests.machine import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What ``archiver check-replay`` answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)


def check_replay(folder: Path, *words: str, **environment: str) -> Checked:
    """Run ``archiver check-replay`` over the archive ``folder``, in a process of its own."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "archiver"), "check-replay", *words],
        cwd=ROOT,
        env={**os.environ, **crawl_environment(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Checked(status=done.returncode, out=done.stdout, err=done.stderr)
