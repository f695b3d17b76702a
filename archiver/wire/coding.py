"""Content codings (RFC 9110, section 8.4.1), taken off within a bound.

Each decoder takes the coded bytes and the room for the decoded ones, and gives what could be
decoded and whether the stream ended as it should. Memory grows with the output, so a bomb
is noticed when it has filled the room: LimitExceeded.

isal reads what is sound. What it refuses, or finds cut, zlib reads again and is believed: isal gives
a byte less at a cut, loses the output of the step in which an error lies, and trips over a gzip
header with a name in it that comes in pieces (measured with isal 1.9.1).
"""

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol, cast

from isal import isal_zlib

from archiver.errors import LimitExceeded
from archiver.wire.limits import GZIP_MEMBERS

Decoder = Callable[[bytes, int], tuple[bytes, bool]]

GZIP_NAMES = frozenset({b"gzip", b"x-gzip"})  # RFC 9110, section 8.4.1.3: they are one coding
GZIP_MAGIC = b"\x1f\x8b"
"""What every gzip member begins with (RFC 1952, section 2.3.1)."""

_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's wbits
# RFC 9659: zstd as a content coding keeps to windows of 8 MB; a larger one is a way to fill memory.
_ZSTD_WINDOW_LOG = 23
_STEP = 4096


def _optional(*names: str) -> Any:
    """The first of the modules ``names`` that is installed, or None."""
    for name in names:
        try:
            return import_module(name)
        except ImportError:  # the next may be there; None says that none is
            continue
    return None


_brotli = _optional("brotli")
if not hasattr(getattr(_brotli, "Decompressor", None), "can_accept_more_data"):
    _brotli = None  # brotlipy, or a release before 1.2: no bound on the output of one step
_zstd = _optional("compression.zstd", "backports.zstd")

_GARBLED: tuple[type[Exception], ...] = (
    zlib.error,
    cast("type[Exception]", isal_zlib.error),
    *((_brotli.error,) if _brotli else ()),
    *((_zstd.ZstdError,) if _zstd else ()),
)


class _Stream(Protocol):
    """One compressed stream. ``feed`` raises one of ``_GARBLED``."""

    def feed(self, data: bytes, most: int) -> bytes:
        """What ``data`` decodes to, about ``most`` bytes of it at most."""

    def ended(self) -> bool:
        """Whether the stream's own end was reached and its check sum held."""

    def rest(self) -> bytes:
        """What was fed beyond the end."""


class _Inflating:
    """A stream of isal's, zlib's or zstd's make: they share an interface."""

    def __init__(self, decompressor: Any) -> None:
        self._decompressor = decompressor

    def feed(self, data: bytes, most: int) -> bytes:
        return cast("bytes", self._decompressor.decompress(data, most))

    def ended(self) -> bool:
        return cast("bool", self._decompressor.eof)

    def rest(self) -> bytes:
        return cast("bytes", self._decompressor.unused_data)


class _Brotli:
    """A brotli stream; bytes beyond its end are an error when they come with its last ones."""

    def __init__(self) -> None:
        self._decompressor = _brotli.Decompressor()

    def feed(self, data: bytes, most: int) -> bytes:
        return cast("bytes", self._decompressor.process(data, output_buffer_limit=most))

    def ended(self) -> bool:
        return cast("bool", self._decompressor.is_finished())

    def rest(self) -> bytes:
        return b""


def _isal(wbits: int) -> _Stream:
    return _Inflating(isal_zlib.decompressobj(wbits))


def _zlib(wbits: int) -> _Stream:
    return _Inflating(zlib.decompressobj(wbits))


def _zstandard() -> _Stream:
    return _Inflating(
        _zstd.ZstdDecompressor(options={_zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})
    )


def gzip(data: bytes, room: int) -> tuple[bytes, bool]:
    """All members of a gzip stream (RFC 1952, 2.2); bytes behind one that begin no other are ignored."""
    pieces: list[bytes] = []
    for _ in range(GZIP_MEMBERS):
        piece, good, data = _inflate(_GZIP, data, room)
        pieces.append(piece)
        room -= len(piece)
        if not good or data[:2] != GZIP_MAGIC:
            return b"".join(pieces), good
    raise LimitExceeded(f"a gzip body of more than {GZIP_MEMBERS} members")


def deflate(data: bytes, room: int) -> tuple[bytes, bool]:
    """RFC 9110, 8.4.1.2 means zlib's format; some servers mean raw deflate."""
    if data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0:
        out, good, _ = _inflate(_ZLIB, data, room)
        if good or out:
            return out, good
    out, good, _ = _inflate(_RAW, data, room)
    return out, good


def brotli(data: bytes, room: int) -> tuple[bytes, bool]:
    """RFC 7932; bytes behind the stream are ignored."""
    out, good, _ = _read(_Brotli, data, room)
    return out, good


def zstd(data: bytes, room: int) -> tuple[bytes, bool]:
    """All frames (RFC 8878, 3.1)."""
    pieces: list[bytes] = []
    for _ in range(GZIP_MEMBERS):
        piece, good, data = _read(_zstandard, data, room)
        pieces.append(piece)
        room -= len(piece)
        if not good or not data:
            return b"".join(pieces), good
    raise LimitExceeded(f"a zstd body of more than {GZIP_MEMBERS} frames")


DECODERS: dict[bytes, Decoder] = {
    **dict.fromkeys(GZIP_NAMES, gzip),
    b"deflate": deflate,
    **({b"br": brotli} if _brotli else {}),
    **({b"zstd": zstd} if _zstd else {}),
}
"""By the coding's name in small letters. ``br`` and ``zstd`` where a decoder is installed.

Each takes at least one byte, and raises LimitExceeded when there is more than ``room``.
"""


def _inflate(wbits: int, data: bytes, room: int) -> tuple[bytes, bool, bytes]:
    """What one stream holds, whether it ended well, and the bytes behind it."""
    stream = _isal(wbits)
    try:
        out = _bounded(stream.feed(data, room + 1), room)
    except _GARBLED:  # zlib, below, says what can be had of it
        pass
    else:
        if stream.ended():
            return out, True, stream.rest()
    return _read(lambda: _zlib(wbits), data, room)


def _read(make: Callable[[], _Stream], data: bytes, room: int) -> tuple[bytes, bool, bytes]:
    """As :func:`_inflate`, with the streams that ``make`` gives."""
    stream = make()
    try:
        out = _bounded(stream.feed(data, room + 1), room)
    except _GARBLED:  # a step that fails gives nothing: take smaller ones
        return _salvage(make, data, room)
    return out, stream.ended(), stream.rest()


def _salvage(make: Callable[[], _Stream], data: bytes, room: int) -> tuple[bytes, bool, bytes]:
    """What comes before the fault in ``data``, to the byte: large steps up to it, then single bytes."""
    place = _faultless(make(), data, room)
    stream = make()
    pieces = [_bounded(stream.feed(data[:place], room + 1), room)]
    size = len(pieces[0])
    try:
        while place < len(data) and not stream.ended():
            pieces.append(_bounded(stream.feed(data[place : place + 1], room + 1 - size), room - size))
            size += len(pieces[-1])
            place += 1
    except _GARBLED:  # here it is
        return b"".join(pieces), False, b""
    return b"".join(pieces), stream.ended(), stream.rest() + data[place:]


def _faultless(stream: _Stream, data: bytes, room: int) -> int:
    """How many of the bytes of ``data`` decode, counted in steps, before one fails or the stream ends."""
    size = place = 0
    while place < len(data) and not stream.ended():
        try:
            size += len(_bounded(stream.feed(data[place : place + _STEP], room + 1 - size), room - size))
        except _GARBLED:
            return place
        place += _STEP
    return min(place, len(data))


def _bounded(piece: bytes, room: int) -> bytes:
    if len(piece) > room:
        raise LimitExceeded(f"a body that decodes to more than its limit ({room} bytes of it were left)")
    return piece
