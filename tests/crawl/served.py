"""A loopback server whose answers a test gives, path by path; it keeps what it was asked, in order."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_THERE = Reply(status=404)
HTML = {"Content-Type": "text/html; charset=UTF-8"}


def article(number: int, *links: str) -> Reply:
    """A WordPress article without a thread, in no theme's markup."""
    named = "".join(f'<a href="{link}">another</a>' for link in links)
    body = (
        f'<html><body class="single single-post postid-{number}"><article id="post-{number}" class="hentry">'
        f'<h1 class="entry-title">Title {number}</h1><div class="entry-content"><p>Words {number}.</p></div>'
        f"</article>{named}</body></html>"
    )
    return Reply(body=body.encode(), headers=HTML)


class Served:
    """The site at ``base_url``, a context manager. ``answer`` gives the reply to a path; None shuts the connection."""

    def __init__(self, answer: Callable[[str], Reply | None]) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                reply = answer(self.path)
                if reply is None:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                """Say nothing: the test looks at the crawl."""

        self.asked = asked
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}"
        self.site = f"caracas@127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def pages(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for path in self.asked if path != "/robots.txt"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
