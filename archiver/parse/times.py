"""Times as pages print them, read without a guess.

A machine-readable time with an offset is exact. WordPress before 5.3 wrote the
site's wall time with a false ``+00:00``, and some themes still do; so a zero offset
is read as wall time where layout or version say so, or where the site's clock does not stand at zero. Words
("December 11, 2018 at 3:04 pm") are wall time to the minute. A date without a
time, an hour without minutes, an hour that a change of clocks skipped or repeated, a wall time without
known zone: no instant, only what is printed. Nothing is ever completed from today.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from archiver.items import Instant
from archiver.parse.text import apart, line_of
from archiver.parse.tree import Element

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene januar janvier janeiro gennaio gen januari يناير",
            "february feb febrero februar février fév fevereiro fev febbraio februari فبراير",
            "march mar marzo märz mrz mär mars março maart mrt مارس",
            "april apr abril abr avril avr aprile أبريل",
            "may mayo mai maio maggio mag mei مايو",
            "june jun junio juni juin junho giugno giu يونيو",
            "july jul julio juli juillet juil julho luglio lug يوليو",
            "august aug agosto ago août augustus أغسطس",
            "september sep sept septiembre setiembre set septembre setembro settembre سبتمبر",
            "october oct octubre oktober okt octobre outubro out ottobre ott أكتوبر",
            "november nov noviembre novembre novembro نوفمبر",
            "december dec diciembre dic dezember dez décembre déc dezembro dicembre ديسمبر",
        ),
        1,
    )
    for name in names.split()
}
"""Names and short forms in English, Spanish, German, French, Portuguese, Italian, Dutch and Arabic."""
_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NAMED = re.compile(
    r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?[,،]?\s+(?:de\s+)?(\d{4})(?!\d)", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?\s+(?:(?:de|of)\s+)?([^\W\d_]{3,10})\.?[,،]?\s+(?:(?:de|del)\s+)?(\d{4})(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.年년]\s?(\d{1,2})[-/.月월]\s?(\d{1,2})(?!\d)[日일]?")
_BEFORE = {"上午": "a", "下午": "p", "午前": "a", "午後": "p", "오전": "a", "오후": "p"}
_BEHIND = {"ص": "a", "م": "p", "πμ": "a", "μμ": "p"}
"""Halves of the day where they are not written a.m. and p.m. (Chinese, Japanese, Korean; Arabic, Greek)."""
_CLOCK = re.compile(
    rf"(?:({'|'.join(_BEFORE)})\s*)?(?<![\d:])(\d{{1,2}})(?:[:.]|\s?h\s?)(\d{{2}})(?::(\d{{2}}))?(?![\d:])"
    rf"(?:\s*(?:([ap])\.?\s?m(?:\b|(?=(?-i:[A-Z])))\.?|({'|'.join(_BEHIND)})(?!\w)))?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d\D+\d")
_HAS_HOUR = re.compile(r"\d[T ]\d")  # an ISO 8601 time, not a date alone
_HOUR = re.compile(r"()(?<![\d:.])(\d{1,2})()()\s*([ap])\.?\s?m\b()", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How this page's times are to be read: the site's zone (None: unknown), and
    whether ``+00:00`` can be meant (None: nothing tells).
    """

    zone: ZoneInfo | None
    zero_is_meant: bool | None = None


def in_zone(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant of a wall time; None where clocks were changed and it is none or two."""
    early, late = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    return in_utc(early) if early.utcoffset() == late.utcoffset() else None


def in_utc(at: datetime) -> datetime | None:
    """The same instant in UTC; None on the first and the last day of the calendar, where it may lie outside."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return None


def from_machine(value: str, printed: str, clock: Clock, *, offset_holds: bool | None = None) -> Instant:
    """The instant in an ISO 8601 ``value`` (a ``datetime`` attribute, JSON-LD, meta).

    ``offset_holds`` says of a zero offset that it is true (JSON-LD and meta are
    written in UTC) or false (by the layout); None asks ``clock``.
    """
    value = value.strip()
    shown = printed or value
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return Instant(at=None, printed=shown, source="unread")
    if not _HAS_HOUR.search(value):
        return Instant(at=None, printed=shown, source="date-only")
    if read.tzinfo is None:
        return _wall(read, shown, clock)
    if read.utcoffset() == timedelta(0) and not value.upper().endswith("Z"):
        wall = read.replace(tzinfo=None)
        meant = _zero_is_meant(wall, clock) if offset_holds is None else offset_holds
        if not meant:
            return _wall(wall, shown, clock)
    at = in_utc(read)
    return Instant(at=at, printed=shown, source="datetime+offset" if at else "unread")


def _zero_is_meant(wall: datetime, clock: Clock) -> bool:
    if clock.zero_is_meant is not None:
        return clock.zero_is_meant
    return clock.zone is None or wall.replace(tzinfo=clock.zone).utcoffset() == timedelta(0)


def _wall(wall: datetime, printed: str, clock: Clock, source: str = "site-local") -> Instant:
    if clock.zone is None:
        return Instant(at=None, printed=printed, source=f"{source}, zone unknown")
    at = in_zone(wall, clock.zone)
    return Instant(at=at, printed=printed, source=source if at else f"{source}, clocks changed")


def from_unix(value: str, printed: str) -> Instant | None:
    """The instant in a count of seconds since 1970 (tagDiv's ``pubdate``), None if it is none."""
    digits = value.strip()
    if not digits.isdecimal() or not 9 <= len(digits) <= 10:
        return None
    return Instant(at=datetime.fromtimestamp(int(digits), UTC), printed=printed, source="pubdate")


def from_words(printed: str, clock: Clock) -> Instant:
    """The instant in printed words: wall time, to the minute unless seconds are printed."""
    day = printed_day(printed)
    if day is None:
        return Instant(at=None, printed=printed, source="unread")
    read = printed_wall(printed)
    if read is None:
        return Instant(at=None, printed=printed, source="date-only")
    if _CLOCK.search(_without_day(printed)) is None:
        return Instant(
            at=None, printed=printed, source="hour-only"
        )  # "3 pm" by a clock without minutes is 3:59 too
    wall, exact = read
    return _wall(wall, printed, clock, "site-local" if exact else "site-local-minute")


def from_element(element: Element, clock: Clock) -> Instant:
    """The instant that an element's words tell: read with its parts apart, since an hour may stand close to a link ("7:50
    pmReply"), and as one where markup divides it ("3<sup>rd</sup>").
    """
    line = line_of(element)
    if not len(element):
        return from_words(line, clock)
    words = apart(element)
    shown = line if printed_day(line) else words
    return replace(from_words(words if printed_wall(words) else shown, clock), printed=shown)


def from_both(element: Element, machine: str, printed: str, clock: Clock) -> Instant:
    """The instant in an element's ISO 8601 value ``machine``; its words are read where that holds a day alone and they
    its hour too, or where it is wrongly spelled ("2012-05-3").
    """
    read = from_machine(machine, printed, clock)
    if read.source == "unread":
        return from_element(element, clock) if printed_day(printed) else read
    more = read.source == "date-only" and printed_wall(printed) is not None
    return from_element(element, clock) if more and printed_day(printed) == printed_day(machine) else read


def in_words(wall: datetime) -> str:
    """A wall time as WordPress prints it in English, in lower case: ``december 11, 2018 at 3:04 pm``."""
    month, half = _ENGLISH[wall.month - 1], "pm" if wall.hour > 11 else "am"
    return f"{month} {wall.day}, {wall.year} at {wall.hour % 12 or 12}:{wall.minute:02} {half}"


def printed_wall(printed: str) -> tuple[datetime, bool] | None:
    """The wall time in words, and whether it has seconds; None if date or time is missing."""
    day = printed_day(printed)
    if day is None:
        return None
    rest = _without_day(printed)
    found = _CLOCK.search(rest) or _HOUR.search(rest)
    if found is None:
        return None
    hour, minute, second = int(found[2]), int(found[3] or 0), int(found[4] or 0)
    half = (found[5] or "").lower() or _BEFORE.get(found[1]) or _BEHIND.get((found[6] or "").lower())
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second), bool(found[4])


def _without_day(printed: str) -> str:
    rest = _NAMED.sub(" ", printed, count=1)
    return _YEAR_FIRST.sub(" ", _DAY_FIRST.sub(" ", rest, count=1), count=1)


def printed_day(printed: str) -> date | None:
    """The day in words where it can be read one way only (3/4/2018 can't)."""
    for pattern, month, day, year in ((_NAMED, 1, 2, 3), (_DAY_FIRST, 2, 1, 3), (_YEAR_FIRST, 2, 3, 1)):
        for found in pattern.finditer(printed):
            name = found[month]
            number = int(name) if pattern is _YEAR_FIRST else _MONTHS.get(name.lower(), 0)
            try:
                return date(int(found[year]), number, int(found[day]))
            except ValueError:
                continue
    return None


def looks_dated(printed: str) -> bool:
    """Does it hold more than one number, as a day does and "3 days ago" does not?"""
    return _NUMBERS.search(printed) is not None


def tells_one_day(printed: str) -> bool:
    """Does it print a day, and no second one?"""
    return printed_day(printed) is not None and printed_day(_without_day(printed)) is None
