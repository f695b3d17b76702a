"""A loopback site of a few articles, each with a replica thread; what it answers may be changed at any time."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Self

from tests.derive.replica import Settings, Thread
from tests.threads.pages import listing, page_of, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent. ``cut``: only half of the body, then the connection is closed."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


Answer = Callable[["Piece", "int | None"], Reply | None]


@dataclass(slots=True)
class Piece:
    """An article: ``instead`` answers in its place for the thread page asked for (None: the plain address), unless
    it answers None.
    """

    number: int
    slug: str
    thread: Thread
    instead: Answer = lambda _piece, _number: None

    @property
    def path(self) -> str:
        """The permalink's path."""
        return f"/2018/12/11/{self.slug}/"


def piece(number: int, slug: str, comments: int = 6, *, per_page: int = 3, seed: int = 0) -> Piece:
    """An article with so many comments, each a minute after the one before, the third an answer to the second."""
    settings = Settings(per_page=per_page)
    thread = Thread(random=Random(seed), settings=settings, next_number=number * 1000)
    thread.spacing = (60,)
    for each in range(comments):
        thread.add(thread.next_number if each == 2 else None)
    return Piece(number=number, slug=slug, thread=thread)


class Site:
    """The site on ``http://127.0.0.1:PORT``; a context manager. ``asked`` holds the paths in order, ``others`` the
    replies at further paths.
    """

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = {each.slug: each for each in pieces}
        self.asked: list[str] = []
        self.others: dict[str, Reply] = {}
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, slug: str) -> str:
        """The permalink of the article."""
        return self.base + self.pieces[slug].path

    def answer(self, path: str) -> Reply:
        """What is sent for ``path`` now."""
        with self.lock:
            self.asked.append(path)
            if path.partition("?")[0] in self.others:
                return self.others[path.partition("?")[0]]
            if path == "/":
                return Reply(body=listing(self.base, [each.path for each in self.pieces.values()]))
            found = re.fullmatch(r"/2018/12/11/([^/]+)/(?:comment-page-(\d+)/)?", path)
            one = self.pieces.get(found[1]) if found else None
            if found is None or one is None:
                return Reply(status=404, body=plain("error404", "Nothing here."))
            return self._article(one, int(found[2]) if found[2] else None)

    def _article(self, one: Piece, number: int | None) -> Reply:
        instead = one.instead(one, number)
        if instead is not None:
            return instead
        return self.fresh(one, number)

    def fresh(self, one: Piece, number: int | None) -> Reply:
        """The page as it is now."""
        seen = one.thread.fetch(number, "")
        if seen.kind == "gone":
            return Reply(status=404, body=plain("error404", "Nothing here."))
        return Reply(
            body=page_of(
                seen, base=self.base, number=one.number, path=one.path, theme=one.thread.settings.theme
            )
        )


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            reply = site.answer(self.path)
            body = reply.body.encode()
            self.send_response(reply.status)
            headers = {"Content-Type": "text/html; charset=UTF-8", "Content-Length": str(len(body))}
            for name, value in (headers | dict(reply.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if reply.cut else body)
            self.close_connection = reply.cut

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: ``Site.asked`` keeps what was asked."""

    return Handler
