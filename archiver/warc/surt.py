"""The key under which an index of the field (CDX, CDXJ) lists an address: ``com,example)/path?query``.

Rules kept here, as pywb and cdxj-indexer look keys up: the host is turned round, ``www``
and a number after it go, so do user names, fragments, default ports, session ids, the case
of all letters, a slash at the end; query arguments are sorted; escapes are undone as long as
there are any and made anew for what is no printable ASCII. All but hostile addresses: what
is too long or escaped too often would cost seconds (see ``LONGEST`` and ``MOST_ROUNDS``).
"""

import re
import socket
from contextlib import suppress
from urllib.parse import quote_from_bytes, unquote_to_bytes

LONGEST = 8192
"""Bytes of an address, about what servers take; a longer one is its own key. Some rules cost time by its square."""

MOST_ROUNDS = 8
"""How often escapes are undone. Real addresses come escaped twice or three times."""

_BREAKS = re.compile(rb"[\r\n\t]")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:")
_DOUBLED = re.compile(rb"\A(?:https?://)+(?=https?://)")
_PARTS = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_WWW = re.compile(rb"www\d*\.")
_NUMERIC = re.compile(rb"(?:\d+|[1-9]\d*(?:\.\d+){0,3}|0[0-7]*(?:\.[0-7]+){0,3})")
_PORTS = {b"http": 80, b"https": 443}
_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"

# Session ids as the large archives have stripped them since 2012. What stands before is taken as far as can be.
_PATH_SESSIONS = tuple(
    re.compile(rb"(.*/)" + form + rb"(?=[^?]+\.aspx)", re.IGNORECASE)
    for form in (rb"\((?:[a-z]\([0-9a-z]{24}\))+\)/", rb"\([0-9a-z]{24}\)/")
)
_QUERY_SESSIONS = tuple(
    re.compile(rb"(.*)" + form + rb"(?:&|\Z)", re.IGNORECASE)
    for form in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt_key(url: str) -> str:
    """The key of ``url``: ASCII without blanks. What is no address is its own key."""
    raw = _BREAKS.sub(b"", url.encode("utf-8", "surrogateescape").strip())
    if not raw:
        return "-"
    try:
        key = _key(raw) if len(raw) <= LONGEST else _as_it_is(raw)
    except ValueError:  # a port that is no number
        key = _as_it_is(raw)
    return key.decode("ascii")


def _as_it_is(url: bytes) -> bytes:
    return quote_from_bytes(url, safe=_KEPT + "%#").encode("ascii")


def _key(url: bytes) -> bytes:
    if not _SCHEME.match(url):
        url = b"http://" + url
    match = _PARTS.fullmatch(_DOUBLED.sub(b"", url))
    if match is None:  # pragma: no cover - all that has a scheme matches
        raise ValueError("no URL")
    scheme, place, path, query = match[1], match[2] or b"", match[3], match[4] or b""
    host, port = _place(place)
    if not host and path and scheme.startswith(b"http"):  # http:////host/path
        host, _, path = path.lstrip(b"/").partition(b"/")
        path = b"/" + path
    host = _host(host)
    begin = b",".join(reversed(host.split(b"."))) if host else scheme + b":"
    if host and port and port != _PORTS.get(scheme.lower()):
        begin += b":%d" % port
    tail = _query(query)
    return begin + (b")" if host else b"") + _path(path, bool(host), bool(tail)) + tail


def _place(place: bytes) -> tuple[bytes, int]:
    """Host and port (0 for none) of ``user:word@host:port``."""
    place = place.rpartition(b"@")[2].rstrip(b":")
    _, bracket, literal = place.partition(b"[")
    if bracket:
        host, _, port = literal.partition(b"]")
        port = port.partition(b":")[2]
    else:
        host, _, port = place.partition(b":")
    if port and not port.isdigit():
        raise ValueError("no port")
    number = int(port) if port else 0
    if number > 65535:
        raise ValueError("no port")
    return host.lower(), number


def _host(host: bytes) -> bytes:
    if not host:
        return host
    host = _unescape(host)
    if not host.isascii():
        with suppress(ValueError):  # no name that IDNA knows: its bytes are escaped below
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    address = _address(host) if _NUMERIC.fullmatch(host) else None
    host = address or _escape(host).lower()
    return host[www.end() :] if (www := _WWW.match(host)) else host


def _address(host: bytes) -> bytes | None:
    """The address that a number, or two to four of them, stand for."""
    if host.isdigit():
        return socket.inet_ntoa((int(host) & 0xFFFFFFFF).to_bytes(4, "big")).encode("ascii")
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode("ascii"))).encode("ascii")
    except OSError:
        return None


def _path(path: bytes, has_host: bool, has_query: bool) -> bytes:
    path = _unescape(path)
    if has_host:
        path = _straight(path)
    path = _escape(path).lower()
    for session in _PATH_SESSIONS:
        if b"(" in path and (match := session.match(path)):
            path = match[1] + path[match.end() :]
    if len(path) > 1 and path.endswith(b"/"):
        path = path[:-1]
    return path or (b"/" if has_query else b"")


def _straight(path: bytes) -> bytes:
    """Dots resolved, doubled slashes made one."""
    kept: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    if not kept:
        return b"/"
    *folders, last = kept
    return b"/" + b"".join(folder + b"/" for folder in folders if folder) + last


def _query(query: bytes) -> bytes:
    """The query with its question mark; nothing if it is empty."""
    query = _escape(_unescape(query))
    if b"id=" in query.lower() or b"aspsessionid" in query.lower():
        for session in _QUERY_SESSIONS:
            if match := session.match(query):
                query = match[1] + query[match.end() :]
    arguments = sorted(argument.split(b"=", 1) for argument in query.lower().split(b"&"))
    query = b"&".join(b"=".join(argument) for argument in arguments)
    return b"?" + query if query else b""


def _unescape(data: bytes) -> bytes:
    for _ in range(MOST_ROUNDS):
        plain = unquote_to_bytes(data)
        if plain == data:
            break
        data = plain
    return data


def _escape(data: bytes) -> bytes:
    return quote_from_bytes(data, safe=_KEPT).encode("ascii")
