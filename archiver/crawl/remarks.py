"""What of a run its operator must be told: sentences, said in the log at once, again in its summary, and kept in its end
record, from which ``archiver status`` tells them.
"""

import json
import logging
from typing import Self

from scrapy.crawler import Crawler

from archiver.crawl.single import one_for

logger = logging.getLogger(__name__)


class Remarks:
    """One for each crawl; get it with :meth:`of`. ``said`` has the sentences in their order."""

    def __init__(self) -> None:
        self.said: list[str] = []

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The remarks of ``crawler``, made at the first call."""
        return one_for(crawler, cls, cls)

    def add(self, sentence: str) -> None:
        """Say ``sentence``, once a run."""
        if sentence not in self.said:
            self.said.append(sentence)
            logger.error("%s", sentence)

    def fields(self) -> dict[str, str]:
        """The field of the run's end record: ``remarks``, a JSON array; empty where there is nothing to say."""
        return {"remarks": json.dumps(self.said, ensure_ascii=False)} if self.said else {}
