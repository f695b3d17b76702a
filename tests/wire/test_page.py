"""Pages from captured blocks, and how old an answer may be."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.derive.land import supposed
from archiver.errors import LimitExceeded, WireError
from archiver.wire.limits import Limits
from archiver.wire.page import earliest_shown, page_from_block
from tests.wire.made import PAGE, answer, any_bytes, chunked

AT = datetime(2018, 12, 11, 12, 0, 0, 250_000, tzinfo=UTC)
CAPTURE = supposed("https://www.caracaschronicles.com/2018/12/11/a/", answer(body=PAGE), AT)
PACKED = gzip.compress(PAGE)
GZIP = b"Content-Encoding: gzip"


@pytest.mark.parametrize("interim", [b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"])
@pytest.mark.parametrize(
    "block",
    [
        answer(GZIP, b"Content-Length: %d" % len(PACKED), body=PACKED),
        answer(GZIP, b"Transfer-Encoding: chunked", body=chunked(PACKED[:5], PACKED[5:])),
        answer(b"Transfer-Encoding: gzip, chunked", body=chunked(PACKED)),
        answer(b"Content-Length: %d" % len(PAGE), body=PAGE + b"more"),
        answer(body=PAGE),
        answer(GZIP, body=PAGE),
    ],
)
def test_the_body_comes_without_its_codings(interim: bytes, block: bytes) -> None:
    page = page_from_block(interim + block, CAPTURE)
    assert (page.url, page.status, page.body, page.whole) == (CAPTURE.url, 200, PAGE, True)
    assert page.capture is CAPTURE


def test_headers_are_kept_as_they_came() -> None:
    page = page_from_block(answer(b"x-A:  caf\xe9 ", b"X-a: 2", b"no colon"), CAPTURE)
    assert page.headers == ((b"x-A", b"caf\xe9"), (b"X-a", b"2"), (b"no colon", b""))
    assert page.header(b"X-A") == b"caf\xe9"


@pytest.mark.parametrize(
    "block",
    [
        answer(GZIP, b"Content-Length: %d" % len(PACKED), body=PACKED[:-1]),
        answer(GZIP, body=PACKED[: len(PACKED) // 2]),
        answer(GZIP, b"Transfer-Encoding: chunked", body=chunked(PACKED)[:-1]),
        answer(b"Content-Length: %d" % (len(PAGE) + 1), body=PAGE),
    ],
)
def test_a_cut_page_is_not_whole(block: bytes) -> None:
    page = page_from_block(block, CAPTURE)
    assert not page.whole
    assert PAGE.startswith(page.body)
    assert page.body


def test_a_page_whose_record_is_truncated_is_not_whole() -> None:
    assert not page_from_block(answer(body=PAGE), replace(CAPTURE, truncated="time")).whole


def test_every_prefix_is_an_error_or_not_whole() -> None:
    block = answer(GZIP, b"Transfer-Encoding: chunked", body=chunked(gzip.compress(b"<p>hello</p>" * 9)))
    for length in range(len(block)):
        try:
            page = page_from_block(block[:length], CAPTURE)
        except WireError:
            assert length < block.index(b"\n") + 1
        else:
            assert not page.whole
    assert page_from_block(block, CAPTURE).whole


def test_too_large_a_page_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        page_from_block(answer(body=PAGE), CAPTURE, Limits(body_bytes=len(PAGE) - 1))
    with pytest.raises(LimitExceeded):
        page_from_block(answer(GZIP, body=gzip.compress(bytes(50_000_000))), CAPTURE)


@pytest.mark.parametrize(
    "block", [b"", b"<p>HTTP/0.9</p>", b"ICY 200 OK\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"]
)
def test_without_a_message_there_is_no_page(block: bytes) -> None:
    with pytest.raises(WireError):
        page_from_block(block, CAPTURE)


@given(any_bytes)
def test_any_bytes_are_a_page_or_the_declared_error(data: bytes) -> None:
    for block in (data, answer(b"Transfer-Encoding: chunked", GZIP, body=data), answer(data, body=data)):
        try:
            page = page_from_block(block, CAPTURE)
        except WireError:
            continue
        earliest_shown(AT, page.headers)


def seconds_back(*headers: tuple[bytes, bytes]) -> float:
    return (AT - earliest_shown(AT, headers)).total_seconds()


@pytest.mark.parametrize(
    ("headers", "back"),
    [
        ((), 0),
        (((b"Age", b"0"),), 0),
        (((b"age", b"120"),), 120),
        (((b"Age", b"120"), (b"Age", b"600, 5")), 600),
        (((b"Age", b"-5"),), 0),
        (((b"Age", b"12.5"),), 0),
        (((b"Age", b"soon"),), 0),
        (((b"Age", b"9" * 5000),), 0),
        (((b"Age", b"9999999999"),), 0),
        (((b"Age", b"\xb2"),), 0),
        (((b"Date", b"Tue, 11 Dec 2018 12:00:00 GMT"),), 0),
        (((b"Date", b"Tue, 11 Dec 2018 11:59:59 GMT"),), 0),
        (((b"Date", b"Tue, 11 Dec 2018 11:00:00 GMT"),), 3600.25),
        (((b"Date", b"Tuesday, 11-Dec-18 11:00:00 GMT"),), 3600.25),
        (((b"Date", b"Tue Dec 11 11:00:00 2018"),), 3600.25),
        (((b"Date", b"Tue, 11 Dec 2018 13:00:00 +0200"),), 3600.25),
        (((b"Date", b"Tue, 11 Dec 2018 12:00:30 GMT"),), 0),
        (((b"Date", b"Wed, 11 Dec 2019 12:00:00 GMT"),), 0),
        (((b"Date", b"Thu, 01 Jan 1970 00:00:00 GMT"),), 0),
        (((b"Date", b"Thu, 01 Jan 1970 00:00:00 GMT"), (b"Age", b"120")), 120),
        (((b"Date", b"yesterday"),), 0),
        (((b"Date", b""),), 0),
        (((b"Date", b"Tue, 11 Dec 2018 11:00:00 GMT"), (b"Age", b"60")), 3600.25),
        (((b"Date", b"Tue, 11 Dec 2018 11:59:00 GMT"), (b"Age", b"7200")), 7200),
        (((b"Last-Modified", b"Tue, 11 Dec 2018 11:00:00 GMT"), (b"Expires", b"0")), 0),
    ],
)
def test_an_answer_shows_no_earlier_instant_than_its_cache_says(
    headers: tuple[tuple[bytes, bytes], ...], back: float
) -> None:
    assert seconds_back(*headers) == back


_ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(
    st.datetimes(timezones=_ZONES),
    any_bytes | st.text("0123456789:, +-GMTJanDec", max_size=30).map(str.encode),
)
def test_any_header_gives_an_instant_not_after_the_capture(at: datetime, value: bytes) -> None:
    assert earliest_shown(at, ((b"Age", value), (b"Date", value))) <= at


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 2**40))
def test_any_age_gives_an_instant(at: datetime, age: int) -> None:
    assert earliest_shown(at, ((b"Age", b"%d" % age),)) <= at
