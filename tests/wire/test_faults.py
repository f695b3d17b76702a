"""Each leniency has its word, and a head by the rules has none."""

import pytest
from hypothesis import given

from archiver.errors import WireError
from archiver.wire.faults import WORDS
from archiver.wire.messages import faults, read_response_head
from tests.wire.made import HEAD, answer, any_bytes, unhurried

CASES = {
    "leading-crlf": b"\r\n" + HEAD,
    "no-status-line": b"ICY 200 OK\r\n\r\n",
    "odd-version": answer(status=b"http/1.1 200 ok"),
    "odd-spacing": answer(status=b"HTTP/1.1  200 OK"),
    "no-reason": answer(status=b"HTTP/1.1 200"),
    "bare-lf": answer(b"A: 1\nB: 2"),
    "bare-cr": answer(b"A: 1\r2"),
    "obs-fold": answer(b"A: 1", b" 2"),
    "leading-space": answer(b" A: 1"),
    "no-colon": answer(b"no colon"),
    "empty-name": answer(b": 1"),
    "space-before-colon": answer(b"A : 1"),
    "non-ascii": answer(b"A: \xe9"),
    "control-character": answer(b"A: \x01"),
    "duplicate-content-length": answer(b"Content-Length: 5", b"content-length: 5"),
    "bad-content-length": answer(b"Content-Length: -5"),
    "length-and-transfer-encoding": answer(b"Content-Length: 5", b"Transfer-Encoding: chunked"),
    "head-cut": HEAD[:-1],
}


@pytest.mark.parametrize("word", CASES)
def test_each_leniency_alone(word: str) -> None:
    assert faults(CASES[word]) == (word,)


def test_several_come_in_the_order_of_the_table() -> None:
    data = answer(b"A : \xe9", b"Content-Length: 1, 2", status=b"\nHTTP/1.0 200")
    assert faults(data) == (
        "leading-crlf",
        "no-reason",
        "space-before-colon",
        "non-ascii",
        "duplicate-content-length",
        "differing-content-length",
    )


def test_every_word_is_tried() -> None:
    assert set(WORDS) - set(CASES) == {"differing-content-length"}


@pytest.mark.parametrize("status", [b"HTTP/1.1 200 OK", b"HTTP/1.0 404 Not Found", b"HTTP/1.1 200 "])
def test_a_head_by_the_rules_has_none(status: bytes) -> None:
    assert faults(answer(b"A: b", b"X:", body=b"\xe9\n\x00 :\n", status=status)) == ()


@unhurried
@given(any_bytes)
def test_any_bytes_give_known_words_and_agree_with_the_reader(data: bytes) -> None:
    found = faults(data)
    assert set(found) <= set(WORDS)
    try:
        head = read_response_head(data)
    except WireError:
        assert "no-status-line" in found
    else:
        assert ("head-cut" in found) != head.complete
        assert "no-status-line" not in found
