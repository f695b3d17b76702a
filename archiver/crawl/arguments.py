"""A spider's arguments, read strictly: a wrong one is said before anything is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from archiver.crawl.due import MODES, Mode
from archiver.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What to fetch. ``since`` and ``until`` bound an article's own day (until's included);
    ``urls`` names articles and turns discovery off; ``limit`` counts articles. ``pages`` and
    ``minutes`` are the run's budget (``archiver.crawl.budget``).
    """

    base: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    urls: tuple[str, ...] = ()
    mode: Mode = "due"
    limit: int | None = None
    pages: int | None = None
    minutes: int | None = None

    def admits(self, day: datetime | None) -> bool:
        """Whether an article of this day is wanted; one whose day is not known is."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)


def read_arguments(given: Mapping[str, str]) -> Arguments:
    """Raises UsageError, naming the argument, for one that is unknown or can't be read."""
    known = {"base", "since", "until", "url", "mode", "limit", "pages", "minutes"}
    if unknown := sorted(set(given) - known):
        raise UsageError(f"unknown spider argument {unknown[0]!r}: there are {', '.join(sorted(known))}")
    since, until = _day("since", given.get("since")), _day("until", given.get("until"))
    if since and until and since > until:
        raise UsageError(
            f"since={given['since']!r} comes after until={given['until']!r}: no day lies between"
        )
    return Arguments(
        base=_address("base", given["base"]) if "base" in given else None,
        since=since,
        until=until + timedelta(days=1) if until else None,
        urls=tuple(_address("url", url.strip()) for url in given.get("url", "").split(",") if url.strip()),
        mode=_mode(given.get("mode", "due")),
        limit=_count("limit", given.get("limit")),
        pages=_count("pages", given.get("pages")),
        minutes=_count("minutes", given.get("minutes")),
    )


def _mode(value: str) -> Mode:
    for mode in MODES:
        if value == mode:
            return mode
    raise UsageError(f"mode={value!r}: it is one of {', '.join(MODES)}")


def _day(name: str, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{name}={value!r}: a date is written YYYY-MM-DD") from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    try:
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise UsageError(f"{name}={value!r}: an address begins with http:// or https:// and a host")
    return value


def _count(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdigit() or int(value) == 0:
        raise UsageError(f"{name}={value!r}: a number from 1 up")
    return int(value)
