"""Another host, which a page of the demo site takes pictures, styles and a frame from."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture, or so" * 64
STYLE = b"@import 'more.css'; @font-face { src: url(face.woff2) } p { background: url(private/paper.png) }"
FRAME = (
    b"<html><body class='single single-post postid-517'><article id='post-517' class='post-517 hentry'>"
    b"<h1 class='entry-title'>Of another site</h1><img src='/framed.png'></article></body></html>"
)
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /private/\n"),
    "/style.css": (200, "text/css", STYLE),
    "/more.css": (200, "text/css", b"p { list-style-image: url('dot.png') }"),
    "/moved.png": (302, "text/plain", b""),
    "/refused.png": (403, "text/html", b"<p>Not for you</p>"),
    "/frame/": (200, "text/html", FRAME),
    "/face.woff2": (200, "font/woff2", b"wOF2" + PNG),
    **{
        f"/{name}.png": (200, "image/png", PNG + name.encode())
        for name in ("a", "framed", "dot", "private/paper")
    },
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        """Answer one request; what is not there is a 404."""
        self.server.asked.append((self.path, dict(self.headers.items())))
        status, kind, body = ANSWERS.get(self.path, (404, "text/html", b"<p>Nothing here</p>"))
        if status == 200 and self.headers.get("If-None-Match") == '"1"':
            status, body = 304, b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 302:
            self.send_header("Location", "/a.png")
        if status in (200, 304):
            self.send_header("ETag", '"1"')
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []


class Elsewhere:
    """A context manager; ``base_url`` has a name of this machine that no site file bears with this port."""

    def __init__(self) -> None:
        self._server = _Server()
        self.base_url = f"http://localhost:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def asked(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for path, _ in self._server.asked]

    def headers_of(self, path: str) -> dict[str, str]:
        """The headers of the last request for ``path``."""
        return next(headers for asked, headers in reversed(self._server.asked) if asked == path)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
