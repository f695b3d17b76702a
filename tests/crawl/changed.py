"""Handlers as they would be if Scrapy changed beneath ours: given to a crawl as its setting DOWNLOAD_HANDLERS."""

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web.client import HTTPConnectionPool

from archiver.crawl.handler import CaptureHandler


class _Renamed(HTTP11DownloadHandler):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.pool_by_another_name = vars(self).pop("_pool")


class WithoutPool(CaptureHandler, _Renamed):
    """Scrapy's handler keeps its connections under another name."""


class WithoutTee(CaptureHandler):
    """Scrapy's handler takes its connections from a pool of its own, past the one with the tee."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        plain: Any = HTTPConnectionPool(reactor)  # type: ignore[no-untyped-call]  # Twisted has no types here
        self._pool = plain
