import hashlib
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from archiver.errors import BadInput, StorageFailed
from archiver.warc import cdxj, faults, records
from archiver.warc.layout import marker_of
from archiver.warc.ledger import lines
from archiver.warc.leftovers import vouched_by
from archiver.warc.reader import record_at
from archiver.warc.reader import records as read_records
from archiver.warc.records import Location, Record
from tests.warc.bench import NOON, RUN, Bench, Index, append, octets, warcio_blocks


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_records_are_on_disk_at_their_places_when_the_future_resolves(bench: Bench) -> None:
    writer = bench.writer()
    one, other = octets(b"one"), octets(b"other")
    places = append(writer, one, other)
    for record, place in zip((one, other), places, strict=True):
        path = bench.folder / place.warc
        assert record_at(path, place.offset, place.length, record.record_id).block == record.block
    writer.close()
    (path,) = bench.files()
    assert path.name == "site-20181211T120000Z-00000.warc.gz"
    assert warcio_blocks(path)[1:] == [b"one", b"other"]
    assert [record.type for record, _ in bench.index.seen] == ["warcinfo", "metadata", "metadata"]
    assert [place for _, place in bench.index.seen][1:] == list(places)


def test_records_stand_under_the_warcinfo_of_their_file(bench: Bench) -> None:
    writer = bench.writer(max_bytes=1)
    for _ in range(3):
        append(writer, octets())
    writer.close()
    assert len(bench.files()) == 3
    for path in bench.files():
        info, record = [record for record, _ in read_records(path)]
        assert info.filename == path.name
        assert record.warcinfo_id == info.record_id


def test_one_sync_serves_all_who_wait(bench: Bench) -> None:
    writer = bench.writer()
    gate = threading.Event()
    syncs: list[str] = []

    def hook(name: str) -> None:
        if name == "before-write" and not syncs:
            gate.wait(30)
        if name == "synced":
            syncs.append(name)

    with faults.installed(hook):
        futures = [writer.append([octets()]) for _ in range(50)]
        assert not any(future.done() for future in futures)
        gate.set()
        places = [future.result(timeout=30) for future in futures]
        writer.close()
    assert len(syncs) <= 2
    assert len({place.offset for (place,) in places}) == 50


def test_many_threads_may_append(bench: Bench) -> None:
    writer = bench.writer(max_bytes=20_000)
    made = [[octets(os.urandom(500)), octets(os.urandom(500))] for _ in range(60)]
    places: dict[int, tuple[Location, ...]] = {}

    def work(start: int) -> None:
        for number in range(start, 60, 4):
            places[number] = append(writer, *made[number])

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert len(bench.files()) > 1
    for number, two in places.items():
        assert len({place.warc for place in two}) == 1
        for record, place in zip(made[number], two, strict=True):
            found = record_at(bench.folder / place.warc, place.offset, place.length, record.record_id)
            assert found.block == record.block


def test_the_ledger_tells_the_truth(bench: Bench) -> None:
    writer = bench.writer(max_bytes=1)
    append(writer, octets())
    append(writer, octets(), octets())
    writer.close()
    found = list(lines(bench.ledger_path))
    assert [(line.records, line.closed, line.run) for line in found] == [(2, True, RUN), (3, True, RUN)]
    for line in found:
        data = (bench.folder / line.name).read_bytes()
        assert (line.bytes, line.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert bench.markers() == []


def test_a_day_ends_at_midnight_utc(bench: Bench) -> None:
    writer = bench.writer()
    append(writer, octets())
    bench.now += timedelta(hours=12)
    append(writer, octets())
    writer.close()
    assert [path.name for path in bench.files()] == [
        "site-20181211T120000Z-00000.warc.gz",
        "site-20181212T000000Z-00001.warc.gz",
    ]
    assert bench.markers() == [marker_of(bench.files()[1])]
    assert [line.closed for line in lines(bench.ledger_path)] == [True, False]


def test_the_next_run_of_a_day_goes_on_with_its_file(bench: Bench) -> None:
    for _ in range(3):
        writer = bench.writer(known_end=vouched_by(bench.ledger_path))
        append(writer, octets())
        writer.close()
        bench.now += timedelta(minutes=10)
    (path,) = bench.files()
    found = list(lines(bench.ledger_path))
    assert [(line.records, line.closed) for line in found] == [(2, False), (4, False), (6, False)]
    assert found[-1].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    types = [record.type for record, _ in read_records(path)]
    assert types == ["warcinfo", "metadata"] * 3


def test_a_run_of_another_day_ends_the_file_left_open(bench: Bench) -> None:
    writer = bench.writer()
    append(writer, octets())
    writer.close()
    bench.now += timedelta(days=1)
    writer = bench.writer()
    append(writer, octets())
    writer.close()
    assert [line.closed for line in lines(bench.ledger_path)] == [False, True, False]
    assert bench.markers() == [marker_of(bench.files()[1])]


@pytest.mark.parametrize("cut", [1, 5, 37, 90])
def test_nothing_is_appended_behind_a_torn_tail(bench: Bench, cut: int) -> None:
    writer = bench.writer()
    append(writer, octets(b"kept"))
    append(writer, octets(b"torn"))
    writer.close()
    (path,) = bench.files()
    whole = path.read_bytes()
    os.truncate(path, len(whole) - cut)
    bench.now += timedelta(minutes=1)
    writer = bench.writer()
    append(writer, octets(b"after"))
    report = writer.reports[path.name]
    writer.close()
    assert report.torn_file is not None
    assert path.read_bytes() + report.torn_file.read_bytes() == whole[:-cut]
    assert not marker_of(path).exists()
    blocks = [block for file in bench.files() for block in warcio_blocks(file)]
    assert [block for block in blocks if not block.startswith(b"run:")] == [b"kept", b"after"]
    assert list(lines(bench.ledger_path))[1].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_run_that_appends_nothing_leaves_nothing(bench: Bench) -> None:
    bench.writer().close()
    writer = bench.writer()
    assert writer.warcinfo_id.startswith("urn:uuid:")
    writer.close()
    writer.close()
    assert list(bench.folder.iterdir()) == []
    with pytest.raises(RuntimeError, match="closed"):
        writer.append([octets()])


def test_a_record_that_can_not_be_written_hurts_no_other(bench: Bench) -> None:
    writer = bench.writer()
    bad = records.metadata_record(
        record_id=uuid4().urn, date=NOON, fields=(), warcinfo_id=None, url="http://x/\r\n"
    )
    with pytest.raises(BadInput):
        writer.append([bad])
    append(writer, octets(b"good"))
    writer.close()
    (path,) = bench.files()
    assert warcio_blocks(path)[1:] == [b"good"]


@pytest.mark.parametrize("place", ["before-write", "half-written", "written", "synced"])
def test_a_failed_write_is_cut_off_and_nothing_more_is_taken(bench: Bench, place: str) -> None:
    writer = bench.writer()
    append(writer, octets(b"good"))
    (path,) = bench.files()
    before = path.read_bytes()

    def hook(name: str) -> None:
        if name == place:
            raise OSError(28, "No space left on device")

    with faults.installed(hook):
        with pytest.raises(StorageFailed, match=f"{path.name}: No space left"):
            append(writer, octets(b"lost"))
        with pytest.raises(StorageFailed):
            writer.append([octets()])
        with pytest.raises(StorageFailed):
            writer.close()
    assert path.read_bytes() == before
    assert marker_of(path).exists()
    again = bench.writer()
    append(again, octets(b"later"))
    again.close()
    assert b"".join(warcio_blocks(path)).endswith(b"later")


def test_an_index_that_fails_stops_the_writer(bench: Bench) -> None:
    class Broken(Index):
        def add(self, record: Record, location: Location) -> None:
            raise StorageFailed("index: full")

    writer = bench.writer(index=Broken())
    with pytest.raises(StorageFailed, match="index: full"):
        append(writer, octets())
    with pytest.raises(StorageFailed):
        writer.close()


class Watched(Index):
    """An index that counts how often it is looked after."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = threading.Semaphore(0)

    def maybe_flush(self, now: datetime) -> bool:
        self.looks.release()
        return False


@pytest.mark.parametrize("is_behind", [False, True])
def test_the_thread_wakes_only_for_an_index_that_is_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, is_behind: bool
) -> None:
    monkeypatch.setattr("archiver.warc.writer.IDLE_SECONDS", 0.001)
    index = Watched()
    index.is_behind = is_behind
    writer = bench.writer(index=index)
    append(writer, octets())
    assert index.looks.acquire(timeout=30)
    looked_again = all(index.looks.acquire(timeout=30 if is_behind else 0.2) for _ in range(5))
    assert looked_again == is_behind
    writer.close()


def test_the_index_is_on_disk_when_the_run_has_ended(bench: Bench, tmp_path: Path) -> None:
    writer = bench.writer(index=cdxj.Index(tmp_path / "indexes"))
    response = records.response_record(
        record_id=uuid4().urn,
        date=NOON,
        url="http://example.org/a",
        block=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhello",
        warcinfo_id="urn:uuid:other",
        payload_digest="sha1:X",
    )
    (place,) = append(writer, response)
    writer.close()
    (index,) = (tmp_path / "indexes").glob("*.cdxj")
    (line,) = index.read_text().splitlines()
    assert line.startswith("org,example)/a 20181211120000 ")
    assert f'"offset": "{place.offset}"' in line
