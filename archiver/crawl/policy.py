"""The numbers that say how often what is asked for: the settings ``DUE_…``, measured in ``benchmarks/year.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Literal, Self

from archiver.errors import UsageError

PREFIX = "DUE_"

Hints = Literal["counts", "feed", "none"]
"""What the site tells between looks: its article feed prints each thread's count (``counts``, with the comment
feed), its comment feed answers (``feed``), or neither (``none``).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Each number is the setting ``DUE_`` + its name in capitals. Shares are of the time that had passed, at a
    look, since the thread last stirred (``none``: of the article's age); why each has its value stands in docs/decisions.md, "The schedule".
    """

    share_counts: float = 4
    share_feed: float = 1.5
    share_none: float = 0.07
    # Past changes beyond arrivals (edits, deletions) shorten a pause: each by this share of it, four at most.
    share_of_a_change: float = 0.1
    shortest_minutes: float = 60
    # The floor: every thread is looked at once in so many days, whatever nobody tells.
    longest_days: float = 30
    # The counts in the article feed, ten threads a request: the same, for the pages of that feed.
    share_scan: float = 0.15
    shortest_scan_minutes: float = 10
    longest_scan_days: float = 4
    # A site's clock may be so far behind ours: a comment made so shortly before a look may have come after it.
    clock_skew_minutes: float = 2
    # A thread that stirred so lately may be the one that a full comment feed no longer names.
    hot_days: float = 1
    # A look that nobody told us to make stops at a page that is as it was, if the whole was walked so lately.
    whole_days: float = 7
    # The comment feed is asked each run; the article feed (the front page where none answers) after so long.
    article_feed_minutes: float = 30
    # Lists of all articles.
    lists_hours: float = 24
    all_posts_days: float = 7

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Raises UsageError for a setting that is no number from 0 up."""
        given: dict[str, Any] = {}
        for field in fields(cls):
            value = settings.get(PREFIX + field.name.upper())
            if value is not None:
                given[field.name] = _number(PREFIX + field.name.upper(), value)
        return cls(**given)

    def share(self, hints: Hints) -> float:
        """The share for a site that tells so much."""
        return {"counts": self.share_counts, "feed": self.share_feed, "none": self.share_none}[hints]

    @property
    def shortest(self) -> timedelta:
        """The shortest pause between two looks that nobody told us to make."""
        return timedelta(minutes=self.shortest_minutes)

    @property
    def longest(self) -> timedelta:
        """The longest pause: the floor."""
        return timedelta(days=self.longest_days)


_LARGEST = 10_000_000
"""More minutes than any pause has; what is larger no calendar holds."""


def _number(name: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not 0 <= number <= _LARGEST:
        raise UsageError(f"{name}={value!r}: a number from 0 to {_LARGEST:,}")
    return number
