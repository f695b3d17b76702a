"""How much one exchange may take of us: bytes and seconds. (Redirects are counted by Scrapy,
``REDIRECT_MAX_TIMES``; each is an exchange of its own.)

A hostile or broken server must not fill the memory or hold a crawl for ever.
What came before a limit was hit is kept, with ``WARC-Truncated``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from archiver.wire.limits import HEAD_BYTES

PREFIX = "ARCHIVER_LIMIT_"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """The limits of one fetch. Each is the setting ``ARCHIVER_LIMIT_`` + its name in capitals."""

    # Scrapy's line reader gives up at 16 KiB a line; all lines together seldom pass 32 KiB.
    head_bytes: int = HEAD_BYTES
    # The longest thread pages measured are below 3 MB; photographs below 30 MB. Sixteen fetches at a
    # time may each hold this twice, so it is less than what wire would read.
    body_bytes: int = 64 * 1024 * 1024
    # From the request's first byte to the end of the answer's head.
    head_seconds: float = 60.0
    # From the end of the head to the end of the body.
    body_seconds: float = 600.0
    # An answer slower than this over `rate_seconds` is a drip, not a slow line (a 2 kB/s modem passes).
    rate_bytes: int = 64
    rate_seconds: float = 30.0
    # How often the clock limits are looked at; one timer for all fetches, however many.
    sweep_seconds: float = 0.5


def limits_from(settings: Mapping[str, Any]) -> FetchLimits:
    """The limits that ``settings`` name, the defaults for the rest.

    Raises ``ValueError`` where a value is no number.
    """
    chosen: dict[str, Any] = {}
    for field in fields(FetchLimits):
        value = settings.get(PREFIX + field.name.upper())
        if value is not None:
            chosen[field.name] = float(value) if field.type is float else int(value)
    return FetchLimits(**chosen)
