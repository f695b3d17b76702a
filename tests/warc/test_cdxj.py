"""The index against the tools that read and write such indexes: pywb's environment has both."""

import json
import os
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import StorageFailed
from archiver.warc import records
from archiver.warc.cdxj import MOST_FILES, Index, cdxj_line, reindex
from archiver.warc.disk import sync_folder
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.records import Location, Record, Refers
from tests.machine import ROOT
from tests.warc.made import AT, INFO, info, plain, response, some, write

PYWB = ROOT / ".venv-pywb" / "bin"


def lines_by_indexer(*paths: Path) -> list[str]:
    command = [str(PYWB / "cdxj-indexer"), "--sort", *map(str, paths)]
    told = subprocess.run(
        command, env={**os.environ, "PYTHONWARNINGS": "ignore"}, capture_output=True, check=True
    )
    lines = told.stdout.decode().splitlines()
    return [
        line for line in lines if not line.startswith("- ")
    ]  # it lists records without a URL, which nothing finds


def held(folder: Path) -> list[bytes]:
    """All lines of the index; each file must be sorted."""
    found: list[bytes] = []
    for path in folder.glob("*.cdxj"):
        lines = path.read_bytes().splitlines(keepends=True)
        assert lines == sorted(set(lines))
        found += lines
    return sorted(found)


def place(number: int) -> Location:
    return Location(warc="a.warc.gz", offset=number, length=10)


def page(number: int) -> Record:
    return response(number, plain(b""), url=f"http://example.org/{number}")


# Lines


def exchanges() -> list[Record]:
    """What our own files hold: answers, revisits, failures, notes, asides."""
    numbers = iter(range(100, 200))
    answers = [
        plain(b"hello"),
        b"HTTP/1.1 404 Nothing\r\nContent-Type: text/html;charset=utf-8\r\n\r\nno",
        b"HTTP/1.1 200\r\nContent-Type:  image/PNG \r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" + plain(b"after a hint"),
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        plain(b"0123456789" * 100),
        b"",
        b"\x16\x03 no HTTP",
    ]
    earlier = Refers(record_id="urn:uuid:e", url="http://example.org/b", date=AT)
    made: list[Record] = [info()]
    for number, answer in enumerate(answers):
        exchange = Exchange(
            url=f"http://www.example.org/{number}/?b&a",
            method="GET",
            started=AT + timedelta(seconds=number),
            request=b"GET / HTTP/1.1\r\n\r\n",
            response=answer,
            error=None if answer else "refused",
        )
        made += exchange_records(
            exchange,
            warcinfo_id=INFO,
            new_id=lambda: f"urn:uuid:{next(numbers)}",
            known=lambda url, digest: earlier,
            read=lambda refers: plain(b"0123456789" * 100),
        )
    return made


@pytest.mark.pywb
def test_lines_are_those_of_cdxj_indexer(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    made = exchanges() + some()[1:]
    index = Index(tmp_path / "indexes")
    for record, (offset, length) in zip(made, write(path, made), strict=True):
        index.add(record, Location(warc=path.name, offset=offset, length=length))
    index.flush()
    ours = [line.decode().rstrip("\n") for line in held(tmp_path / "indexes")]
    assert ours == sorted(lines_by_indexer(path))
    assert len(ours) > 10


def test_a_line_says_where_the_record_lies() -> None:
    line = cdxj_line(response(1, plain(b"a"), "http://www.example.org/a?c&b"), place(7))
    assert line is not None
    key, stamp, entry = line.decode().split(" ", 2)
    assert (key, stamp) == ("org,example)/a?b&c", "20181211120000")
    found = json.loads(entry)
    digest = found.pop("digest")
    assert digest.startswith("sha1:")
    assert found == {
        "url": "http://www.example.org/a?c&b",
        "mime": "text/html",
        "status": "200",
        "length": "10",
        "offset": "7",
        "filename": "a.warc.gz",
    }


def test_what_replay_must_not_find_is_not_listed() -> None:
    note = records.metadata_record(record_id="urn:x", date=AT, fields=(("a", "b"),), warcinfo_id=INFO)
    shared = Location(warc="a.warc.gz", offset=0, length=0)
    assert cdxj_line(note, place(1)) is None
    assert cdxj_line(info(), place(1)) is None
    assert cdxj_line(page(1), shared) is None


def test_answers_of_another_s_file_without_digest_or_status() -> None:
    bare = Record(
        type="response",
        record_id="urn:x",
        date=AT,
        content_type="text/dns",
        fields=(("WARC-Target-URI", "dns:example.org"),),
        block=b"20181211 example.org. 192.0.2.1",
    )
    line = cdxj_line(bare, place(1))
    assert line is not None
    assert line.startswith(b"dns:example.org 20181211120000 {")


# Files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "indexes").mkdir()
    return tmp_path / "indexes"


def test_files_stay_few_and_nothing_is_lost(folder: Path) -> None:
    index = Index(folder)
    wanted = []
    for number in range(300):
        index.add(page(number), place(number))
        wanted.append(cdxj_line(page(number), place(number)))
        assert index.flush()
        assert len(list(folder.iterdir())) <= MOST_FILES
    assert held(folder) == sorted(line for line in wanted if line)
    assert not index.flush()


@given(st.lists(st.integers(0, 40), max_size=30))
def test_any_order_gives_the_same_lines(tmp_path_factory: pytest.TempPathFactory, numbers: list[int]) -> None:
    folder = tmp_path_factory.mktemp("collection") / "indexes"
    index = Index(folder)
    for count, number in enumerate(numbers):
        index.add(page(number), place(number))
        if count % 3 == 0:
            index.flush()
    index.flush()
    lines = [cdxj_line(page(number), place(number)) for number in numbers]
    assert sorted(set(held(folder))) == sorted({line for line in lines if line})


def test_a_flush_comes_every_few_seconds(folder: Path) -> None:
    index = Index(folder)
    index.add(page(1), place(1))
    assert index.maybe_flush(AT)
    index.add(page(2), place(2))
    assert not index.maybe_flush(AT + timedelta(seconds=2))
    assert index.maybe_flush(AT + timedelta(seconds=3))
    assert len(held(folder)) == 2


def test_the_folder_s_time_moves_by_whole_seconds(folder: Path) -> None:
    index, seen = Index(folder), []
    for number in range(5):
        index.add(page(number), place(number))
        index.flush()
        seen.append(int(folder.stat().st_mtime))
    assert seen == sorted(set(seen))


def test_a_failed_flush_keeps_its_lines(tmp_path: Path) -> None:
    folder = tmp_path / "indexes"
    index = Index(folder)
    index.add(page(1), place(1))
    folder.rmdir()
    with pytest.raises(StorageFailed, match="indexes"):
        index.flush()
    folder.mkdir()
    assert index.flush()
    assert len(held(folder)) == 1


def test_what_a_kill_left_half_written_goes(folder: Path) -> None:
    (folder / "00000009.cdxj.part").write_bytes(b"half a l")
    (folder / "own.cdxj").write_bytes(b"b\na\n")
    index = Index(folder)
    index.add(page(1), place(1))
    index.flush()
    assert {path.name for path in folder.iterdir()} == {"00000001.cdxj", "own.cdxj"}


def test_many_threads_may_add_while_it_flushes(folder: Path) -> None:
    index = Index(folder)

    def work(begin: int) -> None:
        for number in range(begin, begin + 100):
            index.add(page(number), place(number))
            if number % 10 == 0:
                index.flush()

    threads = [threading.Thread(target=work, args=(begin,)) for begin in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    index.flush()
    assert len(held(folder)) == 300


def test_reindex_gives_the_same_index_and_says_what_it_could_not_read(tmp_path: Path) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "indexes"
    archive.mkdir()
    index = Index(folder)
    for name in ("a.warc.gz", "b.warc.gz"):
        for record, (offset, length) in zip(some(), write(archive / name, some()), strict=True):
            index.add(record, Location(warc=name, offset=offset, length=length))
        index.flush()
    before = held(folder)
    assert reindex(archive, folder) == []
    assert held(folder) == before
    assert len(list(folder.iterdir())) == 1
    data = bytearray((archive / "a.warc.gz").read_bytes())
    _, (second, length), *_ = write(archive / "c.warc.gz", some())
    data[second + length - 6] ^= 1
    (archive / "a.warc.gz").write_bytes(data)
    (archive / "c.warc.gz").write_bytes((archive / "c.warc.gz").read_bytes()[:-5])
    damaged, torn = reindex(archive, folder)
    assert (damaged.warc, damaged.offset) == ("a.warc.gz", second)
    assert torn.warc == "c.warc.gz"
    assert len(held(folder)) == 3 + 4 + 3


def test_a_start_lists_what_a_kill_kept_from_being_listed(tmp_path: Path) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "indexes"
    archive.mkdir()
    made = some()
    places = write(archive / "a.warc.gz", made)
    first = Index(folder)
    for number in (0, 1):
        first.add(
            made[number], Location(warc="a.warc.gz", offset=places[number][0], length=places[number][1])
        )
    first.flush()
    first.add(made[2], Location(warc="a.warc.gz", offset=places[2][0], length=places[2][1]))  # and is killed
    with (archive / "a.warc.gz").open("ab") as file:
        file.write(b"\x1f\x8b torn")
    (torn,) = Index(folder).catch_up(archive)
    assert torn.offset == sum(places[-1])
    caught = held(folder)
    assert len(caught) == 4
    (tmp_path / "indexed.json").unlink()
    (torn,) = Index(folder).catch_up(archive)
    assert held(folder) == caught
    (archive / "a.warc.gz").write_bytes((archive / "a.warc.gz").read_bytes()[: torn.offset])
    assert Index(folder).catch_up(archive) == []
    assert held(folder) == caught


def test_reindex_of_nothing_leaves_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path / "indexes")
    index.add(page(1), place(1))
    index.flush()
    (tmp_path / "archive").mkdir()
    assert reindex(tmp_path / "archive", tmp_path / "indexes") == []
    assert held(tmp_path / "indexes") == []


def test_the_new_file_s_name_is_on_disk_before_the_old_ones_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    def watched(path: Path) -> None:
        sync_folder(path)
        if path == folder:
            seen.append({file.name for file in path.iterdir()})

    index = Index(folder)
    index.add(page(1), place(1))
    index.flush()
    monkeypatch.setattr("archiver.warc.cdxj.sync_folder", watched)
    index.add(page(2), place(2))
    index.flush()
    assert seen == [{"00000001.cdxj", "00000002.cdxj"}, {"00000002.cdxj"}]


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"ends": {"a.warc.gz": null}, "files": []}',
        b'{"ends": {"a.warc.gz": -3}, "files": []}',
        b'{"ends": {"a.warc.gz": "x"}, "files": []}',
        b'{"ends": {"a.warc.gz": 3}}',
        b'{"ends": {"a.warc.gz": 3}, "files": ["00000099.cdxj"]}',
        b"[" * 9999,
    ],
)
def test_a_start_lists_all_where_what_is_listed_can_not_be_told(tmp_path: Path, damaged: bytes) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "indexes"
    archive.mkdir()
    write(archive / "a.warc.gz", some())
    assert Index(folder).catch_up(archive) == []
    wanted = held(folder)
    (tmp_path / "indexed.json").write_bytes(damaged)
    assert Index(folder).catch_up(archive) == []
    assert held(folder) == wanted
    assert json.loads((tmp_path / "indexed.json").read_bytes())["ends"]["a.warc.gz"] > 0


def test_a_start_lists_all_where_a_file_of_the_index_is_gone(tmp_path: Path) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "indexes"
    archive.mkdir()
    write(archive / "a.warc.gz", some())
    assert Index(folder).catch_up(archive) == []
    wanted = held(folder)
    for path in folder.glob("*.cdxj"):
        path.unlink()
    assert Index(folder).catch_up(archive) == []
    assert held(folder) == wanted != []
