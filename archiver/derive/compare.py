"""What two stores say differently, by their canonical dumps: a merge of two sorted streams."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from archiver.store import dump
from archiver.store.dump import Dumped, Value
from archiver.store.engine import Connection

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


def stores_differ(old: Connection, new: Connection) -> Iterator[Difference]:
    """The rows in which two stores differ, in the dump's order. As long as both give the same, rows are compared many at
    a time, as the driver gives them. Raises StorageFailed.
    """
    for table in dump.tables():
        yield from _tables_differ(table, dump.packs(old, table), dump.packs(new, table))


_Rows = list[tuple[Value, ...]]


def _tables_differ(table: str, old: Iterator[_Rows], new: Iterator[_Rows]) -> Iterator[Difference]:
    while (left := next(old, [])) == (right := next(new, [])):
        if not left:
            return
    yield from differences(*(
        dump.dumped(table, chain(some, chain.from_iterable(rest))) for some, rest in ((left, old), (right, new))
    ))  # fmt: skip


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
