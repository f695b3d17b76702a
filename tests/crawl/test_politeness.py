"""Retry-After: read by the standard's two forms, and kept."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from archiver.crawl.politeness import LONGEST_PAUSE, pause_of
from tests.crawling import crawl_caracas

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
    ],
)
def test_both_forms_are_read(value: bytes, seconds: float | None) -> None:
    assert pause_of(value, NOW) == seconds


class _Busy(BaseHTTPRequestHandler):
    """Too busy for the first request after robots.txt, and fine from then on."""

    asked: list[tuple[str, float]]

    def do_GET(self) -> None:
        pages = [path for path, _ in self.asked if path != "/robots.txt"]
        self.asked.append((self.path, time.monotonic()))
        busy = self.path != "/robots.txt" and not pages
        self.send_response(503 if busy else 404)
        if busy:
            self.send_header("Retry-After", "2")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def busy() -> Iterator[tuple[str, list[tuple[str, float]]]]:
    asked: list[tuple[str, float]] = []
    handler = type("Busy", (_Busy,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def test_a_host_that_asks_for_patience_gets_it(
    busy: tuple[str, list[tuple[str, float]]], tmp_path: Path
) -> None:
    base, asked = busy
    crawl_caracas(base, tmp_path, "-a", f"url={base}2018/12/11/a/")
    pages = [at for path, at in asked if path != "/robots.txt"]
    assert len(pages) == 2
    assert pages[1] - pages[0] >= 2.0  # what was asked for, no measure of speed
