"""replayweb.page on loopback, with one WACZ file to show."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from archiver.replay.browser import Tab, browsing, chromium, tab
from archiver.replay.gate import Asked, Gate
from tests.machine import ROOT

PROGRAM = ROOT / "build" / "replayweb"

# The page that is shown stands in a frame within a frame, under two shadow roots.
_INSIDE = """
(() => {
  const frame = document.querySelector("replay-web-page")?.shadowRoot?.querySelector("iframe");
  const item = frame?.contentDocument?.querySelector("replay-app-main")?.shadowRoot?.querySelector("wr-item");
  const shown = item?.shadowRoot?.querySelector("wr-coll-replay")?.shadowRoot?.querySelector("iframe");
  const page = shown?.contentDocument;
  if (!page || page.readyState !== "complete" || page.URL === "about:blank") return null;
  return {
    title: page.title,
    text: page.body.innerText,
    comments: [...page.querySelectorAll("[id^=comment-]")].map((one) => one.id),
    images: [...page.images].map((one) => one.naturalWidth),
    sheets: [...page.styleSheets].length,
    links: [...page.links].map((one) => one.href),
  };
})()
"""

# Where its service worker keeps what it found; its own page shows a count alone.
_VERIFIED = """
(() => {
  const opened = indexedDB.open("db:it");
  opened.onsuccess = () => {
    const asked = opened.result.transaction("verification").objectStore("verification").get("signature");
    asked.onsuccess = () => { window.verified = asked.result; };
  };
})()
"""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        """A file, or the part of it that is asked for."""
        found = self.server.files.get(self.path.partition("?")[0])
        if found is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        media, data = found
        first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        begin = int(first) if first else len(data) - int(last)
        end = min(int(last), len(data) - 1) if first and last else len(data) - 1
        self.send_response(206 if "Range" in self.headers else 200)
        if "Range" in self.headers:
            self.send_header("Content-Range", f"bytes {begin}-{end}/{len(data)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(end + 1 - begin))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data[begin : end + 1])

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, wacz: Path, url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        page = (
            '<!doctype html><script src="/ui.js"></script><replay-web-page source="/it.wacz" coll="it"'
            f' url="{url}" replaybase="/replay/"></replay-web-page>'
        )
        scripts = {name: (PROGRAM / name).read_bytes() for name in ("ui.js", "sw.js")}
        self.files = {
            "/": ("text/html", page.encode()),
            "/it.wacz": ("application/wacz", wacz.read_bytes()),
            "/ui.js": ("text/javascript", scripts["ui.js"]),
            "/replay/ui.js": ("text/javascript", scripts["ui.js"]),
            "/replay/sw.js": ("text/javascript", scripts["sw.js"]),
        }


class Shown:
    """What replayweb.page shows; ``host`` is its server's."""

    def __init__(self, page: Tab, gate: Gate, host: str) -> None:
        self._page = page
        self._gate = gate
        self.host = host
        assert page.open(f"http://{host}/")

    def page(self) -> dict[str, Any]:
        """The archived page's title, text, ids of comments, widths of pictures and links, once it is there."""
        for _ in range(60):
            found: dict[str, Any] | None = self._page.evaluate(_INSIDE)
            if found is not None:
                return found
            self._gate.wait_quiet(0.3, 0.6)  # what the browser asks for paces the looks
        raise AssertionError("replayweb.page shows no page")

    def asked(self) -> list[Asked]:
        """What the browser has asked for so far."""
        return self._gate.take()

    def signature(self) -> bool | None:
        """Whether it found the signature good; None if it has not looked."""
        self._page.evaluate(_VERIFIED)
        for _ in range(20):
            found = self._page.evaluate("window.verified")
            if found is not None:
                return bool(found["matched"])
            self._gate.wait_quiet(0.1, 0.2)
        return None


@contextmanager
def showing(wacz: Path, url: str) -> Iterator[Shown]:
    """Open ``url`` of ``wacz`` in replayweb.page in Chromium, to which nothing else is reachable."""
    server = _Server(wacz, url)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    try:
        with (
            Gate(lambda asked: asked == host) as gate,
            browsing(chromium(None), gate) as devtools,
            tab(devtools, gate) as page,
        ):
            yield Shown(page, gate, host)
    finally:
        server.shutdown()
        server.server_close()
