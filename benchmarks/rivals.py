"""The others, each as its own people would write it: ``python rivals.py WHAT URLS FOLDER``. No import of ours.

``URLS`` is a file of addresses, the site's front page first; what the program writes goes to ``FOLDER``.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

AT_ONCE = 16
TUNED = {
    "CONCURRENT_ITEMS": 4,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "EXTENSIONS": {"scrapy.extensions.logstats.LogStats": None},
}
"""What of this project's settings makes Scrapy cheaper, whoever uses it."""


PAGES_ALONE = 'a[href^="{front}20"]:not([href*="?"])'
"""What stands for one of the site's pages, whatever ``#`` comes behind."""


def nothing(_response, _front, _seen):  # type: ignore[no-untyped-def] # as spiders are written
    return ()


def ask_a_set(response, front, seen):  # type: ignore[no-untyped-def] # as spiders are written
    from scrapy import Request

    for href in response.css("a::attr(href)").getall():
        url = response.urljoin(href).partition("#")[0]
        if url not in seen:
            seen.add(url)
            if url.startswith(front + "20") and "?" not in url:
                yield Request(url)


def follow_all(response, front, _seen):  # type: ignore[no-untyped-def] # as spiders are written
    return response.follow_all(css=PAGES_ALONE.format(front=front))


def scrapy_run(urls: list[str], settings: Mapping[str, object], links: str = "") -> None:
    """Fetch ``urls``; or the first alone, and what links lead to: asked of a ``set`` first, or by ``follow_all``, as
    Scrapy's tutorial does, which leaves what is known already to Scrapy's filter of duplicates.
    """
    import scrapy
    from scrapy.crawler import CrawlerProcess

    read = {"": nothing, "set": ask_a_set, "follow_all": follow_all}[links]

    class Plain(scrapy.Spider):
        name = "plain"
        seen: set[str] = set()  # noqa: RUF012 - one spider, one run

        async def start(self):  # type: ignore[no-untyped-def] # as spiders are written
            for request in self.start_requests():  # type: ignore[no-untyped-call] # as below
                yield request

        def start_requests(self):  # type: ignore[no-untyped-def] # the same door in older releases
            for url in urls[:1] if links else urls[1:]:
                yield scrapy.Request(url)

        def parse(self, response):  # type: ignore[no-untyped-def] # as spiders are written
            return read(response, urls[0], self.seen)  # type: ignore[no-untyped-call] # as above

    common = {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE}
    process = CrawlerProcess({**common, **settings})
    process.crawl(Plain)
    process.start()


def aiohttp_run(urls: list[str], folder: Path) -> None:
    import asyncio
    from io import BytesIO

    import aiohttp
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped] # it ships no types
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped] # it ships no types

    async def run() -> None:
        with (folder / "a.warc.gz").open("wb") as out:
            writer = WARCWriter(out, gzip=True)
            gate = asyncio.Semaphore(AT_ONCE)
            async with aiohttp.ClientSession(auto_decompress=False) as session:

                async def one(url: str) -> None:
                    async with gate, session.get(url) as answer:
                        body = await answer.read()
                        status = f"{answer.status} {answer.reason}"
                        head = StatusAndHeaders(status, list(answer.headers.items()), protocol="HTTP/1.1")
                        writer.write_record(
                            writer.create_warc_record(
                                url, "response", payload=BytesIO(body), http_headers=head
                            )
                        )

                await asyncio.gather(*map(one, urls[1:]))

    asyncio.run(run())


def main() -> None:
    what, listed, place = sys.argv[1:]
    urls, folder = Path(listed).read_text().split(), Path(place)
    if what == "fetch":
        scrapy_run(urls, {})
    elif what == "links":
        scrapy_run(urls, {}, "set")
    elif what == "links-tuned":
        scrapy_run(urls, TUNED, "set")
    elif what == "follow-all":
        scrapy_run(urls, {}, "follow_all")
    elif what == "webarchive":
        exports = {
            "EXTENSIONS": {"scrapy_webarchive.extensions.WaczExporter": 543},
            "SW_EXPORT_URI": f"file://{folder}/",
        }
        scrapy_run(urls, exports)
    elif what == "aiohttp":
        aiohttp_run(urls, folder)


if __name__ == "__main__":
    main()
