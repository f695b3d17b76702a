"""Items into the store: see ``archiver.derive.fold``, by way of the crawl's intake."""

from typing import Self

from scrapy.crawler import Crawler

from archiver.crawl.intake import Intake
from archiver.items import Landed


class StorePipeline:
    """Hands landed captures to the intake, which commits them in batches."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(Intake.of(crawler))

    def process_item(self, item: object) -> object:
        """The item, unchanged, once it is in the next batch."""
        if isinstance(item, Landed):
            self._intake.put(item)
        return item
