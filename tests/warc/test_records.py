import gzip
import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # it ships no types

from archiver.errors import BadInput
from archiver.items import Note
from archiver.warc import records
from archiver.warc.fields import decode_fields, encode_fields
from archiver.warc.reader import record_at

AT = datetime(2018, 12, 11, 12, 0, 0, 123456, tzinfo=UTC)
BLOCK = b"HTTP/1.1 200 OK\r\nX-odd :  a\r\n b\r\nno colon here\r\nX: \xff\r\n\r\nhello"

# Lone surrogates too: a note must give back whatever it was given.
TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
FIELDS = st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=6)


def response(block: bytes = BLOCK) -> records.Record:
    return records.response_record(
        record_id="urn:uuid:2",
        date=AT,
        url="http://example.org/ä",
        block=block,
        warcinfo_id="urn:uuid:0",
        payload_digest="sha1:X",
        truncated="time",
        concurrent_to=("urn:uuid:1",),
        facts=(("WARC-IP-Address", "192.0.2.7"),),
    )


def test_a_record_has_these_bytes() -> None:
    record = response(b"HTTP/1.1 200 OK\r\n\r\nx")
    digest = record.block_digest
    assert (
        records.serialise(record)
        == (
            "WARC/1.1\r\n"
            "WARC-Type: response\r\n"
            "WARC-Record-ID: <urn:uuid:2>\r\n"
            "WARC-Date: 2018-12-11T12:00:00.123456Z\r\n"
            "WARC-Target-URI: http://example.org/ä\r\n"
            "WARC-Concurrent-To: <urn:uuid:1>\r\n"
            "WARC-IP-Address: 192.0.2.7\r\n"
            "WARC-Payload-Digest: sha1:X\r\n"
            "WARC-Truncated: time\r\n"
            f"WARC-Block-Digest: {digest}\r\n"
            "WARC-Warcinfo-ID: <urn:uuid:0>\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            "Content-Length: 20\r\n"
            "\r\n"
            "HTTP/1.1 200 OK\r\n\r\nx\r\n\r\n"
        ).encode()
    )


def test_a_date_in_another_zone_is_written_in_utc() -> None:
    caracas = datetime(2018, 12, 11, 8, tzinfo=timezone(timedelta(hours=-4)))
    assert records.write_date(caracas) == "2018-12-11T12:00:00.000000Z"


@pytest.mark.parametrize(
    "text",
    ["2018-12-11T12:00:00Z", "2018-12-11T12:00:00.000Z", "2018-12-11T12:00Z", "2018-12-11T13:00+01:00"],
)
def test_dates_of_any_precision_are_read(text: str) -> None:
    assert records.read_date(text) == datetime(2018, 12, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2018", datetime(2018, 1, 1, tzinfo=UTC)),
        ("2018-12", datetime(2018, 12, 1, tzinfo=UTC)),
        ("2018-12-11", datetime(2018, 12, 11, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2016-12-31T23:59:60.25Z", datetime(2017, 1, 1, 0, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_dates_as_warc_1_1_allows_them(text: str, instant: datetime) -> None:
    assert records.read_date(text) == instant


@pytest.mark.parametrize(
    "text", ["", "18", "2018-13", "2018-12-11T12:00:61Z", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:60Z"]
)
def test_what_is_no_date_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        records.read_date(text)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_member_is_gzip_and_the_same_each_time(level: int) -> None:
    made = records.member(response(), level)
    assert gzip.decompress(made) == records.serialise(response())
    assert made == records.member(response(), level)
    assert made[4:8] == b"\0\0\0\0"  # no time in the gzip head


def test_accessors_give_what_builders_were_given() -> None:
    record = response()
    assert record.target_uri == "http://example.org/ä"
    assert record.concurrent_to == ("urn:uuid:1",)
    assert record.warcinfo_id == "urn:uuid:0"
    assert record.truncated == "time"
    assert record.field("WARC-IP-Address") == "192.0.2.7"
    refers = records.Refers(record_id="urn:uuid:9", url="http://example.org/9", date=AT)
    again = records.revisit_not_modified(
        record_id="urn:uuid:3",
        date=AT,
        url="http://example.org/",
        warcinfo_id="urn:uuid:0",
        refers=refers,
        earliest=AT,
    )
    assert (again.refers_to, again.refers_to_uri, again.refers_to_date) == (refers.record_id, refers.url, AT)
    assert again.profile == records.NOT_MODIFIED
    assert again.block == b""


def test_a_line_break_in_a_header_is_refused() -> None:
    record = records.metadata_record(
        record_id="urn:uuid:1", date=AT, fields=(), warcinfo_id=None, url="http://example.org/\r\nX: y"
    )
    with pytest.raises(BadInput, match="WARC-Target-URI"):
        records.serialise(record)


def test_warcio_and_fastwarc_read_the_block_as_it_was() -> None:
    made = records.member(response(), 2)
    (theirs,) = list(_warcio(made))
    assert theirs == ("response", "<urn:uuid:2>", BLOCK)
    count = 0
    for count, fast in enumerate(FastIterator(io.BytesIO(made), parse_http=False), 1):  # noqa: B007 - the last one counts
        assert fast.reader.read() == BLOCK
        assert fast.headers["WARC-Date"] == "2018-12-11T12:00:00.123456Z"
    assert count == 1


def _warcio(data: bytes) -> list[tuple[str, str, bytes]]:
    return [
        (found.rec_type, found.rec_headers.get_header("WARC-Record-ID"), found.raw_stream.read())
        for found in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    ]


def test_our_reader_gives_the_record_back(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    made = records.member(response(), 2)
    path.write_bytes(made)
    assert record_at(path, 0, len(made)) == response()


@given(FIELDS)
def test_warc_fields_give_back_any_text(fields: list[tuple[str, str]]) -> None:
    assert decode_fields(encode_fields(fields)) == tuple(fields)


@given(FIELDS)
def test_warc_fields_are_one_line_each(fields: list[tuple[str, str]]) -> None:
    block = encode_fields(fields)
    assert block.count(b"\n") == block.count(b"\r") == len(fields)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_as_fields_or_left_out(block: bytes) -> None:
    assert all(name for name, _ in decode_fields(block))


def test_fields_of_other_programs() -> None:
    block = b"software: Heritrix\nfolded: one\n two\nno colon\npath: C:\\new\\x\r\n"
    assert decode_fields(block) == (("software", "Heritrix"), ("folded", "one two"), ("path", "C:\new\\x"))


def test_a_nameless_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="without a name"):
        encode_fields([("", "x")])


@given(st.dictionaries(TEXT.filter(bool), TEXT, max_size=5), st.sampled_from(["look-start", "run-end"]))
def test_a_note_comes_back_from_its_record(fields: dict[str, str], kind: str) -> None:
    note = Note(record_id="urn:uuid:5", run="urn:uuid:6", at=AT, kind=kind, fields=fields)
    record = records.note_record(note, warcinfo_id="urn:uuid:7")
    assert records.note_of(record) == note
    assert record.target_uri is None


def test_other_metadata_is_no_note() -> None:
    fields = (("fetchError", "x"), ("target", "http://example.org/"))
    record = records.metadata_record(record_id="urn:uuid:1", date=AT, fields=fields, warcinfo_id=None)
    assert records.note_of(record) is None
    assert records.note_of(response()) is None


def test_a_record_is_put_under_another_warcinfo() -> None:
    record = records.under(response(), "urn:uuid:8")
    assert record.warcinfo_id == "urn:uuid:8"
    assert len(record.all_fields("WARC-Warcinfo-ID")) == 1
    assert records.under(record, "urn:uuid:8") is record
