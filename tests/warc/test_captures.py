import http.client
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import WireError
from archiver.items import Capture, Note, RunStart
from archiver.warc import records
from archiver.warc.captures import Captured, Found, Noted, capture_of, captures_in, run_start, whole_block
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.reader import records as read
from archiver.warc.records import Location, Record, Refers
from archiver.wire.digest import payload_digest, sha1
from archiver.wire.page import page_from_block
from tests.warc.made import AT, INFO, info, plain, response, write

URL = "http://example.org/a"
BODY = b"0123456789" * 100
EARLIER = Refers(record_id="urn:uuid:e", url="http://example.org/b", date=AT)
HERE = Location(warc="a.warc.gz", offset=7, length=8)


def told(answer: bytes, earlier: Refers | None = None, **more: Any) -> tuple[Record, ...]:
    numbers = iter(range(1, 100))
    return exchange_records(
        Exchange(
            url=URL, method="GET", started=AT, request=b"GET /a HTTP/1.1\r\n\r\n", response=answer, **more
        ),
        warcinfo_id=INFO,
        new_id=lambda: f"urn:uuid:{next(numbers)}",
        known=lambda url, digest: earlier,
        read=lambda refers: answer,
    )


def captured(made: Iterable[Record]) -> tuple[Capture, Record]:
    """The one capture that the records of an exchange stand for."""
    ((capture, record),) = [
        (capture, record)
        for record in made
        if (capture := capture_of(record, HERE, "urn:uuid:run")) is not None
    ]
    return capture, record


def found(made: Iterable[Record], known: dict[str, RunStart] | None = None) -> list[Found]:
    return list(captures_in(((record, HERE) for record in made), known or {}))


def test_a_response_is_a_capture() -> None:
    answer = (
        b"HTTP/1.1 404 Gone fishing\r\nContent-Type: Text/HTML; charset=utf-8\r\nAge: 60\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
    )
    capture, record = captured(told(answer))
    assert capture == Capture(
        record_id=record.record_id,
        url=URL,
        captured_at=AT,
        earliest=AT - timedelta(seconds=60),
        latest=AT,
        status=404,
        mime="text/html",
        payload_digest=sha1(b"ab"),
        block_digest=record.block_digest,
        kind="response",
        refers_to=None,
        truncated=None,
        warc="a.warc.gz",
        offset=7,
        length=8,
        run="urn:uuid:run",
    )


def test_a_cut_answer_says_so() -> None:
    capture, _ = captured(told(plain(BODY)[:-3], truncated="disconnect", error="the connection ended"))
    assert (capture.kind, capture.status, capture.truncated) == ("response", 200, "disconnect")


def test_interim_answers_are_asides() -> None:
    capture, record = captured(told(b"HTTP/1.1 103 Early Hints\r\n\r\n" + plain(BODY)))
    assert (capture.status, record.block) == (200, plain(BODY))


def test_revisits_name_what_they_refer_to() -> None:
    capture, _ = captured(told(plain(BODY), EARLIER))
    assert (capture.kind, capture.status, capture.mime) == ("revisit", 200, "text/html")
    assert (capture.refers_to, capture.payload_digest) == ("urn:uuid:e", sha1(BODY))
    capture, _ = captured(told(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", EARLIER))
    assert (capture.kind, capture.status, capture.mime) == ("revisit", 304, None)
    assert (capture.refers_to, capture.payload_digest) == ("urn:uuid:e", None)


@pytest.mark.parametrize(
    ("marks", "back"),
    [(b"", 0), (b"Age: 600\r\n", 600), (b"Age: no\r\n", 0)],
)
def test_what_a_304_can_speak_of_is_told_by_its_record_alone(marks: bytes, back: int) -> None:
    answer = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n" + marks + b"\r\n"
    capture, record = captured(told(answer, EARLIER))
    assert capture.earliest == AT - timedelta(seconds=back)
    assert (record.field("Archiver-Earliest") is None) == (back == 0)


def test_a_304s_earliest_instant_that_can_not_be_read_is_none() -> None:
    _, record = captured(told(b"HTTP/1.1 304 Not Modified\r\nAge: 9\r\n\r\n", EARLIER))
    for said in ("soon", "9999-01-01T00:00:00Z"):
        fields = tuple((n, said if n == "Archiver-Earliest" else v) for n, v in record.fields)
        capture = capture_of(replace(record, fields=fields), HERE, "urn:uuid:run")
        assert capture is not None
        assert capture.earliest == AT


@pytest.mark.parametrize("answer", [b"", b"\x16\x03\x01 what is this"])
def test_a_failure_is_a_capture_of_its_target(answer: bytes) -> None:
    capture, record = captured(told(answer, error="TimeoutError: 30 s", truncated="time"))
    assert (capture.kind, capture.url, capture.status, capture.truncated) == ("failure", URL, None, "time")
    (one,) = (one for one in found(told(answer, error="x")) if isinstance(one, Captured))
    assert one.block == b""
    assert record.type == "metadata"


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [("text/dns", "response"), (records.HTTP_REQUEST, "request"), (None, "response")],
)
def test_other_records_are_none(content_type: str | None, kind: str) -> None:
    fields = (("WARC-Target-URI", "dns:example.org"),)
    record = Record(
        type=kind, record_id="urn:x", date=AT, content_type=content_type, fields=fields, block=b"x"
    )
    assert capture_of(record, HERE, "r") is None


def test_a_response_without_a_status_line_is_one_all_the_same() -> None:
    record = response(1, plain(b""))
    odd = Record(
        type="response", record_id="urn:x", date=AT, content_type=records.HTTP_RESPONSE, fields=record.fields
    )
    capture = capture_of(odd, HERE, "r")
    assert capture is not None
    assert (capture.status, capture.mime, capture.url) == (None, None, URL)


# What a file holds


def test_runs_and_notes_and_sites(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    note = Note(
        record_id="urn:uuid:n", run="urn:uuid:run", at=AT, kind="look-start", fields={"url": URL, "x": "\n"}
    )
    made = [info(), records.note_record(note, warcinfo_id=INFO), response(1, plain(b"a"))]
    places = write(path, made)
    begin, noted, capture = captures_in(read(path))
    assert begin == RunStart(
        run="urn:uuid:run", site="caracas", started_at=AT, record_id=INFO, fields={"software": "us"}
    )
    assert noted == Noted(note=note, site="caracas")
    assert isinstance(capture, Captured)
    assert (capture.site, capture.capture.run, capture.block) == ("caracas", "urn:uuid:run", plain(b"a"))
    assert (capture.capture.offset, capture.capture.length) == places[2]


def test_reading_that_begins_behind_the_warcinfo_is_told_the_run() -> None:
    (one,) = found([response(1, plain(b"a"))], {INFO: run_start(info())})
    assert isinstance(one, Captured)
    assert (one.site, one.capture.run) == ("caracas", "urn:uuid:run")
    (stray,) = found([response(1, plain(b"a"))])
    assert isinstance(stray, Captured)
    assert (stray.site, stray.capture.run) == (None, INFO)


def test_runs_in_one_file_are_told_apart() -> None:
    other = records.warcinfo_record(
        record_id="urn:uuid:i2", date=AT, filename="a", run="r2", site="wordpress"
    )
    runs = [
        (one.site, one.capture.run)
        for one in found(
            [info(), other, response(1, plain(b"a")), records.under(response(2, plain(b"b")), "urn:uuid:i2")]
        )
        if isinstance(one, Captured)
    ]
    assert runs == [("caracas", "urn:uuid:run"), ("wordpress", "r2")]


def test_foreign_files_have_runs_of_their_own() -> None:
    bare = response(1, plain(b"a"))
    bare = Record(
        type="response",
        record_id="urn:uuid:1",
        date=AT,
        content_type=bare.content_type,
        fields=tuple(pair for pair in bare.fields if pair[0] != "WARC-Warcinfo-ID"),
        block=bare.block,
    )
    foreign = Record(
        type="warcinfo", record_id="urn:uuid:f", date=AT, block=b"software: wget\r\nrobots: off\r\n"
    )
    (one,) = found([bare])
    assert isinstance(one, Captured)
    assert (one.site, one.capture.run) == (None, "urn:warc:a.warc.gz")
    begin, one = found([foreign, bare])
    assert isinstance(begin, RunStart)
    assert isinstance(one, Captured)
    assert (begin.run, begin.site, begin.fields["software"]) == ("urn:uuid:f", "", "wget")
    assert (one.site, one.capture.run) == (None, "urn:uuid:f")


# Whole blocks of revisits


def revisit(head: bytes) -> Record:
    return records.revisit_identical(
        record_id="urn:uuid:r",
        date=AT,
        url=URL,
        head=head,
        warcinfo_id=INFO,
        payload_digest="sha1:x",
        refers=EARLIER,
    )


def body_of(block: bytes) -> tuple[int, bytes, bool]:
    capture, _ = captured([response(1, block)])
    page = page_from_block(block, capture)
    return page.status, page.body, page.whole


HEADS = {
    "length": b"HTTP/1.1 203 Other\r\nContent-Length: 1000\r\nX-Own: 1\r\n\r\n",
    "chunked": b"HTTP/1.1 203 Other\r\nTransfer-Encoding: identity, Chunked\r\n\r\n",
    "close": b"HTTP/1.0 203 Other\r\n\r\n",
    "no blank line": b"HTTP/1.1 203 Other\r\nX: y\r\n",
    "no line end": b"HTTP/1.1 203 Other\r\nX: y",
    "bare lf": b"HTTP/1.1 203 Other\nX: y\n\n",
}
REFERRED = {
    "length": plain(BODY),
    "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + BODY + b"\r\n0\r\n\r\n",
    "close": b"HTTP/1.1 200 OK\r\n\r\n" + BODY,
    "interim": b"HTTP/1.1 103 Early Hints\r\n\r\n" + plain(BODY),
}


@pytest.mark.parametrize("referred", REFERRED)
@pytest.mark.parametrize("head", HEADS)
def test_a_revisit_is_made_whole_with_its_own_head(head: str, referred: str) -> None:
    block = whole_block(revisit(HEADS[head]), REFERRED[referred])
    assert block.startswith(HEADS[head])
    assert body_of(block) == (203, BODY, True)


@pytest.mark.parametrize("coding", [b"Content-Length: 0", b"Transfer-Encoding: chunked"])
def test_an_empty_payload_stays_empty(coding: bytes) -> None:
    block = whole_block(revisit(b"HTTP/1.1 200 OK\r\n" + coding + b"\r\n\r\n"), plain(b""))
    assert body_of(block) == (200, b"", True)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"])
def test_without_a_head_of_its_own_a_revisit_is_what_it_refers_to(head: bytes) -> None:
    assert whole_block(revisit(head), plain(BODY)) == plain(BODY)


def test_a_referred_record_without_a_response_is_an_error() -> None:
    with pytest.raises(WireError):
        whole_block(revisit(HEADS["close"]), b"nothing")


def test_what_live_had_comes_back_from_the_records() -> None:
    (_, first) = told(plain(BODY))
    again = plain(BODY).replace(b"200 OK", b"200 Fine")
    (_, second) = told(again, Refers(record_id=first.record_id, url=URL, date=AT))
    assert second.type == "revisit"
    assert whole_block(second, first.block) == again


# The payload digest by another implementation of the rule


class _Socket:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> BytesIO:
        assert mode == "rb"
        return BytesIO(self._data)


def payload_by_http_client(block: bytes) -> bytes:
    answer = http.client.HTTPResponse(cast("Any", _Socket(block)), method="GET")
    answer.begin()
    return answer.read()


@given(
    st.lists(st.binary(min_size=1, max_size=50), max_size=5), st.sampled_from(["length", "chunked", "close"])
)
def test_the_payload_digest_is_that_of_the_standard_library_s_payload(
    pieces: list[bytes], framing: str
) -> None:
    body = b"".join(pieces)
    if framing == "chunked":
        chunks = b"".join(b"%X;ext=1\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
        block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nTrailer: x\r\n\r\n"
    else:
        block = plain(body) if framing == "length" else b"HTTP/1.1 200 OK\r\n\r\n" + body
    assert payload_by_http_client(block) == body
    assert payload_digest(block) == sha1(body)
    (_, record) = told(block)
    assert record.payload_digest == sha1(payload_by_http_client(block))


@pytest.mark.parametrize("earlier", [None, EARLIER])
def test_an_answer_tells_by_when_all_of_it_had_come(earlier: Refers | None) -> None:
    for answer in (plain(BODY), b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"):
        capture, record = captured(told(answer, earlier, elapsed=2.5))
        assert (capture.captured_at, capture.latest) == (AT, AT + timedelta(seconds=2.5))
        assert record.field("Archiver-Latest") == records.write_date(capture.latest)
        assert captured(told(answer, earlier))[0].latest == AT
        for said in ("soon", "1999-01-01T00:00:00Z"):
            fields = tuple((n, said if n == "Archiver-Latest" else v) for n, v in record.fields)
            other = capture_of(replace(record, fields=fields), HERE, "urn:uuid:run")
            assert other is not None
            assert other.latest == AT
