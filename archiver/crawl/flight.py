"""One exchange under way: the bytes that went out and those that came in.

A :class:`Flight` is made for each fetch, bound to the connection that serves
it, filled by the tee, and turned into records when it has landed. It is the
one mutable value here, and it lives no longer than its fetch.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from archiver.crawl.limits import FetchLimits
from archiver.wire.lines import find_end, skip_blank

Cut = Literal["length", "time", "disconnect", "unspecified"]  # the values of WARC-Truncated


class Flight:
    """What is known of one exchange so far.

    ``sent`` and ``received`` hold the pieces as they passed, in order;
    ``cut`` says why we stopped reading early; ``lost`` is how the connection
    ended, if it did; ``ip``, ``tls_version`` and ``cipher`` are of the connection.
    Times in seconds are the reactor's.
    """

    __slots__ = (
        "begun",
        "body_begun",
        "ceiling",
        "checked",
        "cipher",
        "cut",
        "drained",
        "first_byte",
        "head_size",
        "host",
        "ip",
        "limit",
        "limits",
        "lost",
        "method",
        "proxied",
        "rate_mark",
        "received",
        "reused",
        "sent",
        "size",
        "started",
        "stopped",
        "tls_version",
        "url",
        "whole",
    )

    def __init__(
        self,
        *,
        url: str,
        host: str,
        method: str,
        started: datetime,
        proxied: bool,
        limits: FetchLimits,
        whole: Callable[[bytes], bool],
    ) -> None:
        self.url = url
        self.host = host
        self.method = method
        self.proxied = proxied
        self.limits = limits
        self.whole = whole
        self.restart(started)

    def restart(self, started: datetime) -> None:
        """Begin (again) at ``started``: what an attempt on a stale connection left behind is forgotten."""
        self.started = started
        self.sent: list[bytes] = []
        self.received: list[bytes] = []
        self.size = 0
        self.ceiling = self.limits.head_bytes
        self.head_size = 0
        self.reused = False
        self.ip: str | None = None
        self.tls_version: str | None = None
        self.cipher: str | None = None
        self.cut: Cut | None = None
        self.limit: str | None = None
        self.lost: Failure | None = None
        self.stopped = False
        self.checked = 0
        self.drained: Deferred[None] | None = None
        self.begun: float | None = None
        self.first_byte = False
        self.body_begun: float | None = None
        self.rate_mark: tuple[float, int] = (0.0, 0)

    def request_bytes(self) -> bytes:
        """All bytes sent so far."""
        return _joined(self.sent)

    def response_bytes(self) -> bytes:
        """All bytes received so far."""
        return _joined(self.received)

    def release(self) -> None:
        """Drop the bytes: they are on disk."""
        self.sent = []
        self.received = []

    def head_ended(self) -> bool:
        """Whether the answer's head is complete; notes its size once it is."""
        if not self.head_size:
            data = self.response_bytes()
            self.head_size = find_end(data, skip_blank(data), len(data)) or 0
        return bool(self.head_size)

    def has_landed(self, *, thrifty: bool = False) -> bool:
        """Whether ``whole`` says that the answer is complete, asked where something new has come.

        ``thrifty`` asks only when the answer has grown by an eighth, so that a body in
        many pieces is not read again at each; the sweep asks for the rest.
        """
        new = self.size - self.checked
        if not new or (thrifty and new * 8 < self.checked):
            return False
        self.checked = self.size
        return self.whole(self.response_bytes())

    def has_excess(self) -> bool:
        """Whether more came than the answer that ``whole`` finds in it, which says where it ends."""
        return self.whole(self.response_bytes()[:-1])

    def over_size(self) -> str | None:
        """The sentence of the size limit that was passed, or None; raises the ceiling when the
        head proves to be within its own.
        """
        if not self.head_ended() or self.head_size > self.limits.head_bytes:
            return f"the head is longer than {self.limits.head_bytes} bytes"
        self.ceiling = self.head_size + self.limits.body_bytes
        if self.size > self.ceiling:
            return f"the body is longer than {self.limits.body_bytes} bytes"
        return None

    def over_time(self, now: float) -> str | None:
        """The sentence of the time limit that was passed at ``now``, or None."""
        if self.begun is None:
            return None
        limits = self.limits
        if not self.head_ended():
            if now - self.begun > limits.head_seconds:
                return f"no head came within {limits.head_seconds:g} seconds"
            return None
        if self.body_begun is None:
            self.body_begun = now
            self.rate_mark = (now, self.size)
        if now - self.body_begun > limits.body_seconds:
            return f"the body took longer than {limits.body_seconds:g} seconds"
        return self._over_rate(now)

    def _over_rate(self, now: float) -> str | None:
        since, size = self.rate_mark
        if now - since < self.limits.rate_seconds:
            return None
        if (self.size - size) / (now - since) < self.limits.rate_bytes:
            return f"the body came slower than {self.limits.rate_bytes} bytes a second"
        self.rate_mark = (now, self.size)
        return None


def _joined(pieces: list[bytes]) -> bytes:
    if len(pieces) > 1:
        pieces[:] = [b"".join(pieces)]
    return pieces[0] if pieces else b""
