"""What a crawl was told: an extension that writes down each capture whose response went on, as it does."""

import ctypes
import json
import os
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response


class Told:
    """One line of JSON a capture, in the file that ``ARCHIVER_TEST_TOLD`` names."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's call."""
        told = cls(os.environ["ARCHIVER_TEST_TOLD"])
        crawler.signals.connect(told.hear, signal=signals.response_received)
        return told

    def hear(self, response: Response, request: Request) -> None:
        """A response has come to whoever asked."""
        capture = request.meta["capture"].capture
        line = [capture.record_id, capture.url, capture.warc, capture.offset, capture.length]
        os.write(self._file, json.dumps(line).encode() + b"\n")
        ctypes.CDLL(None).faults_mark(json.dumps(line).encode())  # in the shim's trace, if it keeps one
