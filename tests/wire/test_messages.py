"""Heads: whole, byte by byte, with what follows, and with each leniency."""

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import LimitExceeded, WireError
from archiver.wire.limits import Limits
from archiver.wire.messages import ResponseHead, read_response_head, split_interim
from tests.wire.made import HEAD, answer, any_bytes
from tests.work import lines_run

EXPECTED = ResponseHead(
    version=b"HTTP/1.1",
    status=200,
    reason=b"OK",
    headers=((b"Server", b"nginx"), (b"set-cookie", b"a=1"), (b"X-Empty", b""), (b"SET-COOKIE", b"b=2")),
    size=len(HEAD),
)
TRAILING = [b"", b"x", b"\r\n", b"\n\n", b"<html>\r\n\r\nbody\r\n\r\n", b"HTTP/1.1 404 No\r\n\r\n"]


@pytest.mark.parametrize("trailing", TRAILING)
def test_a_response_head_is_read_whatever_follows(trailing: bytes) -> None:
    assert read_response_head(HEAD + trailing) == EXPECTED


def test_every_prefix_of_a_response_head_is_an_error_or_incomplete() -> None:
    status_line = HEAD.index(b"\n") + 1
    for length in range(len(HEAD)):
        prefix = HEAD[:length]
        if length < status_line:
            with pytest.raises(WireError):
                read_response_head(prefix)
        else:
            head = read_response_head(prefix)
            assert (head.complete, head.size, head.status) == (False, length, 200)
            whole = [name for name, _ in EXPECTED.headers][: len(head.headers)]
            assert all(name.startswith(cut) for name, (cut, _) in zip(whole, head.headers, strict=True))


@pytest.mark.parametrize(
    ("line", "version", "status", "reason"),
    [
        (b"HTTP/1.0 404 Not Found", b"HTTP/1.0", 404, b"Not Found"),
        (b"HTTP/1.1 200", b"HTTP/1.1", 200, b""),
        (b"HTTP/1.1 200 ", b"HTTP/1.1", 200, b""),
        (b"HTTP/1.1  200\tOK then", b"HTTP/1.1", 200, b"OK then"),
        (b"HTTP/1.1 999 Said so: \xe9", b"HTTP/1.1", 999, b"Said so: \xe9"),
        (b"HTTP/2 200", b"HTTP/2", 200, b""),
        (b"http/1.1 200 ok", b"http/1.1", 200, b"ok"),
        (b"\r\n\n\r\nHTTP/1.1 200 OK", b"HTTP/1.1", 200, b"OK"),
    ],
)
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_status_lines(line: bytes, version: bytes, status: int, reason: bytes, line_end: bytes) -> None:
    data = line + line_end + b"A: b" + line_end + line_end
    head = read_response_head(data + b"body")
    assert (head.version, head.status, head.reason) == (version, status, reason)
    assert (head.headers, head.size, head.complete) == (((b"A", b"b"),), len(data), True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no bytes"),
        (b"\r\n\r\n", "no bytes"),
        (b"ICY 200 OK\r\n\r\n", "ICY"),
        (b"<html>old</html>\n", "HTTP/0.9"),
        (b"HTT", "the bytes end before the status line does"),
        (b"HTTP/1.1 200 OK", "the bytes end before the status line does"),
        (b"HTTP/1.1 200 OK\rA: b\r\r", "the bytes end before the status line does"),
        (b"HTTP/1.1 20 OK\r\n\r\n", "no HTTP status line"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "no HTTP status line"),
        (b"HTTP/1.1 200OK\r\n\r\n", "no HTTP status line"),
        (b"HTTP/1.1 099 OK\r\n\r\n", "no HTTP status line"),
        (b"HTTP 200 OK\r\n\r\n", "no HTTP status line"),
        (b"RTSP/1.0 200 OK\r\n\r\n", "no HTTP status line"),
    ],
)
def test_what_is_no_response_says_why(data: bytes, said: str) -> None:
    with pytest.raises(WireError, match=said):
        read_response_head(data)


@pytest.mark.parametrize(
    ("lines", "headers"),
    [
        (b"X-A: one\r\n two\r\n\tthree\r\n", ((b"X-A", b"one two three"),)),
        (b"X-A:\r\n one\r\nX-B: 2\r\n", ((b"X-A", b"one"), (b"X-B", b"2"))),
        (b" X-A: first line folded\r\nX-B: 2\r\n", ((b"X-A", b"first line folded"), (b"X-B", b"2"))),
        (b"X-A : 1\r\nX-B\t: 2\r\n", ((b"X-A", b"1"), (b"X-B", b"2"))),
        (b"no colon here\r\nX-B: 2\r\n", ((b"no colon here", b""), (b"X-B", b"2"))),
        (b": no name\r\n", ((b"", b"no name"),)),
        (b"X-A: a:b:c\r\n", ((b"X-A", b"a:b:c"),)),
        ("X-Año: ñ\r\n".encode(), (("X-Año".encode(), "ñ".encode()),)),
        (b"X-A: a\rb\r\n", ((b"X-A", b"a\rb"),)),
        (b"X-A: \x00\x7f\r\n", ((b"X-A", b"\x00\x7f"),)),
        (b"X-A: 1\nX-B: 2\r\n", ((b"X-A", b"1"), (b"X-B", b"2"))),
        (b"X-A: 1\r\nx-a: 2\r\nX-A: 1\r\n", ((b"X-A", b"1"), (b"x-a", b"2"), (b"X-A", b"1"))),
        (b"", ()),
    ],
)
def test_header_lines(lines: bytes, headers: tuple[tuple[bytes, bytes], ...]) -> None:
    assert read_response_head(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n").headers == headers


@pytest.mark.parametrize("blank", [b"\r\n\r\n", b"\n\n", b"\r\n\n", b"\n\r\n"])
def test_any_two_line_ends_end_a_head(blank: bytes) -> None:
    for start in (b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK\r\nA: b"):
        head = read_response_head(start + blank + b"\n\n\r\n\r\n")
        assert (head.size, head.complete) == (len(start + blank), True)


def test_a_head_beyond_its_limit_is_refused() -> None:
    limits = Limits(head_bytes=100)
    with pytest.raises(LimitExceeded):
        read_response_head(answer(b"X-A: " + b"a" * 100), limits)
    with pytest.raises(LimitExceeded):
        read_response_head(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 100, limits)
    assert read_response_head(answer(body=b"b" * 1000), limits).complete
    assert not read_response_head(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 10, limits).complete


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize(
    "final", [HEAD, b"", HEAD[:9], HINTS[:-1], b"\x00garbage", b"HTTP/1.1 101 Switch\r\n\r\n"]
)
def test_interim_answers_are_split_off(count: int, final: bytes) -> None:
    assert split_interim(HINTS * count + final) == ((HINTS,) * count, final)


def test_interim_answers_of_any_spelling() -> None:
    first, second = b"\r\nHTTP/1.1 100 Continue\r\n\r\n", b"http/1.0 102\n\n"
    assert split_interim(first + second + HEAD) == ((first, second), HEAD)


def test_every_prefix_of_an_interim_answer_stays_in_the_rest() -> None:
    for length in range(len(HINTS)):
        assert split_interim(HINTS[:length]) == ((), HINTS[:length])


@given(any_bytes)
def test_any_bytes_are_a_value_or_the_declared_error(data: bytes) -> None:
    interim, final = split_interim(data)
    assert b"".join(interim) + final == data
    with suppress(WireError):
        assert 0 < read_response_head(data).size <= len(data)


_TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-", min_size=1, max_size=12).map(str.encode)
_VALUE = st.binary(max_size=20).map(lambda raw: raw.translate(None, b"\r\n\x0b\x0c").strip(b" \t"))


@given(
    st.lists(st.tuples(_TOKEN, _VALUE), max_size=12),
    st.binary(max_size=40),
    st.sampled_from([b"\r\n", b"\n"]),
)
def test_headers_come_back_as_they_were_written(
    headers: list[tuple[bytes, bytes]], body: bytes, line_end: bytes
) -> None:
    lines = [b"HTTP/1.1 200 OK", *(name + b": " + value for name, value in headers), b"", b""]
    data = line_end.join(lines)
    head = read_response_head(data + body)
    assert (list(head.headers), head.size) == (headers, len(data))


@pytest.mark.parametrize(
    "filler", [b" ", b"\t", b"\r", b"\n ", b"\r\n\t", b":", b"a", b"a: b\r\n", b"\x00", b"0", b"a "]
)
def test_a_hostile_head_costs_no_more_than_its_bytes(filler: bytes) -> None:
    """In lines of ours; what is quadratic within a pattern takes minutes of the last run."""
    few, some = (lines_run(partial(_read_heads, filler, size), "archiver/wire")[0] for size in (2_000, 8_000))
    assert some < 6 * few  # of 4 times the bytes; squared would be 16
    _read_heads(filler, 200_000)


def _read_heads(filler: bytes, size: int) -> None:
    run = filler * (size // len(filler))
    for data in (b"HTTP/1.1 200 " + run, b"HTTP/1.1" + run, b"HTTP/1.1 200 OK\r\nA:" + run + b"x", run):
        split_interim(data)
        with suppress(WireError):
            read_response_head(data)
