"""Heads of HTTP/1 messages (RFC 9112), read as they came.

Rules kept here: bytes in, values out; nothing is repaired, only read; each leniency is named
by :func:`archiver.wire.faults.faults`. A message without a whole start line is no message:
``WireError``. Header names and values keep their bytes, in order; only white space around
them is taken off, and a folded line is joined to the one before by a space.
"""

import re
from dataclasses import dataclass

from archiver.errors import LimitExceeded, WireError
from archiver.items import Headers
from archiver.wire.faults import faults
from archiver.wire.limits import DEFAULT_LIMITS, Limits
from archiver.wire.lines import OWS, find_end, read_fields, skip_blank, values

__all__ = [
    "RequestHead",
    "ResponseHead",
    "faults",
    "read_request_head",
    "read_response_head",
    "split_interim",
    "values",
]

# RFC 9112, section 4: status-line = HTTP-version SP status-code SP [ reason-phrase ] CRLF.
# Lenient: the reason and its space may be missing, more than one blank may divide, a lone LF may
# end the line, and the name may be in small letters (the standard says it is case-sensitive).
_STATUS = re.compile(rb"((?i:HTTP)/\d{1,3}(?:\.\d{1,3})?)[ \t]+([1-9]\d\d)(?!\S)([^\n]*)\n")
# RFC 9112, section 3: request-line = method SP request-target SP HTTP-version CRLF.
_METHOD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VERSION = re.compile(rb"(?i:HTTP)/\d{1,3}(?:\.\d{1,3})?")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHead:
    """A request's head; ``version``, ``size`` and ``complete`` as in :class:`ResponseHead`."""

    method: bytes
    target: bytes
    version: bytes
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
        raise WireError(_no_start(data[begin : begin + limits.head_bytes], "status"))
    headers, size, complete = _rest_of_head(data, begin, match.end(), limits)
    return ResponseHead(
        version=match[1],
        status=int(match[2]),
        reason=match[3].strip(OWS),
        headers=headers,
        size=size,
        complete=complete,
    )


def read_request_head(data: bytes, limits: Limits = DEFAULT_LIMITS) -> RequestHead:
    """The head that ``data`` begins with; errors and cuts as for :func:`read_response_head`.

    Blanks inside the target are kept: the first word is the method, the last the version.
    """
    begin = skip_blank(data)
    end = data.find(b"\n", begin, begin + limits.head_bytes)
    method, _, rest = data[begin : max(end, begin)].strip(OWS).partition(b" ")
    target, _, version = rest.rpartition(b" ")
    if not (_METHOD.fullmatch(method) and target.strip(OWS) and _VERSION.fullmatch(version)):
        raise WireError(_no_start(data[begin : begin + limits.head_bytes], "request"))
    headers, size, complete = _rest_of_head(data, begin, end + 1, limits)
    return RequestHead(
        method=method,
        target=target.strip(OWS),
        version=version,
        headers=headers,
        size=size,
        complete=complete,
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


def _rest_of_head(data: bytes, begin: int, place: int, limits: Limits) -> tuple[Headers, int, bool]:
    """The fields from ``place`` (behind the start line) on, the head's size, whether it is all there."""
    # From place - 1: the start line's own end may be half of the blank line's.
    end = find_end(data, place - 1, begin + limits.head_bytes)
    if end is None and len(data) - begin > limits.head_bytes:
        raise LimitExceeded(f"the head is longer than {limits.head_bytes} bytes")
    size = len(data) if end is None else end
    return read_fields(data[place:size]), size, end is not None


def _no_start(data: bytes, kind: str) -> str:
    """Why ``data`` begins with no start line, in words."""
    shown = repr(data[:_SHOWN_BYTES])
    if not data:
        return "no bytes, so no HTTP message"
    if data[:4].upper() == b"ICY ":
        return f"an ICY (SHOUTcast) answer, not HTTP: {shown}"
    if b"\n" not in data and (kind == "request" or data[:5].upper() == b"HTTP/"[: len(data)]):
        return f"the bytes end before the {kind} line does: {shown}"
    return f"no HTTP {kind} line, so HTTP/0.9 or another protocol: {shown}"
