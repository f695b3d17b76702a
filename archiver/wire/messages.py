"""Heads of HTTP/1 responses (RFC 9112), read as they came.

Rules kept here: bytes in, values out; nothing is repaired, only read; each leniency stands beside
the rule that it passes over. A message without a whole status line is no message:
``WireError``. Header names and values keep their bytes, in order; only white space around
them is taken off, and a folded line is joined to the one before by a space.
"""

import re
from dataclasses import dataclass

from archiver.errors import LimitExceeded, WireError
from archiver.items import Headers
from archiver.wire.limits import DEFAULT_LIMITS, Limits
from archiver.wire.lines import OWS, find_end, read_fields, skip_blank

# RFC 9112, section 4: status-line = HTTP-version SP status-code SP [ reason-phrase ] CRLF.
# Lenient: the reason and its space may be missing, more than one blank may divide, a lone LF may
# end the line, and the name may be in small letters (the standard says it is case-sensitive).
_STATUS = re.compile(rb"((?i:HTTP)/\d{1,3}(?:\.\d{1,3})?)[ \t]+([1-9]\d\d)(?!\S)([^\n]*)\n")
# RFC 9110, section 15.2: 1xx is interim. 101 is final: what follows it is another protocol.
_INTERIM = re.compile(rb"(?i:HTTP)/\d{1,3}(?:\.\d{1,3})?[ \t]+1(?!01)\d\d(?!\S)")
_SHOWN_BYTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHead:
    """A response's head. ``version`` is as written (``HTTP/1.1``); ``size`` is its bytes, the blank line
    and what stands before the status line included. ``complete`` is false when the bytes end before
    the blank line: ``headers`` are then those that came.
    """

    version: bytes
    status: int
    reason: bytes
    headers: Headers
    size: int
    complete: bool = True


def read_response_head(data: bytes, limits: Limits = DEFAULT_LIMITS) -> ResponseHead:
    """The head that ``data`` begins with. A head cut after its status line is read as far as it goes.

    Raises WireError when there is no whole status line, LimitExceeded when the head is too long.
    """
    begin = skip_blank(data)
    match = _STATUS.match(data, begin, begin + limits.head_bytes)
    if match is None:
        raise WireError(_no_start(data[begin : begin + limits.head_bytes]))
    # From the last byte of the status line's end on, which may be half of the blank line's.
    end = find_end(data, match.end() - 1, begin + limits.head_bytes)
    if end is None and len(data) - begin > limits.head_bytes:
        raise LimitExceeded(f"the head is longer than {limits.head_bytes} bytes")
    size = len(data) if end is None else end
    return ResponseHead(
        version=match[1],
        status=int(match[2]),
        reason=match[3].strip(OWS),
        headers=read_fields(data[match.end() : size]),
        size=size,
        complete=end is not None,
    )


def split_interim(data: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """The interim answers (1xx) that ``data`` begins with, each with its blank line, and the rest.

    101 is final. An interim answer that is cut stays in the rest, as does what is no HTTP. Raises nothing.
    """
    interim: list[bytes] = []
    place = 0
    while (match := _INTERIM.match(data, skip_blank(data, place))) is not None:
        end = find_end(data, match.end(), len(data))
        if end is None:
            break
        interim.append(data[place:end])
        place = end
    return tuple(interim), data[place:]


def _no_start(data: bytes) -> str:
    """Why ``data`` begins with no status line, in words."""
    shown = repr(data[:_SHOWN_BYTES])
    if not data:
        return "no bytes, so no HTTP message"
    if data[:4].upper() == b"ICY ":
        return f"an ICY (SHOUTcast) answer, not HTTP: {shown}"
    if b"\n" not in data and data[:5].upper() == b"HTTP/"[: len(data)]:
        return f"the bytes end before the status line does: {shown}"
    return f"no HTTP status line, so HTTP/0.9 or another protocol: {shown}"
