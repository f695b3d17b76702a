"""Addresses that several pages name: one row, the same whether a sheet joins them or the store does, in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

from archiver.derive.land import supposed
from archiver.derive.sheet import Sheet
from archiver.items import Address, Landed, Page, PageFacts
from archiver.store import write
from archiver.store.engine import Store

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "http://site.test/2018/12/11/a/"


def _page(number: int, at: datetime, *addresses: Address) -> Landed:
    """A page captured at ``at`` that names these."""
    block = b"HTTP/1.1 200 OK\r\n\r\n"
    capture = replace(supposed("http://site.test/feed/", block, at), record_id=f"urn:uuid:{number}")
    page = Page(url=capture.url, status=200, headers=(), body=b"", whole=True, capture=capture)
    facts = PageFacts(kind="feed", page=page, addresses=addresses)
    return Landed(site="site", capture=capture, page_kind="feed", facts=facts)


PAGES = (
    _page(2, NOON, Address(url=URL, kind="comment-page", modified=NOON - DAY, activity=True)),
    _page(1, NOON, Address(url=URL, kind="post-page", modified=NOON - HOUR)),
    _page(3, NOON + HOUR, Address(url=URL, kind="article", modified=NOON + 400 * DAY)),
    _page(4, NOON - HOUR, Address(url=URL, kind="article"), Address(url=URL, kind="post-page")),
    _page(5, NOON + 2 * HOUR, Address(url=URL, kind="comment-page", activity=True)),
)
JOINED = (
    "site",
    URL,
    "article",  # as the earliest page has it, where it is first named
    "2026-10-05T13:00:00Z",  # no later than the page was captured that says so: a clock may run ahead
    "2026-10-05T14:00:00.000000Z",
    "2026-10-05T11:00:00.000000Z",
    "urn:uuid:4",
)


def test_a_sheet_joins_them_in_any_order() -> None:
    for pages in permutations(PAGES):
        assert [tuple(row) for row in Sheet.of(pages).addresses.values()] == [JOINED]


def test_the_store_joins_them_the_same(tmp_path: Path) -> None:
    for number, pages in enumerate(permutations(PAGES)):
        if number % 24 == 0:
            assert _stored(tmp_path / f"{number}.sqlite", pages) == [JOINED]


def _stored(path: Path, pages: Sequence[Landed]) -> list[tuple[object, ...]]:
    store = Store(f"sqlite:///{path}")
    for page in pages:
        with store.transaction() as connection:
            write.upsert_addresses(connection, [tuple(row) for row in Sheet.of([page]).addresses.values()])
    with store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT site, url, kind, modified_at, active_at, first_seen, evidence FROM addresses"
        ).fetchall()
    store.close()
    return [tuple(row) for row in rows]


def test_a_capture_that_comes_twice_is_there_once() -> None:
    sheet = Sheet.of((PAGES[0], PAGES[0]))
    assert (len(sheet), bool(sheet), bool(Sheet())) == (1, True, False)
