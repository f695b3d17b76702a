"""What a page needs to be shown: the captures, nearest in time, of all that it names, of where a redirect
leads, and of what a revisit refers to.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from urllib.parse import urljoin

from archiver.derive.wacz.nearest import Times
from archiver.errors import ArchiverError, RecordError
from archiver.parse.requisites import DOCUMENTS, READ, requisites_of
from archiver.parse.spelling import spelled
from archiver.store import chosen
from archiver.store.engine import Connection
from archiver.store.rows import Row
from archiver.store.times import instant
from archiver.warc.captures import capture_of, whole_block
from archiver.warc.layout import Archive
from archiver.warc.reader import record_at
from archiver.warc.records import Location, Record
from archiver.wire.messages import read_response_head, split_interim
from archiver.wire.page import page_from_block

DEPTH = 8
"""Steps from a page: a font in a sheet that a sheet in a frame imports, and a redirect on the way."""

_HELD_ADDRESSES = 50_000
_HELD_NAMES = 5_000


class Needs:
    """What captures of ``archive`` need, as its store (``connection``) knows.

    ``missing`` are the addresses that were named and never captured.
    """

    def __init__(self, connection: Connection, archive: Archive) -> None:
        self.missing: set[str] = set()
        self._connection = connection
        self._archive = archive
        self._at: Callable[[str, str], Times] = lru_cache(_HELD_ADDRESSES)(self._at_address)
        self._names: Callable[[str, str], tuple[str, ...]] = lru_cache(_HELD_NAMES)(self._named_by)

    def of(self, row: Row) -> Iterator[Row]:
        """The captures that ``row`` needs, each once; itself is none of them.

        Raises RecordError where a record can't be read.
        """
        when = instant(row["captured_at"])
        seen = {row["record_id"]}
        waiting = [(row, row["url"], 0)]
        while waiting:
            one, document, depth = waiting.pop()
            for found in self._nearest_needs(one, document, when):
                if found["record_id"] not in seen:
                    seen.add(found["record_id"])
                    yield found
                    if depth < DEPTH:
                        inside = found["url"] if found["mime"] in DOCUMENTS else document
                        waiting.append((found, inside, depth + 1))

    def _nearest_needs(self, row: Row, document: str, when: datetime) -> Iterator[Row]:
        """What ``row`` itself refers to, and what it names when ``document`` shows it, as it was at ``when``."""
        if row["refers_to"]:  # by its id: a reader of WACZ finds it by address and time
            referred = chosen.named(self._connection, row["refers_to"])
            if referred is not None:
                yield referred
        for url in self._names(row["record_id"], document):
            found = self._at(row["site"], url)
            if not found.every.rows:
                self.missing.add(url)
            yield from found.nearest(when)

    def _at_address(self, site: str, url: str) -> Times:
        return Times.of(chosen.at_address(self._connection, site, url))

    def _named_by(self, record_id: str, document: str) -> tuple[str, ...]:
        """The addresses that a capture names: where it redirects to, or what it is shown with."""
        row = chosen.named(self._connection, record_id)
        if row is None or row["status"] is None or row["kind"] == "failure":
            return ()
        if 300 <= row["status"] < 400 and row["status"] != 304:
            return self._redirect(row)
        if row["mime"] not in READ:
            return ()
        record = self._record(row)
        place = Location(warc=row["warc"], offset=row["offset"], length=row["length"])
        capture = capture_of(record, place, row["run"])
        if capture is None:
            return ()
        try:
            page = page_from_block(self._block(row, record), capture)
            named = (spelled(url).partition("#")[0] for url in requisites_of(page, document))
            return tuple(dict.fromkeys(url for url in named if url))
        except RecordError:
            raise
        except ArchiverError:  # a coding that can't be read: nothing is named, the bytes are kept
            return ()

    def _redirect(self, row: Row) -> tuple[str, ...]:
        head = read_response_head(split_interim(self._record(row).block)[1])
        for name, value in head.headers:
            if name.lower() == b"location":
                url = spelled(urljoin(row["url"], value.decode("utf-8", "replace").strip())).partition("#")[0]
                return (url,) if url else ()
        return ()

    def _block(self, row: Row, record: Record) -> bytes:
        if row["kind"] != "revisit":
            return record.block
        referred = chosen.named(self._connection, row["refers_to"] or "")
        return record.block if referred is None else whole_block(record, self._record(referred).block)

    def _record(self, row: Row) -> Record:
        path = self._archive.collection(row["site"]).archive / row["warc"]
        return record_at(path, row["offset"], row["length"], row["record_id"])
