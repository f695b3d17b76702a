import gzip
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # it ships no types
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]  # it ships no types
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]  # it ships no types

from archiver.errors import RecordError, TornRecord
from archiver.warc.reader import members, next_member, record_at, records
from archiver.warc.records import Location, Record, member, serialise
from archiver.wire.digest import block_digest, same_digest
from tests import machine
from tests.warc.made import plain, response, some, write

MADE = some()
MEMBERS = [member(record, 2) for record in MADE]
FILE = b"".join(MEMBERS)
ENDS = [sum(map(len, MEMBERS[: count + 1])) for count in range(len(MEMBERS))]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file that property tests write anew each time."""
    return tmp_path_factory.mktemp("reader") / "a.warc.gz"


def read_all(path: Path, start: int = 0) -> tuple[list[Record], RecordError | None]:
    """The records up to the first error, and it."""
    found = []
    try:
        for record, _ in records(path, start):
            found.append(record)
    except RecordError as problem:
        return found, problem
    return found, None


def test_records_come_back_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    places = write(path, MADE)
    found = list(records(path))
    assert [record for record, _ in found] == MADE
    assert [(at.warc, at.offset, at.length) for _, at in found] == [("a.warc.gz", *place) for place in places]
    assert [(found.offset, found.length) for found in members(path)] == places
    for record, at in found:
        assert record_at(path, at.offset, at.length, record.record_id) == record
    assert [record for record, _ in records(path, places[2][0])] == MADE[2:]


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_any_blocks_come_back(scratch: Path, blocks: list[bytes]) -> None:
    made = [response(number, plain(block)) for number, block in enumerate(blocks)]
    write(scratch, made)
    assert read_all(scratch) == (made, None)
    scratch.write_bytes(b"".join(map(serialise, made)))
    assert read_all(scratch) == (made, None)
    scratch.write_bytes(gzip.compress(b"".join(map(serialise, made))))
    assert read_all(scratch) == (made, None)


@given(st.integers(0, len(FILE)))
def test_a_file_cut_anywhere_is_torn_behind_its_last_whole_member(scratch: Path, cut: int) -> None:
    scratch.write_bytes(FILE[:cut])
    found, problem = read_all(scratch)
    whole = sum(end <= cut for end in ENDS)
    assert found == MADE[:whole]
    if cut in (0, *ENDS):
        assert problem is None
    else:
        assert isinstance(problem, TornRecord)
        assert problem.offset == ([0, *ENDS])[whole]
        assert str(problem).startswith("a.warc.gz at byte ")


@given(st.integers(0, len(FILE) - 1), st.integers(0, 7))
def test_a_bit_flipped_anywhere_never_changes_a_record_unseen(scratch: Path, place: int, bit: int) -> None:
    data = bytearray(FILE)
    data[place] ^= 1 << bit
    scratch.write_bytes(data)
    found, problem = read_all(scratch)
    hit = sum(end <= place for end in ENDS)
    if problem is None:  # a byte of a gzip header that says nothing of the data, such as its time
        assert found == MADE
    else:
        assert found == MADE[:hit]
        assert problem.offset == ([0, *ENDS])[hit]


def test_damage_is_told_apart_from_a_torn_tail_and_walked_round(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    data = bytearray(FILE)
    data[ENDS[1] + 40] ^= 255
    path.write_bytes(data)
    found, problem = read_all(path)
    assert found == MADE[:2]
    assert problem is not None
    assert not isinstance(problem, TornRecord)
    behind = next_member(path, problem.offset)
    assert behind == ENDS[2]
    assert read_all(path, behind) == (MADE[3:], None)
    assert next_member(path, ENDS[-2]) is None


@pytest.mark.parametrize("tail", [b"\0", b"\0" * 100_000])
def test_zero_bytes_at_the_end_are_a_torn_tail(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(FILE + tail)
    found, problem = read_all(path)
    assert found == MADE
    assert isinstance(problem, TornRecord)
    assert problem.offset == len(FILE)


def test_other_bytes_at_the_end_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(FILE + b"\0\0garbage")
    found, problem = read_all(path)
    assert found == MADE
    assert problem is not None
    assert not isinstance(problem, TornRecord)


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.touch()
    assert list(records(path)) == []
    assert list(members(path)) == []


# Shapes of other programs


def test_a_plain_file_has_places_too(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(map(serialise, MADE)))
    for (record, at), made in zip(records(path), MADE, strict=True):
        assert record == made
        assert record_at(path, at.offset, at.length) == made


@given(st.integers(0, len(serialise(MADE[1])) * 2))
def test_a_plain_file_cut_anywhere_is_torn(scratch: Path, cut: int) -> None:
    one = serialise(MADE[1])
    scratch.write_bytes((one + one)[:cut])
    found, problem = read_all(scratch)
    # The line ends behind a block may be missing: no fact is lost by it.
    assert len(found) == (cut >= len(one) - 4) + (cut >= 2 * len(one) - 4)
    if found:
        assert found[0] == MADE[1]
    whole = cut == 0 or len(one) - 4 <= cut <= len(one) or cut >= 2 * len(one) - 4
    assert (problem is None) == whole
    assert whole or isinstance(problem, TornRecord) or cut < 5  # too short to know a plain file by


def test_members_with_many_records_and_records_over_many_members(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    one = serialise(MADE[1])
    spread = gzip.compress(one[:100]) + gzip.compress(one[100:130]) + gzip.compress(one[130:])
    shared = gzip.compress(serialise(MADE[2]) + serialise(MADE[3]))
    path.write_bytes(spread + shared + MEMBERS[4])
    found = list(records(path))
    assert [record for record, _ in found] == MADE[1:]
    assert [(at.offset, at.length) for _, at in found] == [
        (0, len(spread)),
        (len(spread), 0),
        (len(spread), 0),
        (len(spread) + len(shared), len(MEMBERS[4])),
    ]
    assert record_at(path, 0, len(spread)) == MADE[1]


def with_head(change: Callable[[bytes], bytes]) -> bytes:
    return change(serialise(MADE[1]))


LENIENT = {
    "bare-lf": with_head(
        lambda data: data.replace(b"\r\n", b"\n", data.partition(b"\r\n\r\n")[0].count(b"\r\n") + 2)
    ),
    "folded": with_head(lambda data: data.replace(b"WARC-Block-Digest: ", b"WARC-Block-Digest:\r\n ")),
    "record-end": with_head(lambda data: data.removesuffix(b"\r\n")),
    "version": with_head(lambda data: data.replace(b"WARC/1.1", b"WARC/0.18", 1)),
}


@pytest.mark.parametrize("word", LENIENT)
def test_what_is_lenient_is_reported(tmp_path: Path, word: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(MEMBERS[0] + gzip.compress(LENIENT[word]) + MEMBERS[2])
    told: list[tuple[str, int]] = []
    found = [record for record, _ in records(path, report=lambda said, at: told.append((said, at)))]
    assert found == MADE[:3]
    assert told == [(word, len(MEMBERS[0]))]


def test_warc_1_0_and_bytes_that_are_no_utf_8_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    data = serialise(MADE[1]).replace(b"WARC/1.1", b"WARC/1.0", 1)
    path.write_bytes(data.replace(b"example.org/a", b"example.org/\xe4"))
    ((record, _),) = records(path)
    assert record.target_uri == "http://example.org/\udce4"


MALFORMED = {
    "Content-Length says more": with_head(
        lambda data: data.replace(b"Content-Length: 6", b"Content-Length: 9")
    ),
    "more bytes follow": with_head(lambda data: data[:-4] + b"x" + data[-4:]),
    "no Content-Length": with_head(lambda data: data.replace(b"Content-Length: 6", b"Content-Size: 6", 1)),
    "Content-Length is no number": with_head(
        lambda data: data.replace(b"Content-Length: 6", b"Content-Length: -6", 1)
    ),
    "no WARC-Date": with_head(lambda data: data.replace(b"WARC-Date", b"WARC-Data")),
    "WARC-Date can't be read": with_head(lambda data: data.replace(b"2018-12", b"2018-13")),
    "two values of Content-Length": with_head(
        lambda data: data.replace(b"\r\n", b"\r\nContent-Length: 1\r\n", 1)
    ),
    "without a colon": with_head(lambda data: data.replace(b"\r\n", b"\r\nno colon\r\n", 1)),
    "no record begins here": b"hello, this is no record",
    "a block of more than": with_head(
        lambda data: data.replace(b"Content-Length: 6", b"Content-Length: 6000000000", 1)
    ),
}


@pytest.mark.parametrize("sentence", MALFORMED)
def test_what_is_malformed_is_said(tmp_path: Path, sentence: str) -> None:
    path = tmp_path / "a.warc.gz"
    data = gzip.compress(MALFORMED[sentence])
    path.write_bytes(MEMBERS[0] + data + MEMBERS[2])
    found, problem = read_all(path)
    assert found == MADE[:1]
    assert problem is not None
    assert sentence in problem.problem
    assert problem.offset == len(MEMBERS[0])
    with pytest.raises(RecordError):
        record_at(path, len(MEMBERS[0]), len(data))


@pytest.mark.parametrize(
    ("offset", "length"),
    [(0, 10), (1, ENDS[0]), (len(FILE) - 10, 50), (0, 0), (len(FILE), 5), (0, ENDS[0] + 3)],
)
def test_a_wrong_place_gives_no_record(tmp_path: Path, offset: int, length: int) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(FILE)
    with pytest.raises(RecordError):
        record_at(path, offset, length)
    with pytest.raises(RecordError, match="holds record"):
        record_at(path, 0, ENDS[0], "urn:uuid:other")


@given(st.binary(max_size=400))
def test_no_other_error_escapes(scratch: Path, data: bytes) -> None:
    for begin in (b"", b"WARC/1.1\r\n", b"WARC/"):
        for raw in (begin + data, gzip.compress(begin + data)):
            scratch.write_bytes(raw)
            read_all(scratch)


# What other readers and writers make of it


def told_by_warcio(path: Path) -> list[tuple[str, str, bytes, int]]:
    with path.open("rb") as file:
        walk = ArchiveIterator(file, no_record_parse=True)
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Record-ID").strip("<>"),
                record.raw_stream.read(),
                walk.get_record_offset(),
            )
            for record in walk
        ]


def told_by_fastwarc(path: Path) -> list[tuple[str, str, bytes, int]]:
    with path.open("rb") as file:
        return [
            (
                record.headers["WARC-Type"],
                record.headers["WARC-Record-ID"].strip("<>"),
                record.reader.read(),
                record.stream_pos,
            )
            for record in FastIterator(file, parse_http=False)
        ]


def told_by_us(path: Path) -> list[tuple[str, str, bytes, int]]:
    return [(record.type, record.record_id, record.block, at.offset) for record, at in records(path)]


def agree(path: Path) -> list[tuple[Record, Location]]:
    found = list(records(path))
    assert found
    assert told_by_us(path) == told_by_warcio(path) == told_by_fastwarc(path)
    for record, _ in found:
        if record.block_digest and record.block_digest.startswith("sha256"):
            assert same_digest(record.block_digest, block_digest(record.block))
    return found


def test_other_readers_agree_on_our_files(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, MADE)
    agree(path)


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # warcio's writer leaves some
@pytest.mark.parametrize("gz", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_we_agree_on_files_of_warcio(tmp_path: Path, gz: bool, version: str) -> None:
    path = tmp_path / ("a.warc.gz" if gz else "a.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gz, warc_version=f"WARC/{version}")
        writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "another"}))
        for number in range(3):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/plain")], protocol="HTTP/1.0")
            body = BytesIO(b"hello " * 1000 * number)
            url = f"http://example.org/{number}"
            writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=head))
    agree(path)


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<a href='/b'>b</a>" if self.path == "/" else b"hello " * 20_000
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Be silent."""


@pytest.fixture
def hello() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hello) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("gz", [True, False])
def test_we_agree_on_files_of_wget(tmp_path: Path, hello: str, gz: bool) -> None:
    wget = shutil.which("wget")
    if wget is None:
        machine.need("wget is not installed")
        return
    command = [wget, "-q", "-r", "-l1", "--no-proxy", "--warc-file=a", hello]
    subprocess.run([*command, *([] if gz else ["--no-warc-compression"])], cwd=tmp_path, check=True)
    found = agree(tmp_path / ("a.warc.gz" if gz else "a.warc"))
    blocks = [record.block for record, _ in found if record.type == "response"]
    assert any(block.endswith(b"hello " * 20_000) for block in blocks)
