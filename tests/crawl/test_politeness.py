"""Retry-After: read by the standard's two forms, and kept."""

import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from archiver.crawl.politeness import LONGEST_PAUSE, pause_of
from tests.crawling import crawl_caracas

PATIENCE = 1
"""Seconds."""

NOW = datetime(2018, 12, 11, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"0", 0.0),
        (b" 120 ", 120.0),
        (b"999999", LONGEST_PAUSE),
        (b"Tue, 11 Dec 2018 12:00:30 GMT", 30.0),
        (b"Tue, 11 Dec 2018 11:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"\xb2", None),
        (b"1 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
def test_both_forms_are_read(value: bytes, seconds: float | None) -> None:
    assert pause_of(value, NOW) == seconds


class _Busy(BaseHTTPRequestHandler):
    """Too busy for the first request after robots.txt, and fine from then on."""

    answered: list[float]
    asked: list[float]

    def do_GET(self) -> None:
        page = self.path != "/robots.txt"
        busy = page and not self.asked
        if page:
            self.asked.append(time.monotonic())
        self.send_response(503 if busy else 404)
        if busy:
            self.send_header("Retry-After", str(PATIENCE))
        self.send_header("Content-Length", "0")
        if busy:
            self.answered.append(time.monotonic())
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_host_that_asks_for_patience_gets_it(tmp_path: Path) -> None:
    """Another address waits already when the host asks for patience. What is measured is no speed: the server notes the time
    before it sends its answer, and Scrapy waits on the same clock from when it has it, so nothing slow can make the wait shorter.
    """
    answered, asked = list[float](), list[float]()
    handler = type("Busy", (_Busy,), {"answered": answered, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        crawl_caracas(base, tmp_path, "-a", f"url={base}2018/12/11/a/,{base}2018/12/11/b/")
        server.shutdown()
    assert len(asked) == 3  # the one that was refused again, and the other
    assert min(asked[1:]) >= answered[0] + PATIENCE
