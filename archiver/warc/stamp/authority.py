"""A query's way to a time-stamp authority and back, over HTTP (RFC 3161, section 3.4)."""

import http.client
import queue
import threading
import urllib.error
import urllib.request
from email.message import Message
from typing import IO
from urllib.parse import urlsplit

from archiver.errors import ArchiverError, AuthorityRefused, AuthorityUnreachable, StampError, UsageError

SECONDS = 30.0
"""For all of it: name, connection, answer to its last byte."""

MOST = 256 * 1024
"""Bytes of an answer: real ones have two to eight thousand."""


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows nothing: who is redirected asks somebody else than the one that was named."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Never."""


def ask(url: str, query: bytes, *, seconds: float = SECONDS) -> bytes:
    """The body of the authority's answer to ``query`` (DER). Follows no redirect; heeds the system's proxy settings.

    Raises UsageError where ``url`` is none, AuthorityUnreachable where nothing whole came within ``seconds``,
    AuthorityRefused for a status that is not 200, StampError for more than ``MOST`` bytes.
    """
    who = named(url)
    answers: queue.Queue[bytes | ArchiverError] = queue.Queue()

    def exchange() -> None:
        try:
            answers.put(_exchange(url, who, query, seconds))
        except ArchiverError as problem:
            answers.put(problem)

    # A socket's time-out is for each read: one byte now and then would hold us for ever. The thread may stay behind.
    threading.Thread(target=exchange, daemon=True, name="time-stamp authority").start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise AuthorityUnreachable(f"{who} has not answered within {seconds:.0f} seconds") from None
    if isinstance(answer, ArchiverError):
        raise answer
    return answer


def named(url: str) -> str:
    """The authority as people are told of it: scheme, host and path, no password. Raises UsageError."""
    parts = urlsplit(url)
    try:
        host = parts.hostname if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:
        host = None
    if not host:
        raise UsageError(
            f"{url!r} is no address of a time-stamp authority: it begins with http:// or https://"
        )
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _exchange(url: str, who: str, query: bytes, seconds: float) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=query, headers=headers)  # noqa: S310 - named() has seen its scheme
    try:
        with urllib.request.build_opener(_Straight).open(request, timeout=seconds) as response:
            body: bytes = response.read(MOST + 1)
    except urllib.error.HTTPError as problem:
        problem.close()
        told = f"{who} answers {problem.code} {http.client.responses.get(problem.code, '')}".rstrip()
        raise (AuthorityUnreachable if problem.code >= 500 else AuthorityRefused)(told) from None
    except urllib.error.URLError as problem:
        raise AuthorityUnreachable(f"{who} can't be reached: {problem.reason}") from None
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise AuthorityUnreachable(f"{who} can't be reached: {problem or type(problem).__name__}") from None
    if len(body) > MOST:
        raise StampError(f"{who} answers with more than {MOST:,} bytes: that is no time stamp")
    return body
