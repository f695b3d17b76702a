"""Bodies of HTTP/1 messages: framing off (RFC 9112, sections 6 and 7), then codings off (RFC 9110, 8.4).

The payload is what digests cover: the chunks are joined, the content coding is kept. Taking a
payload needs no decompression and can't fail on a message that has a head.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.errors import LimitExceeded, WireError
from archiver.items import Headers
from archiver.wire.coding import DECODERS, GZIP_MAGIC, GZIP_NAMES
from archiver.wire.limits import DEFAULT_LIMITS, Limits
from archiver.wire.lines import find_end, listed, values
from archiver.wire.messages import ResponseHead, read_response_head, split_interim

# RFC 9112, section 7.1: chunk-size [ chunk-ext ] CRLF; lenient: blanks around, a lone LF.
_CHUNK = re.compile(rb"[ \t]*0*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
# A size line that is cut, not garbled. (Possessive, so that a body of blanks costs no more than its bytes.)
_CUT_SIZE = re.compile(rb"[ \t]*+[0-9A-Fa-f]*+[ \t]*+(?:;[^\n]*+)?\r?\Z")
_LINE_END = re.compile(rb"\r?\n")
_BODILESS = frozenset({204, 304})  # RFC 9112, section 6.3, rule 1
_LONGEST = 10**18  # what a length with more digits stands for: more than anyone sends

# Text has none of the other control characters. 64 compressed bytes that have none either are one in 2,000.
_TEXT = bytes(sorted({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r"}))
_LOOKED_AT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A body without its framing. ``complete`` is false when it ended before it said it would."""

    data: bytes
    complete: bool


def payload(block: bytes, *, request_method: bytes = b"GET", head: ResponseHead | None = None) -> Payload:
    """The payload of the response in ``block`` (head and body; ``head`` if it was read already).

    What follows a Content-Length is no payload. Where lengths contradict each other all that came is,
    complete if one of them says so. A gzip *transfer* coding stays: see :func:`codings`.
    Raises WireError, and only without a head.
    """
    head = head or read_response_head(block)
    if request_method == b"HEAD" or head.status in _BODILESS or head.status < 200:
        return Payload(data=b"", complete=head.complete)
    body = block[head.size :]
    if not head.complete:
        return Payload(data=body, complete=False)
    transfer = _transfer(head.headers)
    if transfer[-1:] == [b"chunked"]:
        return dechunk(body)
    sizes = set() if transfer else _lengths(head.headers)
    if len(sizes) == 1:
        size = sizes.pop()
        return Payload(data=body[:size], complete=len(body) >= size)
    # None, or no agreement: it ends with the connection (RFC 9112, section 6.3, rule 8).
    return Payload(data=body, complete=not sizes or len(body) in sizes)


def dechunk(body: bytes) -> Payload:
    """The data of a chunked body (RFC 9112, section 7.1); chunk extensions are passed over.

    What is cut or garbled ends it: ``complete`` is then false. A body that begins with no chunk at all
    is taken as it is, for many archives keep the header of chunks they have joined; it is
    complete if it begins as markup or gzip does.
    """
    pieces: list[bytes] = []
    place = 0
    while (match := _CHUNK.match(body, place)) is not None:
        size = int(match[1], 16)
        place = match.end()
        if size == 0:
            return Payload(data=b"".join(pieces), complete=_trailers_end(body, place))
        pieces.append(body[place : place + size])
        line_end = _LINE_END.match(body, place + size)
        if line_end is None:
            return Payload(data=b"".join(pieces), complete=False)
        place = line_end.end()
    if not pieces and not _CUT_SIZE.match(body):
        return Payload(data=body, complete=body.startswith(GZIP_MAGIC) or _is_markup(body))
    return Payload(data=b"".join(pieces), complete=False)


def chunks_in(block: bytes) -> bytes | None:
    """The body of the response in ``block`` as it came, trailers included, if it came whole in chunks; else None."""
    final = split_interim(block)[1]
    try:
        head = read_response_head(final)
    except WireError:
        return None
    body = final[head.size :]
    if not head.complete or _transfer(head.headers)[-1:] != [b"chunked"]:
        return None
    found = dechunk(body)
    return body if found.complete and len(found.data) < len(body) else None


def codings(headers: Headers) -> list[bytes]:
    """The codings of a payload in the order they were applied, small letters, without ``identity``:
    those of its content, then those of its transfer other than chunked (nobody asks for these).
    """
    applied = [coding for coding in listed(headers, b"content-encoding") if coding != b"identity"]
    return applied + [coding for coding in _transfer(headers) if coding != b"chunked"]


def decode(data: bytes, applied: Sequence[bytes], limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, bool]:
    """``data`` with the codings ``applied`` (in that order) removed, and whether it was whole.

    A stream that ends early or turns to garbage gives what came before, and False. Text that a
    server only calls compressed is what it is, and whole; so is no data at all.
    Raises LimitExceeded before more than the limits' bytes are held, WireError for a coding nobody
    here knows.
    """
    if len(applied) > limits.codings:
        raise LimitExceeded(f"{len(applied)} codings over one another; {limits.codings} are allowed")
    room = limits.room(len(data))
    whole = True
    for coding in reversed(applied):
        if not data:
            break
        data, good = _remove(coding.lower(), data, room)
        whole = whole and good
    return data, whole


def _remove(coding: bytes, data: bytes, room: int) -> tuple[bytes, bool]:
    """``data`` without ``coding``. Servers say gzip and send text; and archives keep the header of a
    coding they have taken off.
    """
    if coding in GZIP_NAMES and not data.startswith(GZIP_MAGIC[: len(data)]):
        return data, _is_text(data)
    decoder = DECODERS.get(coding)
    out, good = decoder(data, room) if decoder else (b"", False)
    if not good and _is_markup(data):  # the other codings can't be told by their first bytes
        return data, True
    if decoder is None:
        raise WireError(
            f"a content coding that can't be read here: {coding[:_LOOKED_AT].decode('latin-1')!r}"
        )
    return out, good


def _is_text(data: bytes) -> bool:
    return not data[:_LOOKED_AT].translate(None, _TEXT)


def _is_markup(data: bytes) -> bool:
    """Whether it begins as HTML, XML or JSON does."""
    start = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"<", b"{", b"[") and _is_text(data)


def _transfer(headers: Headers) -> list[bytes]:
    return [coding for coding in listed(headers, b"transfer-encoding") if coding != b"identity"]


def _lengths(headers: Headers) -> set[int]:
    """The values of Content-Length that are numbers (RFC 9112, section 6.3, rule 5: repeated ones are one)."""
    words = [word.strip() for value in values(headers, b"content-length") for word in value.split(b",")]
    digits = [word.lstrip(b"0") or b"0" for word in words if word.isdigit()]
    return {int(word) if len(word) < 19 else _LONGEST for word in digits}


def _trailers_end(body: bytes, place: int) -> bool:
    """Whether the end of the trailer section from ``place`` on (RFC 9112, section 7.1.2) is there."""
    return _LINE_END.match(body, place) is not None or find_end(body, place, len(body)) is not None
