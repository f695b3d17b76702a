"""``verify`` that begins after a line, that goes on after a kill, that looks at what can't be written."""

import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.errors import Exit
from archiver.warc.layout import Archive
from archiver.warc.ledger import Ledger, Line, lines
from archiver.warc.locks import archive_shared
from archiver.warc.reader import members
from tests.commands.made import two_files
from tests.commands.test_verify import prints, spread
from tests.commands.told import Archiver, change, warc


def _heads(folder: Path) -> list[str]:
    return [hashlib.sha256(line).hexdigest() for line in (folder / "fixity.jsonl").read_bytes().splitlines()]


def _first(folder: Path) -> Line:
    return next(lines(folder / "fixity.jsonl"))


@pytest.mark.parametrize("how", ["{line}", "{head}", "{line}:{head}", "{short}", "{line}:{short}"])
def test_a_sound_archive_is_what_was_noted(archive: Path, archiver: Archiver, how: str) -> None:
    """The first run's head, noted then; a second run has come after."""
    head = _heads(archive)[0]
    said = how.format(line=1, head=head.upper(), short=head[:16])
    before = prints(archive)
    told = archiver(archive, "verify", "--jobs", "1", "--since", said)
    assert told.status == Exit.DONE, told.out
    assert "Nothing that the ledger vouches for by line 1 was changed since" in told.out
    assert ("written anew" in told.out) == (said == "1")
    assert prints(archive) == before


def test_old_records_are_read_for_what_hangs_on_them_alone(archive: Path, archiver: Archiver) -> None:
    whole = archiver(archive, "verify", "--jobs", "1", "--json").lines[-1]
    later = archiver(archive, "verify", "--jobs", "1", "--since", "1", "--json").lines[-1]
    assert whole["findings"] == later["findings"] == 0
    first, size = _first(archive), sum(1 for _ in members(warc(archive)))
    assert (whole["records"], later["records"]) == (size, size - first.records)


def _anew(folder: Path, change_line: Callable[[dict[str, object]], dict[str, object]]) -> None:
    """A ledger that fits by itself, written by somebody who may write all of it."""
    made: list[bytes] = []
    for line in (folder / "fixity.jsonl").read_bytes().splitlines():
        said = change_line(json.loads(line))
        said["previous"] = hashlib.sha256(made[-1]).hexdigest() if made else said["previous"]
        made.append(json.dumps(said, separators=(",", ":")).encode())
    (folder / "fixity.jsonl").write_bytes(b"".join(line + b"\n" for line in made))


def test_a_ledger_written_anew_does_not_have_what_was_noted(archive: Path, archiver: Archiver) -> None:
    head = _heads(archive)[0]
    _anew(archive, lambda line: line | {"run": "another"})
    assert archiver(archive, "verify", "--jobs", "1").status == Exit.DONE  # nothing inside shows it
    for said in (head, f"1:{head}"):
        *found, summary = archiver(archive, "verify", "--jobs", "1", "--since", said, "--json").lines
        assert [(one["kind"], one["file"]) for one in found] == [("forged", "fixity.jsonl")]
        assert summary["since"] is None


def test_a_line_that_is_gone_and_a_number_that_is_not_the_hashs(archive: Path, archiver: Archiver) -> None:
    heads = _heads(archive)
    (found, _) = archiver(archive, "verify", "--jobs", "1", "--since", f"2:{heads[0]}", "--json").lines
    assert (found["kind"], "is that of line 1" in found["detail"]) == ("forged", True)
    (found, _) = archiver(archive, "verify", "--jobs", "1", "--since", "99", "--json").lines
    assert found["kind"] == "missing"


@pytest.mark.parametrize("said", ["", "0", "x", "abc123", "1:", "-1", "1:xyz", "12345678901"])
def test_what_is_no_line_is_wrong_usage(archive: Path, archiver: Archiver, said: str) -> None:
    assert archiver(archive, "verify", f"--since={said}").status == Exit.USAGE


def test_a_byte_before_the_line_that_changed_is_found(archive: Path, archiver: Archiver) -> None:
    """One that no reader would miss: the time in a gzip header."""
    path, head = warc(archive), _heads(archive)[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes([whole[4] ^ 1]) + whole[5:])
    *found, _ = archiver(archive, "verify", "--jobs", "1", "--since", head, "--json").lines
    assert {one["kind"] for one in found} == {"forged"}
    assert any("line 1 of the ledger" in one["detail"] for one in found)


def test_any_flipped_byte_is_found_before_and_after(archive: Path, archiver: Archiver) -> None:
    path, head = warc(archive), _heads(archive)[0]
    whole = path.read_bytes()
    for place in spread(len(whole), 6):
        data = bytearray(whole)
        data[place] ^= 1 << (place % 8)
        path.write_bytes(data)
        *found, _ = archiver(archive, "verify", "--jobs", "1", "--since", head, "--json").lines
        assert {one["kind"] for one in found} & {"corrupt", "forged"}, place


def test_damage_after_the_line_is_found_with_its_record(archive: Path, archiver: Archiver) -> None:
    path, first = warc(archive), _first(archive)
    later = [one for one in members(path) if one.offset >= first.bytes][5]
    data = bytearray(path.read_bytes())
    data[later.offset + later.length // 2] ^= 1
    path.write_bytes(data)
    *found, _ = archiver(archive, "verify", "--jobs", "1", "--since", "1", "--json").lines
    assert ("corrupt", later.offset) in {(one["kind"], one["offset"]) for one in found}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE captures SET status = 500 WHERE id = (SELECT min(id) FROM captures)",
        "UPDATE captures SET status = 500 WHERE id = (SELECT max(id) FROM captures)",
        "UPDATE threads SET vanished = vanished + 1 WHERE rowid = (SELECT min(rowid) FROM threads)",
    ],
)
def test_every_row_is_proved_old_and_new(archive: Path, archiver: Archiver, statement: str) -> None:
    assert change(archive, statement) == 1
    *found, _ = archiver(archive, "verify", "--jobs", "1", "--since", "1", "--json").lines
    assert {one["kind"] for one in found} == {"forged"}


def test_an_index_line_for_a_new_record_is_missed(archive: Path, archiver: Archiver) -> None:
    offset = re.compile(rb'"offset": ?"(\d+)"')
    index, new = next(
        (path, line)
        for path in archive.glob("collections/*/indexes/*.cdxj")
        for line in path.read_bytes().splitlines(keepends=True)
        if int(offset.search(line)[1]) >= _first(archive).bytes  # type: ignore[index] # every line has one
    )
    index.write_bytes(index.read_bytes().replace(new, b""))
    *found, _ = archiver(archive, "verify", "--jobs", "1", "--since", "1", "--json").lines
    assert [one["kind"] for one in found] == ["missing"]


# Going on


def _many(folder: Path) -> Archive:
    """An archive of three files: two with a revisit between them, and one that is no WARC file."""
    archive = Archive(folder)
    paths = [*two_files(archive)]
    broken = paths[0].with_name(paths[0].name.replace("caracas", "broken"))
    broken.write_bytes(b"no gzip at all")
    ledger = Ledger(archive.ledger, clock=lambda: datetime.now(UTC))
    for path in (*paths, broken):
        data = path.read_bytes()
        held = 0 if path == broken else sum(1 for _ in members(path))
        ledger.append(
            name=path.name,
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            records=held,
            run="r",
            closed=True,
        )
    return archive


def _process(
    folder: Path, *words: str, fault: str = "", most: int = resource.RLIM_INFINITY
) -> subprocess.CompletedProcess[str]:
    """A verification in a process of its own, which dies at ``fault`` and can make no file longer than ``most`` bytes."""
    environment = {**os.environ, "ARCHIVER_OUTPUT": str(folder), "ARCHIVER_TEST_FAULT": fault}
    environment.pop("ARCHIVER_DATABASE", None)
    command = [sys.executable, "-m", "archiver.commands.main", "verify", "--jobs", "1", *words]
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


@pytest.mark.parametrize("fault", ["verify-kept:1", "verify-kept:3", "rebuild-read", "rebuild-settled"])
def test_one_that_is_killed_goes_on(tmp_path: Path, archiver: Archiver, fault: str) -> None:
    folder = tmp_path / "archive"
    _many(folder)
    assert archiver(folder, "rebuild", "--jobs", "1").status == Exit.FINDINGS  # the file that is none
    expected = archiver(folder, "verify", "--jobs", "1", "--json").lines
    before = prints(folder)
    assert any(one.get("kind") == "corrupt" for one in expected)
    killed = _process(folder, "--json", fault=fault)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (folder / "verifying").is_dir()
    again = archiver(folder, "verify", "--jobs", "1", "--json")
    done = 1 if fault == "verify-kept:1" else 3
    assert f"{done} file" in again.err
    assert "--restart" in again.err
    assert again.lines == expected
    assert prints(folder) == before


def test_what_has_changed_meanwhile_is_looked_at_again(tmp_path: Path, archiver: Archiver) -> None:
    folder = tmp_path / "archive"
    archive = _many(folder)
    archiver(folder, "rebuild", "--jobs", "1")
    assert _process(folder, fault="rebuild-read").returncode == -signal.SIGKILL
    path = archive.collections()[0].warcs()[-1]
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)
    again = archiver(folder, "verify", "--jobs", "1", "--json")
    assert "2 files done" in again.err
    assert any(one.get("file") == path.name and one["kind"] == "corrupt" for one in again.lines)
    assert not (folder / "verifying").exists()


def test_restart_and_a_spoilt_progress_begin_anew(tmp_path: Path, archiver: Archiver) -> None:
    folder = tmp_path / "archive"
    _many(folder)
    archiver(folder, "rebuild", "--jobs", "1")
    expected = archiver(folder, "verify", "--jobs", "1", "--json").lines
    assert _process(folder, fault="rebuild-read").returncode == -signal.SIGKILL
    told = archiver(folder, "verify", "--jobs", "1", "--json", "--restart")
    assert "Going on" not in told.err
    assert told.lines == expected
    assert _process(folder, fault="rebuild-read").returncode == -signal.SIGKILL
    for path in (folder / "verifying").iterdir():
        path.write_bytes(b"spoilt")
    told = archiver(folder, "verify", "--jobs", "1", "--json")
    assert "Going on" not in told.err
    assert told.lines == expected


@pytest.mark.parametrize("most", [0, 30_000])
def test_a_full_disk_is_told_and_the_next_one_ends(tmp_path: Path, archiver: Archiver, most: int) -> None:
    folder = tmp_path / "archive"
    _many(folder)
    archiver(folder, "rebuild", "--jobs", "1")
    before = prints(folder)
    full = _process(folder, most=most)
    assert full.returncode == Exit.STORAGE, full.stderr
    assert archiver(folder, "verify", "--jobs", "1").status == Exit.FINDINGS
    assert prints(folder) == before


# A medium that can't be written


@pytest.fixture
def unwritable(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive, on a medium that says so (root may write anywhere, so it is said for us)."""
    real = os.access

    def access(path: str | os.PathLike[str], mode: int, **more: bool) -> bool:
        return not (mode & os.W_OK and Path(path).is_relative_to(archive)) and real(path, mode, **more)

    monkeypatch.setattr(os, "access", access)
    return archive


@pytest.mark.parametrize("words", [(), ("--quick",), ("--sample", "5"), ("--since", "1")])
def test_it_is_looked_at_all_the_same(
    unwritable: Path, archiver: Archiver, tmp_path: Path, words: tuple[str, ...]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in unwritable.rglob("*")}
    told = archiver(unwritable, "verify", "--jobs", "1", *words)
    assert told.status == Exit.DONE, told.out + told.err
    assert ("if this is stopped, it begins anew" in told.err) == (not words or "--since" in words)
    assert {path: path.stat().st_mtime_ns for path in unwritable.rglob("*")} == before


def test_not_while_somebody_writes(unwritable: Path, archiver: Archiver) -> None:
    with archive_shared(Archive(unwritable)):
        assert archiver(unwritable, "verify", "--quick").status == Exit.LOCKED
