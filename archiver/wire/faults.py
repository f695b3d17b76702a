"""What a head gets wrong and is read all the same: each leniency by a stable word."""

import re

from archiver.wire.lines import find_end, read_fields, skip_blank, values

WORDS = {
    "leading-crlf": "empty lines before the status line (RFC 9112, 2.2)",
    "no-status-line": "no status line (RFC 9112, 4)",
    "odd-version": "the version is not HTTP/1.0 or HTTP/1.1 as the standard writes them (RFC 9112, 2.3)",
    "odd-spacing": "the version and the status are not divided by one space (RFC 9112, 4)",
    "no-reason": "no reason phrase (RFC 9112, 4: it may be empty, its space may not be missing)",
    "bare-lf": "a line ends with LF alone (RFC 9112, 2.2)",
    "bare-cr": "a CR that ends no line (RFC 9112, 2.2)",
    "obs-fold": "a header goes on in the next line (RFC 9112, 5.2)",
    "leading-space": "the first header line begins with a blank (RFC 9112, 2.2)",
    "no-colon": "a header line without a colon (RFC 9112, 5)",
    "empty-name": "a header line that begins with its colon (RFC 9112, 5)",
    "space-before-colon": "a blank between a header's name and its colon (RFC 9112, 5.1)",
    "non-ascii": "bytes beyond ASCII (RFC 9110, 5.5: obs-text)",
    "control-character": "control characters other than tab, CR and LF (RFC 9110, 5.5)",
    "duplicate-content-length": "more than one Content-Length (RFC 9110, 8.6)",
    "differing-content-length": "lengths that contradict each other (RFC 9112, 6.3)",
    "bad-content-length": "a Content-Length that is no number (RFC 9110, 8.6)",
    "length-and-transfer-encoding": "Content-Length beside Transfer-Encoding (RFC 9112, 6.2)",
    "head-cut": "the bytes end before the blank line",
}
"""Every word that :func:`faults` may give, in its order, and the rule behind it."""

_USUAL = re.compile(rb"HTTP/1\.[01] [1-9]\d\d(?!\d)")
_READABLE = re.compile(rb"(?i:HTTP)/\d{1,3}(?:\.\d{1,3})?([ \t]+)[1-9]\d\d(?!\S)")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BARE_CR = re.compile(rb"\r(?!\n|\Z)")  # the last byte of a cut head may have been followed by LF
_BARE_LF = re.compile(rb"(?<!\r)\n")


def faults(data: bytes) -> tuple[str, ...]:
    """The words of :data:`WORDS` for what reading this response's head must overlook, in their order.

    ``data`` may be the head or the whole response; only the head is looked at. Raises nothing.
    """
    begin = skip_blank(data)
    end = find_end(data, begin, len(data))
    head = data[begin : len(data) if end is None else end]
    start, line_end, text = head.partition(b"\n")
    found = _of_start(start + line_end) | _of_bytes(head) | _of_lines(text) | _of_lengths(text)
    if begin:
        found.add("leading-crlf")
    if end is None:
        found.add("head-cut")
    return tuple(word for word in WORDS if word in found)


def _of_start(line: bytes) -> set[str]:
    match = _READABLE.match(line)
    if match is None or not line.endswith(b"\n"):
        return {"no-status-line"}
    found = set() if _USUAL.match(line) or len(match[1]) > 1 else {"odd-version"}
    if match[1] != b" ":
        found.add("odd-spacing")
        if not line.startswith((b"HTTP/1.0", b"HTTP/1.1")):
            found.add("odd-version")
    if line[match.end() :] in (b"\n", b"\r\n"):
        found.add("no-reason")
    return found


def _of_bytes(head: bytes) -> set[str]:
    found = set() if head.isascii() else {"non-ascii"}
    for word, pattern in (("control-character", _CONTROL), ("bare-cr", _BARE_CR), ("bare-lf", _BARE_LF)):
        if pattern.search(head):
            found.add(word)
    return found


def _of_lines(text: bytes) -> set[str]:
    found = set()
    for number, line in enumerate(text.split(b"\n")):
        if not line.strip():
            continue
        name, colon, _ = line.partition(b":")
        if line[:1] in (b" ", b"\t"):
            found.add("obs-fold" if number else "leading-space")
        elif not colon:
            found.add("no-colon")
        elif not name:
            found.add("empty-name")
        elif name[-1:] in (b" ", b"\t"):
            found.add("space-before-colon")
    return found


def _of_lengths(text: bytes) -> set[str]:
    headers = read_fields(text)
    lengths = values(headers, b"content-length")
    words = [word.strip() for value in lengths for word in value.split(b",")]
    found = set()
    if len(words) > 1:
        found.add("duplicate-content-length")
    if len({word.lstrip(b"0") for word in words}) > 1:
        found.add("differing-content-length")
    if not all(word.isdigit() for word in words):
        found.add("bad-content-length")
    if words and values(headers, b"transfer-encoding"):
        found.add("length-and-transfer-encoding")
    return found
