import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import StorageFailed
from archiver.warc import records
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.reader import members
from archiver.warc.tail import TailReport, tend

AT = datetime(2018, 12, 11, tzinfo=UTC)


def some(count: int, seed: int = 0) -> list[bytes]:
    """Members of a few hundred bytes that don't compress."""
    noise = random.Random(seed)
    return [
        records.member(
            records.metadata_bytes(
                record_id=f"urn:uuid:{number}",
                date=AT,
                block=noise.randbytes(noise.randrange(2000)),
                content_type="application/octet-stream",
                warcinfo_id=None,
            ),
            2,
        )
        for number in range(count)
    ]


def file_of(folder: Path, data: bytes) -> Path:
    path = folder / "a-20181211T000000Z-00000.warc.gz"
    path.write_bytes(data)
    return path


def test_a_whole_file_is_left_alone(tmp_path: Path) -> None:
    made = some(3)
    path = file_of(tmp_path, b"".join(made))
    report = tend(path, len(made[0]))
    assert report == TailReport(kept_to=path.stat().st_size, walked_from=len(made[0]), records_after=2)
    assert report.clean
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_file_is_whole(tmp_path: Path) -> None:
    assert tend(file_of(tmp_path, b""), 0).clean


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=10_000), st.integers(0, 5))
def test_a_file_cut_anywhere_keeps_its_whole_members_and_loses_no_byte(
    tmp_path_factory: pytest.TempPathFactory, cut: int, seed: int
) -> None:
    made = some(4, seed)
    whole = b"".join(made)
    kept = whole[: cut % (len(whole) + 1)]
    path = file_of(tmp_path_factory.mktemp("cut"), kept)
    report = tend(path, 0)
    torn = report.torn_file.read_bytes() if report.torn_file else b""
    assert path.read_bytes() + torn == kept
    assert len(torn) == report.torn_bytes
    ends = [sum(map(len, made[:count])) for count in range(5)]
    assert report.kept_to == max(end for end in ends if end <= len(kept))
    assert len(list(members(path))) == report.records_after
    assert tend(path, 0).clean


def test_zero_bytes_at_the_end_are_torn_off(tmp_path: Path) -> None:
    made = some(2)
    path = file_of(tmp_path, b"".join(made) + b"\0" * 4096)
    report = tend(path, 0)
    assert (report.torn_bytes, report.records_after) == (4096, 2)


def test_a_second_torn_tail_at_one_place_gets_a_name_of_its_own(tmp_path: Path) -> None:
    made = some(2)
    names = []
    for tail in (made[1][:50], made[1][:70]):
        report = tend(file_of(tmp_path, made[0] + tail), 0)
        assert report.torn_file is not None
        names.append(report.torn_file.name.partition(".torn-")[2])
    assert names == [f"{len(made[0])}", f"{len(made[0])}.2"]


def test_damage_that_whole_members_follow_is_no_torn_tail(tmp_path: Path) -> None:
    made = some(4)
    data = bytearray(b"".join(made))
    data[len(made[0]) + len(made[1]) // 2] ^= 1
    path = file_of(tmp_path, bytes(data))
    report = tend(path, 0)
    assert (report.damaged_at, report.torn_bytes, report.records_after) == (len(made[0]), 0, 1)
    assert path.read_bytes() == data
    assert not report.clean


def test_a_file_shorter_than_known_is_reported_and_left(tmp_path: Path) -> None:
    made = some(2)
    path = file_of(tmp_path, made[0])
    report = tend(path, len(made[0]) + 10)
    assert (report.missing_bytes, report.clean) == (10, False)
    assert path.read_bytes() == made[0]


def test_a_known_end_inside_a_member_is_not_believed(tmp_path: Path) -> None:
    made = some(3)
    path = file_of(tmp_path, b"".join(made))
    report = tend(path, len(made[0]) + 7)
    assert (report.walked_from, report.records_after, report.clean) == (0, 3, True)


def test_a_missing_file_is_a_storage_failure_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"gone\.warc\.gz"):
        tend(tmp_path / "gone.warc.gz", 0)


def an_exchange(interim: bool) -> list[bytes]:
    """Its members: request, what is said of the answer, answer."""
    numbers = iter(range(10, 20))
    made = exchange_records(
        Exchange(
            url="http://example.org/",
            method="GET",
            started=AT,
            request=b"GET / HTTP/1.1\r\n\r\n",
            response=b"HTTP/1.1 103 Early Hints\r\n\r\n" * interim + b"HTTP/1.1 204 No Content\r\n\r\n",
        ),
        warcinfo_id="urn:uuid:w",
        new_id=lambda: f"urn:uuid:{next(numbers)}",
        known=lambda _url, _digest: None,
        read=lambda _refers: None,
    )
    return [records.member(record, 2) for record in made]


@pytest.mark.parametrize("interim", [False, True])
def test_of_an_exchange_that_was_not_written_whole_nothing_stays(tmp_path: Path, interim: bool) -> None:
    before, exchange = some(2), an_exchange(interim)
    whole = b"".join(exchange)
    start = len(b"".join(before))
    for cut in range(len(whole) + 1):
        path = file_of(tmp_path, b"".join(before) + whole[:cut])
        report = tend(path, 0)
        torn = b"" if report.torn_file is None else report.torn_file.read_bytes()
        assert (report.kept_to, report.records_after, torn) == (
            (start + len(whole), 2 + len(exchange), b"") if cut == len(whole) else (start, 2, whole[:cut])
        )
        if report.torn_file is not None:
            report.torn_file.unlink()


def test_a_later_exchange_that_is_whole_makes_no_earlier_record_torn(tmp_path: Path) -> None:
    """Another program's order: what is said of an answer follows it."""
    request, aside, answer = an_exchange(True)
    assert tend(file_of(tmp_path, request + answer + aside), 0).clean
