"""What a benchmarked command costs, with all that it leaves behind."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.spent import spend

SECONDS = 0.2
_BURN = f"import time\nwhile time.process_time() < {SECONDS}: pass"
_LEAVE = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {_BURN!r}])"
_LEAVE_AND_LEAVE = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {_LEAVE!r}])"


@pytest.mark.parametrize("code", [_BURN, _LEAVE, _LEAVE_AND_LEAVE], ids=["itself", "child", "child-of-child"])
def test_what_a_command_leaves_behind_is_waited_for_and_counted(code: str) -> None:
    """Each burns so much CPU by its own account; how long that takes is nobody's concern."""
    spent = spend([sys.executable, "-c", code], cwd=Path.cwd(), env=os.environ)
    assert spent.done.returncode == 0
    assert spent.cpu >= SECONDS
