"""The page that parsers see, from the captured block: the one decoder, live and in a rebuild."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.errors import LimitExceeded
from archiver.items import Capture, Headers, Page
from archiver.wire.body import codings, decode, payload
from archiver.wire.limits import DEFAULT_LIMITS, Limits
from archiver.wire.lines import listed, values
from archiver.wire.messages import read_response_head, split_interim

MAX_AGE = timedelta(days=3650)
"""An ``Age`` or ``Date`` further back says more of a broken clock than of a cache."""

DATE_SLACK = timedelta(seconds=2)
"""``Date`` has whole seconds, and clocks differ: up to here before the capture it says nothing of a cache."""

_AGE_DIGITS = 10  # RFC 9111, section 1.2.2: what is larger than 2**31 counts as that


def page_from_block(block: bytes, capture: Capture, limits: Limits = DEFAULT_LIMITS) -> Page:
    """The page in ``block`` (head and body as received), codings removed.

    Raises WireError when there is no HTTP message in it or its coding is unknown,
    LimitExceeded when it is too large.
    """
    _, final = split_interim(block)
    head = read_response_head(final, limits)
    if len(final) - head.size > limits.body_bytes:
        raise LimitExceeded(f"the body is longer than {limits.body_bytes} bytes")
    framed = payload(final, head=head)
    body, whole = framed.data, True
    if body and (applied := codings(head.headers)):
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
    section 4.2.3): a cache says so by ``Age``, or by a ``Date`` in the past; of several the earliest
    counts. What can't be read, lies in the future or years back is ignored. The result is in UTC
    where a header gave it.
    """
    earliest = captured_at
    for word in listed(headers, b"age"):
        if word.isdigit() and len(word) <= _AGE_DIGITS:
            age = timedelta(seconds=int(word))
            if age <= MAX_AGE:
                earliest = min(earliest, captured_at - age)
    for value in values(headers, b"date"):
        made = http_date(value)
        if made is not None and DATE_SLACK < captured_at - made <= MAX_AGE:
            earliest = min(earliest, made)
    return earliest


def http_date(value: bytes) -> datetime | None:
    """The instant of an HTTP date (RFC 9110, section 5.6.7) or of another that mail allows, in UTC."""
    try:
        made = parsedate_to_datetime(value.decode("latin-1"))
        return made.astimezone(UTC) if made.tzinfo else made.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # what email.utils makes of garbage
        return None
