"""A signal ends a run in good order: nothing new is asked for, what waits for its turn is let go, and after ten seconds
what is still in flight is dropped, keeping what came (WARC-Truncated).
"""

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from archiver.crawl.recorder import Recorder
from archiver.crawl.single import one_for

GRACE_SECONDS = 10.0

WHY = "stopped by a signal"

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class LetGo(IgnoreRequest):
    """The run was told to end before this was asked for."""


class Signals:
    """One for each crawl; get it with :meth:`of`. Remembers the first signal, and lets whoever handled it before handle it still.

    ``received`` is its number, None while none came. ``then`` is what is done when it comes. Until ``has_engine`` nobody else
    handles the first: Scrapy stops the reactor where its engine has not started, and leaves all that is open to its fate. Nor
    while the run ``is_failing``, which closes it: told to stop, Scrapy's engine would not wait for that, and threads would keep the process.
    """

    received: int | None = None
    has_engine = False

    def __init__(self) -> None:
        self.then: list[Callable[[], object]] = []
        self.is_failing: Callable[[], bool] = lambda: False

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The signals of ``crawler``, made at the first call."""
        return one_for(crawler, cls, cls)

    def watch(self) -> None:
        """Stand before the handler that SIGTERM has now, for each of the signals that end a run.

        A SIGHUP that the process was started to ignore, as nohup does, stays ignored.
        """
        before = signal.getsignal(signal.SIGTERM)

        def handle(number: int, frame: FrameType | None) -> None:
            waits = self.received is None and (not self.has_engine or self.is_failing())
            if self.received is None:
                self.received = number
                for follows in self.then:
                    follows()
            if callable(before) and not waits:
                before(number, frame)

        for number in _SIGNALS:
            if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handle)


def received(crawler: Crawler) -> int | None:
    """The number of the first signal that came to stop ``crawler``; None if none did."""
    return Signals.of(crawler).received


class Stopping:
    """Extension: what waits for its turn is let go at the first signal, what is in flight dropped ten seconds later. A signal
    that came before there was an engine stops it as soon as there is.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._recorder = Recorder.of(crawler)
        self._signals = Signals.of(crawler)
        self._signals.then.append(self._drop_later)
        self._signals.is_failing = lambda: self._recorder.failure is not None
        crawler.signals.connect(self._started, signal=signals.engine_started)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(crawler)

    async def _started(self) -> None:
        self._signals.watch()  # Scrapy's own handler, which stops the crawl, is installed by now
        self._signals.has_engine = True
        if self._signals.received is not None and self._crawler.engine is not None:
            await self._crawler.engine.stop_async()

    def _drop_later(self) -> None:
        from twisted.internet import reactor

        clock: Any = reactor  # a module to the type checker, a reactor once it is installed
        for seconds, do in ((0.0, self._let_go), (GRACE_SECONDS, self._drop)):
            clock.callFromThread(clock.callLater, seconds, do)

    def _drop(self) -> None:
        self._recorder.drop_in_flight(WHY)
        self._let_go()

    def _let_go(self) -> None:
        """Scrapy's engine waits for each request that it has handed over, and the pause of a host may be half an hour."""
        engine = self._crawler.engine
        for slot in engine.downloader.slots.values() if engine is not None else ():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(LetGo(WHY))
