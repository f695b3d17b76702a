"""A temporary folder that a kill left is cleared by the next command; nothing else is."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from archiver.warc.temporary import temporary_folder
from tests.machine import ROOT

HOLDS = """
from archiver.warc.temporary import temporary_folder
with temporary_folder("test") as folder:
    (folder / "found.sqlite").write_bytes(b"much")
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def system_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def _start() -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_what_a_kill_left_is_cleared_and_what_is_in_use_is_not(system_folder: Path) -> None:
    (killed, left), (alive, used) = _start(), _start()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert (left / "found.sqlite").exists()
    with temporary_folder("other") as folder:
        assert set(system_folder.iterdir()) == {used, folder}
        assert (used / "found.sqlite").exists()
    alive.communicate("\n")
    assert alive.returncode == 0
    assert not list(system_folder.iterdir())


def test_one_killed_before_it_had_its_lock_is_cleared(system_folder: Path) -> None:
    Path(tempfile.mkdtemp(prefix="archiver-test-"))
    with temporary_folder("test") as folder:
        assert list(system_folder.iterdir()) == [folder]


def test_what_a_kill_left_beside_a_package_is_cleared_there(tmp_path: Path) -> None:
    place = tmp_path / "exports"
    place.mkdir()
    left = Path(tempfile.mkdtemp(prefix="archiver-wacz-", dir=place))
    (left / "in-use").touch()
    (left / "package").write_bytes(b"half of it")
    with temporary_folder("wacz", place) as folder:
        assert list(place.iterdir()) == [folder]
    assert not list(place.iterdir())


@pytest.mark.parametrize("name", ["archiver-of-papers", "archiver-letters-20181211"])
def test_a_folder_that_only_bears_such_a_name_stays(name: str, system_folder: Path) -> None:
    (system_folder / name).mkdir()
    (system_folder / name / "letter.txt").write_bytes(b"dear")
    os.symlink(system_folder / name, system_folder / "archiver-letters-linked12")
    with temporary_folder("test"):
        pass
    assert (system_folder / "archiver-letters-linked12" / "letter.txt").read_bytes() == b"dear"
