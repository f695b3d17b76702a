"""The capture nearest to an instant, found in few steps."""

from datetime import UTC, datetime, timedelta
from typing import SupportsIndex

from hypothesis import given
from hypothesis import strategies as st

from archiver.derive.wacz.nearest import Line, Times
from archiver.store.rows import Row
from archiver.store.times import instant, moment

AT = datetime(2018, 12, 11, tzinfo=UTC)


def _rows(captures: list[tuple[int, int | None]]) -> list[Row]:
    """Captures at so many minutes past, with their status, as the store orders them."""
    ordered = sorted(captures, key=lambda one: one[0])
    return [
        {
            "record_id": f"urn:{number:04}",
            "captured_at": moment(AT + timedelta(minutes=minute)),
            "status": status,
        }
        for number, (minute, status) in enumerate(ordered)
    ]


def _plainly(rows: list[Row], when: datetime) -> list[str]:
    """What is meant, by looking at each capture."""

    def far(row: Row) -> timedelta:
        return abs(instant(row["captured_at"]) - when)

    good = [row for row in rows if row["status"] is not None and row["status"] < 400]
    best = [min(rows, key=far)] if rows else []
    if good and best[0] not in good:
        best.append(min(good, key=far))
    return [row["record_id"] for row in best]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([200, 304, 404, None]))), st.integers(-1, 10))
def test_it_is_the_one_that_looking_at_each_gives(
    captures: list[tuple[int, int | None]], minute: int
) -> None:
    rows, when = _rows(captures), AT + timedelta(minutes=minute)
    assert [row["record_id"] for row in Times.of(rows).nearest(when)] == _plainly(rows, when)


class _Counted(list[datetime]):
    looked = 0

    def __getitem__(self, place: SupportsIndex | slice) -> datetime:  # type: ignore[override] # by place alone
        type(self).looked += 1
        return super().__getitem__(place)  # type: ignore[return-value] # by place alone


def test_a_page_costs_the_logarithm_of_an_addresss_captures() -> None:
    count = 4096
    instants = _Counted(AT + timedelta(minutes=minute) for minute in range(count))
    line = Line(rows=[{"n": minute} for minute in range(count)], instants=instants)
    for minute in (0, 1000, count - 1):
        _Counted.looked = 0
        assert line.nearest(AT + timedelta(minutes=minute, seconds=10)) == {"n": minute}
        assert 0 < _Counted.looked < 40
