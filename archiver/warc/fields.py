r"""``application/warc-fields``: ``name: value`` lines (WARC 1.1, section 4 and annex A).

The form can hold no line break in a value, so what would break it is escaped with a
backslash: ``\\``, ``\n``, ``\r``, ``\t``, ``\uXXXX`` and ``\UXXXXXXXX``. A backslash that begins none of these
(another program's file) stands for itself.
"""

import re
from collections.abc import Iterable

_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONG = {short: char for char, short in _SHORT.items()}
# Control characters, lone surrogates, the backslash, and white space at either end.
_ESCAPE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\\]|^ +| +\Z")
_NAME_ESCAPE = re.compile(r"[^!#$&'*+.^_`|~0-9A-Za-z-]")
_UNESCAPE = re.compile(r"\\(?:[\\nrt]|u[0-9a-f]{4}|U00(?:0[1-9a-f]|10)[0-9a-f]{4})")


def encode_fields(fields: Iterable[tuple[str, str]]) -> bytes:
    """The fields as lines, in order. Any text comes back the same from :func:`decode_fields`.

    An empty name raises ValueError.
    """
    lines = []
    for name, value in fields:
        if not name:
            raise ValueError("a field without a name")
        lines.append(f"{_NAME_ESCAPE.sub(_escape, name)}: {_ESCAPE.sub(_escape, value)}\r\n")
    return "".join(lines).encode("utf-8")


def decode_fields(block: bytes) -> tuple[tuple[str, str], ...]:
    """The fields in ``block``. A folded line goes on with the one before; a line without a colon is left out."""
    fields: list[tuple[str, str]] = []
    for line in block.decode("utf-8", "replace").split("\n"):
        if line[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {_read(line)}".strip(" "))
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip():
            fields.append((_read(name), _read(value)))
    return tuple(fields)


def _escape(match: re.Match[str]) -> str:
    return "".join(_SHORT.get(char) or _numbered(ord(char)) for char in match[0])


def _numbered(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _read(text: str) -> str:
    text = text.strip(" \t\r")
    if "\\" not in text:
        return text
    return _UNESCAPE.sub(lambda match: _LONG.get(match[0]) or chr(int(match[0][2:], 16)), text)
