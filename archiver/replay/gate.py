"""The only way out that a browser is given: a proxy on loopback that lets through what it may and logs everything.

A browser whose proxy this is reaches nothing else, whatever a page does; what a page asks for is told
here, whichever frame or worker of it asked (HTTP semantics as in RFC 9110; the proxy's request form RFC 9112, 3.2.2).
"""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import SplitResult, urlsplit

OWN = "browser.invalid"
"""The host that what a browser asks on its own behalf is turned to: no page can have it (RFC 6761, 6.4). It is refused,
and not told.
"""

_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
_ARCHIVED = (
    "memento-datetime",
    "x-archive-orig-",
)  # pywb leaves out the former (RFC 7089) where a script asks
_CHUNK = 64 * 1024
_SECONDS = 30.0
_KINDS = {"": "other", "empty": "fetch", "document": "page"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of the browser. ``kind`` is Fetch's destination ("image", "style", "font" …; "page" for a
    document, "fetch" for what a script asks), ``other`` where the browser doesn't tell. ``status`` is None for what was
    refused or not answered; ``archived`` is true of an answer that came out of an archive.
    """

    url: str
    kind: str
    allowed: bool
    status: int | None
    archived: bool


class Gate:
    """A context manager. ``allowed`` is asked of each host and port; ``address`` is the proxy's own. What is let through goes to
    its host, or all of it to another proxy (``through``, host:port).
    """

    def __init__(self, allowed: Callable[[str], bool], through: str | None = None) -> None:
        self._server = _Server(allowed, through)
        self.address = "{}:{}".format(*self._server.server_address[:2])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait_quiet(self, seconds: float, most: float) -> bool:
        """Return once nothing was under way for ``seconds``; false if that was not so within ``most`` seconds."""
        return self._server.wait_quiet(seconds, most)

    def take(self) -> list[Asked]:
        """What was asked since the last call, in the order of the answers."""
        return self._server.take()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a page asks for dozens of things at once

    def __init__(self, allowed: Callable[[str], bool], through: str | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.allowed, self.through = allowed, through
        self._asked: list[Asked] = []
        self._under_way = 0
        self._changed = threading.Condition()
        self._latest = time.monotonic()

    def begin(self) -> None:
        with self._changed:
            self._under_way += 1

    def end(self, asked: Asked) -> None:
        with self._changed:
            self._under_way -= 1
            parts = _split(asked.url)
            if parts is None or parts.hostname != OWN:
                self._asked.append(asked)
            self._latest = time.monotonic()
            self._changed.notify_all()

    def take(self) -> list[Asked]:
        with self._changed:
            taken, self._asked = self._asked, []
            return taken

    def wait_quiet(self, seconds: float, most: float) -> bool:
        begun = time.monotonic()
        with self._changed:
            while True:
                now = time.monotonic()
                still = now - max(self._latest, begun)
                if self._under_way == 0 and still >= seconds:
                    return True
                if now - begun >= most:
                    return False
                self._changed.wait(min(seconds, most - (now - begun)))

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_CONNECT(self) -> None:
        """A tunnel (https, web sockets): nobody gets one, and nothing in it could be told."""
        self._under_way(f"https://{self.path}/", None)

    def do_GET(self) -> None:
        """Pass a request on, or refuse it: what is no address too."""
        parts = _split(self.path)
        passes = parts is not None and parts.scheme == "http" and parts.hostname != OWN
        self._under_way(
            self.path, parts if parts is not None and passes and self.server.allowed(parts.netloc) else None
        )

    def _under_way(self, url: str, to: SplitResult | None) -> None:
        """Answer the request for ``url`` out of ``to``, or refuse it where that is None; counted and told whatever happens."""
        status, archived = None, False
        self.server.begin()
        try:
            if to is None:
                self._refuse()
            elif self.server.through is not None:
                status, archived = self._pass_on(self.server.through, self.path)
            else:
                status, archived = self._pass_on(to.netloc, to._replace(scheme="", netloc="").geturl())
        except (
            OSError,
            ValueError,
            http.client.HTTPException,
        ):  # what failed is told by its lack of a status
            self.close_connection = True
        finally:
            said = self.headers.get("Sec-Fetch-Dest") or ""
            kind = _KINDS.get(said, said)
            self.server.end(
                Asked(url=url, kind=kind, allowed=to is not None, status=status, archived=archived)
            )

    do_POST = do_PUT = do_HEAD = do_OPTIONS = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def _pass_on(self, host: str, path: str) -> tuple[int, bool]:
        size = int(self.headers.get("Content-Length") or 0)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        connection = http.client.HTTPConnection(host, timeout=_SECONDS)
        try:
            connection.request(self.command, path or "/", self.rfile.read(size) if size else None, headers)
            answer = connection.getresponse()
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP and name.lower() != "content-length":
                    self.send_header(name, value)
            self._send_body(answer)
            return answer.status, any(name.lower().startswith(_ARCHIVED) for name, _ in answer.getheaders())
        finally:
            connection.close()

    def _send_body(self, answer: http.client.HTTPResponse) -> None:
        """In chunks, since pywb may not tell the length of what it rewrites."""
        if answer.status in (204, 304) or self.command == "HEAD":
            self.end_headers()
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while data := answer.read(_CHUNK):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.write(b"0\r\n\r\n")

    def _refuse(self) -> None:
        self.send_response_only(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _split(url: str) -> SplitResult | None:
    """The address taken apart, None where it is none (``http://[``)."""
    try:
        return urlsplit(url)
    except ValueError:
        return None
