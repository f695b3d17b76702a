from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.crawl.flight import Flight
from archiver.crawl.limits import FetchLimits, limits_from

HEAD = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"


def flight(**limits: Any) -> Flight:
    return Flight(
        url="http://a/",
        host="a",
        method="GET",
        started=datetime(2018, 12, 11, tzinfo=UTC),
        proxied=False,
        limits=FetchLimits(**limits),
        whole=lambda block: block.endswith(b"!"),
    )


def feed(it: Flight, *pieces: bytes) -> None:
    for piece in pieces:
        it.received.append(piece)
        it.size += len(piece)


def test_limits_come_from_settings() -> None:
    limits = limits_from({"ARCHIVER_LIMIT_HEAD_BYTES": "1000", "ARCHIVER_LIMIT_RATE_SECONDS": "2.5"})
    assert limits == FetchLimits(head_bytes=1000, rate_seconds=2.5)
    with pytest.raises(ValueError, match="many"):
        limits_from({"ARCHIVER_LIMIT_BODY_BYTES": "many"})


def test_bytes_are_kept_in_order() -> None:
    it = flight()
    feed(it, b"a", b"", b"bc", b"d")
    assert it.response_bytes() == b"abcd"
    feed(it, b"e")
    assert it.response_bytes() == b"abcde"
    it.release()
    assert it.response_bytes() == b""


def test_a_head_without_end_is_too_long() -> None:
    it = flight(head_bytes=10)
    feed(it, HEAD[:15])
    assert it.over_size() == "the head is longer than 10 bytes"


def test_a_long_head_is_too_long_though_it_ends() -> None:
    it = flight(head_bytes=10)
    feed(it, HEAD)
    assert it.over_size() == "the head is longer than 10 bytes"


def test_the_body_has_a_limit_of_its_own() -> None:
    it = flight(head_bytes=30, body_bytes=10)
    feed(it, HEAD, b"0123456789")
    assert it.over_size() is None
    assert it.ceiling == len(HEAD) + 10
    feed(it, b"0")
    assert it.over_size() == "the body is longer than 10 bytes"


def test_time_for_the_head_then_for_the_body_then_the_rate() -> None:
    it = flight(head_seconds=5, body_seconds=100, rate_seconds=10, rate_bytes=2)
    assert it.over_time(1000) is None  # not begun
    it.begun = 100.0
    assert it.over_time(105) is None
    assert it.over_time(105.1) == "no head came within 5 seconds"
    feed(it, HEAD)
    assert it.over_time(106) is None
    feed(it, b"x" * 20)
    assert it.over_time(116) is None
    feed(it, b"x" * 19)
    assert it.over_time(126) == "the body came slower than 2 bytes a second"
    feed(it, b"x" * 100)
    assert it.over_time(127) is None
    assert it.over_time(206.1) == "the body took longer than 100 seconds"


def test_whether_it_has_landed_is_asked_sparingly() -> None:
    asked = []

    def whole(block: bytes) -> bool:
        asked.append(len(block))
        return block.endswith(b"!")

    it = flight()
    it.whole = whole
    feed(it, b"x" * 80)
    assert not it.has_landed()
    assert not it.has_landed()
    feed(it, b"x")
    assert not it.has_landed(thrifty=True)
    assert asked == [80]
    feed(it, b"!")
    assert it.has_landed()
    assert asked == [80, 82]
