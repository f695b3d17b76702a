"""The records of one exchange: what was sent, what came, and what went wrong.

- Bytes are kept as they passed, framing and codings included.
- Replay (pywb) serves any record that has a target URI, so what is no page has none.
- A revisit is written only where nothing is lost by it: a 304, or a body that equals an
  earlier one's; if it came in chunks, chunk for chunk, since they may differ though the
  payload doesn't. The digest (sha1, which can be forged) only finds
  the earlier one: its bytes are read again and compared.
- A failure is a ``metadata`` record, whose fields begin with ``fetchError``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from archiver.errors import WireError
from archiver.warc import records
from archiver.warc.records import Fields, Record, Refers
from archiver.wire.body import chunks_in, payload
from archiver.wire.digest import sha1
from archiver.wire.messages import ResponseHead, read_response_head, split_interim
from archiver.wire.page import earliest_shown

Known = Callable[[str, str | None], Refers | None]
"""Given a URL and a payload digest: the earlier response at that URL (or, as the caller likes,
elsewhere) with that payload. Given None for the digest: the latest response with 200 at that URL.
"""

Read = Callable[[Refers], bytes | None]
"""Gives the block of the record that is referred to, as it lies in the archive; None where that can't be read."""

FETCH_ERROR = "fetchError"
"""First field of the metadata record that stands for an exchange without an answer."""

CUT = "fetchCut"
"""First field of the metadata record that says why an answer was cut short."""

FAULT = "fetchFault"
"""First field of the metadata record that says why Scrapy couldn't read a whole answer."""

TARGET = "target"
"""The field that names the URL, where the record may bear no target URI."""

SMALL_BYTES = 512
"""A revisit's own headers take more than this: up to here a body is kept again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One exchange that has ended, however it ended.

    ``started`` is when it began; ``request`` and ``response`` are the bytes that passed
    (interim answers included), empty if none did; ``ip`` is the peer's address, None behind a proxy;
    ``protocols`` and ``cipher`` are values of WARC-Protocol and WARC-Cipher-Suite.
    ``truncated`` is the value of WARC-Truncated where the answer is cut; ``error`` says why there is no
    (whole) answer; ``fault`` says why Scrapy couldn't read a whole one; ``elapsed`` is in seconds.
    """

    url: str
    method: str
    started: datetime
    request: bytes = b""
    response: bytes = b""
    ip: str | None = None
    protocols: tuple[str, ...] = ()
    cipher: str | None = None
    truncated: str | None = None
    error: str | None = None
    fault: str | None = None
    elapsed: float | None = None


class _Common(TypedDict):
    date: datetime
    warcinfo_id: str | None


class _Shared(TypedDict):
    date: datetime
    warcinfo_id: str
    url: str
    facts: Fields
    concurrent_to: tuple[str, ...]


def exchange_records(
    exchange: Exchange, *, warcinfo_id: str, new_id: Callable[[], str], known: Known, read: Read
) -> tuple[Record, ...]:
    """The records of ``exchange``: the request, then what is said of the answer, and last what stands for it.
    Whatever a kill cuts off them, the answer is cut off too, which those before it name: see ``archiver.warc.tail``.

    ``new_id`` gives a new record id (``urn:uuid:…``) at each call; ``known`` and ``read``: see :data:`Known`
    and :data:`Read`.
    """
    interim, final = split_interim(exchange.response)
    head = _head(final)
    teller = _Teller(exchange, warcinfo_id, new_id)
    made = teller.failure(final) if head is None else teller.answer(final, head, known, read)
    teller.interim(interim, made[0])
    request = teller.request(made[0].record_id)
    return (*request, *teller.asides, *made)


def _head(final: bytes) -> ResponseHead | None:
    try:
        return read_response_head(final) if final else None
    except WireError:
        return None


def _payload_in(block: bytes | None) -> bytes | None:
    """The payload of an earlier response's block; None where there is none to compare with."""
    if block is None:
        return None
    try:
        return payload(split_interim(block)[1]).data
    except WireError:
        return None


class _Teller:
    """Makes the records of one exchange; ``asides`` are those that are neither request nor answer."""

    def __init__(self, exchange: Exchange, warcinfo_id: str, new_id: Callable[[], str]) -> None:
        self.exchange = exchange
        self.new_id = new_id
        self.request_id = new_id() if exchange.request else None
        self.facts = _facts(exchange)
        self.common = _Common(date=exchange.started, warcinfo_id=warcinfo_id)
        self.shared = _Shared(
            date=exchange.started,
            warcinfo_id=warcinfo_id,
            url=exchange.url,
            facts=self.facts,
            concurrent_to=self._with_request(),
        )
        self.asides: list[Record] = []

    def _answered(self) -> _Shared:
        """What is common to what stands for an answer: by when all of it had come, too, for the server may have made it at any
        instant until then.
        """
        shared = self.shared.copy()
        if self.exchange.elapsed is not None and self.exchange.elapsed > 0:
            latest = self.exchange.started + timedelta(seconds=self.exchange.elapsed)
            shared["facts"] = (*self.facts, (records.LATEST, records.write_date(latest)))
        return shared

    def _with_request(self) -> tuple[str, ...]:
        return () if self.request_id is None else (self.request_id,)

    def request(self, answer_id: str) -> tuple[Record, ...]:
        """The request's record, joined to its answer's; none if nothing was sent."""
        if self.request_id is None:
            return ()
        shared = self.shared.copy()
        shared["concurrent_to"] = (answer_id,)
        return (records.request_record(record_id=self.request_id, block=self.exchange.request, **shared),)

    def interim(self, blocks: tuple[bytes, ...], answer: Record) -> None:
        """Interim answers stand apart: one record with 103 and 200 breaks replay."""
        if blocks:
            self._aside_bytes(b"".join(blocks), records.HTTP_RESPONSE, answer)

    def failure(self, raw: bytes) -> tuple[Record, ...]:
        """No answer that can be read: the error, and the bytes that came."""
        exchange = self.exchange
        error = exchange.error or exchange.fault or "what came has no HTTP status line"
        fields = [(FETCH_ERROR, error), (TARGET, exchange.url), ("method", exchange.method)]
        if exchange.elapsed is not None:
            fields.append(("fetchTimeMs", str(round(exchange.elapsed * 1000))))
        if exchange.truncated is not None:
            fields.append(("truncated", exchange.truncated))
        if raw:
            fields.append(("receivedBytes", str(len(raw))))
        failed = records.metadata_record(
            record_id=self.new_id(),
            fields=tuple(fields),
            concurrent_to=self._with_request(),
            facts=self.facts,
            **self.common,
        )
        if raw:
            self._aside_bytes(raw, records.OCTETS, failed)
        return (failed,)

    def answer(self, final: bytes, head: ResponseHead, known: Known, read: Read) -> tuple[Record, ...]:
        """A response or revisit."""
        data = payload(
            final, request_method=self.exchange.method.encode("latin-1", "replace"), head=head
        ).data
        digest = sha1(data)
        made = self._revisit(final, head, data, digest, known, read) or records.response_record(
            record_id=self.new_id(),
            block=final,
            payload_digest=digest,
            truncated=self.exchange.truncated,
            **self._answered(),
        )
        for name, sentence in ((CUT, self.exchange.error), (FAULT, self.exchange.fault)):
            if sentence is not None:
                self._aside_fields(((name, sentence), (TARGET, self.exchange.url)), made)
        return (made,)

    def _revisit(
        self, final: bytes, head: ResponseHead, data: bytes, digest: str, known: Known, read: Read
    ) -> Record | None:
        exchange = self.exchange
        if exchange.method != "GET" or exchange.truncated is not None:
            return None
        if head.status == 304:
            return self._not_modified(final, head, known)
        is_plain, chunks = data == final[head.size :], chunks_in(final)
        if len(data) <= SMALL_BYTES or not (is_plain or chunks):
            return None
        refers = known(exchange.url, digest)
        if refers is None:
            return None
        block = read(refers)
        if (_payload_in(block) != data) if is_plain else (block is None or chunks_in(block) != chunks):
            return None
        return records.revisit_identical(
            record_id=self.new_id(),
            head=final[: head.size],
            payload_digest=digest,
            refers=refers,
            **self._answered(),
        )

    def _not_modified(self, final: bytes, head: ResponseHead, known: Known) -> Record | None:
        refers = known(self.exchange.url, None)
        if refers is None:
            return None
        earliest = earliest_shown(self.exchange.started, head.headers)
        made = records.revisit_not_modified(
            record_id=self.new_id(), refers=refers, earliest=earliest, **self._answered()
        )
        self._aside_bytes(final, records.HTTP_RESPONSE, made)
        return made

    def _aside_bytes(self, block: bytes, content_type: str, about: Record) -> None:
        self.asides.append(
            records.metadata_bytes(
                record_id=self.new_id(),
                block=block,
                content_type=content_type,
                concurrent_to=self._with_request(),
                refers_to=about.record_id,
                **self.common,
            )
        )

    def _aside_fields(self, fields: Fields, about: Record) -> None:
        self.asides.append(
            records.metadata_record(
                record_id=self.new_id(),
                fields=fields,
                concurrent_to=self._with_request(),
                facts=(("WARC-Refers-To", records.bracketed(about.record_id)),),
                **self.common,
            )
        )


def _facts(exchange: Exchange) -> Fields:
    """What is known of the connection, as WARC headers."""
    facts = [("WARC-Protocol", protocol) for protocol in exchange.protocols]
    if exchange.ip is not None:
        facts.insert(0, ("WARC-IP-Address", exchange.ip))
    if exchange.cipher is not None:
        facts.append(("WARC-Cipher-Suite", exchange.cipher))
    return tuple(facts)
