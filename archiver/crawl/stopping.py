"""A signal ends a run in good order: nothing new is asked for, and after ten seconds
what is still in flight is dropped, keeping what came (WARC-Truncated).
"""

import signal
from types import FrameType
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from archiver.crawl.recorder import Recorder

GRACE_SECONDS = 10.0

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """Extension. ``received`` is the first signal's number, None while none came."""

    received: int | None = None

    def __init__(self, crawler: Crawler) -> None:
        self._recorder = Recorder.of(crawler)
        crawler.signals.connect(self._started, signal=signals.engine_started)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(crawler)

    def _started(self) -> None:
        """Stand before Scrapy's own handler, which is installed by now and stops the crawl."""
        graceful = signal.getsignal(signal.SIGTERM)

        def handle(number: int, frame: FrameType | None) -> None:
            if self.received is None:
                self.received = number
                self._drop_later()
            if callable(graceful):
                graceful(number, frame)

        for number in _SIGNALS:
            signal.signal(number, handle)

    def _drop_later(self) -> None:
        from twisted.internet import reactor

        clock: Any = reactor  # a module to the type checker, a reactor once it is installed
        drop = self._recorder.drop_in_flight
        clock.callFromThread(lambda: clock.callLater(GRACE_SECONDS, drop, "stopped by a signal"))
