"""WARC records as values, and their bytes (ISO 28500:2017, WARC 1.1).

Rules kept here: a record id is bare (``urn:uuid:…``) in values and in angle brackets on
disk; dates are aware and UTC, written with microseconds; header fields are text, UTF-8 on
disk, a byte that isn't kept as a surrogate; a block is opaque and its digest is over it all.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NotRequired, TypedDict, Unpack

from isal import isal_zlib

from archiver.errors import BadInput
from archiver.items import Note
from archiver.warc.fields import decode_fields, encode_fields
from archiver.wire.digest import block_digest

Fields = tuple[tuple[str, str], ...]
"""Pairs of a name and its value, in order."""

WARC_FIELDS = "application/warc-fields"
HTTP_REQUEST = "application/http; msgtype=request"
HTTP_RESPONSE = "application/http; msgtype=response"
OCTETS = "application/octet-stream"

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

EARLIEST = "Archiver-Earliest"  # of a 304: see revisit_not_modified
LATEST = "Archiver-Latest"  # of an answer: the instant at which all of it had come, since WARC-Date is when it was asked for

NOTE = "archiverNote"
"""The first field of a record that holds an ``items.Note``: its kind."""

_BREAKS = re.compile(r"[\r\n]")
_NO_DAY = re.compile(r"[0-9]{4}(-[0-9]{2})?")
_LEAP = re.compile(r"(T[0-9]{2}:[0-9]{2}):60")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One WARC record.

    ``fields`` are its further WARC headers in order, as on disk (ids in brackets): all
    but WARC-Type, WARC-Record-ID, WARC-Date, Content-Type and Content-Length.
    """

    type: str
    record_id: str
    date: datetime
    fields: Fields = ()
    content_type: str | None = None
    block: bytes = b""

    def field(self, name: str) -> str | None:
        """The first value of the WARC header ``name`` (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), None)

    def all_fields(self, name: str) -> tuple[str, ...]:
        """All values of the WARC header ``name`` (any case), in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.fields if key.lower() == wanted)

    @property
    def target_uri(self) -> str | None:
        """WARC-Target-URI; brackets off, which WARC 1.0 allowed to be read in."""
        return _bare(self.field("WARC-Target-URI"))

    @property
    def refers_to(self) -> str | None:
        """The id of the record this one revisits or describes."""
        return _bare(self.field("WARC-Refers-To"))

    @property
    def refers_to_uri(self) -> str | None:
        """WARC-Refers-To-Target-URI."""
        return _bare(self.field("WARC-Refers-To-Target-URI"))

    @property
    def refers_to_date(self) -> datetime | None:
        """WARC-Refers-To-Date; None also where it can't be read."""
        value = self.field("WARC-Refers-To-Date")
        try:
            return None if value is None else read_date(value)
        except ValueError:
            return None

    @property
    def warcinfo_id(self) -> str | None:
        """The id of the warcinfo record this one stands under."""
        return _bare(self.field("WARC-Warcinfo-ID"))

    @property
    def concurrent_to(self) -> tuple[str, ...]:
        """The ids of the records made of the same exchange, in order."""
        return tuple(value.strip("<> ") for value in self.all_fields("WARC-Concurrent-To"))

    @property
    def payload_digest(self) -> str | None:
        """WARC-Payload-Digest, as spelled."""
        return self.field("WARC-Payload-Digest")

    @property
    def block_digest(self) -> str | None:
        """WARC-Block-Digest, as spelled."""
        return self.field("WARC-Block-Digest")

    @property
    def truncated(self) -> str | None:
        """WARC-Truncated: ``length``, ``time``, ``disconnect`` or ``unspecified``."""
        return self.field("WARC-Truncated")

    @property
    def profile(self) -> str | None:
        """WARC-Profile of a revisit."""
        return self.field("WARC-Profile")

    @property
    def filename(self) -> str | None:
        """WARC-Filename of a warcinfo."""
        return self.field("WARC-Filename")


def _bare(value: str | None) -> str | None:
    return None if value is None else value.strip("<> ")


def bracketed(record_id: str) -> str:
    """The id as it stands in a WARC header."""
    return f"<{record_id}>"


def write_date(date: datetime) -> str:
    """``date`` (aware) as WARC-Date writes it, with microseconds."""
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_date(text: str) -> datetime:
    """The instant of a WARC-Date (W3C profile of ISO 8601, any precision from years on: the first instant it
    may mean). A leap second, which Python doesn't know, is the first of the next minute.

    Raises ValueError where it is none.
    """
    text = text.strip()
    if _NO_DAY.fullmatch(text):
        text = (text + "-01")[:7] + "-01"
    whole = _LEAP.sub(r"\1:59", text)
    date = datetime.fromisoformat(whole)
    try:
        if whole != text:
            date += timedelta(seconds=1)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as problem:
        raise ValueError(f"{text} is beyond the years that can be told") from problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a record lies: the file's name (no folder), and the offset and length in bytes
    of its gzip member, or of the record itself in a plain file. ``length`` is 0 where a
    member holds more than this record.
    """

    warc: str
    offset: int
    length: int


# Bytes


def serialise(record: Record) -> bytes:
    """The record uncompressed: version line, headers, blank line, block, two line ends.

    Raises BadInput where a header value holds a line break.
    """
    lines = [
        ("WARC-Type", record.type),
        ("WARC-Record-ID", bracketed(record.record_id)),
        ("WARC-Date", write_date(record.date)),
        *record.fields,
    ]
    if record.content_type is not None:
        lines.append(("Content-Type", record.content_type))
    lines.append(("Content-Length", str(len(record.block))))
    for name, value in lines:
        if _BREAKS.search(name) or _BREAKS.search(value):
            raise BadInput(f"record {record.record_id}: a line break in its header {name!r}")
    head = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("utf-8", "surrogateescape")
    return b"".join((b"WARC/1.1\r\n", head, b"\r\n", record.block, b"\r\n\r\n"))


def member(record: Record, level: int) -> bytes:
    """The record as one gzip member (RFC 1952), the same bytes each time. ``level`` is isal's, 0 to 3."""
    deflater = isal_zlib.compressobj(level, isal_zlib.DEFLATED, 31)
    return deflater.compress(serialise(record)) + deflater.flush()


# Builders


def _record(
    type_: str,
    block: bytes,
    content_type: str,
    *,
    record_id: str,
    date: datetime,
    url: str | None = None,
    warcinfo_id: str | None = None,
    concurrent_to: tuple[str, ...] = (),
    facts: Fields = (),
    more: Fields = (),
) -> Record:
    fields: list[tuple[str, str]] = []
    if url is not None:
        fields.append(("WARC-Target-URI", url))
    fields += (("WARC-Concurrent-To", bracketed(other)) for other in concurrent_to)
    fields += (*facts, *more)
    fields.append(("WARC-Block-Digest", block_digest(block)))
    if warcinfo_id is not None:
        fields.append(("WARC-Warcinfo-ID", bracketed(warcinfo_id)))
    return Record(
        type=type_,
        record_id=record_id,
        date=date,
        fields=tuple(fields),
        content_type=content_type,
        block=block,
    )


def warcinfo_record(
    *, record_id: str, date: datetime, filename: str, run: str, site: str, fields: Fields = ()
) -> Record:
    """The record a run begins with in the file ``filename``; ``fields`` go after ``run`` and ``site``."""
    block = encode_fields((("run", run), ("site", site), *fields))
    facts = (("WARC-Filename", filename),)
    return _record("warcinfo", block, WARC_FIELDS, record_id=record_id, date=date, facts=facts)


class About(TypedDict):
    """What every record of an exchange says: its id (bare), the exchange's instant, the URL, the warcinfo
    it stands under, the ids of the records made of the same exchange, and headers about the connection.
    """

    record_id: str
    date: datetime
    url: str
    warcinfo_id: str
    concurrent_to: NotRequired[tuple[str, ...]]
    facts: NotRequired[Fields]


def request_record(*, block: bytes, **about: Unpack[About]) -> Record:
    """The bytes that were sent."""
    return _record("request", block, HTTP_REQUEST, **about)


def response_record(
    *, block: bytes, payload_digest: str, truncated: str | None = None, **about: Unpack[About]
) -> Record:
    """The bytes that came. ``truncated`` is the value of WARC-Truncated."""
    cut: Fields = () if truncated is None else (("WARC-Truncated", truncated),)
    more: Fields = (("WARC-Payload-Digest", payload_digest), *cut)
    return _record("response", block, HTTP_RESPONSE, more=more, **about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refers:
    """The earlier response that a revisit refers to; ``place`` is where it can be read again, None if that
    isn't known or lies in another collection.
    """

    record_id: str
    url: str
    date: datetime
    place: Location | None = None

    def fields(self) -> Fields:
        """As WARC headers. Without the URI, pywb can't find it under another address."""
        return (
            ("WARC-Refers-To", bracketed(self.record_id)),
            ("WARC-Refers-To-Target-URI", self.url),
            ("WARC-Refers-To-Date", write_date(self.date)),
        )


def revisit_identical(*, head: bytes, payload_digest: str, refers: Refers, **about: Unpack[About]) -> Record:
    """An answer whose body equals that of ``refers``; ``head`` is its own head as received."""
    more = (("WARC-Profile", IDENTICAL), *refers.fields(), ("WARC-Payload-Digest", payload_digest))
    return _record("revisit", head, HTTP_RESPONSE, more=more, **about)


def revisit_not_modified(*, refers: Refers, earliest: datetime, **about: Unpack[About]) -> Record:
    """A 304. Its block is empty, since pywb replays an empty page where the 304's head stands in it.

    ``earliest`` is the earliest instant that it speaks of, by a cache's marks in that head: where that is before the date, it is a
    field of the record (WARC 1.1, section 4, lets there be more), so that the record alone tells it.
    """
    more = (("WARC-Profile", NOT_MODIFIED), *refers.fields())
    if earliest < about["date"]:
        more += ((EARLIEST, write_date(earliest)),)
    return _record("revisit", b"", HTTP_RESPONSE, more=more, **about)


def metadata_record(
    *,
    record_id: str,
    date: datetime,
    fields: Fields,
    warcinfo_id: str | None,
    url: str | None = None,
    concurrent_to: tuple[str, ...] = (),
    facts: Fields = (),
) -> Record:
    """``fields`` as application/warc-fields. Give no ``url`` where replay must not find it."""
    return _record(
        "metadata",
        encode_fields(fields),
        WARC_FIELDS,
        record_id=record_id,
        date=date,
        url=url,
        warcinfo_id=warcinfo_id,
        concurrent_to=concurrent_to,
        facts=facts,
    )


def metadata_bytes(
    *,
    record_id: str,
    date: datetime,
    block: bytes,
    content_type: str,
    warcinfo_id: str | None,
    concurrent_to: tuple[str, ...] = (),
    refers_to: str | None = None,
) -> Record:
    """Bytes that came and are no page: kept without target URI, so that replay doesn't serve them."""
    return _record(
        "metadata",
        block,
        content_type,
        record_id=record_id,
        date=date,
        warcinfo_id=warcinfo_id,
        concurrent_to=concurrent_to,
        facts=() if refers_to is None else (("WARC-Refers-To", bracketed(refers_to)),),
    )


def note_record(note: Note, *, warcinfo_id: str | None = None) -> Record:
    """A note as a metadata record without target URI; :func:`note_of` gives it back."""
    return metadata_record(
        record_id=note.record_id,
        date=note.at,
        fields=((NOTE, note.kind), ("run", note.run), *note.fields.items()),
        warcinfo_id=warcinfo_id,
    )


def note_of(record: Record) -> Note | None:
    """The note that ``record`` holds, or None if it holds none."""
    if record.type != "metadata" or record.content_type != WARC_FIELDS:
        return None
    fields = decode_fields(record.block)
    if len(fields) < 2 or fields[0][0] != NOTE or fields[1][0] != "run":
        return None
    return Note(
        record_id=record.record_id,
        run=fields[1][1],
        at=record.date,
        kind=fields[0][1],
        fields=dict(fields[2:]),
    )


def under(record: Record, warcinfo_id: str) -> Record:
    """The record with ``warcinfo_id`` as its WARC-Warcinfo-ID."""
    value = bracketed(warcinfo_id)
    if record.field("WARC-Warcinfo-ID") == value:
        return record
    kept = tuple(pair for pair in record.fields if pair[0].lower() != "warc-warcinfo-id")
    return replace(record, fields=(*kept, ("WARC-Warcinfo-ID", value)))
