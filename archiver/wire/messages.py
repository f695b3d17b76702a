"""Heads of HTTP/1 messages (RFC 9112), read as they came.

Rules kept here: bytes in, values out; nothing is repaired, only read; what is
lenient is named in :func:`faults`. A message without a status line is no
message: ``WireError``. Header names and values keep their bytes, in order; only
white space around them is taken off.
"""

import re
from dataclasses import dataclass

from archiver.errors import LimitExceeded, WireError
from archiver.items import Headers
from archiver.wire.limits import DEFAULT_LIMITS, Limits

# RFC 9112, section 4: status-line = HTTP-version SP status-code SP [ reason-phrase ].
# Lenient: the reason and its space may be missing, and more than one blank may divide.
_STATUS = re.compile(rb"(HTTP/\d+\.\d+)[ \t]+(\d{3})(?:[ \t]+(.*))?", re.DOTALL)
# RFC 9112, section 3: request-line = method SP request-target SP HTTP-version.
_REQUEST = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) (HTTP/\d+\.\d+)")
# RFC 9112, section 2.2: a lone LF may end a line, and an empty line may come first.
_END = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/\d+\.\d+[ \t]+1(?!01)\d\d(?!\d)")
_LEADING = re.compile(rb"(?:\r?\n)+")
_OWS = b" \t\r"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHead:
    """A response's head; ``size`` is its bytes, the blank line included."""

    version: bytes
    status: int
    reason: bytes
    headers: Headers
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHead:
    """A request's head; ``size`` is its bytes, the blank line included."""

    method: bytes
    target: bytes
    version: bytes
    headers: Headers
    size: int


def read_response_head(data: bytes, limits: Limits = DEFAULT_LIMITS) -> ResponseHead:
    """The head that ``data`` begins with. A head cut short is read as far as it goes.

    Raises WireError when there is no status line, LimitExceeded when the head is too long.
    """
    start, lines, size = _lines(data, limits)
    match = _STATUS.fullmatch(start)
    if match is None:
        raise WireError(f"no HTTP status line: {start[:60]!r}")
    return ResponseHead(
        version=match[1], status=int(match[2]), reason=match[3] or b"", headers=_headers(lines), size=size
    )


def read_request_head(data: bytes, limits: Limits = DEFAULT_LIMITS) -> RequestHead:
    """The head that ``data`` begins with; errors as for :func:`read_response_head`."""
    start, lines, size = _lines(data, limits)
    match = _REQUEST.fullmatch(start)
    if match is None:
        raise WireError(f"no HTTP request line: {start[:60]!r}")
    return RequestHead(method=match[1], target=match[2], version=match[3], headers=_headers(lines), size=size)


def split_interim(data: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """The interim answers (1xx, RFC 9110, section 15.2) that ``data`` begins with, each with
    its blank line, and the rest. 101 is final: what follows it is another protocol.
    """
    interim: list[bytes] = []
    while True:
        lead = _LEADING.match(data)
        match = _INTERIM.match(data, lead.end() if lead else 0)
        end = _END.search(data, match.end()) if match else None
        if end is None:
            return tuple(interim), data
        interim.append(data[: end.end()])
        data = data[end.end() :]


def faults(data: bytes) -> tuple[str, ...]:
    """Stable words for each leniency that reading this response's head needs, in a fixed order."""
    lead = _LEADING.match(data)
    begin = lead.end() if lead else 0
    end = _END.search(data, begin)
    head = data[begin : end.end() if end else len(data)]
    lines = head.split(b"\n")
    fields = [line for line in lines[1:] if line.strip()]
    lengths = [line for line in fields if line.lower().startswith(b"content-length")]
    found = {
        "leading-crlf": begin > 0,
        "no-status-line": not head.startswith(b"HTTP/"),
        "no-reason": bool(re.fullmatch(rb"HTTP/\d+\.\d+[ \t]+\d{3}[ \t]*\r?", lines[0])),
        "bare-lf": any(not line.endswith(b"\r") for line in lines[:-1]),
        "obs-fold": any(line[:1] in (b" ", b"\t") for line in fields),
        "no-colon": any(b":" not in line and line[:1] not in (b" ", b"\t") for line in fields),
        "space-before-colon": any(re.match(rb"[^:\s]+[ \t]+:", line) for line in fields),
        "non-ascii": not head.isascii(),
        "duplicate-content-length": len(lengths) > 1,
        "head-cut": end is None,
    }
    return tuple(word for word, holds in found.items() if holds)


def values(headers: Headers, name: bytes) -> list[bytes]:
    """All values of the header ``name`` (lower case), in order."""
    return [value for key, value in headers if key.lower() == name]


def _lines(data: bytes, limits: Limits) -> tuple[bytes, list[bytes], int]:
    """The start line, the header lines and the head's size."""
    lead = _LEADING.match(data)
    begin = lead.end() if lead else 0
    end = _END.search(data, begin, begin + limits.head_bytes + 4)
    if end is None and len(data) - begin > limits.head_bytes:
        raise LimitExceeded(f"the head is longer than {limits.head_bytes} bytes")
    size = end.end() if end else len(data)
    start, *lines = data[begin : end.start() if end else len(data)].split(b"\n")
    return start.rstrip(b"\r"), lines, size


def _headers(lines: list[bytes]) -> Headers:
    """Pairs in order. A folded line goes on with the one before (obs-fold, RFC 9112, section
    5.2); a line without a colon is a name without a value.
    """
    headers: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, value + b" " + line.strip(_OWS) if value else line.strip(_OWS))
        elif line.strip(_OWS):
            name, _, value = line.partition(b":")
            headers.append((name.strip(_OWS), value.strip(_OWS)))
    return tuple(headers)
