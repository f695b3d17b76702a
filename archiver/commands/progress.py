"""One live line on a terminal: how far, how fast, how long still. Elsewhere nothing."""

import sys
import time

BETWEEN = 0.2
"""Seconds between two lines drawn."""


class ProgressLine:
    """Give :meth:`tell` to what takes long; call :meth:`end` before anything else is printed."""

    def __init__(self, units: dict[str, tuple[float, str]]) -> None:
        """``units``: for each stage, what a unit is divided by, and its name."""
        self._units = units
        self._out = sys.stderr
        self._live = self._out.isatty()
        self._stage = ""
        self._began = self._drawn = 0.0
        self._first = 0

    def tell(self, stage: str, done: int, total: int) -> None:
        """``done`` of ``total`` of the stage is done."""
        if not self._live:
            return
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._first = stage, now, done
        elif now - self._drawn < BETWEEN and done < total:
            return
        self._drawn = now
        self._out.write(
            "\r\x1b[K" + line(self._units, stage, done, total, done - self._first, now - self._began)
        )
        self._out.flush()

    def end(self) -> None:
        """Wipe the line."""
        if self._live and self._stage:
            self._out.write("\r\x1b[K")
            self._out.flush()
            self._stage = ""


def line(
    units: dict[str, tuple[float, str]], stage: str, done: int, total: int, fresh: int, seconds: float
) -> str:
    """The line: ``fresh`` of what is done was done in these ``seconds``."""
    size, name = units.get(stage, (1, ""))
    rate = fresh / seconds if seconds > 0 else 0.0
    left = f", {_span((total - done) / rate)} left" if rate > 0 and done < total else ""
    share = 100 * done // total if total else 100
    return f"{stage} {done / size:,.0f} of {total / size:,.0f} {name} ({share} %), {rate / size:,.1f} {name}/s{left}"


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
