"""A look's beginning and end in the log, and each response joined to what its page said.

A look begins when its first page is asked for, not when it was queued: the
record that says so must be older than the look's first capture, and not by hours.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archiver.crawl.intake import Intake
from archiver.crawl.recorder import Recorder
from archiver.crawl.walk import Walk


class LookMiddleware:
    """Downloader middleware nearest the wire. ``meta["walk"]`` holds the walk that a request
    belongs to; ``meta["landed"]`` is set on each response's request to what landed.
    """

    def __init__(self, recorder: Recorder, intake: Intake) -> None:
        self._recorder = recorder
        self._intake = intake

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        return cls(Recorder.of(crawler), Intake.of(crawler))

    def process_request(self, request: Request) -> None:
        """Note the start of a look before its first page is asked for."""
        walk = request.meta.get("walk")
        if isinstance(walk, Walk) and walk.look is None:
            fields = {"article": walk.article, "why": walk.why}
            if walk.count is not None:
                fields["count"] = str(walk.count)
            self._intake.look_begins(walk.article)
            walk.look = self._recorder.note("look-start", fields).record_id

    def process_response(self, request: Request, response: Response) -> Response:
        """Join the response to what its page said."""
        capture = request.meta.get("capture")
        request.meta["landed"] = self._intake.take(capture.capture.record_id) if capture is not None else None
        return response
