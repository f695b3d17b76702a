"""What a WACZ file can't be made of is refused with a sentence and a status, and leaves nothing behind."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.warc.layout import Archive
from archiver.warc.locks import archive_alone
from tests.commands.told import Archiver, ask, change
from tests.commands.wacz import longest_thread


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--article", "http://127.0.0.1:1/nothing/"], 3),
        (["--since", "2090-01-01"], 3),
        (["--all", "--site", "elsewhere"], 3),
        ([], 2),
        (["--all", "--since", "2018-01-01"], 2),
        (["--since", "lately"], 2),
    ],
)
def test_nothing_to_pack_is_said(
    archive: Path, archiver: Archiver, tmp_path: Path, words: list[str], status: int
) -> None:
    file = tmp_path / "it.wacz"
    told = archiver(archive, "wacz", *words, "-o", str(file))
    assert told.status == status
    assert told.err.count("\n") == 2  # which archive, and one sentence
    assert not file.exists()


def test_a_file_that_exists_is_kept(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    file = tmp_path / "it.wacz"
    file.write_text("kept")
    told = archiver(archive, "wacz", "--all", "-o", str(file))
    assert told.status == 3
    assert "it.wacz exists" in told.err
    assert file.read_text() == "kept"


def test_another_ending_is_wrong_usage(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    assert archiver(archive, "wacz", "--all", "-o", str(tmp_path / "it.zip")).status == 2


def test_an_archive_that_is_being_rewritten_is_locked(
    archive: Path, archiver: Archiver, tmp_path: Path
) -> None:
    with archive_alone(Archive(archive)):
        assert archiver(archive, "wacz", "--all", "-o", str(tmp_path / "it.wacz")).status == 4


def test_credentials_go_out_only_if_told(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    assert change(
        archive,
        'UPDATE runs SET details = replace(details, \'"credentials": "no"\', \'"credentials": "yes"\')',
    )
    words = ("wacz", "--article", longest_thread(archive), "-o", str(tmp_path / "it.wacz"))
    told = archiver(archive, *words)
    assert told.status == 3
    assert "--with-credentials" in told.err
    assert archiver(archive, *words, "--with-credentials").status == 0


def test_a_damaged_record_is_named(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    url = longest_thread(archive)
    ((warc, offset), *_) = ask(archive, f"SELECT warc, \"offset\" FROM captures WHERE url = '{url}'")
    (path,) = archive.glob(f"collections/*/archive/{warc}")
    data = bytearray(path.read_bytes())
    data[offset + 60] ^= 0xFF
    path.write_bytes(data)
    told = archiver(archive, "wacz", "--article", url, "-o", str(tmp_path / "it.wacz"))
    assert told.status == 3
    assert warc in told.err
    assert list(tmp_path.glob("*it.wacz*")) == []


def _with_little_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_full_disk_leaves_nothing_behind(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    done = subprocess.run(
        [Path(sys.executable).parent / "archiver", "wacz", "--all", "-o", target / "it.wacz"],
        env={"ARCHIVER_OUTPUT": str(archive)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=_with_little_disk,
    )
    assert done.returncode == 5, done.stderr
    assert list(target.iterdir()) == []


def test_it_has_a_name_of_its_own_if_none_is_given(archive: Path, archiver: Archiver) -> None:
    told = archiver(archive, "wacz", "--article", longest_thread(archive), "--json")
    file = Path(told.json["file"])
    assert file.parent == archive / "exports"
    assert file.name.startswith("the-night-the-lights-stayed-on-")
    assert told.json["bytes"] == file.stat().st_size
    assert told.json["left_out"] == []
