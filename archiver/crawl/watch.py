"""All fetches in the air, and the clock that watches them."""

from typing import Any

from archiver.crawl.flight import Flight
from archiver.crawl.tee import Tee


class Watch:
    """Knows each flight bound to a connection; stops those that pass a limit of time.

    One timer serves all flights and runs only while there are any.
    """

    def __init__(self, reactor: Any, sweep_seconds: float) -> None:
        self._reactor = reactor
        self._sweep_seconds = sweep_seconds
        self._aloft: dict[Flight, Tee] = {}
        self._timer: Any = None

    def __len__(self) -> int:
        return len(self._aloft)

    def join(self, flight: Flight, tee: Tee) -> None:
        """``flight`` goes over ``tee`` from now on."""
        flight.begun = self._reactor.seconds()
        self._aloft[flight] = tee
        if self._timer is None:
            self._timer = self._reactor.callLater(self._sweep_seconds, self._sweep)

    def leave(self, flight: Flight) -> None:
        """``flight`` has landed, or never flew."""
        tee = self._aloft.pop(flight, None)
        if tee is not None:
            tee.unbind(flight)

    def drop_all(self, sentence: str) -> int:
        """Stop every flight; what came is kept, truncated as ``unspecified``. Gives their number."""
        aloft = list(self._aloft.items())
        for flight, tee in aloft:
            tee.cut(flight, "unspecified", sentence)
        return len(aloft)

    def _sweep(self) -> None:
        self._timer = None
        now = self._reactor.seconds()
        for flight, tee in list(self._aloft.items()):
            sentence = flight.over_time(now)
            if sentence is not None:
                tee.cut(flight, "time", sentence)
            elif flight.drained is not None and flight.has_landed():
                tee.finish_draining(flight)
        if self._aloft:
            self._timer = self._reactor.callLater(self._sweep_seconds, self._sweep)
