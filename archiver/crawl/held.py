"""What the archive already holds of an address: whether it is recent, and its last whole answer."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin

from archiver.crawl.landing import CapturedExchange
from archiver.errors import ArchiverError
from archiver.store.answers import Answer, answered_since, failing_since, last_answer, latest_whole
from archiver.store.engine import Store
from archiver.store.files import Place
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

MOST_REDIRECTS = 10
"""Redirects in a row, in the archive as on the wire."""

_AT_ONCE = 50  # pages in one query
_BEYOND = 1 << 62  # above every id


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """What an address last answered with, when: its body, b"" where it is not there (4xx). ``failing`` is when it
    first failed after that, None if it did not.
    """

    at: datetime
    body: bytes
    failing: datetime | None


class Held:
    """What ``archive`` holds for ``site``, as its store knows: of what was captured, by its date, not later than ``until``."""

    def __init__(self, store: Store, archive: Archive, site: str, until: str) -> None:
        self._until = until
        self._store = store
        self._archive = archive
        self._site = site

    def since(self, urls: Sequence[str], instant: datetime, *, moved: bool) -> set[str]:
        """Those of ``urls`` with a lasting answer captured at ``instant`` or later; ``moved``: a redirect is one."""
        with self._store.reading() as connection:
            return answered_since(connection, self._site, urls, instant, self._until, moved=moved)

    def cut_pages(self, front: str, most: int) -> Iterator[tuple[str, CapturedExchange]]:
        """The pages, ``most`` at most, that earlier runs captured and did not live to complete, newest first, each
        with the article it shows or its own address. What can't be read is logged.
        """
        before, left = _BEYOND, most
        while left > 0:
            with self._store.reading() as connection:
                pages = cut_pages(connection, self._site, front, before, min(_AT_ONCE, left), self._until)
            if not pages:
                return
            for page in pages:
                captured = self.read(page.place, "a page of an earlier run")
                if captured is not None:
                    yield page.article or captured.capture.url, captured
            before, left = pages[-1].id, left - len(pages)

    def latest(self, url: str) -> CapturedExchange | None:
        """The last whole 200 answer of ``url``; None where there is none, or its record can't be read (which is logged)."""
        with self._store.reading() as connection:
            place = latest_whole(connection, self._site, url)
        return self.read(place, f"the earlier answer of {url}") if place is not None else None

    def told(self, url: str, redirects: int = MOST_REDIRECTS) -> LastAnswer | None:
        """What ``url`` last answered with, 5xx and 429 passed over, where its redirects lead; None where that is
        not held, or can't be read (which is logged).
        """
        with self._store.reading() as connection:
            answer = last_answer(connection, self._site, url, self._until)
            failing = failing_since(connection, self._site, url, answer.at if answer else None, self._until)
        if answer is None:
            return None
        if 300 <= answer.status < 400:
            location = self._location(answer, url)
            told = self.told(location, redirects - 1) if location and redirects else None
            return told and replace(told, at=min(told.at, answer.at), failing=failing or told.failing)
        body = b"" if answer.status >= 400 else self._body(answer, url)
        return None if body is None else LastAnswer(at=answer.at, body=body, failing=failing)

    def failing_since(self, url: str) -> datetime | None:
        """When ``url`` first failed since its last answer; None if it did not."""
        with self._store.reading() as connection:
            answer = last_answer(connection, self._site, url, self._until)
            return failing_since(connection, self._site, url, answer.at if answer else None, self._until)

    def _body(self, answer: Answer, url: str) -> bytes | None:
        what = f"the earlier answer of {url}"
        captured = self.read(answer.body, what) if answer.body is not None else None
        if captured is None:
            return None
        try:
            return page_from_block(captured.block, captured.capture).body
        except ArchiverError as problem:
            logger.warning("%s can't be read: %s", what, problem)
            return None

    def _location(self, answer: Answer, url: str) -> str | None:
        captured = self.read(answer.head, f"the earlier answer of {url}") if answer.head else None
        if captured is None:
            return None
        headers = read_response_head(captured.block).headers
        named = [value for name, value in headers if name.lower() == b"location"]
        return urldefrag(urljoin(url, named[0].decode("latin-1").strip())).url if named else None

    def read(self, place: Place, what: str) -> CapturedExchange | None:
        """The exchange whose answer lies at ``place``; None where it can't be read, which is logged as ``what``."""
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
