"""``Retry-After`` (RFC 9110, section 10.2.3) is honoured: the host is left alone for as long as it asks.

The pause is the delay of the host's slot, which AutoThrottle takes back step by
step once the host answers well again.
"""

from datetime import UTC, datetime
from time import monotonic
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from archiver.wire.page import http_date

LONGEST_PAUSE = 600.0
"""Seconds. A host that asks for more is asked again at the next run, by its backoff."""

_ASKS_FOR_PATIENCE = frozenset({429, 503})


def pause_of(value: bytes, now: datetime) -> float | None:
    """The seconds from ``now`` that a ``Retry-After`` asks for, at most ``LONGEST_PAUSE``; None if it can't be read."""
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_PAUSE)
    until = http_date(value)
    if until is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_PAUSE)


class RetryAfter:
    """Extension. It hears of an answer before Scrapy sends the host the next request, as a middleware does not."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(crawler)

    def _downloaded(self, request: Request, response: Response) -> None:
        """Slow the host's slot down if the answer asks for it."""
        asked = response.headers.get("Retry-After") if response.status in _ASKS_FOR_PATIENCE else None
        pause = pause_of(asked, datetime.now(UTC)) if asked else None
        engine = self._crawler.engine
        if pause and engine is not None:
            slot = engine.downloader.slots[request.meta["download_slot"]]
            slot.delay = max(slot.delay, 2 * pause)  # Scrapy draws each wait from half the delay on
            slot.lastseen = monotonic()  # and counts it from when it asked, which may be long ago
