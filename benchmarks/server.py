"""A fast static server on loopback: whole answers, gzipped, sent from memory.

Run as a process of its own, so that what it costs is nobody's: ``python -m benchmarks.server ARTICLES``
prints its address once all pages are made, and serves until killed. ``--endless`` makes each page when
it is asked for and keeps none. ``/-/tally`` tells, and forgets, how many pages
were sent and the bytes of all answers; ``/-/sent`` tells the pages alone, and forgets nothing.
"""

import argparse
import asyncio
import gzip
import re

from benchmarks import pages

_HEAD = (
    b"HTTP/1.1 %b\r\nServer: static\r\nDate: Tue, 11 Dec 2018 13:30:00 GMT\r\nContent-Type: %b\r\n"
    b"Vary: Accept-Encoding\r\nX-Pingback: http://127.0.0.1/xmlrpc.php\r\n"
    b'Link: <http://127.0.0.1/wp-json/>; rel="https://api.w.org/"\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n'
)
_HTML, _XML, _PLAIN = (
    b"text/html; charset=UTF-8",
    b"application/xml; charset=UTF-8",
    b"text/plain; charset=utf-8",
)
_PAGE = re.compile(r"/\d{4}/\d\d/\d\d/[^/]*-(\d+)/(?:comment-page-(\d)/)?")
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def answer(kind: bytes, body: str, status: bytes = b"200 OK") -> bytes:
    """A whole answer, head and coded body."""
    coded = gzip.compress(body.encode(), 6, mtime=0)
    return _HEAD % (status, kind, len(coded)) + coded


class Site:
    """The answers of a site at ``base``: those of ``fixed`` are made at once, pages on demand."""

    def __init__(self, base: str, articles: int) -> None:
        self.base, self.articles = base, articles
        self.sent = self.bytes = 0
        self.kept: dict[bytes, bytes] = {}
        listed = "".join(f"<url><loc>{base}{path}</loc></url>" for path in pages.article_paths(articles))
        linked = "".join(f'<a href="{base}{path}">{path}</a>\n' for path in pages.article_paths(articles))
        self.fixed = {
            b"/": answer(_HTML, f'<html><body class="home blog">{linked}</body></html>'),
            b"/robots.txt": answer(
                _PLAIN, f"User-agent: *\nDisallow: /wp-admin/\nSitemap: {base}/wp-sitemap.xml\n"
            ),
            b"/wp-sitemap.xml": answer(
                _XML,
                '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
                f"{listed}</urlset>",
            ),
        }

    def keep_all(self) -> None:
        """Make every page now."""
        for path in pages.paths(self.articles):
            self.kept[path.encode()] = self.make(path)

    def make(self, path: str) -> bytes:
        """The answer that ``path`` gets."""
        found = _PAGE.fullmatch(path)
        if found is None or int(found[1]) >= self.articles:
            return _MISSING
        return answer(_HTML, pages.page_of(self.base, int(found[1]), int(found[2] or 1), self.articles))

    def get(self, path: bytes) -> bytes:
        """The same, counted; and what stands at the other addresses."""
        if path == b"/-/tally":
            told = b"%d %d" % (self.sent, self.bytes)
            self.sent = self.bytes = 0
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(told), told)
        if path == b"/-/sent":
            told = b"%d" % self.sent
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(told), told)
        made = self.fixed.get(path)
        if made is None:
            made = self.kept.get(path) or self.make(path.decode("latin-1"))
            self.sent += made is not _MISSING
        self.bytes += len(made)
        return made


async def serve(articles: int, *, endless: bool) -> None:
    """Serve until killed."""
    sites: list[Site] = []

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport = transport
            self.held = b""

        def data_received(self, data: bytes) -> None:
            self.held += data
            while b"\r\n\r\n" in self.held:
                head, _, self.held = self.held.partition(b"\r\n\r\n")
                self.transport.write(sites[0].get(head.split(b" ", 2)[1]))

    server = await asyncio.get_running_loop().create_server(Protocol, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    sites.append(Site(base, articles))
    if not endless:
        sites[0].keep_all()
    print(base, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", type=int)
    parser.add_argument("--endless", action="store_true")
    asked = parser.parse_args()
    asyncio.run(serve(asked.articles, endless=asked.endless))
