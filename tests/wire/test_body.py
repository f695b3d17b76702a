"""Framing: lengths, chunks, the connection's end; whole, cut and garbled."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import WireError
from archiver.wire.body import Payload, dechunk, payload
from tests.wire.made import HEAD, answer, any_bytes, chunked
from tests.work import lines_run

CHUNKED = b"Transfer-Encoding: chunked"


def framed(*lines: bytes, body: bytes, status: bytes = b"HTTP/1.1 200 OK") -> tuple[bytes, bool]:
    found = payload(answer(*lines, body=body, status=status))
    return found.data, found.complete


@pytest.mark.parametrize(
    ("length", "body", "data", "complete"),
    [
        (b"5", b"hello", b"hello", True),
        (b"5", b"hell", b"hell", False),
        (b"5", b"", b"", False),
        (b"5", b"hello, and more", b"hello", True),
        (b"0", b"", b"", True),
        (b"0", b"hello", b"", True),
        (b" 5 ", b"hello", b"hello", True),
        (b"5, 5", b"hello", b"hello", True),
        (b"005", b"hello", b"hello", True),
        (b"3, 5", b"hello", b"hello", True),
        (b"3, 50", b"hello", b"hello", False),
        (b"-5", b"hello", b"hello", True),
        (b"+5", b"hello", b"hello", True),
        (b"5 bytes", b"hello", b"hello", True),
        (b"", b"hello", b"hello", True),
        (b"\xb2", b"hello", b"hello", True),
        (b"9" * 5000, b"hello", b"hello", False),
    ],
)
def test_content_length(length: bytes, body: bytes, data: bytes, complete: bool) -> None:
    assert framed(b"Content-Length: " + length, body=body) == (data, complete)


def test_lengths_in_two_headers() -> None:
    assert framed(b"Content-Length: 5", b"CONTENT-LENGTH: 5", body=b"hello") == (b"hello", True)
    assert framed(b"Content-Length: 5", b"Content-Length: 3", body=b"hello") == (b"hello", True)


def test_without_a_length_the_connection_ends_the_body() -> None:
    assert framed(body=b"hello") == (b"hello", True)
    assert framed(b"Transfer-Encoding: gzip", body=b"hello") == (b"hello", True)
    assert framed(b"Transfer-Encoding: identity", b"Content-Length: 5", body=b"hello!") == (b"hello", True)


@pytest.mark.parametrize(
    "status", [b"204 No Content", b"304 Not Modified", b"101 Switching", b"100 Continue"]
)
def test_some_answers_have_no_body(status: bytes) -> None:
    lines = (b"Content-Length: 5",)
    assert framed(*lines, body=b"hello", status=b"HTTP/1.1 " + status) == (b"", True)
    assert framed(CHUNKED, body=b"hello", status=b"HTTP/1.1 " + status) == (b"", True)


def test_an_answer_to_head_has_no_body() -> None:
    block = answer(b"Content-Length: 5")
    assert payload(block, request_method=b"HEAD") == Payload(data=b"", complete=True)
    assert payload(block) == Payload(data=b"", complete=False)


@pytest.mark.parametrize("status", [b"HTTP/1.1 200 OK", b"HTTP/1.1 304 Not Modified"])
def test_a_cut_head_has_no_complete_body(status: bytes) -> None:
    assert payload(status + b"\r\nContent-Length: 0\r\n") == Payload(data=b"", complete=False)


def test_without_a_head_there_is_no_payload() -> None:
    with pytest.raises(WireError):
        payload(b"hello")


@pytest.mark.parametrize(
    "body",
    [
        chunked(b"hel", b"lo"),
        chunked(b"hello") + b"HTTP/1.1 200 OK\r\n\r\n",
        chunked(b"hel", b"lo", extension=b";a=1"),
        chunked(b"hel", b"lo", extension=b' ; a="b;c" ;d'),
        chunked(b"hello", last=b"000;last\r\n\r\n"),
        chunked(b"hello", last=b"0\r\nA: 1\r\nB: 2\r\n 3\r\n\r\nextra"),
        b"5\nhello\n0\n\n",
        b"5\nhello\n0\nA: 1\n\n",
        b"0000000000000000000000005 \t\r\nhello\r\n0\r\n\r\n",
        b" 5\r\nhello\r\n 0\r\n\r\n",
    ],
)
def test_chunks(body: bytes) -> None:
    assert framed(CHUNKED, b"Content-Length: 2", body=body) == (b"hello", True)


@pytest.mark.parametrize("name", [b"Chunked", b"gzip, chunked", b" chunked ,", b"gzip,\tCHUNKED"])
def test_chunked_by_any_spelling(name: bytes) -> None:
    assert framed(b"transfer-ENCODING: " + name, body=chunked(b"hello")) == (b"hello", True)


@pytest.mark.parametrize("last", [b"0\r\n\r\n", b"0;x=y\r\nA: 1\r\nB: 2\r\n\r\n"])
def test_chunks_cut_at_every_byte_give_what_came(last: bytes) -> None:
    whole = chunked(b"hello ", b"wide ", b"world", extension=b";e=1", last=last)
    for length in range(len(whole)):
        found = dechunk(whole[:length])
        assert not found.complete
        assert b"hello wide world".startswith(found.data)
    assert dechunk(whole).data == b"hello wide world"
    assert dechunk(whole[: -len(last)]).data == b"hello wide world"


@pytest.mark.parametrize(
    "garbled",
    [b"zz\r\nx", b"5\r\nhello!!\r\n0\r\n\r\n", b"-1\r\n", b"ffffffffffffffffff\r\n", b"\r\n", b"5;\x00"],
)
def test_garbled_chunks_give_what_came_before(garbled: bytes) -> None:
    found = dechunk(b"3\r\nabc\r\n" + garbled)
    assert (found.data[:3], found.complete) == (b"abc", False)


def test_a_chunk_larger_than_memory_is_cut() -> None:
    assert dechunk(b"fffffffffffffff\r\nabc") == Payload(data=b"abc", complete=False)


@pytest.mark.parametrize(
    ("body", "complete"),
    [
        (b"<!DOCTYPE html><p>joined by an archive</p>", True),
        (b'{"joined": true}', True),
        (b"\x1f\x8b\x08 packed, joined", True),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"zz\r\nbad-size\r\n0\r\n\r\n", False),
    ],
)
def test_a_body_that_is_not_chunked_at_all_is_taken_as_it_is(body: bytes, complete: bool) -> None:
    assert framed(CHUNKED, body=body) == (body, complete)


@given(st.lists(st.binary(min_size=1, max_size=30)), st.binary(max_size=20))
def test_what_is_chunked_comes_back(pieces: list[bytes], trailing: bytes) -> None:
    found = dechunk(chunked(*pieces) + trailing)
    assert found == Payload(data=b"".join(pieces), complete=True)


@given(any_bytes, st.sampled_from([b"GET", b"HEAD", b"", b"\xff"]))
def test_any_bytes_have_a_payload_or_the_declared_error(data: bytes, method: bytes) -> None:
    dechunk(data)
    try:
        found = payload(data, request_method=method)
    except WireError:
        return
    assert len(found.data) <= len(data)


@given(any_bytes)
def test_any_body_of_a_head_has_a_payload(body: bytes) -> None:
    for line in (CHUNKED, b"Content-Length: 3", b"Transfer-Encoding: gzip", b"A: b"):
        assert len(payload(answer(line, body=body)).data) <= len(body)
    assert payload(HEAD + body) == Payload(data=body, complete=True)


@pytest.mark.parametrize(
    "filler", [b" ", b"0", b"a", b";", b"\r", b"\t \t", b"0 ", b"1\r\na\r\n", b"0;\r", b"\n"]
)
def test_hostile_chunks_cost_no_more_than_their_bytes(filler: bytes) -> None:
    """In lines of ours; what is quadratic within a pattern takes minutes of the last run."""
    few, some = (
        lines_run(partial(_read_chunks, filler, size), "archiver/wire")[0] for size in (2_000, 8_000)
    )
    assert some < 6 * few  # of 4 times the bytes; squared would be 16
    _read_chunks(filler, 200_000)


def _read_chunks(filler: bytes, size: int) -> None:
    run = filler * (size // len(filler))
    for body in (run, b"5" + run, b"0\r\n" + run, b"3\r\nabc\r\n" + run + b"x"):
        dechunk(body)
