"""What two stores say differently, by their canonical dumps: a merge of two sorted streams."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from archiver.derive.workers import Workers
from archiver.errors import StorageFailed
from archiver.store import dump
from archiver.store.dump import Dumped, Value
from archiver.store.engine import Connection, Store, reading_at

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row that only the new store has (``added``), only the old one (``removed``), or both, but not the
    same (``changed``). ``old`` and ``new`` are the rows by column, empty where there is none.
    """

    kind: Kind
    table: str
    key: tuple[Value, ...]
    old: dict[str, Value]
    new: dict[str, Value]

    def changes(self) -> dict[str, tuple[Value, Value]]:
        """The columns that differ, with their old and new values."""
        names = dict.fromkeys((*self.old, *self.new))
        return {
            name: (self.old.get(name), self.new.get(name))
            for name in names
            if self.old.get(name) != self.new.get(name)
        }


@dataclass(slots=True)
class Tally:
    """How many rows differ, by table and kind."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, difference: Difference) -> None:
        """Count one."""
        self.counts.setdefault(difference.table, Counter())[difference.kind] += 1

    @property
    def total(self) -> int:
        """All rows that differ."""
        return sum(counter.total() for counter in self.counts.values())


def stores_differ(old: Store, new: Store, workers: Workers) -> Iterator[Difference]:
    """The rows in which two stores, which nobody writes, differ, in the dump's order. The workers look whether a table is
    the same in both: mostly it is. Raises StorageFailed.
    """
    asked = [(old.url, new.url, table) for table in dump.tables()]
    for (_, _, table), same in workers.each(_is_same, asked):
        if not same:
            with old.reading() as before, new.reading() as after:
                yield from differences(_rows(before, table), _rows(after, table))


def _rows(connection: Connection, table: str) -> Iterator[Dumped]:
    return dump.dumped(table, chain.from_iterable(dump.packs(connection, table)))


def _is_same(asked: tuple[str, str, str]) -> bool:
    """Whether the stores at two addresses have the same rows in a table, compared many at a time, as the driver gives them.
    What can't be read is not the same: whoever goes through the rows comes upon it.
    """
    *urls, table = asked
    with ExitStack() as open_:
        try:
            old, new = (dump.packs(open_.enter_context(reading_at(url)), table) for url in urls)
            while (rows := next(old, None)) == next(new, None):
                if rows is None:
                    return True
        except StorageFailed:
            pass
    return False


def differences(old: Iterable[Dumped], new: Iterable[Dumped]) -> Iterator[Difference]:
    """The rows in which two dumps, each in its order, differ. Holds two rows at a time."""
    left, right = iter(old), iter(new)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.order < other.order):
            assert one is not None  # noqa: S101 - one of the two is there
            yield _difference("removed", one, None)
            one = next(left, None)
        elif one is None or other.order < one.order:
            yield _difference("added", None, other)
            other = next(right, None)
        else:
            if one.values != other.values:
                yield _difference("changed", one, other)
            one, other = next(left, None), next(right, None)


def _difference(kind: Kind, old: Dumped | None, new: Dumped | None) -> Difference:
    row = new or old
    assert row is not None  # noqa: S101 - one of the two is there
    return Difference(
        kind=kind,
        table=row.table,
        key=row.key,
        old=old.as_dict() if old else {},
        new=new.as_dict() if new else {},
    )
