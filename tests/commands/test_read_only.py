"""An archive that may not be written can be verified, and rebuilt for a look."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.warc.layout import Archive
from archiver.warc.locks import archive_alone, archive_kept
from tests import machine
from tests.commands.test_verify import prints

AS_OTHERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
"""Root, without what lets root write where nobody may."""


def _bound() -> list[str]:
    return AS_OTHERS if os.geteuid() == 0 else []


@pytest.fixture
def read_only(archive: Path) -> Iterator[Path]:
    """The archive, when nobody may write it."""
    everything = (archive, *archive.rglob("*"))
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    probe = subprocess.run([*_bound(), "touch", str(archive / "any")], capture_output=True, check=False)
    machine.need("" if probe.returncode else "root's right to write everywhere can't be taken from it here")
    yield archive
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)


def _run(archive: Path, *words: str, jobs: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_bound(), sys.executable, "-m", "archiver.commands.main", *words, *(["--jobs", "1"] * jobs)],
        env=os.environ | {"ARCHIVER_OUTPUT": str(archive)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "locked"),
    [
        (("verify",), True),
        (("verify", "--sample", "5"), False),
        (("rebuild", "--dry-run"), True),
        (("repair",), False),
    ],
)
def test_what_only_reads_needs_no_right_to_write(
    archive: Path, request: pytest.FixtureRequest, words: tuple[str, ...], locked: bool
) -> None:
    if not locked:  # as a copy on a disc has none
        (archive / "archive.lock").unlink()
    read_only = request.getfixturevalue("read_only")
    before = prints(read_only)
    told = _run(read_only, *words)
    assert told.returncode == 0, told
    assert ("No lock could be taken" in told.stderr) == (not locked)
    assert prints(read_only) == before


@pytest.mark.parametrize("words", [("status",), ("events",), ("export", "comments"), ("search", "the")])
def test_what_asks_the_database_needs_no_right_to_write_either(
    read_only: Path, words: tuple[str, ...]
) -> None:
    """SQLite makes files beside a database even to read it."""
    before = prints(read_only)
    told = _run(read_only, *words, jobs=False)
    assert told.returncode == 0, told
    assert told.stdout
    assert prints(read_only) == before


@pytest.mark.parametrize("locked", [True, False])
def test_a_package_is_made_elsewhere_of_what_may_not_be_written(
    archive: Path, request: pytest.FixtureRequest, tmp_path: Path, locked: bool
) -> None:
    if not locked:
        (archive / "archive.lock").unlink()
    read_only = request.getfixturevalue("read_only")
    before = prints(read_only)
    told = _run(read_only, "wacz", "--all", "-o", str(tmp_path / "all.wacz"), jobs=False)
    assert told.returncode == 0, told
    assert ("No lock could be taken" in told.stderr) == (not locked)
    assert (tmp_path / "all.wacz").stat().st_size
    assert prints(read_only) == before


def test_nothing_is_packed_while_another_rewrites_it(
    archive: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    package = tmp_path / "all.wacz"
    with archive_alone(Archive(archive)):
        read_only = request.getfixturevalue("read_only")
        told = _run(read_only, "wacz", "--all", "-o", str(package), jobs=False)
    assert (told.returncode, package.exists()) == (4, False), told
    with archive_kept(Archive(archive)):
        told = _run(read_only, "wacz", "--all", "-o", str(package), jobs=False)
    assert (told.returncode, package.exists()) == (0, True), told


@pytest.mark.parametrize("words", [("rebuild",), ("repair", "--do")])
def test_what_writes_says_that_it_can_not(read_only: Path, words: tuple[str, ...]) -> None:
    told = _run(read_only, *words)
    assert told.returncode == 5
    assert "Permission denied" in told.stderr
