"""A page's body is decoded once: as it lands, and not again for its response."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from archiver.items import Landed


class LandedBodies:
    """Downloader middleware nearer the wire than Scrapy's HttpCompressionMiddleware, to which it leaves what did not land as
    a page, or is larger than ``DOWNLOAD_MAXSIZE`` or ``DOWNLOAD_WARNSIZE``. What could not be decoded to its end is a problem
    of the page by now: its response has what came of it, and nobody tries again (Scrapy unpacked up to 256 MB, or failed).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        sizes = (crawler.settings.getint(name) for name in ("DOWNLOAD_MAXSIZE", "DOWNLOAD_WARNSIZE"))
        self._most = min((size for size in sizes if size > 0), default=None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with the body that ``meta["landed"]`` has, as Scrapy would have made it."""
        landed: Landed | None = request.meta.get("landed")
        page = landed.facts.page if landed is not None and landed.facts is not None else None
        if page is None or "Content-Encoding" not in response.headers:
            return response
        if self._most is not None and len(page.body) > self._most:
            return response
        if self._stats is not None:  # counted as what Scrapy decodes
            self._stats.inc_value("httpcompression/response_bytes", len(page.body))
            self._stats.inc_value("httpcompression/response_count")
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=page.body)
        encoding = {"encoding": None} if issubclass(kind, TextResponse) else {}  # told by the body, anew
        return response.replace(cls=kind, headers=headers, body=page.body, **encoding)
