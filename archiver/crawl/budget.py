"""How much one run may ask for: pages and minutes (``-a pages=N -a minutes=M``). A run that has spent its
budget begins nothing more, ends what it began, and says what is left.

Requisites are no pages; they stop with the minutes.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from archiver.crawl.arguments import Arguments
from archiver.crawl.single import one_for
from archiver.crawl.walk import Walk

logger = logging.getLogger(__name__)

PAGES_SPENT = "budget"
MINUTES_SPENT = "minutes"
"""How a run ends that its budget ended (Scrapy's finish reason): after its pages what they need was still asked for, after its minutes not."""


class Budget:
    """One for each crawl; get it with :meth:`of`. ``left`` counts what was not begun, by why it was due."""

    def __init__(self, arguments: Arguments, clock: Callable[[], float] = time.monotonic) -> None:
        self._pages, self._minutes = arguments.pages, arguments.minutes
        self._clock = clock
        self._begun = clock()
        self.spent = 0
        self.left: Counter[str] = Counter()

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The budget of ``crawler``, made at the first call; one without bounds for a spider that takes no arguments of ours."""
        return one_for(crawler, cls, lambda: cls(getattr(crawler.spider, "arguments", None) or Arguments()))

    @property
    def is_out_of_time(self) -> bool:
        """Whether the minutes have passed."""
        return self._minutes is not None and self._clock() - self._begun >= self._minutes * 60

    @property
    def reason(self) -> str:
        """The finish reason of a run that leaves something for the next."""
        return MINUTES_SPENT if self.is_out_of_time else PAGES_SPENT

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be begun."""
        return self.is_out_of_time or (self._pages is not None and self.spent >= self._pages)

    def told(self) -> str:
        """What is left, in words: ``12 new, 120 due``."""
        return ", ".join(f"{count} {why}" for why, count in self.left.most_common())


class BudgetMiddleware:
    """Downloader middleware: counts pages as they are asked for, and lets none begin once the budget is spent.

    What begins something is the first page of a walk, and whatever bears ``meta["begins"]``, a word for what it is.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(Budget.of(crawler))

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for what may not begin any more."""
        if "requisite" in request.meta:
            return
        walk = request.meta.get("walk")
        begins = walk.why if isinstance(walk, Walk) and walk.look is None else request.meta.get("begins")
        if begins and not request.meta.get("redirect_times") and self._budget.is_spent:
            self._budget.left[begins] += 1
            raise IgnoreRequest("the budget is spent")
        self._budget.spent += 1
