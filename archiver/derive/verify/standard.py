"""WARC 1.1's rules for a record's headers (ISO 28500:2017, sections 5 and 6), as tables."""

import re
from collections import Counter
from collections.abc import Iterator

from archiver.warc.records import Record

TYPES = frozenset(
    {"warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation"}
)

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_NEEDS_TARGET = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})
_MAY_NOT_BEAR = {
    "WARC-Target-URI": frozenset({"warcinfo"}),
    "WARC-Concurrent-To": frozenset({"warcinfo", "conversion", "continuation"}),
    "WARC-Refers-To": frozenset({"warcinfo", "response", "resource", "request", "continuation"}),
    "WARC-Filename": TYPES - {"warcinfo"},
    "WARC-Profile": TYPES - {"revisit"},
    "WARC-Warcinfo-ID": frozenset({"warcinfo"}),
    "WARC-IP-Address": frozenset({"warcinfo", "conversion", "continuation"}),
}
"""Section 5: a field and the types that may not bear it."""

_REPEATABLE = frozenset({"warc-concurrent-to", "warc-protocol"})
_KNOWN = frozenset(
    {name.lower() for name in _MAY_NOT_BEAR}
    | {
        "warc-payload-digest",
        "warc-block-digest",
        "warc-truncated",
        "warc-refers-to-target-uri",
        "warc-refers-to-date",
        "warc-identified-payload-type",
        "warc-segment-number",
        "warc-segment-origin-id",
        "warc-segment-total-length",
    }
)
_TRUNCATED = frozenset({"length", "time", "disconnect", "unspecified"})

LENIENCIES = {
    "record-end": "two line ends do not follow the record before it or this one (section 4)",
    "bare-lf": "header lines end in a lone LF (section 4)",
    "version": "it is of no known version (section 4)",
}
"""What our reader forgives and the standard does not, by the reader's word."""


def breaches(record: Record) -> Iterator[str]:
    """Each rule that the headers of ``record`` break, as a sentence."""
    if record.type not in TYPES:
        return  # section 5.5: unknown types are to be passed over
    if not _URI.fullmatch(record.record_id):
        yield f"WARC-Record-ID is no URI: {record.record_id[:60]!r} (5.2)"
    if record.block and record.content_type is None and record.type != "continuation":
        yield "a block without Content-Type (5.6)"
    target = record.target_uri
    if record.type in _NEEDS_TARGET and not target:
        yield "no WARC-Target-URI (5.12)"
    if target and not _URI.match(target):
        yield f"WARC-Target-URI is no URI: {target[:60]!r} (5.12)"
    if record.type == "revisit" and not record.profile:
        yield "a revisit without WARC-Profile (6.7.2)"
    if record.truncated is not None and record.truncated not in _TRUNCATED:
        yield f"WARC-Truncated has no known reason: {record.truncated[:40]!r} (5.13)"
    yield from _fields(record)


def _fields(record: Record) -> Iterator[str]:
    counts = Counter(name.lower() for name, _ in record.fields)
    for name, count in counts.items():
        if count > 1 and name in _KNOWN and name not in _REPEATABLE:
            yield f"{count} times {name} (4)"
    for name, types in _MAY_NOT_BEAR.items():
        if record.type in types and name.lower() in counts:
            yield f"a {record.type} record with {name} (5)"
