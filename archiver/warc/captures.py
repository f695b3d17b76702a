"""From records to the captures, runs and notes they stand for: the same right after an append
and when a file is read again, so that a rebuilt store equals the live one. No I/O.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from archiver.errors import WireError
from archiver.items import Capture, CaptureKind, Headers, Note, RunStart
from archiver.warc.exchange import FETCH_ERROR, TARGET
from archiver.warc.fields import decode_fields
from archiver.warc.records import (
    EARLIEST,
    LATEST,
    NOT_MODIFIED,
    WARC_FIELDS,
    Location,
    Record,
    note_of,
    read_date,
)
from archiver.wire.body import chunks_in, payload
from archiver.wire.lines import listed, values
from archiver.wire.messages import ResponseHead, read_response_head, split_interim
from archiver.wire.page import earliest_shown

_NO_RUNS: Mapping[str, RunStart] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A capture, its record and its block (``b""`` for a failure, the head at most for a revisit:
    see :func:`whole_block`). ``site`` is None where the file doesn't say it: a foreign one.
    """

    capture: Capture
    block: bytes
    record: Record
    site: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A note, and the site of the run that wrote it; None as in :class:`Captured`."""

    note: Note
    site: str | None


Found = RunStart | Noted | Captured


def captures_in(
    records: Iterable[tuple[Record, Location]], known: Mapping[str, RunStart] = _NO_RUNS
) -> Iterator[Found]:
    """What ``records`` (in a file's order) stand for, in that order.

    ``known`` gives the runs of warcinfo records (by id) that come before the place where reading
    began. A foreign warcinfo gives a RunStart whose run is its record id and whose site is empty; without one the
    run is ``urn:warc:FILENAME``.
    """
    runs = dict(known)
    latest: dict[str, RunStart] = {}  # by file: a warcinfo holds for what follows it (WARC 1.1, 6.2)
    for record, location in records:
        if record.type == "warcinfo":
            start = run_start(record)
            runs[record.record_id] = latest[location.warc] = start
            yield start
            continue
        begun = runs.get(record.warcinfo_id or "")
        if begun is None and record.warcinfo_id is None:
            begun = latest.get(location.warc)
        site = begun.site or None if begun else None
        note = note_of(record)
        if note is not None:
            yield Noted(note=note, site=site)
            continue
        run = begun.run if begun else record.warcinfo_id or f"urn:warc:{location.warc}"
        capture = capture_of(record, location, run)
        if capture is not None:
            block = b"" if capture.kind == "failure" else record.block
            yield Captured(capture=capture, block=block, record=record, site=site)


def run_start(record: Record) -> RunStart:
    """The run that a warcinfo record begins; see :func:`captures_in` for a foreign one."""
    fields = decode_fields(record.block)
    if [name for name, _ in fields[:2]] == ["run", "site"]:
        run, site, rest = fields[0][1], fields[1][1], fields[2:]
    else:
        run, site, rest = record.record_id, "", fields
    return RunStart(run=run, site=site, started_at=record.date, record_id=record.record_id, fields=dict(rest))


def capture_of(record: Record, location: Location, run: str) -> Capture | None:
    """The capture that ``record`` at ``location`` stands for; None for a request, a note, an aside
    or a record of another protocol than HTTP.
    """
    match record.type:
        case "response" | "revisit" if record.target_uri and _is_http(record):
            kind: CaptureKind = "response" if record.type == "response" else "revisit"
            head = _head(record.block)
            status = head.status if head else 304 if record.profile == NOT_MODIFIED else None
            headers = head.headers if head else ()
            return _capture(record, location, run, kind, record.target_uri, status, headers)
        case "metadata":
            fields = _failure(record)
            if fields is not None:
                return _capture(
                    record, location, run, "failure", fields[TARGET], None, (), fields.get("truncated")
                )
    return None


def _is_http(record: Record) -> bool:
    """Revisits need not say it."""
    content_type = (record.content_type or "").lower()
    return content_type.startswith("application/http") or (record.type == "revisit" and not content_type)


def _failure(record: Record) -> dict[str, str] | None:
    """The fields of a record that stands for a failure, or None."""
    if record.content_type != WARC_FIELDS or not record.block.startswith(FETCH_ERROR.encode()):
        return None
    fields = decode_fields(record.block)
    found = dict(fields)
    return found if fields[0][0] == FETCH_ERROR and found.get(TARGET) else None


def _capture(
    record: Record,
    location: Location,
    run: str,
    kind: CaptureKind,
    url: str,
    status: int | None,
    headers: Headers,
    truncated: str | None = None,
) -> Capture:
    return Capture(
        record_id=record.record_id,
        url=url,
        captured_at=record.date,
        earliest=min(_earliest(record), earliest_shown(record.date, headers)),
        latest=_latest(record),
        status=status,
        mime=_mime(headers),
        payload_digest=record.payload_digest,
        block_digest=record.block_digest,
        kind=kind,
        refers_to=record.refers_to if kind == "revisit" else None,
        truncated=record.truncated or truncated,
        warc=location.warc,
        offset=location.offset,
        length=location.length,
        run=run,
    )


def _earliest(record: Record) -> datetime:
    """What a 304's record says of it, whose head stands elsewhere."""
    return min(record.date, _said(record, EARLIEST if record.profile == NOT_MODIFIED else ""))


def _latest(record: Record) -> datetime:
    """When all of the answer had come."""
    return max(record.date, _said(record, LATEST))


def _said(record: Record, name: str) -> datetime:
    """The instant in the field ``name``; the record's date where there is none that can be read."""
    said = record.field(name)
    try:
        return record.date if said is None else read_date(said)
    except ValueError:
        return record.date


def _head(block: bytes) -> ResponseHead | None:
    try:
        return read_response_head(split_interim(block)[1]) if block else None
    except WireError:  # a record all the same: there is no status to tell
        return None


def _mime(headers: Headers) -> str | None:
    """The media type, lower case, without parameters."""
    for value in values(headers, b"content-type"):
        words = value.decode("latin-1").replace(";", " ").split()
        return words[0].lower() if words else None
    return None


def whole_block(revisit: Record, referred_block: bytes) -> bytes:
    """The block that ``revisit`` would hold had it been kept whole: its own head, framed as
    that says, and the payload of the record it refers to, in the same chunks if both are chunked.

    Where the revisit has no head of its own (or a 304's), that of the referred record stands in.
    Raises WireError where ``referred_block`` holds no response.
    """
    head = _head(revisit.block)
    if head is None or head.status == 304:
        return referred_block
    body = payload(split_interim(referred_block)[1]).data
    if listed(head.headers, b"transfer-encoding")[-1:] == [b"chunked"]:
        body = (
            chunks_in(referred_block) or b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
            if body
            else b"0\r\n\r\n"
        )
    final = split_interim(revisit.block)[1]
    return _closed(final[: head.size]) + body


def _closed(head: bytes) -> bytes:
    """The head with the blank line that some writers leave out."""
    if head.endswith((b"\r\n\r\n", b"\n\n", b"\n\r\n")):
        return head
    return head + (b"\r\n" if head.endswith(b"\n") else b"\r\n\r\n")
