"""What pages named and was not asked for: counted by reason, and listed as far as a note can hold it."""

import json
from collections import Counter

MOST_LISTED = 1000
"""Addresses of one run that are listed; the rest is counted."""


class LeftOut:
    """What one run left out."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._listed: list[tuple[str, str]] = []

    def add(self, reason: str, url: str) -> None:
        """``url`` was not asked for, by reason of a bound (``addresses``, ``hosts``, ``bytes``, ``depth``), of ``robots`` …"""
        self.counts[reason] += 1
        if len(self._listed) < MOST_LISTED:
            self._listed.append((reason, url))

    def fields(self) -> dict[str, str]:
        """The fields of the run's note: each reason with its count, and ``listed``, a JSON array of reason and address;
        empty if nothing was left out.
        """
        if not self.counts:
            return {}
        counts = {reason: str(count) for reason, count in sorted(self.counts.items())}
        return {"of": "requisites", **counts, "listed": json.dumps(self._listed, ensure_ascii=False)}

    def __str__(self) -> str:
        return ", ".join(f"{count} {reason}" for reason, count in sorted(self.counts.items()))
