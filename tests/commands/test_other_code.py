"""A database that other code derived, as an update finds it: what differs is no forgery, and a rebuild puts it right."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.told import change
from tests.machine import ROOT

RULE = "digest_of(comment.author, comment.text, comment.links)"
OTHER = "digest_of(comment.text, comment.links)"


@pytest.fixture
def updated(tmp_path: Path) -> Path:
    """The program with one rule changed, of what is an edit."""
    folder = tmp_path / "updated"
    shutil.copytree(ROOT / "archiver", folder / "archiver", ignore=shutil.ignore_patterns("__pycache__"))
    rules = folder / "archiver" / "derive" / "wording.py"
    said = rules.read_text(encoding="utf-8")
    assert RULE in said
    rules.write_text(said.replace(RULE, OTHER), encoding="utf-8")
    return folder


def _run(program: Path, archive: Path, *words: str) -> tuple[int, list[dict[str, object]]]:
    done = subprocess.run(
        [sys.executable, "-m", "archiver.commands.main", *words, "--jobs", "1", "--json"],
        cwd=program,
        env=os.environ | {"ARCHIVER_OUTPUT": str(archive), "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    *found, _ = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, found


@pytest.mark.parametrize("words", [(), ("--sample", "1000")])
def test_rows_of_other_code_are_stale_and_not_forged(
    archive: Path, updated: Path, words: tuple[str, ...]
) -> None:
    status, found = _run(updated, archive, "verify", *words)
    assert status == 1
    assert {one["kind"] for one in found} == {"stale"}
    assert all(str(one["detail"]).endswith("(other code derived it: archiver rebuild)") for one in found)
    assert _run(updated, archive, "rebuild")[0] == 1
    assert _run(updated, archive, "verify", *words) == (0, [])


def test_after_the_rebuild_a_changed_row_is_forged_again(archive: Path, updated: Path) -> None:
    _run(updated, archive, "rebuild")
    change(archive, "UPDATE articles SET evidence = 'urn:uuid:by-hand' WHERE id = 1")
    _, found = _run(updated, archive, "verify")
    assert "forged" in {one["kind"] for one in found}
