"""A signal ends a run in good order: nothing new is asked for, and after ten seconds
what is still in flight is dropped, keeping what came (WARC-Truncated).
"""

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from archiver.crawl.recorder import Recorder

GRACE_SECONDS = 10.0

_ATTRIBUTE = "archiver_signals"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """Remembers the first signal, and lets whoever handled it before handle it still.

    ``received`` is its number, None while none came.
    """

    received: int | None = None

    def __init__(self, then: Callable[[], object]) -> None:
        self._then = then

    def watch(self) -> None:
        """Stand before the handler that SIGTERM has now, for each of the signals that end a run."""
        before = signal.getsignal(signal.SIGTERM)

        def handle(number: int, frame: FrameType | None) -> None:
            if self.received is None:
                self.received = number
                self._then()
            if callable(before):
                before(number, frame)

        for number in _SIGNALS:
            signal.signal(number, handle)


def received(crawler: Crawler) -> int | None:
    """The number of the first signal that came to stop ``crawler``; None if none did."""
    signals_: Signals | None = vars(crawler).get(_ATTRIBUTE)
    return None if signals_ is None else signals_.received


class Stopping:
    """Extension: what is in flight is dropped ten seconds after the first signal."""

    def __init__(self, crawler: Crawler) -> None:
        self._recorder = Recorder.of(crawler)
        self._signals = Signals(self._drop_later)
        setattr(crawler, _ATTRIBUTE, self._signals)
        # Scrapy's own handler, which stops the crawl, is installed by then.
        crawler.signals.connect(self._signals.watch, signal=signals.engine_started)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(crawler)

    def _drop_later(self) -> None:
        from twisted.internet import reactor

        clock: Any = reactor  # a module to the type checker, a reactor once it is installed
        drop = self._recorder.drop_in_flight
        clock.callFromThread(lambda: clock.callLater(GRACE_SECONDS, drop, "stopped by a signal"))
