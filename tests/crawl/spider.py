"""A spider that fetches what it is told and writes down what became of it."""

import base64
import json
from pathlib import Path

import scrapy


class TestSpider(scrapy.Spider):
    """``-a plan=FILE``: JSON with ``urls`` (or ``requests``: keyword arguments) and ``report``."""

    name = "awkward"

    def __init__(self, plan: str, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.plan = json.loads(Path(plan).read_text())
        self.site_name = self.plan.get("site_name", "tests")
        if "allow_private_hosts" in self.plan:
            self.allow_private_hosts = self.plan["allow_private_hosts"]
        self.report: list[dict[str, object]] = []

    async def start(self):
        for url in self.plan.get("urls", ()):
            yield self.request(url=url)
        for keywords in self.plan.get("requests", ()):
            yield self.request(**keywords)

    def request(self, *, meta=None, **keywords):
        meta = {"proxy": self.plan["proxy"]} if "proxy" in self.plan and meta is None else meta
        meta = {**(meta or {}), **self.plan.get("meta", {})}
        keywords.setdefault("dont_filter", True)
        return scrapy.Request(callback=self.came, errback=self.failed, meta=meta, **keywords)

    def came(self, response):
        self.note(response.request, status=response.status, body=base64.b64encode(response.body).decode())
        for url in self.plan.get("follow", {}).get(response.url, ()):
            yield self.request(url=url)

    def failed(self, failure):
        self.note(failure.request, error=failure.type.__name__, sentence=str(failure.value))

    def note(self, request, **facts):
        captured = request.meta.get("capture")
        if captured is not None:
            capture = captured.capture
            facts["capture"] = {
                name: str(getattr(capture, name)) for name in ("record_id", "url", "kind", "status")
            }
            facts["capture"] |= {"truncated": capture.truncated, "warc": capture.warc}
            facts["capture"] |= {"offset": capture.offset, "length": capture.length}
            facts["block"] = base64.b64encode(captured.block).decode()
        self.report.append({"url": request.url, **facts})

    def closed(self, reason):
        Path(self.plan["report"]).write_text(json.dumps({"reason": reason, "fetches": self.report}))
