"""The others, each as a small program of its own. ``python rivals.py WHAT BASE PAGES FOLDER``; no import of ours."""

import sys
from collections.abc import Mapping
from pathlib import Path


def _paths(pages: int) -> list[str]:
    found = []
    for number in range(pages):
        post, kind = divmod(number, 3)
        found.append(
            f"/2018/12/{1 + post % 28:02d}/story-{post}/" + ("" if kind == 0 else f"comment-page-{kind + 1}/")
        )
    return found


def scrapy_run(base: str, pages: int, settings: Mapping[str, object], *, links: bool) -> None:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Plain(scrapy.Spider):
        name = "plain"
        seen: set[str] = set()  # noqa: RUF012 - one spider, one run

        async def start(self):  # type: ignore[no-untyped-def] # a spider's own door
            for request in self.start_requests():  # type: ignore[no-untyped-call] # as below
                yield request

        def start_requests(self):  # type: ignore[no-untyped-def] # the same door in older releases
            if links:
                yield scrapy.Request(base + "/")
            else:
                for path in _paths(pages):
                    yield scrapy.Request(base + path)

        def parse(self, response):  # type: ignore[no-untyped-def] # as spiders are written
            if not links:
                return
            for href in response.css("a::attr(href)").getall():
                url = response.urljoin(href).partition("#")[0].partition("?")[0]
                if url not in self.seen and "/author/" not in url:
                    self.seen.add(url)
                    yield scrapy.Request(url)

    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "TELNETCONSOLE_ENABLED": False,
            **settings,
        }
    )
    process.crawl(Plain)
    process.start()


def aiohttp_run(base: str, pages: int, folder: Path) -> None:
    import asyncio
    from io import BytesIO

    import aiohttp
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped] # it ships no types
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped] # it ships no types

    async def run() -> None:
        with (folder / "a.warc.gz").open("wb") as out:
            writer = WARCWriter(out, gzip=True)
            gate = asyncio.Semaphore(16)
            async with aiohttp.ClientSession(auto_decompress=False) as session:

                async def one(path: str) -> None:
                    async with gate, session.get(base + path) as answer:
                        body = await answer.read()
                        head = StatusAndHeaders(
                            f"{answer.status} {answer.reason}",
                            list(answer.headers.items()),
                            protocol="HTTP/1.1",
                        )
                        writer.write_record(
                            writer.create_warc_record(
                                base + path, "response", payload=BytesIO(body), http_headers=head
                            )
                        )

                await asyncio.gather(*map(one, _paths(pages)))

    asyncio.run(run())


def main() -> None:
    what, base, count, place = sys.argv[1:]
    pages, folder = int(count), Path(place)
    if what == "fetch":
        scrapy_run(base, pages, {}, links=False)
    elif what == "links":
        scrapy_run(base, pages, {}, links=True)
    elif what == "webarchive":
        exports = {
            "EXTENSIONS": {"scrapy_webarchive.extensions.WaczExporter": 543},
            "SW_EXPORT_URI": f"file://{folder}/",
        }
        scrapy_run(base, pages, exports, links=False)
    elif what == "aiohttp":
        aiohttp_run(base, pages, folder)
    elif what == "list":
        (folder / "urls").write_text("".join(f"{base}{path}\n" for path in _paths(pages)))


if __name__ == "__main__":
    main()
