"""The demo site with one article that names things in every way of ``ways``, and a second server for the other hosts."""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Self
from urllib.parse import quote

from tests.demo import assets
from tests.demo.content import POSTS
from tests.demo.model import Post
from tests.demo.server import DemoServer
from tests.demo.site import Answer, DemoSite
from tests.fidelity.ways import BODY, COMPUTED, FILES, HEAD, MOVED, NEVER

FOLDER = "/ways/"
POST = 603
_PLACE = re.compile(r"\[\[(?:(\w|\.):)?([^\]]+)\]\]")
_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
    "vtt": "text/vtt",
    "ico": "image/x-icon",
    "png": "image/png",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a"><path d="M0 0h9v9z"/></g><filter id="f"/></svg>'


class WaysSite(DemoSite):
    """``others`` are the addresses of the other hosts by their letter; ``named`` gathers each named address and its way."""

    others: dict[str, str]

    def answer(self, path: str, query: str = "") -> Answer:
        """The files of the ways, the one article with all of them, and the demo site's own pages."""
        beside = path.removeprefix(self.post.path)
        if path.startswith(FOLDER) or beside in ("beside.png", "beside.json"):
            return self._file(path.rpartition("/")[2])
        made = super().answer(path, query)
        if path == self.post.path:
            head, body = (
                "\n".join(self.written(part, path) for part in parts.values()) for parts in (HEAD, BODY)
            )
            page = made.body.decode().replace("</head>", f"{head}</head>").replace(MARK, body)
            link = (("Link", f"<{self.base}{FOLDER}header.css>; rel=preload; as=style"),)
            return replace(made, body=page.encode(), headers=(*made.headers, *link))
        return made

    @property
    def post(self) -> Post:
        """The article."""
        return next(post for post in self.posts if post.id == POST)

    @property
    def url(self) -> str:
        """Its address."""
        return self.base + self.post.path

    def written(self, text: str, path: str) -> str:
        """``text``, which stands at ``path``, with its addresses."""
        return _PLACE.sub(lambda place: self._address(place, path, written=True), text)

    def named(self) -> dict[str, str]:
        """Every address that page, style sheets and scripts name, with its way, or the file that names it."""
        found = {f"{self.base}{FOLDER}header.css": "header"}
        for way, text in {**HEAD, **BODY}.items():
            for place in _PLACE.finditer(text):
                found[self._address(place, self.post.path)] = way
        for file, text in FILES.items():
            host = self._host_of(file)
            for place in _PLACE.finditer(text):
                if place[2] not in NEVER:
                    found[self._address(place, FOLDER, host=host)] = file
        for file, target in MOVED.items():
            host = self._host_of(file)
            letter, _, name = target.rpartition(":")
            found[(self.others[letter] if letter else host) + FOLDER + name] = file
        return {_without_query(url): way for url, way in found.items()}

    def computed(self) -> set[str]:
        """What only running scripts name."""
        return {f"{self.base}{FOLDER}{name}" for name in COMPUTED}

    def _host_of(self, file: str) -> str:
        """The host that ``file`` is fetched from."""
        texts = [*HEAD.values(), *BODY.values(), *FILES.values()]
        letters = {place[1] for text in texts for place in _PLACE.finditer(text) if place[2] == file}
        return next((self.others[letter] for letter in letters if letter in self.others), self.base)

    def _address(self, place: re.Match[str], path: str, *, written: bool = False, host: str = "") -> str:
        letter, name = place[1], place[2]
        if letter == ".":
            return name if written else f"{host or self.base}{path.rpartition('/')[0]}/{name}"
        if letter in self.others:
            return f"{self.others[letter]}{FOLDER}{name}"
        # What a file of another host names without a host is that host's own.
        return (
            FOLDER + (name if written else quote(name, safe="%"))
            if written
            else f"{host or self.base}{FOLDER}{quote(name, safe='%')}"
        )

    def _file(self, name: str) -> Answer:
        if name in MOVED:
            letter, _, target = MOVED[name].rpartition(":")
            address = self.others.get(letter, "") + FOLDER + target
            return Answer(
                status=302, headers=(("Location", address), ("Content-Type", "text/html")), body=b""
            )
        ending = name.rpartition(".")[2]
        kind = _KINDS.get(ending, "application/json")
        body = self._body(name, ending)
        headers = (
            ("Content-Type", kind),
            ("ETag", f'"{zlib.crc32(body):x}"'),
            ("Last-Modified", "Tue, 11 Dec 2018 13:30:00 GMT"),
            ("Access-Control-Allow-Origin", "*"),
        )
        return Answer(status=200, headers=headers, body=body)

    def _body(self, name: str, ending: str) -> bytes:
        if name in FILES:
            return self.written(FILES[name], FOLDER + name).encode()
        if ending == "svg":
            return _SVG.encode()
        if ending in ("png", "ico"):
            return assets.picture(name, 9, 9)
        if ending in ("woff", "woff2", "ttf"):
            return assets.font() + name.encode()
        if ending == "wav":
            return (
                struct.pack(
                    "<4sI4s4sIHHIIHH4sI",
                    b"RIFF",
                    44,
                    b"WAVE",
                    b"fmt ",
                    16,
                    1,
                    1,
                    8000,
                    8000,
                    1,
                    8,
                    b"data",
                    8,
                )
                + b"\x80" * 8
            )
        texts = {
            "css": f"/* {name} */",
            "js": f"/* {name} */",
            "vtt": "WEBVTT\n",
            "html": "<!doctype html><title>a</title>",
        }
        return texts.get(ending, f'"{name}"').encode()


MARK = "<!--ways-->"


class WaysServer(DemoServer):
    """A demo server whose site is a :class:`WaysSite`."""

    SITE = WaysSite
    site: WaysSite


class Ways:
    """A context manager: both servers. ``site`` is the one that is crawled."""

    def __init__(self) -> None:
        posts = tuple(
            replace(post, body=(f"{post.body[0]}<div>{MARK}</div>", *post.body[1:]))
            if post.id == POST
            else post
            for post in POSTS
        )
        self.own, self.other = WaysServer(posts), WaysServer(posts)
        port = self.other.base_url.rpartition(":")[2]
        others = {"o": f"http://localhost:{port}", "t": f"http://127.0.0.1:{port}"}
        for server in (self.own, self.other):
            server.site.others = others
        self.site = self.own.site
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.own)
        self._stack.enter_context(self.other)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def requests(self) -> Iterator[str]:
        """Every path asked of either server, in order."""
        yield from self.own.requests
        yield from self.other.requests


def _without_query(url: str) -> str:
    return url.partition("?")[0]
