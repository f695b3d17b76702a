"""The command reference, made from what the commands say of themselves: ``make reference`` writes ``docs/commands.md``."""

import io
import os
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path
from unittest.mock import patch

from archiver.commands import main
from tests.house.tracked import ROOT

BIN = Path(sys.executable).parent
TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1"}
"""argparse breaks lines for what the environment says."""


def _help(*words: str) -> str:
    said = io.StringIO()
    with patch.dict(os.environ, TERMINAL), redirect_stdout(said), suppress(SystemExit):
        main.parser().parse_args([*words, "--help"])
    return said.getvalue().strip()


def commands() -> tuple[str, ...]:
    """The commands of ``archiver``, in the order of its help."""
    return tuple(command.NAME for command in main.COMMANDS)


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
    (ROOT / "docs" / "commands.md").write_text(document(), encoding="utf-8")
