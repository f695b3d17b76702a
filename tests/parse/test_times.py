"""Times are read without a guess: what is not printed stays unknown."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archiver.parse.times import Clock, from_machine, from_unix, from_words, in_zone, printed_day

CARACAS = ZoneInfo("America/Caracas")
HERE = Clock(zone=CARACAS)
NOWHERE = Clock(zone=None)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2018-12-11T09:30:00-04:00", datetime(2018, 12, 11, 13, 30, tzinfo=UTC)),
        ("2012-05-03T10:22:11-0430", datetime(2012, 5, 3, 14, 52, 11, tzinfo=UTC)),
        ("2018-12-11T13:30:00Z", datetime(2018, 12, 11, 13, 30, tzinfo=UTC)),
    ],
)
def test_an_offset_is_exact(value: str, at: datetime) -> None:
    read = from_machine(value, "words", HERE)
    assert (read.at, read.printed, read.source) == (at, "words", "datetime+offset")


@pytest.mark.parametrize(
    ("value", "at"),
    [
        # Caracas stood at -04:00 until 9 Dec 2007, at -04:30 until 1 May 2016, and at -04:00 since.
        ("2006-10-10T08:00:00+00:00", datetime(2006, 10, 10, 12, 0, tzinfo=UTC)),
        ("2010-11-18T08:00:00+00:00", datetime(2010, 11, 18, 12, 30, tzinfo=UTC)),
        ("2018-10-16T08:00:00+00:00", datetime(2018, 10, 16, 12, 0, tzinfo=UTC)),
        ("2018-10-16T08:00:00", datetime(2018, 10, 16, 12, 0, tzinfo=UTC)),
    ],
)
def test_a_zero_offset_where_clocks_never_stand_at_zero_is_wall_time(value: str, at: datetime) -> None:
    read = from_machine(value, "", HERE)
    assert (read.at, read.source) == (at, "site-local")


def test_a_zero_offset_is_true_where_version_or_format_say_so() -> None:
    at = datetime(2018, 10, 16, 8, 0, tzinfo=UTC)
    value = "2018-10-16T08:00:00+00:00"
    assert from_machine(value, "", Clock(zone=CARACAS, zero_is_meant=True)).at == at
    assert from_machine(value, "", HERE, offset_holds=True).at == at
    assert from_machine(value, "", Clock(zone=ZoneInfo("UTC"), zero_is_meant=False)).at == at


def test_wall_time_without_a_zone_is_no_instant() -> None:
    assert from_machine("2018-10-16T08:00:00", "", NOWHERE).at is None
    assert from_machine("2018-10-16T08:00:00+00:00", "", Clock(zone=None, zero_is_meant=False)).at is None
    assert from_words("October 16, 2018 at 8:00 am", NOWHERE).at is None


def test_a_wall_time_that_was_twice_or_never_is_no_instant() -> None:
    assert in_zone(datetime(2007, 12, 9, 2, 45), CARACAS) is None
    assert in_zone(datetime(2016, 5, 1, 2, 45), CARACAS) is None
    assert from_machine("2016-05-01T02:45:00", "x", HERE).source == "site-local, clocks changed"
    assert in_zone(datetime(2016, 5, 1, 3, 15), CARACAS) == datetime(2016, 5, 1, 7, 15, tzinfo=UTC)


def test_unix_time() -> None:
    read = from_unix("1544536931", "words")
    assert read is not None
    assert (read.at, read.source) == (datetime(2018, 12, 11, 14, 2, 11, tzinfo=UTC), "pubdate")
    for other in ("", "pubdate", "2018-12-11", "15445", "1544536931.5", "-1544536931"):
        assert from_unix(other, "") is None


@pytest.mark.parametrize(
    ("words", "at", "source"),
    [
        ("December 11, 2018 at 3:04 pm", datetime(2018, 12, 11, 19, 4, tzinfo=UTC), "site-local-minute"),
        ("on Dec. 11, 2018 @ 12:04 AM", datetime(2018, 12, 11, 4, 4, tzinfo=UTC), "site-local-minute"),
        ("11 December 2018, 15:04", datetime(2018, 12, 11, 19, 4, tzinfo=UTC), "site-local-minute"),
        (
            "11 de diciembre de 2018 a las 3:04 p.m.",
            datetime(2018, 12, 11, 19, 4, tzinfo=UTC),
            "site-local-minute",
        ),
        ("diciembre 11, 2018 en 3:04 pm", datetime(2018, 12, 11, 19, 4, tzinfo=UTC), "site-local-minute"),
        ("2018-12-11 15:04:05", datetime(2018, 12, 11, 19, 4, 5, tzinfo=UTC), "site-local"),
        ("December 11th, 2018 12:30 pm", datetime(2018, 12, 11, 16, 30, tzinfo=UTC), "site-local-minute"),
    ],
)
def test_words(words: str, at: datetime, source: str) -> None:
    read = from_words(words, HERE)
    assert (read.at, read.printed, read.source) == (at, words, source)


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("December 11, 2018", "date-only"),
        ("11 de diciembre de 2018", "date-only"),
        ("March 16", "unread"),
        ("16. März 2011", "date-only"),
        ("16. maaliskuuta 2011", "unread"),
        ("3 مايو، 2012", "date-only"),
        ("yesterday at 3:04 pm", "unread"),
        ("3 years ago", "unread"),
        ("11/12/2018 3:04 pm", "unread"),
        ("December 41, 2018 at 3:04 pm", "unread"),
        ("December 11, 2018 at 25:99", "date-only"),
        ("December 11, 2018 at 15:04 pm", "date-only"),
        ("2018/12/11 at 3 pm", "hour-only"),
        ("", "unread"),
    ],
)
def test_nothing_is_completed(words: str, source: str) -> None:
    read = from_words(words, HERE)
    assert (read.at, read.source) == (None, source)


def test_dates_without_a_time_stay_dates() -> None:
    assert from_machine("2018-12-11", "", HERE).source == "date-only"
    assert from_machine("next week", "", HERE).source == "unread"
    assert printed_day("October 22nd, 2009") == date(2009, 10, 22)


@pytest.mark.parametrize(
    "words",
    [
        "Thursday, May 3rd, 2012 @ 10:22 pm",
        "10:22 pm on 3 May 2012",
        "3rd of May, 2012, 22:22",
        "2012/05/03 22:22",
        "3. Mai 2012 um 22.22 Uhr",
        "3 mai 2012 à 22h22",
        "3 mai 2012 à 22 h 22 min",
        "3 de maio de 2012 às 22:22",
        "3 de mayo del 2012 a las 10:22 p. m.",
        "3 maggio 2012 alle 22:22",
        "3 mei 2012 om 22:22",
        "3 مايو، 2012 الساعة 10:22 م",
        "٣ مايو، ٢٠١٢ ١٠:٢٢ م",
        "2012年5月3日 下午10:22",
        "2012년 5월 3일 오후 10:22",
        "2012-05-03 10:22 μμ",
        "May 3, 2012 at 10:22pmReply",
    ],
)
def test_the_same_minute_in_other_words(words: str) -> None:
    read = from_words(words, HERE)
    assert (read.at, read.source) == (datetime(2012, 5, 4, 2, 52, tzinfo=UTC), "site-local-minute")


@pytest.mark.parametrize(
    "words", ["3 مايو، 2012 الساعة 10:22 ص", "2012年5月3日 上午10:22", "2012-05-03 10:22 πμ"]
)
def test_the_morning_is_not_the_evening(words: str) -> None:
    assert from_words(words, HERE).at == datetime(2012, 5, 3, 14, 52, tzinfo=UTC)
