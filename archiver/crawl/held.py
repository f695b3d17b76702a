"""What the archive already holds of a requisite: whether it is recent, and its last whole answer."""

import logging
from collections.abc import Sequence
from datetime import datetime

from archiver.crawl.landing import CapturedExchange
from archiver.errors import ArchiverError
from archiver.store.engine import Store
from archiver.store.requisites import answered_since, latest_whole
from archiver.warc.captures import capture_of
from archiver.warc.layout import Archive
from archiver.warc.reader import record_at
from archiver.warc.records import Location
from archiver.wire.messages import read_response_head

logger = logging.getLogger(__name__)

_CONDITIONS = (
    (b"etag", b"If-None-Match"),
    (b"last-modified", b"If-Modified-Since"),
)  # RFC 9110, section 13.1
CONDITIONS = tuple(asking for _, asking in _CONDITIONS)


class Held:
    """What ``archive`` holds for ``site``, as its store knows."""

    def __init__(self, store: Store, archive: Archive, site: str) -> None:
        self._store = store
        self._archive = archive
        self._site = site

    def since(self, urls: Sequence[str], instant: datetime) -> set[str]:
        """Those of ``urls`` with a lasting answer captured at ``instant`` or later."""
        with self._store.reading() as connection:
            return answered_since(connection, self._site, urls, instant)

    def latest(self, url: str) -> CapturedExchange | None:
        """The last whole 200 answer of ``url``; None where there is none, or its record can't be read (which is logged)."""
        with self._store.reading() as connection:
            place = latest_whole(connection, self._site, url)
        if place is None:
            return None
        path = self._archive.collection(place.site).archive / place.warc
        try:
            record = record_at(path, place.offset, place.length)
        except (ArchiverError, OSError) as problem:
            logger.warning("the earlier answer of %s can't be read: %s", url, problem)
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
