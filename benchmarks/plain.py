"""A spider that fetches addresses and does nothing with them, to be run under this project's settings."""

from collections.abc import AsyncIterator
from pathlib import Path

import scrapy
from scrapy.http import Response


class PlainSpider(scrapy.Spider):
    name = "plain"

    def __init__(self, urls: str) -> None:
        super().__init__()
        self.urls = Path(urls).read_text().split()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Fetching is all."""
