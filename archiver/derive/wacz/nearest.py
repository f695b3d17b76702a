"""Which capture of an address was made nearest to an instant."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from archiver.store.rows import Row
from archiver.store.times import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Captures in time's order, with their instants."""

    rows: list[Row]
    instants: list[datetime]

    @classmethod
    def of(cls, rows: list[Row]) -> Self:
        """Of ``rows``, which come by ``captured_at``."""
        return cls(rows=rows, instants=[instant(row["captured_at"]) for row in rows])

    def nearest(self, when: datetime) -> Row | None:
        """The one nearest to ``when``: of two as near the earlier, of several at one instant the first. None of none."""
        after = bisect_left(self.instants, when)
        before = bisect_left(self.instants, self.instants[after - 1]) if after else 0
        around = [place for place in (before, after) if place < len(self.rows)]
        best = min(around, key=lambda place: abs(self.instants[place] - when), default=None)
        return None if best is None else self.rows[best]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The captures of one address by time, made once and asked for each page: a step takes the logarithm of their number."""

    every: Line
    good: Line

    @classmethod
    def of(cls, found: list[Row]) -> Self:
        """Of ``found``, which come by ``captured_at``."""
        good = [row for row in found if row["status"] is not None and row["status"] < 400]
        return cls(every=Line.of(found), good=Line.of(good))

    def nearest(self, when: datetime) -> Iterator[Row]:
        """The capture nearest to ``when``; if it shows no success, also the nearest that does: a reader may take
        either.
        """
        best = self.every.nearest(when)
        if best is None:
            return
        yield best
        if best["status"] is None or best["status"] >= 400:
            success = self.good.nearest(when)
            if success is not None:
                yield success
