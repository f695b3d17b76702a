"""A fast static server on loopback: pages made once, gzipped, and sent from memory.

Run as a process of its own, so that what it costs is nobody's:
``python -m benchmarks.server PAGES`` prints its address and serves until killed.
"""

import asyncio
import gzip
import html
import random
import sys
from datetime import datetime, timedelta, timezone

COMMENTS = 31
LINKS = 190
WORDS = [
    "the",
    "price",
    "of",
    "bread",
    "water",
    "light",
    "queue",
    "border",
    "bridge",
    "ballot",
    "minister",
    "promised",
    "nobody",
    "asked",
    "again",
    "night",
    "street",
]


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def _printed(stamp: int) -> str:
    """As the theme prints a time: local to the site, to the minute."""
    return f"{datetime.fromtimestamp(stamp, timezone(timedelta(hours=-4))):%B %-d, %Y At %-I:%M %p}"


def _comment(chance: random.Random, number: int) -> str:
    return (
        f'<li class="comment depth-1" id="comment-{number}"><article><footer><img src="/avatar.png" alt=""/>'
        f'<cite>Reader {number % 997}</cite><a class="comment-link" href="#comment-{number}">'
        f'<time pubdate="{1544500000 + number}">{_printed(1544500000 + number)}</time></a></footer>'
        f'<div class="comment-content"><p>{_words(chance, 60)}</p><p>{_words(chance, 30)}</p></div>'
        f'<div class="comment-meta" id="comment-{number}"><a class="comment-reply-link" href="?replytocom={number}#respond">Reply</a>'
        "</div></article></li>"
    )


def page(number: int, pages: int) -> tuple[str, bytes]:
    """Path and HTML of one page: every third an article, the others its comment pages 2 and 3."""
    chance = random.Random(number)
    post, kind = number // 3, number % 3
    path = f"/2018/12/{1 + post % 28:02d}/story-{post}/" + ("" if kind == 0 else f"comment-page-{kind + 1}/")
    others = [
        f"/2018/12/{1 + n % 28:02d}/story-{n}/"
        for n in (chance.randrange(max(pages // 3, 1)) for _ in range(LINKS))
    ]
    links = "".join(
        f'<li><a href="{url}" title="{_words(chance, 4)}">{_words(chance, 5)}</a></li>' for url in others
    )
    plain = path.rsplit("comment-page", 1)[0]
    newer = "" if kind == 2 else f'<a href="{plain}comment-page-{kind + 2}/#comments">Newer</a>'
    older = (
        "" if kind == 0 else f'<a href="{plain}{"" if kind == 1 else "comment-page-2/"}#comments">Older</a>'
    )
    first = 1 + number * COMMENTS
    comments = "".join(_comment(chance, n) for n in range(first, first + COMMENTS))
    filler = "<!-- " + "x" * chance.randrange(0, 60_000) + " -->"
    text = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Story {post}</title>
<link rel="canonical" href="{path}"></head><body class="single postid-{post + 1}"><article id="post-{post + 1}" class="post">
<header class="td-post-title"><h1 class="entry-title">Story {post}</h1><div class="td-post-author-name"><a href="/author/a/">An Author</a></div>
<time class="entry-date" datetime="2018-12-11T09:30:00+00:00">December 11, 2018</time></header>
<div class="td-post-content">{"".join(f"<p>{html.escape(_words(chance, 80))}</p>" for _ in range(12))}</div></article>
<div id="comments"><h4 class="td-comments-title"><span>{3 * COMMENTS} COMMENTS</span></h4><ol class="comment-list">{comments}</ol>
<div class="comment-pagination">{older}{newer}</div></div><ul class="links">{links}</ul>{filler}</body></html>"""
    return path, text.encode()


def answers(pages: int) -> dict[bytes, bytes]:
    """Whole answers by path. The front page links every page; the sitemap lists every article."""
    made = dict(page(number, pages) for number in range(pages))
    articles = [path for path in made if "comment-page" not in path]
    every = "".join(f'<a href="{path}">{path}</a>' for path in made)
    sitemap = "".join(f"<url><loc>{{base}}{path}</loc></url>" for path in articles)
    made["/"] = f'<html><body class="home blog">{every}</body></html>'.encode()
    made["/wp-sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{sitemap}</urlset>'.encode()
    )
    return {path.encode(): body for path, body in made.items()}


def _answer(body: bytes, kind: bytes) -> bytes:
    coded = gzip.compress(body, 6)
    head = b"HTTP/1.1 200 OK\r\nServer: static\r\nContent-Type: %b\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    return head % (kind, len(coded)) + coded


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


async def serve(pages: int) -> None:
    """Serve until killed."""
    table: dict[bytes, bytes] = {}

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport = transport
            self.held = b""

        def data_received(self, data: bytes) -> None:
            self.held += data
            while b"\r\n\r\n" in self.held:
                head, _, self.held = self.held.partition(b"\r\n\r\n")
                self.transport.write(table.get(head.split(b" ", 2)[1], NOT_FOUND))

    server = await asyncio.get_running_loop().create_server(Protocol, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for path, body in answers(pages).items():
        xml = path.endswith(b".xml")
        table[path] = _answer(
            body.replace(b"{base}", base.encode()), b"application/xml" if xml else b"text/html; charset=UTF-8"
        )
    print(base, sum(map(len, table.values())), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
