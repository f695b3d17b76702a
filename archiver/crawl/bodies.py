"""A page's body is decoded once: as it lands, and not again for its response."""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from archiver.items import Landed


class LandedBodies(HttpCompressionMiddleware):
    """Scrapy's own, which takes the body that ``meta["landed"]`` has. It decodes what did not land as a page, is cut,
    or is larger than ``DOWNLOAD_MAXSIZE``.
    """

    _body: bytes | None = None  # of the response that is being processed

    def process_response(  # type: ignore[override] # the spider that Scrapy's still takes is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        """The response, decoded."""
        landed: Landed | None = request.meta.get("landed")
        page = landed.facts.page if landed is not None and landed.facts is not None else None
        self._body = page.body if page is not None and page.whole else None
        decoded: Request | Response = super().process_response(request, response)
        return decoded

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        if self._body is None or 0 < max_size < len(self._body):
            return super()._handle_encoding(body, content_encoding, max_size)
        return self._body, []
