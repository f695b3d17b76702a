"""Whether what the archive holds was captured before now, and which clock is wrong where it was not.

An earlier run may have gone by a clock that ran ahead; then its captures say nothing of when they were made, and who waits until they
have aged asks for nothing until that day comes. Or this one's clock is behind; then all is dated wrongly that it captures. The clock of
the site tells which: an answer's ``Date``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from archiver.crawl.held import Held
from archiver.errors import ArchiverError
from archiver.store.engine import Store
from archiver.store.files import Place
from archiver.store.newest import captured_after
from archiver.store.times import FOREVER, moment
from archiver.warc.layout import Archive
from archiver.wire.lines import values
from archiver.wire.messages import read_response_head
from archiver.wire.page import http_date

AHEAD = timedelta(hours=1)
"""So much later than now a capture may be: a clock that was put right by less costs nothing but patience."""

_LOOKED_AT = 20
"""Captures that are asked for their ``Date``; nearly every server sends one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """``until``: what is dated later, as the store writes it, says nothing of when it was asked for. ``said``: a sentence for
    the operator, "" if all is well. ``behind``: it is now that is wrong.
    """

    until: str = FOREVER
    said: str = ""
    behind: bool = False


def judged(store: Store, archive: Archive, site: str, now: datetime) -> Clock:
    """Hold ``now`` against the captures of ``site``."""
    until = moment(now + AHEAD)
    with store.reading() as connection:
        late = captured_after(connection, site, until, _LOOKED_AT)
    if not late:
        return Clock(until=until)
    newest = late[0][0]
    told = f"the newest capture of this site is dated {newest:%Y-%m-%d %H:%M} UTC, and it is {now:%Y-%m-%d %H:%M} here"
    held = Held(store, archive, site, FOREVER)
    dates = [date for _, place in late for date in _dates(held, place)]
    if dates and moment(max(dates)) <= until:
        return Clock(
            until=until, said=f"{told}: the clock ran ahead then, by the site's own (archiver doctor)"
        )
    return Clock(said=f"{told}: is the clock right? What was looked at is not due before that", behind=True)


def _dates(held: Held, place: Place) -> Iterator[datetime]:
    """The ``Date`` of the answer that is kept at ``place``, if it has one that can be read."""
    captured = held.read(place, "an earlier answer")
    try:
        headers = read_response_head(captured.block).headers if captured is not None else ()
    except ArchiverError:  # a 304's record has no head
        return
    yield from filter(None, map(http_date, values(headers, b"date")))
