"""Bodies of HTTP/1 messages: framing off (RFC 9112, sections 6 and 7), then codings off (RFC 9110, 8.4).

The payload is what digests cover: the transfer coding is removed, the content
coding is kept.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from isal import igzip_lib, isal_zlib

from archiver.errors import LimitExceeded, WireError
from archiver.items import Headers
from archiver.wire.limits import DEFAULT_LIMITS, RATIO_FREE_BYTES, Limits
from archiver.wire.messages import ResponseHead, read_response_head, values

try:
    import brotli  # type: ignore[import-untyped] # it ships no types
except ImportError:  # pragma: no cover - Scrapy brings it; we ask for no br, but servers send it
    brotli = None

# RFC 9112, section 7.1: chunk-size [ chunk-ext ] CRLF; lenient: blanks around, a lone LF.
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_BODILESS = frozenset({204, 304})
_STEP = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A body without its framing. ``complete`` is false when it ended before it said it would."""

    data: bytes
    complete: bool
    trailers: Headers = ()


def payload(block: bytes, *, request_method: bytes = b"GET", head: ResponseHead | None = None) -> Payload:
    """The payload of the response in ``block`` (head and body). Raises WireError without a head."""
    head = head or read_response_head(block)
    if request_method == b"HEAD" or head.status in _BODILESS or 100 <= head.status < 200:
        return Payload(data=b"", complete=True)
    body = block[head.size :]
    coding = b",".join(values(head.headers, b"transfer-encoding")).lower()
    if coding:
        if coding.rpartition(b",")[2].strip() == b"chunked":
            return dechunk(body)
        return Payload(data=body, complete=True)  # RFC 9112, 6.3: it ends with the connection
    lengths = {value for joined in values(head.headers, b"content-length") for value in joined.split(b",")}
    sizes = {int(value) for value in lengths if value.strip().isdigit()}
    if len(sizes) != 1:  # none, or no agreement: the connection's end is the only bound left
        return Payload(data=body, complete=True)
    size = sizes.pop()
    return Payload(data=body[:size], complete=len(body) >= size)


def dechunk(body: bytes) -> Payload:
    """The data of a chunked body. What is cut or garbled ends it: ``complete`` is then false."""
    pieces: list[bytes] = []
    place = 0
    while (match := _CHUNK.match(body, place)) is not None:
        size = int(match[1], 16)
        place = match.end()
        if size == 0:
            trailers = _trailers(body, place)
            return Payload(data=b"".join(pieces), complete=trailers is not None, trailers=trailers or ())
        pieces.append(body[place : place + size])
        place += size
        if body[place : place + 2] == b"\r\n":
            place += 2
        elif body[place : place + 1] == b"\n":
            place += 1
        else:
            break
    return Payload(data=b"".join(pieces), complete=False)


def _trailers(body: bytes, place: int) -> Headers | None:
    """The trailer fields from ``place`` on; None when their end is not there."""
    fields: list[tuple[bytes, bytes]] = []
    while (end := body.find(b"\n", place)) >= 0:
        line = body[place:end].strip(b" \t\r")
        if not line:
            return tuple(fields)
        name, _, value = line.partition(b":")
        fields.append((name.strip(), value.strip()))
        place = end + 1
    return None


def codings(headers: Headers) -> list[bytes]:
    """The content codings in the order they were applied, lower case, without ``identity``."""
    joined = b",".join(values(headers, b"content-encoding")).lower()
    return [coding for part in joined.split(b",") if (coding := part.strip()) not in (b"", b"identity")]


def decode(data: bytes, applied: Sequence[bytes], limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, bool]:
    """``data`` with the content codings ``applied`` (in that order) removed, and whether it was whole.

    A stream that ends early or turns to garbage gives what came before, and False.
    Raises LimitExceeded before more than the limits' bytes are held, WireError for a
    coding nobody here knows.
    """
    whole = True
    for coding in reversed(applied):
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise WireError(f"unknown content coding {coding.decode('latin-1')!r}")
        data, good = decoder(data, limits)
        whole = whole and good
    return data, whole


class _Inflater(Protocol):
    eof: bool
    unused_data: bytes
    unconsumed_tail: bytes

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def _gzip(data: bytes, limits: Limits) -> tuple[bytes, bool]:
    """All members (RFC 1952, 2.2), zero padding and trailing garbage after one ignored as browsers do."""
    if data[:2] != b"\x1f\x8b":
        return data, not data  # servers say gzip and send plain text: it is what it is
    out, good, rest = _inflate(isal_zlib.decompressobj(31), data, limits, 0)
    while good and rest[:2] == b"\x1f\x8b":
        more, good, rest = _inflate(isal_zlib.decompressobj(31), rest, limits, len(out))
        out += more
    return out, good


def _deflate(data: bytes, limits: Limits) -> tuple[bytes, bool]:
    """RFC 9110 says zlib's format; half the servers mean raw deflate."""
    zlib_header = len(data) >= 2 and data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
    out, good, _ = _inflate(isal_zlib.decompressobj(15 if zlib_header else -15), data, limits, 0)
    return out, good


def _inflate(inflater: _Inflater, data: bytes, limits: Limits, held: int) -> tuple[bytes, bool, bytes]:
    """What one stream holds, whether it ended well, and the bytes after it."""
    pieces: list[bytes] = []
    size, rest = held, data
    try:
        while rest and not inflater.eof:
            pieces.append(inflater.decompress(rest, _STEP))
            size += len(pieces[-1])
            _check(size, len(data), limits)
            if not pieces[-1] and inflater.unconsumed_tail == rest:
                break
            rest = inflater.unconsumed_tail
    except igzip_lib.IsalError:  # type: ignore[misc] # the stub takes the class for an instance
        return b"".join(pieces), False, b""
    return b"".join(pieces), inflater.eof, inflater.unused_data


def _check(size: int, coded: int, limits: Limits) -> None:
    if size > limits.decoded_bytes:
        raise LimitExceeded(f"decoded to more than {limits.decoded_bytes} bytes")
    if size > RATIO_FREE_BYTES and size > coded * limits.decoded_ratio:
        raise LimitExceeded(f"decoded to more than {limits.decoded_ratio} times its size")


def _brotli(data: bytes, limits: Limits) -> tuple[bytes, bool]:
    if brotli is None:  # pragma: no cover - see the import
        raise WireError("content coding 'br', and no decoder for it is installed")
    decoder = brotli.Decompressor()
    pieces: list[bytes] = []
    size = 0
    try:
        for place in range(0, len(data), 4096):  # small steps: one step's output has no bound of its own
            pieces.append(decoder.process(data[place : place + 4096]))
            size += len(pieces[-1])
            _check(size, len(data), limits)
    except brotli.error:
        return b"".join(pieces), False
    return b"".join(pieces), bool(decoder.is_finished())


_DECODERS: dict[bytes, Callable[[bytes, Limits], tuple[bytes, bool]]] = {
    b"gzip": _gzip,
    b"x-gzip": _gzip,
    b"deflate": _deflate,
    b"br": _brotli,
}
