"""A spider that fetches what it is told and writes down what became of it."""

import base64
import json
import resource
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NoReturn, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

from archiver.crawl.recorder import Recorder


class TestSpider(scrapy.Spider):
    """``-a plan=FILE``: JSON with ``urls`` (or ``requests``: keyword arguments), ``report`` and:

    ``proxy``, ``meta``: for every request; ``follow``: URLs to ask for after a URL; ``allow_private_hosts``;
    ``stop_download``: want no more at the first bytes; ``drop_at``: drop all in flight at that URL's head;
    ``file_limit``: bytes a file may have; ``journal``: a file that gets a line at each callback; ``brief``.
    """

    name = "awkward"

    def __init__(self, plan: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = json.loads(Path(plan).read_text())
        self.site_name = self.plan.get("site_name", "tests")
        if "allow_private_hosts" in self.plan:
            self.allow_private_hosts = self.plan["allow_private_hosts"]
        if "file_limit" in self.plan:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.plan["file_limit"], resource.RLIM_INFINITY))
        self.report: list[dict[str, object]] = []
        self.told: list[list[str]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.plan.get("stop_download"):
            crawler.signals.connect(spider.enough, signal=signals.bytes_received)
        if "drop_at" in spider.plan:
            crawler.signals.connect(spider.drop, signal=signals.headers_received)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        recorder = Recorder.of(self.crawler)
        recorder.subscribers.append(lambda captured: self.tell("capture", captured.capture.record_id))
        recorder.note_subscribers.append(lambda note: self.tell("note", note.kind))
        recorder.start_subscribers.append(lambda start: self.tell("start", start.run, start.site))
        for kind in self.plan.get("notes", ()):
            recorder.note(kind, {"from": "a test"})
        for url in self.plan.get("urls", ()):
            yield self.request(url=url)
        for keywords in self.plan.get("requests", ()):
            yield self.request(**keywords)

    def tell(self, *words: str) -> None:
        self.told.append(list(words))

    def enough(self) -> NoReturn:
        raise StopDownload(fail=False)

    def drop(self, request: scrapy.Request) -> None:
        from twisted.internet import reactor

        if request.url == self.plan["drop_at"]:
            clock: Any = reactor
            clock.callLater(0.2, Recorder.of(self.crawler).drop_in_flight, "the test wants no more")

    def request(self, *, meta: dict[str, Any] | None = None, **keywords: Any) -> scrapy.Request:
        meta = {"proxy": self.plan["proxy"]} if "proxy" in self.plan and meta is None else meta
        meta = {**(meta or {}), **self.plan.get("meta", {})}
        keywords.setdefault("dont_filter", True)
        return scrapy.Request(callback=self.came, errback=self.failed, meta=meta, **keywords)

    def came(self, response: Response) -> Iterator[scrapy.Request]:
        assert response.request is not None
        self.note(response.request, status=response.status, body=base64.b64encode(response.body).decode())
        for url in self.plan.get("follow", {}).get(response.url, ()):
            # As a spider follows links: not one of the first requests.
            yield scrapy.Request(url, callback=self.came, errback=self.failed, dont_filter=True)

    def failed(self, failure: Any) -> None:
        self.note(failure.request, error=failure.type.__name__, sentence=str(failure.value))

    def note(self, request: scrapy.Request, **facts: Any) -> None:
        captured = request.meta.get("capture")
        if captured is not None:
            capture = captured.capture
            names = (
                "record_id",
                "url",
                "kind",
                "status",
                "refers_to",
                "truncated",
                "warc",
                "offset",
                "length",
            )
            facts["capture"] = {name: getattr(capture, name) for name in names}
            facts["block"] = base64.b64encode(captured.block).decode()
            self.tell("callback", capture.record_id)
            if "journal" in self.plan:
                with Path(self.plan["journal"]).open("a") as file:
                    file.write(json.dumps(facts["capture"]) + "\n")
        if self.plan.get("brief"):
            facts.pop("block", None)
            facts.pop("body", None)
        self.report.append({"url": request.url, **facts})

    def closed(self, reason: str) -> None:
        told = {"reason": reason, "fetches": self.report, "told": self.told}
        Path(self.plan["report"]).write_text(json.dumps(told))
