"""Serves the demo site on loopback: HTTP/1.1, keep-alive, gzip and chunks for pages, 304 where nothing changed."""

import gzip
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

from tests.demo.content import POSTS
from tests.demo.model import Post
from tests.demo.site import Answer, DemoSite, Truth


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: DemoSite
    asked: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no fault of the site."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as wide as it is called


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer one request."""
        parts = urlsplit(self.path)
        self.server.asked.append(self.path)
        answer = self.server.site.answer(parts.path, parts.query)
        headers = dict(answer.headers)
        if self._unchanged(headers):
            self._send(Answer(status=304, headers=(("ETag", headers["ETag"]),), body=b""), coded=False)
        else:
            page = headers.get("Content-Type", "").startswith("text/html")
            self._send(answer, coded=page and "gzip" in self.headers.get("Accept-Encoding", ""))

    def _unchanged(self, headers: dict[str, str]) -> bool:
        tag = headers.get("ETag")
        if tag is None:
            return False
        if (asked := self.headers.get("If-None-Match")) is not None:
            return asked.removeprefix("W/") == tag
        return self.headers.get("If-Modified-Since") == headers["Last-Modified"]

    def _send(self, answer: Answer, *, coded: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if not coded:
            if answer.status != 304:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            return
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        body = gzip.compress(answer.body, 6, mtime=0)
        for start in range(0, len(body), 4096):
            piece = body[start : start + 4096]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: ``DemoServer.requests`` keeps what was asked."""


class DemoServer:
    """The demo site on ``http://127.0.0.1:PORT``; a context manager. Port 0 takes a free one."""

    SITE: type[DemoSite] = DemoSite

    def __init__(self, posts: tuple[Post, ...] = POSTS, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.site = self._server.site = self.SITE(self.base_url, posts)
        self._server.asked = []
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def requests(self) -> list[str]:
        """The paths asked for, in order."""
        return list(self._server.asked)

    @property
    def truth(self) -> Truth:
        """What a whole crawl must find."""
        return self.site.truth()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
