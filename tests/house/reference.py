"""The command reference, made from what the commands say of themselves: ``make reference`` writes ``docs/commands.md``."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.house.tracked import ROOT

BIN = Path(sys.executable).parent


def _help(*words: str) -> str:
    done = subprocess.run(
        [BIN / "archiver", *words, "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
    )
    return done.stdout.strip()


@cache
def commands() -> tuple[str, ...]:
    """The commands of ``archiver``, in the order of its help; none while it has none."""
    if not (ROOT / "archiver" / "commands" / "main.py").exists():
        return ()
    listed = re.search(r"\{([a-z,-]+)\}", _help())
    return tuple(listed[1].split(",")) if listed else ()


def document() -> str:
    """The whole reference, in Markdown."""
    parts = [
        "# Commands",
        "Written by `make reference` from each command's `--help`; a test fails when it is stale.",
    ]
    parts += [f"## archiver\n\n```text\n{_help()}\n```"]
    parts += [f"## archiver {name}\n\n```text\n{_help(name)}\n```" for name in commands()]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    if commands():
        (ROOT / "docs" / "commands.md").write_text(document(), encoding="utf-8")
