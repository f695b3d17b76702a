"""The download handler for http and https: Scrapy's own, with every exchange captured.

Order kept for each fetch (the promise of the archive): the exchange's records are
appended and synced, then the capture is set on ``request.meta["capture"]``, and only then does the
response, or the error, go on to the spider. Redirects, retries, errors and cut
answers are fetches like any other.
"""

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import CancelledError
from twisted.web.client import HTTPConnectionPool

from archiver.crawl.flight import Flight
from archiver.crawl.landing import FetchEnding, is_whole
from archiver.crawl.pool import UNDER_WAY, TeeMissing, TeePool
from archiver.crawl.recorder import Recorder
from archiver.errors import LimitExceeded, UsageError

ACCEPTED = b"gzip, deflate"
"""What we ask for: pywb and warcio can't replay br and zstd everywhere."""

_ACCEPTABLE = {b"gzip", b"deflate", b"identity"}
_REPEATABLE = {"GET", "OPTIONS", "TRACE"}  # RFC 9110, 9.2.2: safe to send again unseen


class CaptureHandler(HTTP11DownloadHandler):
    """Fetches as Scrapy does, and hands each exchange to the crawl's :class:`Recorder`.

    Raises what Scrapy's handler raises, and ``LimitExceeded`` where a limit cut the answer,
    ``AddressRefused`` where the peer may not be reached, ``StorageFailed`` where the
    exchange could not be written, ``UsageError`` for HEAD.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._recorder = Recorder.of(crawler)
        pool = getattr(self, "_pool", None)
        if not isinstance(pool, HTTPConnectionPool):
            missing = TeeMissing("Scrapy's handler has no `_pool` to put a tee on: Scrapy 2.19 is needed")
            self._recorder.stop(missing, "no_capture")
            raise missing
        tee_pool: Any = TeePool(pool, admit=self._recorder.admit, on_bind=self._recorder.watch.join)
        self._pool = tee_pool

    async def download_request(self, request: Request) -> Response:
        """Scrapy's call: fetch ``request``; see the class for what is raised."""
        request.meta.pop("capture", None)  # a redirect or retry copies the meta of the fetch before
        self._recorder.check()
        _prepare(request)
        flight = self._take_off(request)
        try:
            self._recorder.guard_literal(flight)
            response = await self._fetch(request, flight)
        except GeneratorExit:
            self._recorder.land(
                flight, FetchEnding(problem=CancelledError("torn down"))
            )  # none can wait for it
            raise
        except BaseException as problem:
            await self._land(request, flight, FetchEnding(problem=problem))
            if flight.limit is not None:
                raise LimitExceeded(f"{request.url}: {flight.limit}") from problem
            raise
        await self._land(request, flight, FetchEnding(flags=frozenset(response.flags)))
        if flight.limit is not None:
            raise LimitExceeded(f"{request.url}: {flight.limit}")
        return response

    async def _fetch(self, request: Request, flight: Flight) -> Response:
        """Fetch until the connection is fresh: a kept-alive one may have died unseen."""
        while True:
            UNDER_WAY.set(flight)
            try:
                response = await super().download_request(request)
                if not flight.received:
                    raise self._nothing_seen(request)
                return response
            except Exception as problem:
                if flight.drained is not None:
                    await maybe_deferred_to_future(flight.drained)
                if not _was_stale(request, flight, problem):
                    raise
                self._recorder.watch.leave(flight)
                self._recorder.count("stale_connections")
                flight.restart(self._recorder.clock())

    def _nothing_seen(self, request: Request) -> TeeMissing:
        """An answer came past the tee: there is nothing to archive, and nothing may be fetched so."""
        missing = TeeMissing(
            f"{request.url}: the answer came on a connection without a tee: has Scrapy changed?"
        )
        self._recorder.stop(missing, "no_capture")
        return missing

    async def _land(self, request: Request, flight: Flight, ending: FetchEnding) -> None:
        request.meta["capture"] = await maybe_deferred_to_future(self._recorder.land(flight, ending))

    def _take_off(self, request: Request) -> Flight:
        host = urlparse_cached(request).hostname or ""
        return Flight(
            url=request.url.partition("#")[0],
            host=host,
            method=request.method,
            started=self._recorder.clock(),
            proxied=bool(request.meta.get("proxy")),
            limits=self._recorder.limits,
            whole=is_whole,
        )


def _prepare(request: Request) -> None:
    """Make ``request`` one that can be archived, or raise ``UsageError``."""
    if request.method == "HEAD":
        raise UsageError(
            f"HEAD {request.url}: not sent, since its capture would hide that of a GET in replay"
        )
    asked = request.headers.get(b"Accept-Encoding")
    if asked is None or not _acceptable(asked):
        request.headers[b"Accept-Encoding"] = ACCEPTED


def _acceptable(codings: bytes) -> bool:
    return {part.split(b";")[0].strip().lower() for part in codings.split(b",")} <= _ACCEPTABLE


def _was_stale(request: Request, flight: Flight, problem: Exception) -> bool:
    """Whether the fetch failed only because a kept-alive connection had died unseen."""
    if isinstance(problem, (DownloadCancelledError, DownloadTimeoutError, CancelledError)):
        return False
    untouched = flight.reused and not flight.received and flight.cut is None
    return untouched and request.method in _REPEATABLE and not request.body
