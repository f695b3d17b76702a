"""The writer against full disks, kills, and files that were damaged between two runs."""

import gzip
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.warc import records
from archiver.warc.layout import marker_of
from archiver.warc.ledger import lines
from archiver.warc.leftovers import vouched_by
from archiver.warc.reader import record_at
from archiver.warc.reader import records as read_records
from tests.machine import ROOT
from tests.warc.bench import Bench, append, octets, warcio_blocks


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


CHILD = """
import resource, sys
from pathlib import Path
from tests.warc.bench import Bench, octets, append
from archiver.errors import StorageFailed
bench = Bench(Path(sys.argv[1]))
limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
import os
writer = bench.writer()
for number in range(40):
    try:
        (place,) = append(writer, octets(os.urandom(700) + b"%d" % number))
    except StorageFailed as failure:
        print("failed", failure, flush=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)  # coverage writes, too
        raise SystemExit(5)
    print(number, place.warc, place.offset, place.length, flush=True)
writer.close()
"""


def child(root: Path, limit: int = 0, **environment: str) -> tuple[int, list[list[str]]]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(root), str(limit)],
        cwd=ROOT,
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, [line.split() for line in done.stdout.splitlines()]


def test_a_full_disk_keeps_all_that_was_promised(tmp_path: Path) -> None:
    status, told = child(tmp_path, 8000)
    assert status == 5
    *promised, failure = told
    assert failure[0] == "failed"
    assert "File too large" in " ".join(failure)
    _, warc, offset, length = promised[-1]
    path = tmp_path / "archive" / warc
    assert path.stat().st_size == int(offset) + int(length)
    assert len(warcio_blocks(path)) == len(promised) + 1


@pytest.mark.parametrize(
    "point",
    [
        "marked",
        "born",
        "before-write:7",
        "half-written:7",
        "written:7",
        "synced:7",
        "indexed:7",
        "resolved:7",
        "file-synced",
        "ledger",
        "closed",
    ],
)
def test_a_kill_anywhere_loses_nothing_that_was_promised(tmp_path: Path, point: str) -> None:
    status, told = child(tmp_path, ARCHIVER_TEST_FAULT=point)
    assert status == -signal.SIGKILL
    bench = Bench(tmp_path)
    bench.now += timedelta(minutes=1)
    writer = bench.writer(known_end=vouched_by(bench.ledger_path))
    append(writer, octets(b"after"))
    writer.close()
    for number, warc, offset, length in told:
        record = record_at(bench.folder / warc, int(offset), int(length))
        assert record.block[700:] == number.encode()
    for path in bench.files():
        assert gzip.decompress(path.read_bytes())  # whole members only
    blocks = [block for path in bench.files() for block in warcio_blocks(path)]
    assert blocks[-1] == b"after"
    for line in lines(bench.ledger_path):
        data = (bench.folder / line.name).read_bytes()[: line.bytes]
        assert hashlib.sha256(data).hexdigest() == line.sha256
        assert len(list(read_records(bench.folder / line.name))) >= line.records
    last = {line.name: line for line in lines(bench.ledger_path)}
    assert {path.name for path in bench.files()} == set(last)
    assert all(len(list(read_records(bench.folder / name))) == line.records for name, line in last.items())


# Damage between two runs


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def cut(path: Path, offset: int) -> None:
    os.truncate(path, offset)


@pytest.mark.parametrize("harm", [flip, cut])
@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("grown", [False, True])
def test_a_file_that_is_not_what_the_ledger_vouches_for_is_left_alone(
    bench: Bench, harm: Callable[[Path, int], None], days: int, grown: bool
) -> None:
    writer = bench.writer()
    append(writer, octets(b"old"))
    writer.close()
    (path,) = bench.files()
    (line,) = lines(bench.ledger_path)
    harm(path, line.bytes // 2)
    if grown:  # a run that was killed had written more
        with path.open("ab") as file:
            file.write(records.member(octets(b"more"), 2))
    before = path.read_bytes()
    bench.now += timedelta(days=days, minutes=1)
    writer = bench.writer(known_end=vouched_by(bench.ledger_path))
    (place,) = append(writer, octets(b"new"))
    report = writer.reports[path.name]
    writer.close()
    assert report.is_false
    assert not report.clean
    assert path.read_bytes() == before
    assert place.warc != path.name
    assert [found for found in lines(bench.ledger_path) if found.name == path.name] == [line]
    assert not marker_of(path).exists()


def test_a_file_is_continued_where_only_what_came_after_the_ledger_s_line_is_new(bench: Bench) -> None:
    writer = bench.writer()
    append(writer, octets(b"old"))
    writer.close()
    (path,) = bench.files()
    with path.open("ab") as file:
        file.write(records.member(octets(b"more"), 2))
    writer = bench.writer(known_end=vouched_by(bench.ledger_path))
    append(writer, octets(b"new"))
    assert writer.reports[path.name].clean
    writer.close()
    *_, last = lines(bench.ledger_path)
    assert (last.name, last.records) == (path.name, 5)
    assert last.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
