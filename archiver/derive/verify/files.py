"""One WARC file looked at from its first byte to its last: members, headers, digests, and the ledger's word for it.

Gives findings, and for each record what the checks across files need (:class:`Fact`).
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archiver.derive.verify.findings import Finding, Kind
from archiver.derive.verify.standard import LENIENCIES, breaches
from archiver.errors import RecordError, TornRecord, WireError
from archiver.warc.captures import run_start
from archiver.warc.reader import next_member, records
from archiver.warc.records import HTTP_RESPONSE, IDENTICAL, WARC_FIELDS, Location, Record, write_date
from archiver.wire.body import payload
from archiver.wire.digest import agrees
from archiver.wire.lines import values
from archiver.wire.messages import read_response_head, split_interim

_STEP = 1024 * 1024
_END_OF_MIME = re.compile(r"[;\s]")
_NOT_IN_AN_INDEX = frozenset({"warcinfo", "request", "conversion", "continuation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What a line of the ledger says of a file: it had so many bytes, with this sha256 (hex), and records; ``gone``:
    a repair has said that the file is nowhere; ``mended``: a repair has said what the file is.
    """

    line: int
    bytes: int
    sha256: str
    records: int
    closed: bool
    gone: bool = False
    mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What other files may say of a record. Ids are bare; ``date`` is as WARC-Date writes it. ``ours``: a run
    of ours wrote it. ``listed``: an index must list it, with that ``status`` and media type.
    """

    record_id: str
    type: str
    offset: int
    length: int
    date: str
    target: str | None
    concurrent: tuple[str, ...]
    refers_to: str | None
    refers_uri: str | None
    refers_date: str | None
    warcinfo: str | None
    payload: str | None
    identical: bool
    http: bool
    ours: bool
    listed: bool
    status: str | None
    mime: str | None
    block: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Bytes of a file, from ``begin`` to ``end``, that hold a ``kind`` of damage: to be taken out by a repair."""

    begin: int
    end: int
    kind: Kind
    why: str


@dataclass(slots=True)
class FileReport:
    """What one file holds, and what is wrong with it; ``size`` is in bytes; records before byte ``start`` were not
    looked at. ``broken`` can't be read, ``doubtful`` is read and breaks a rule or its digest. The first ``held``
    bytes are as a line of the ledger has them; ``failed`` are the lines that say something else.
    """

    name: str
    size: int = 0
    start: int = 0
    held: int = 0
    failed: list[int] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    doubtful: list[Broken] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def check_file(path: Path, vouched: Sequence[Vouched], start: int = 0) -> FileReport:
    """Look at ``path``; ``vouched`` are the ledger's lines for it, in order. Raises OSError.

    Records before byte ``start``, to which a line must go, are looked at only where their bytes are not those that
    the line vouches for, or where later ones hang on them.
    """
    report = FileReport(name=path.name, size=path.stat().st_size, start=start)
    hashes = _hashes(path, sorted({one.bytes for one in vouched if one.bytes <= report.size}))
    if any(hashes.get(one.bytes) != one.sha256 for one in vouched if one.bytes == start):
        report.start = 0
    mended = [one.bytes for one in vouched if one.mended and hashes.get(one.bytes) == one.sha256]
    _Look(path, report, max(mended, default=0)).run()
    if report.start and not _stands_alone(report):
        report = FileReport(name=path.name, size=report.size)
        _Look(path, report, max(mended, default=0)).run()
    report.findings.extend(_against_ledger(report, hashes, vouched))
    return report


def _stands_alone(report: FileReport) -> bool:
    """Whether these records name no warcinfo and no other side before them."""
    ids = {fact.record_id for fact in report.facts}
    named = {fact.warcinfo for fact in report.facts} | {
        one for fact in report.facts for one in fact.concurrent
    }
    return not report.findings and named - {None} <= ids


class _Look:
    """``mended``: to which byte a repair vouches for the file under its present name."""

    def __init__(self, path: Path, report: FileReport, mended: int) -> None:
        self._path = path
        self._report = report
        self._mended = mended
        self._ours: dict[str, bool] = {}  # by warcinfo record
        self._words: list[tuple[str, int]] = []

    def run(self) -> None:
        for record, location in self._records():
            for word, offset in self._words:
                if word in LENIENCIES:
                    self._find("corrupt", offset, record.record_id, LENIENCIES[word])
            self._words.clear()
            for sentence in self._misnamed(record):
                known = location.offset < self._mended
                self._find("corrupt", location.offset, record.record_id, sentence, known=known)
            for kind, sentence in (*self._of_our_files(record), *record_faults(record)):
                self._find(kind, location.offset, record.record_id, sentence)
                self._doubt(location, kind, sentence)
            self._report.facts.append(fact_of(record, location, ours=self._is_ours(record)))

    def _records(self) -> Iterator[tuple[Record, Location]]:
        start: int | None = self._report.start
        while start is not None:
            try:
                yield from records(
                    self._path, start, report=lambda word, offset: self._words.append((word, offset))
                )
            except RecordError as error:
                start = next_member(self._path, error.offset)
                kind: Kind = "torn" if isinstance(error, TornRecord) and start is None else "corrupt"
                self._find(kind, error.offset, None, error.problem)
                end = self._report.size if start is None else start
                broken = Broken(begin=error.offset, end=end, kind=kind, why=error.problem)
                self._report.broken.append(broken)
            else:
                return

    def _misnamed(self, record: Record) -> Iterator[str]:
        if record.type == "warcinfo" and record.filename not in (None, self._path.name):
            yield f"it says that its file is {record.filename!r}"

    def _of_our_files(self, record: Record) -> Iterator[tuple[Kind, str]]:
        """What our writer promises beyond the standard."""
        if record.type == "warcinfo":
            self._ours[record.record_id] = bool(run_start(record).site)
        elif self._is_ours(record) and record.block_digest is None:
            yield "corrupt", "no WARC-Block-Digest"
        elif self._is_ours(record) and record.type == "response" and record.payload_digest is None:
            yield "corrupt", "no WARC-Payload-Digest"

    def _is_ours(self, record: Record) -> bool:
        return self._ours.get(record.warcinfo_id or "", False)

    def _doubt(self, place: Location, kind: Kind, why: str) -> None:
        end = place.offset + place.length
        self._report.doubtful.append(Broken(begin=place.offset, end=end, kind=kind, why=why))

    def _find(
        self, kind: Kind, offset: int, record_id: str | None, detail: str, *, known: bool = False
    ) -> None:
        name = self._path.name
        self._report.findings.append(
            Finding(kind=kind, file=name, offset=offset, record_id=record_id, detail=detail, known=known)
        )


def fact_of(record: Record, location: Location, *, ours: bool) -> Fact:
    """What other files may say of a record."""
    status, mime = _answer(record)
    bare = record.type == "metadata" and record.content_type == WARC_FIELDS
    return Fact(
        record_id=record.record_id,
        type=record.type,
        offset=location.offset,
        length=location.length,
        date=write_date(record.date),
        target=record.target_uri,
        concurrent=record.concurrent_to,
        refers_to=record.refers_to,
        refers_uri=record.refers_to_uri,
        refers_date=write_date(record.refers_to_date) if record.refers_to_date else None,
        warcinfo=record.warcinfo_id,
        payload=record.payload_digest,
        identical=record.profile == IDENTICAL,
        http=record.content_type == HTTP_RESPONSE,
        ours=ours,
        listed=bool(record.target_uri and location.length)
        and record.type not in _NOT_IN_AN_INDEX
        and not bare,
        status=status,
        mime=mime,
        block=record.block_digest,
    )


def record_faults(record: Record) -> Iterator[tuple[Kind, str]]:
    """What is wrong with a record by itself: headers, digests."""
    for sentence in breaches(record):
        yield "corrupt", sentence
    for sentence in _digests(record):
        yield "forged", sentence


def _digests(record: Record) -> Iterator[str]:
    """What the digests in the headers and the block say against each other."""
    if record.block_digest is not None and agrees(record.block_digest, record.block) is False:
        yield f"the block is not that of its WARC-Block-Digest {record.block_digest}"
    if record.payload_digest is None or record.type != "response":
        return  # a revisit has the payload of another record: looked at there
    if not any(agrees(record.payload_digest, data) is not False for data in _payloads(record)):
        yield f"the payload is not that of its WARC-Payload-Digest {record.payload_digest}"


def _answer(record: Record) -> tuple[str | None, str | None]:
    """Status and media type as an index lists them, None where there is none."""
    if record.type not in ("response", "revisit"):
        return None, _END_OF_MIME.split(record.content_type or "", maxsplit=1)[0] or None
    try:
        head = read_response_head(record.block)
    except WireError:
        return None, "warc/revisit" if record.type == "revisit" else None
    if record.type == "revisit":
        return f"{head.status:03d}", "warc/revisit"
    media = next((raw for raw in values(head.headers, b"content-type")), b"")
    try:
        text = media.decode("utf-8")
    except UnicodeDecodeError:
        text = media.decode("latin-1")
    return f"{head.status:03d}", _END_OF_MIME.split(text, maxsplit=1)[0] or None


def _payloads(record: Record) -> Iterator[bytes]:
    """What may be meant by the payload: without framing; as others hash it, with chunks."""
    try:
        final = split_interim(record.block)[1]
        head = read_response_head(final)
    except WireError:
        yield record.block
        return
    yield payload(final, head=head).data
    yield final[head.size :]


def _against_ledger(
    report: FileReport, hashes: dict[int, str], vouched: Sequence[Vouched]
) -> Iterator[Finding]:
    """Whether the file has the bytes and records that the ledger vouches for."""
    ends = [fact.offset + fact.length for fact in report.facts]
    before = (
        max((one.records for one in vouched if one.bytes == report.start), default=0) if report.start else 0
    )
    broken = bool(report.findings)
    for one in vouched:
        where = f"line {one.line} of the ledger"
        if one.bytes > report.size:
            detail = f"{where} vouches for {one.bytes} bytes, {report.size} are there"
            found = _found("missing", report, report.size, detail)
        elif hashes[one.bytes] != one.sha256:
            kind: Kind = "corrupt" if broken else "forged"
            found = _found(kind, report, None, f"the first {one.bytes} bytes have not the sha256 of {where}")
        elif (
            one.bytes > report.start
            and before + sum(end <= one.bytes for end in ends) != one.records
            and not broken
        ):
            found = _found("forged", report, None, f"{where} counts {one.records} records")
        else:
            report.held = max(report.held, one.bytes)
            continue
        report.failed.append(one.line)
        yield found


def _hashes(path: Path, points: list[int]) -> dict[int, str]:
    """The sha256 of the file's bytes up to each of these points."""
    found: dict[int, str] = {}
    digest, at = hashlib.sha256(), 0
    with path.open("rb") as file:
        for point in points:
            while at < point:
                data = file.read(min(_STEP, point - at))
                digest.update(data)
                at += len(data)
            found[point] = digest.hexdigest()
    return found


def _found(kind: Kind, report: FileReport, offset: int | None, detail: str) -> Finding:
    return Finding(kind=kind, file=report.name, offset=offset, record_id=None, detail=detail)
