"""What the store says of second witnesses, without going through all captures."""

from datetime import UTC, datetime
from pathlib import Path

from archiver.store.engine import Store
from archiver.store.times import FOREVER
from archiver.store.witnesses import HIGHEST, LAST_ANSWER, last_answer

REST = "https://example.org/wp-json/wp/v2/comments?"
AT = "2018-12-11T12:00:0{}.000000Z"


def _capture(store: Store, number: int, url: str, status: int, site: str = "example") -> None:
    names = (
        'record_id, site, url, captured_at, earliest, status, kind, warc, "offset", length, run, page_kind'
    )
    at = AT.format(number)
    row = (f"urn:{number}", site, url, at, at, status, "response", "a.warc.gz", number, 1, "run", "resource")
    with store.transaction() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO captures ({names}) VALUES ({', '.join('?' * len(row))})", row
        )


def test_the_last_answer_is_found_by_the_beginning_of_its_address(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/archive.sqlite")
    _capture(store, 1, f"{REST}post=1", 200)
    _capture(store, 2, f"{REST}post=\u00e9", 403)
    _capture(store, 3, "https://example.org/wp-json/wp/v2/commentsX", 500)
    _capture(store, 4, f"{REST}post=1", 401, site="other")
    with store.reading() as connection:
        assert last_answer(connection, "example", REST, FOREVER) == (
            403,
            datetime(2018, 12, 11, 12, 0, 2, tzinfo=UTC),
        )
        assert last_answer(connection, "none", REST, FOREVER) is None
    store.close()


def test_no_capture_but_those_is_looked_at(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/archive.sqlite")
    with store.reading() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {LAST_ANSWER}", ("example", REST, REST + HIGHEST, FOREVER)
        )
        told = " ".join(row[3] for row in plan)
    store.close()
    assert "ix_captures_url_captures_captured_at (url>? AND url<?)" in told
