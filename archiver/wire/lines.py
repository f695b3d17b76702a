"""The lines that heads and trailers are made of (RFC 9112, sections 2.2 and 5), and header look-up.

Every pattern here and in the modules above is linear in what it reads: a hostile head must not
cost more than its bytes.
"""

import re
from functools import lru_cache

from archiver.items import Headers

OWS = b" \t\r"
"""What is taken off around names and values: blanks, and the CR of a line's end."""

# RFC 9112, section 2.2: empty lines before the start line are passed over.
_LEADING = re.compile(rb"[\r\n]*")
# RFC 9112, section 5.2: obs-fold = OWS CRLF RWS, to be read as a space.
_FOLD = re.compile(rb"\r?\n[ \t]+")


def values(headers: Headers, name: bytes) -> list[bytes]:
    """All values of the header ``name`` (lower case), in order."""
    return [value for key, value in headers if key.lower() == name]


def listed(headers: Headers, name: bytes) -> list[bytes]:
    """The members of the comma-separated lists in the headers ``name``, lower case, without empty ones
    (RFC 9110, section 5.6.1).
    """
    joined = b",".join(values(headers, name)).lower()
    return [word for part in joined.split(b",") if (word := part.strip(OWS))]


def skip_blank(data: bytes, place: int = 0) -> int:
    """Where the first line that is not empty begins, from ``place`` on."""
    match = _LEADING.match(data, place)
    return match.end() if match else place


def find_end(data: bytes, begin: int, stop: int) -> int | None:
    """The place behind the first blank line after ``begin``, or None if there is none before ``stop``.

    A lone LF may end a line (RFC 9112, section 2.2).
    """
    usual = data.find(b"\n\r\n", begin, stop)
    lone = data.find(b"\n\n", begin, stop if usual < 0 else usual + 1)
    if lone >= 0:
        return lone + 2
    return usual + 3 if usual >= 0 else None


@lru_cache(maxsize=64)  # a head is read by each who is handed its block, six times a page
def read_fields(text: bytes) -> Headers:
    """The header lines in ``text``, in order. A line without a colon is a name without a value."""
    if b"\n " in text or b"\n\t" in text:
        text = _FOLD.sub(b" ", text)
    fields: list[tuple[bytes, bytes]] = []
    for line in text.split(b"\n"):
        name, colon, value = line.partition(b":")
        name = name.strip(OWS)
        if name or colon:
            fields.append((name, value.strip(OWS)))
    return tuple(fields)
