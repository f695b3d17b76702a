"""One record out of bytes: version line, header lines, block by Content-Length (WARC 1.1, section 4).

Strict where a wrong guess would lose the place of the next record; lenient, and said so by
a stable word, where it would not. Bytes in, values out.
"""

from collections.abc import Callable

from archiver.warc.records import Record, read_date

_LONGEST_HEAD = 1024 * 1024
_LONGEST_BLOCK = 1024 * 1024 * 1024
_VERSIONS = (b"WARC/1.1", b"WARC/1.0")
_OWN = frozenset({"warc-type", "warc-record-id", "warc-date", "content-type", "content-length"})


class Malformed(Exception):
    """These bytes are no record."""


class Cut(Exception):
    """The bytes end before the record does; ``need`` is how many there must be at least."""

    def __init__(self, need: int) -> None:
        super().__init__("the record goes on where the bytes end")
        self.need = need


def read_record(
    data: bytes, at: int, tell: Callable[[str], None], *, final: bool = True
) -> tuple[Record, int]:
    """The record that begins at ``at``, and the place behind it and its two line ends.

    ``final`` says that nothing follows ``data``: missing line ends are then forgiven.
    Raises Cut or Malformed.
    """
    if data[at : at + 1] in (b"\r", b"\n"):
        tell("record-end")
        at = skip_line_ends(data, at)
    end, lines = _head(data, at, tell)
    fields, own = _fields(lines, tell)
    size = _size(own.get("content-length"))
    stop = end + size
    if len(data) < stop + (0 if final else 4):
        raise Cut(stop + (0 if final else 4))
    return _record(fields, own, data[end:stop]), _behind(data, stop, tell)


def skip_line_ends(data: bytes, at: int) -> int:
    """The place of the first byte from ``at`` on that ends no line."""
    while data[at : at + 1] in (b"\r", b"\n"):
        at += 1
    return at


def _head(data: bytes, at: int, tell: Callable[[str], None]) -> tuple[int, list[str]]:
    """Where the head ends (with its blank line), and its lines after the first."""
    version = data[at : at + 8]
    if version not in _VERSIONS:
        if b"WARC/1.".startswith(version[:7]) and len(data) - at < 8:
            raise Cut(at + 8)
        if version[:5] != b"WARC/":
            raise Malformed(f"no record begins here: {data[at : at + 20]!r}")
        tell("version")
    end = data.find(b"\r\n\r\n", at, at + _LONGEST_HEAD)
    head = data[at : end if end >= 0 else at + _LONGEST_HEAD]
    blank = 4
    if end < 0 or head.count(b"\n") != head.count(b"\r\n"):
        lone = _lone_end(data, at)
        if lone is not None and (end < 0 or lone[0] <= end):
            end, blank = lone
        if end < 0 and len(head) < _LONGEST_HEAD:
            raise Cut(len(data) + 1)
        if end < 0:
            raise Malformed(f"a head of more than {_LONGEST_HEAD} bytes")
        tell("bare-lf")
        head = data[at:end].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return end + blank, head.decode("utf-8", "surrogateescape").split("\r\n")[1:]


def _lone_end(data: bytes, at: int) -> tuple[int, int] | None:
    """Where lines ended by a lone LF come to a blank one, and the length of these line ends."""
    found = []
    for blank in (b"\n\n", b"\n\r\n"):
        place = data.find(blank, at, at + _LONGEST_HEAD)
        if place >= 0:
            early = data[place - 1 : place] == b"\r"
            found.append((place - early, len(blank) + early))
    return min(found, default=None)


def _fields(lines: list[str], tell: Callable[[str], None]) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """All header fields in order, and those that a Record holds by name (lower case)."""
    fields: list[tuple[str, str]] = []
    own: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and fields:
            tell("folded")
            before, start = fields.pop()
            name, colon, value = before, ":", start + " " + line.strip(" \t")
            own.pop(name.lower(), None)
        if not colon:
            raise Malformed(f"a header line without a colon: {line[:60]!r}")
        name = name.strip(" \t")
        value = value.strip(" \t")
        low = name.lower()
        if low in _OWN and own.setdefault(low, value) != value:
            raise Malformed(f"two values of {name}")
        fields.append((name, value))
    return fields, own


def _size(text: str | None) -> int:
    if text is None:
        raise Malformed("no Content-Length")
    if not (text.isascii() and text.isdigit()):
        raise Malformed(f"Content-Length is no number: {text[:40]!r}")
    if len(text) > 15 or int(text) > _LONGEST_BLOCK:
        raise Malformed(f"a block of more than {_LONGEST_BLOCK} bytes")
    return int(text)


def _behind(data: bytes, stop: int, tell: Callable[[str], None]) -> int:
    """The place behind the two line ends at ``stop``."""
    if data[stop : stop + 4] == b"\r\n\r\n":
        return stop + 4
    behind = skip_line_ends(data, stop)
    if behind < len(data) and not data.startswith(b"WARC/", behind):
        raise Malformed("more bytes follow the block than Content-Length says")
    tell("record-end")
    return behind


def _record(fields: list[tuple[str, str]], own: dict[str, str], block: bytes) -> Record:
    for name in ("WARC-Type", "WARC-Record-ID", "WARC-Date"):
        if not own.get(name.lower()):
            raise Malformed(f"no {name}")
    try:
        date = read_date(own["warc-date"])
    except (ValueError, OverflowError):
        raise Malformed(f"WARC-Date can't be read: {own['warc-date'][:40]!r}") from None
    return Record(
        type=own["warc-type"].lower(),
        record_id=own["warc-record-id"].strip("<> "),
        date=date,
        fields=tuple(pair for pair in fields if pair[0].lower() not in _OWN),
        content_type=own.get("content-type"),
        block=block,
    )
