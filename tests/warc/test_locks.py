import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.errors import ArchiveLocked, StorageFailed, UsageError
from archiver.warc.layout import Archive, warc_name
from archiver.warc.locks import archive_alone, archive_shared, site_alone

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from archiver.warc.layout import Archive
from archiver.warc.locks import archive_shared, site_alone
archive = Archive(Path(sys.argv[1]))
with archive_shared(archive), site_alone(archive.collection("caracas")):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["a file", "a link that leads nowhere"])
def test_what_is_no_folder_is_called_so(kind: str, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    if kind == "a file":
        root.touch()
    else:
        root.symlink_to(tmp_path / "nowhere")
    with pytest.raises(StorageFailed, match=f"^{root}: no folder"), archive_shared(Archive(root)):
        pass


def test_a_crawl_keeps_others_off_its_site_and_says_who_it_is(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(ArchiveLocked, match=rf"site caracas is in use by process {holder.pid} \("),
            site_alone(archive.collection("caracas")),
        ):
            pass
        with (
            pytest.raises(ArchiveLocked, match=f"process {holder.pid} "),
            archive_alone(archive),
        ):
            pass
        with archive_shared(archive), site_alone(archive.collection("other")):
            pass
        holder.stdin.close()
    with archive_alone(archive), site_alone(archive.collection("caracas")):
        pass


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    with archive_alone(archive), site_alone(archive.collection("caracas")):
        assert len(archive.lock.read_text().splitlines()) == 1  # earlier holders are swept


@pytest.mark.parametrize("name", ["caracas", "caracas@127.0.0.1:8089", "wp@[::1]:80", "a.b-c_d"])
def test_site_names_are_folder_names(tmp_path: Path, name: str) -> None:
    collection = Archive(tmp_path).collection(name)
    collection.create()
    assert collection.archive == tmp_path / "collections" / name / "archive"
    assert Archive(tmp_path).collections() == (collection,)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "-x", ".x", "a b", "a\n", "static", "x" * 129]
)
def test_names_that_would_leave_their_place_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        Archive(tmp_path).collection(name)


def test_a_warc_file_is_named_for_its_birth() -> None:
    at = datetime(2018, 12, 11, 12, tzinfo=UTC)
    assert warc_name("caracas", at, 0) == "caracas-20181211T120000Z-00000.warc.gz"
