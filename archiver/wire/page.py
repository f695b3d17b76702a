"""The page that parsers see, from the captured block: the one decoder, live and in a rebuild."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.items import Capture, Headers, Page
from archiver.wire.body import codings, decode, payload
from archiver.wire.limits import DEFAULT_LIMITS, Limits
from archiver.wire.messages import read_response_head, split_interim, values

MAX_AGE = timedelta(days=3650)
"""An ``Age`` or ``Date`` further back says more of a broken clock than of a cache."""


def page_from_block(block: bytes, capture: Capture, limits: Limits = DEFAULT_LIMITS) -> Page:
    """The page in ``block`` (head and body as received), codings removed.

    Raises WireError when there is no HTTP message in it or its coding is unknown,
    LimitExceeded when it is too large.
    """
    _, final = split_interim(block)
    head = read_response_head(final, limits)
    framed = payload(final, head=head)
    body, whole = framed.data, True
    applied = codings(head.headers)
    if applied and body:
        body, whole = decode(body, applied, limits)
    return Page(
        url=capture.url,
        status=head.status,
        headers=head.headers,
        body=body,
        whole=whole and framed.complete and capture.truncated is None,
        capture=capture,
    )


def earliest_shown(captured_at: datetime, headers: Headers) -> datetime:
    """The earliest instant that an answer captured at ``captured_at`` can show (RFC 9111,
    section 4.2.3): a cache says so by ``Age``, or by a ``Date`` in the past. What can't be
    read, or lies in the future, is ignored.
    """
    earliest = captured_at
    for value in values(headers, b"age"):
        if value.isdigit() and len(value) < 10:
            earliest = min(earliest, captured_at - timedelta(seconds=int(value)))
    for value in values(headers, b"date"):
        made = _date(value)
        # Date has whole seconds: up to one before the capture it says nothing of a cache.
        if made is not None and captured_at - made > timedelta(seconds=2):
            earliest = min(earliest, made)
    return earliest if captured_at - earliest < MAX_AGE else captured_at


def _date(value: bytes) -> datetime | None:
    try:
        made = parsedate_to_datetime(value.decode("latin-1"))
    except (ValueError, TypeError, IndexError):
        return None
    return made if made.tzinfo else made.replace(tzinfo=UTC)
