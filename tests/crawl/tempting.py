"""The demo site as a client's libraries may be drawn by it to ask for more than they were told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.demo.server import DemoServer
from tests.demo.site import Answer, DemoSite

BESIDE = b'<!DOCTYPE x SYSTEM "%b/beside.dtd" [<!ENTITY beside SYSTEM "%b/beside.ent">]>'
"""What a careless XML parser fetches on its own."""


class TemptingSite(DemoSite):
    """With cookies for a domain (Scrapy looks domains up in a list of public suffixes), XML with parts elsewhere, and
    a picture on a port that is ``closed``.
    """

    closed = 0

    def answer(self, path: str, query: str = "") -> Answer:
        """The demo site's answer, made tempting."""
        answer = super().answer(path, query)
        body, base = answer.body, self.base.encode()
        if body.startswith(b"<?xml"):
            declared, _, rest = body.partition(b"?>")
            body = declared + b"?>" + BESIDE % (base, base) + rest
        picture = b'<img src="http://127.0.0.1:%d/gone.png"></body>' % self.closed
        body = body.replace(b"</body>", picture, 1)
        cookies = (("Set-Cookie", "a=1; Domain=127.0.0.1; Path=/"), ("Set-Cookie", "b=2"))
        return Answer(status=answer.status, headers=(*answer.headers, *cookies), body=body)


class TemptingServer(DemoServer):
    """Serves it."""

    SITE = TemptingSite
    site: TemptingSite


@contextmanager
def tempting() -> Iterator[TemptingServer]:
    """Serve it."""
    with socket.socket() as reserved, TemptingServer() as server:
        reserved.bind(("127.0.0.1", 0))  # and nobody listens
        server.site.closed = reserved.getsockname()[1]
        yield server
