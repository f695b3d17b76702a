from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.warc import records
from archiver.warc.captures import whole_block
from archiver.warc.exchange import CUT, FAULT, FETCH_ERROR, Exchange, exchange_records
from archiver.warc.fields import decode_fields
from archiver.warc.records import Record, Refers
from archiver.wire.digest import sha1, sha256

AT = datetime(2018, 12, 11, 12, 0, 0, 5, tzinfo=UTC)
URL = "http://example.org/a"
REQUEST = b"GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n"
BODY = b"0123456789" * 100
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + BODY
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + BODY + b"\r\n0\r\n\r\n"
EARLIER = Refers(record_id="urn:uuid:e", url="http://example.org/b", date=AT)
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"


def told(
    response: bytes, earlier: Refers | None = None, *, earlier_block: bytes | None = PLAIN, **more: Any
) -> list[Record]:
    numbers = iter(range(1, 100))
    values: dict[str, Any] = {"url": URL, "method": "GET", "started": AT, "request": REQUEST, **more}
    made = exchange_records(
        Exchange(response=response, **values),
        warcinfo_id="urn:uuid:w",
        new_id=lambda: f"urn:uuid:{next(numbers)}",
        known=lambda url, digest: earlier,
        read=lambda refers: earlier_block,
    )
    for record in made:
        records.serialise(record)
        assert record.date == AT
        assert record.warcinfo_id == "urn:uuid:w"
        assert record.block_digest == sha256(record.block)
    assert len({record.record_id for record in made}) == len(made)
    return list(made)


def test_request_and_response_are_the_bytes_that_passed() -> None:
    request, response = told(
        CHUNKED, ip="192.0.2.7", protocols=("http/1.1", "tls/1.3"), cipher="TLS_AES_128_GCM_SHA256"
    )
    assert (request.type, request.block) == ("request", REQUEST)
    assert (response.type, response.block) == ("response", CHUNKED)
    assert request.concurrent_to == (response.record_id,)
    assert response.concurrent_to == (request.record_id,)
    assert response.payload_digest == sha1(BODY)
    assert response.field("WARC-IP-Address") == "192.0.2.7"
    assert response.all_fields("WARC-Protocol") == ("http/1.1", "tls/1.3")
    assert response.field("WARC-Cipher-Suite") == "TLS_AES_128_GCM_SHA256"
    assert request.target_uri == response.target_uri == URL


def test_a_body_that_came_before_is_a_revisit_with_its_own_head() -> None:
    _, revisit = told(PLAIN, EARLIER)
    assert (revisit.type, revisit.profile) == ("revisit", records.IDENTICAL)
    assert revisit.block == PLAIN.removesuffix(BODY)
    assert revisit.payload_digest == sha1(BODY)
    assert (revisit.refers_to, revisit.refers_to_uri) == ("urn:uuid:e", "http://example.org/b")
    assert revisit.refers_to_date == AT


@pytest.mark.parametrize(
    ("response", "more"),
    [
        (CHUNKED, {}),  # its chunks may differ
        (b"HTTP/1.1 200 OK\r\n\r\nsmall", {}),
        (PLAIN + b"beyond", {}),  # bytes beyond Content-Length would be lost
        (PLAIN, {"truncated": "time", "error": "x"}),
        (PLAIN, {"method": "POST"}),
    ],
)
def test_a_body_is_kept_whole_where_a_revisit_would_lose_or_gain_nothing(
    response: bytes, more: dict[str, Any]
) -> None:
    assert told(response, EARLIER, **more)[-1].block == response


@pytest.mark.parametrize(
    "block",
    [
        PLAIN[:-1] + b"!",  # as a forged sha1 would have it: the digest is the same, the bytes are not
        PLAIN[:-1],
        b"no HTTP",
        b"",
        None,  # it can't be read any more
    ],
)
def test_the_digest_alone_makes_no_revisit(block: bytes | None) -> None:
    _, response = told(PLAIN, EARLIER, earlier_block=block)
    assert (response.type, response.block) == ("response", PLAIN)


def test_a_body_that_came_in_chunks_before_is_a_revisit() -> None:
    assert told(PLAIN, EARLIER, earlier_block=CHUNKED)[1].type == "revisit"


@pytest.mark.parametrize(
    ("earlier", "kind"),
    [
        (CHUNKED, "revisit"),
        (PLAIN, "response"),
        (CHUNKED.replace(b"\r\n0\r\n", b"\r\n00\r\n"), "response"),  # the same payload in other chunks
        (CHUNKED + b"beyond", "response"),
        (None, "response"),
    ],
)
def test_a_chunked_body_is_a_revisit_of_the_same_chunks_alone(earlier: bytes | None, kind: str) -> None:
    made = told(CHUNKED, EARLIER, earlier_block=earlier)[-1]
    assert made.type == kind
    if earlier is not None and kind == "revisit":
        assert whole_block(made, earlier) == CHUNKED


def test_not_modified_has_an_empty_block_and_its_bytes_stand_apart() -> None:
    request, aside, revisit = told(NOT_MODIFIED, EARLIER)
    assert (revisit.type, revisit.profile, revisit.block) == ("revisit", records.NOT_MODIFIED, b"")
    assert (aside.type, aside.block, aside.target_uri) == ("metadata", NOT_MODIFIED, None)
    assert aside.refers_to == revisit.record_id
    assert aside.concurrent_to == (request.record_id,)


def test_not_modified_of_something_unknown_is_a_response() -> None:
    _, response = told(NOT_MODIFIED)
    assert (response.type, response.block) == ("response", NOT_MODIFIED)


def test_interim_answers_stand_apart() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    _, aside, response = told(hints + hints + PLAIN)
    assert response.block == PLAIN
    assert (aside.type, aside.block, aside.target_uri) == ("metadata", hints + hints, None)


def test_a_failure_before_anything_was_sent() -> None:
    (failure,) = told(b"", request=b"", error="DNSLookupError: no such host", elapsed=1.5)
    assert failure.type == "metadata"
    assert failure.target_uri is None
    assert decode_fields(failure.block) == (
        (FETCH_ERROR, "DNSLookupError: no such host"),
        ("target", URL),
        ("method", "GET"),
        ("fetchTimeMs", "1500"),
    )


def test_a_failure_after_the_request() -> None:
    request, failure = told(b"", error="the connection was lost")
    assert request.concurrent_to == (failure.record_id,)
    assert failure.concurrent_to == (request.record_id,)


@pytest.mark.parametrize("raw", [b"<html>HTTP/0.9", b"ICY 200 OK\r\n\r\n", b"\0\xff" * 50])
def test_bytes_without_a_status_line_are_kept_where_replay_does_not_look(raw: bytes) -> None:
    _, aside, failure = told(raw)
    assert decode_fields(failure.block)[0] == (FETCH_ERROR, "what came has no HTTP status line")
    assert (aside.block, aside.content_type, aside.target_uri) == (raw, "application/octet-stream", None)
    assert aside.refers_to == failure.record_id


def test_an_interim_answer_and_nothing_after_it() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    _, aside, failure = told(hints, error="gone")
    assert decode_fields(failure.block)[0] == (FETCH_ERROR, "gone")
    assert aside.block == hints


def test_a_cut_body_says_so_twice() -> None:
    _, aside, response = told(PLAIN[:100], truncated="disconnect", error="the connection was lost")
    assert (response.block, response.truncated) == (PLAIN[:100], "disconnect")
    assert decode_fields(aside.block) == ((CUT, "the connection was lost"), ("target", URL))
    assert aside.refers_to == response.record_id


def test_a_fault_of_the_reader_is_told_beside_the_whole_answer() -> None:
    _, aside, response = told(PLAIN, fault="Scrapy gave no response: x")
    assert (response.block, response.truncated) == (PLAIN, None)
    assert decode_fields(aside.block)[0] == (FAULT, "Scrapy gave no response: x")
    assert aside.target_uri is None
