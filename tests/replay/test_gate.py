"""The browser's one way out, asked by hand: whatever is asked is answered or cut off, and counted out again."""

import socket

import pytest

from archiver.replay.gate import Gate

ODD = [
    (b"GET http://[ HTTP/1.1", "http://[", False),
    (b"GET http://[::1 HTTP/1.1", "http://[::1", False),
    (b"CONNECT [:443 HTTP/1.1", "https://[:443/", False),
    (b"GET / HTTP/1.1", "/", False),
    (b"GET http://127.0.0.1:x/ HTTP/1.1", "http://127.0.0.1:x/", True),
    (b"GET http://127.0.0.1:9/ HTTP/1.1\r\nContent-Length: many", "http://127.0.0.1:9/", True),
]


@pytest.mark.parametrize(("request_", "url", "allowed"), ODD, ids=[url for _, url, _ in ODD])
def test_what_is_no_request_is_told_and_nothing_stays_under_way(
    request_: bytes, url: str, allowed: bool
) -> None:
    with Gate(lambda host: host.startswith("127.0.0.1")) as gate:
        host, _, port = gate.address.partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as browser:
            browser.sendall(request_ + b"\r\nConnection: close\r\n\r\n")
            while browser.recv(4096):  # until it hangs up
                pass
        assert gate.wait_quiet(0, 0)
        (asked,) = gate.take()
    assert (asked.url, asked.allowed, asked.status) == (url, allowed, None)
