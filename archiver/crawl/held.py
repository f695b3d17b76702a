"""What the archive already holds of an address: whether it is recent, and its last whole answer."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from archiver.crawl.landing import CapturedExchange
from archiver.errors import ArchiverError
from archiver.store.engine import Store
from archiver.store.files import Place
from archiver.store.requisites import answered_since, latest_whole, recent_answer
from archiver.store.unfinished import cut_pages
from archiver.warc.captures import capture_of
from archiver.warc.layout import Archive
from archiver.warc.reader import record_at
from archiver.warc.records import Location
from archiver.wire.messages import read_response_head
from archiver.wire.page import page_from_block

logger = logging.getLogger(__name__)

_CONDITIONS = (
    (b"etag", b"If-None-Match"),
    (b"last-modified", b"If-Modified-Since"),
)  # RFC 9110, section 13.1
CONDITIONS = tuple(asking for _, asking in _CONDITIONS)

_AT_ONCE = 50  # pages in one query
_BEYOND = 1 << 62  # above every id


class Held:
    """What ``archive`` holds for ``site``, as its store knows."""

    def __init__(self, store: Store, archive: Archive, site: str) -> None:
        self._store = store
        self._archive = archive
        self._site = site

    def since(self, urls: Sequence[str], instant: datetime, *, moved: bool = True) -> set[str]:
        """Those of ``urls`` with a lasting answer captured at ``instant`` or later; ``moved``: a redirect is one."""
        with self._store.reading() as connection:
            return answered_since(connection, self._site, urls, instant, moved=moved)

    def cut_pages(self, front: str, most: int) -> Iterator[tuple[str, CapturedExchange]]:
        """The pages, ``most`` at most, that earlier runs captured and did not live to complete, newest first, each
        with the article it shows or its own address. What can't be read is logged.
        """
        before, left = _BEYOND, most
        while left > 0:
            with self._store.reading() as connection:
                pages = cut_pages(connection, self._site, front, before, min(_AT_ONCE, left))
            if not pages:
                return
            for page in pages:
                captured = self._read(page.place, "a page of an earlier run")
                if captured is not None:
                    yield page.article or captured.capture.url, captured
            before, left = pages[-1].id, left - len(pages)

    def latest(self, url: str) -> CapturedExchange | None:
        """The last whole 200 answer of ``url``; None where there is none, or its record can't be read (which is logged)."""
        with self._store.reading() as connection:
            place = latest_whole(connection, self._site, url)
        return self._read(place, f"the earlier answer of {url}") if place is not None else None

    def recent(self, url: str, since: datetime) -> bytes | None:
        """The body that ``url`` last answered with, at ``since`` or later; b"" where it is not there (404, 410), None
        where the answer is older, another, or can't be read.
        """
        with self._store.reading() as connection:
            answer = recent_answer(connection, self._site, url, since)
        if answer is None:
            return None
        status, place = answer
        what = f"the earlier answer of {url}"
        if status in (404, 410):
            return b""
        captured = self._read(place, what) if status == 200 and place is not None else None
        if captured is None:
            return None
        try:
            return page_from_block(captured.block, captured.capture).body
        except ArchiverError as problem:
            logger.warning("%s can't be read: %s", what, problem)
            return None

    def _read(self, place: Place, what: str) -> CapturedExchange | None:
        path = self._archive.collection(place.site).archive / place.warc
        try:
            record = record_at(path, place.offset, place.length)
        except (ArchiverError, OSError) as problem:
            logger.warning("%s can't be read: %s", what, problem)
            return None
        location = Location(warc=place.warc, offset=place.offset, length=place.length)
        capture = capture_of(record, location, "")
        return CapturedExchange(capture=capture, block=record.block) if capture is not None else None

    def conditions(self, url: str) -> dict[bytes, bytes]:
        """The request headers that ask for ``url`` only if it has changed since :meth:`latest`; none where it has no
        validators.
        """
        earlier = self.latest(url)
        if earlier is None:
            return {}
        headers = read_response_head(earlier.block).headers
        validators = {name.lower(): value for name, value in reversed(headers)}
        return {asking: validators[name] for name, asking in _CONDITIONS if validators.get(name)}
