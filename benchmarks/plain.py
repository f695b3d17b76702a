"""The plain fetching spider, to be run under our settings: what capture alone costs."""

from collections.abc import AsyncIterator

import scrapy
from scrapy.http import Response

from benchmarks.rivals import _paths


class PlainSpider(scrapy.Spider):
    name = "plain"

    def __init__(self, base: str, pages: str) -> None:
        super().__init__()
        self.base, self.pages = base, int(pages)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for path in _paths(self.pages):
            yield scrapy.Request(self.base + path)

    def parse(self, response: Response) -> None:
        """Fetching is all."""
