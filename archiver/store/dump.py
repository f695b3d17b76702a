"""The canonical dump: every row by natural keys alone, in one order, byte-equal for equal content.

Ids that the store drew itself are replaced by what the world calls the same thing (a record
id, a site and its own number), by the tables' foreign keys; how far files are derived is left
out. Tables come by name, rows by key. What is compared or handed on is this, never the file.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, UniqueConstraint

from archiver.errors import StorageFailed
from archiver.store.sqlite import DAMAGED
from archiver.store.tables import metadata

Value = str | int | None
"""What a column of a STRICT table of ours holds."""

_NAMES = {
    "captures": ("record_id",),
    "articles": ("site", "key"),
    "comments": ("site", "comment_id"),
    "article_versions": ("part", "digest"),
    "comment_versions": ("digest",),
    "testimony_versions": ("site", "comment_id", "witness", "digest"),
}
"""What stands for the id of a row of these tables where another row refers to it."""

_LEFT_OUT = {"warc_files": {"derived_to"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumped:
    """One row. ``key`` are the values that tell it from every other row of ``table``, in the order
    of the dump; ``columns`` and ``values`` belong together.
    """

    table: str
    key: tuple[Value, ...]
    columns: tuple[str, ...]
    values: tuple[Value, ...]

    def as_dict(self) -> dict[str, Value]:
        """The row by column name."""
        return dict(zip(self.columns, self.values, strict=True))

    @property
    def order(self) -> tuple[object, ...]:
        """What the dump is sorted by: SQLite's order of values, NULL before numbers before text."""
        return (self.table, *((_RANK[type(value)], 0 if value is None else value) for value in self.key))


_RANK = {type(None): 0, int: 1, str: 2}


def line(row: Dumped) -> str:
    """The row as a line of JSON, with its line end."""
    return json.dumps({"table": row.table} | row.as_dict(), ensure_ascii=False) + "\n"


def canonical(connection: Connection, only: tuple[str, ...] | None = None) -> Iterator[Dumped]:
    """Every row of the tables ``only`` (all of them if not given), sorted; the database sorts, so memory stays flat."""
    for name in sorted(metadata.tables if only is None else only):
        yield from dumped(name, (tuple(row) for row in connection.exec_driver_sql(_query(name).sql)))


TOGETHER = 256
"""Rows that are held at once while two stores are compared: an article's text may have 100 KB."""


def tables() -> list[str]:
    """The names of all tables, in the dump's order."""
    return sorted(metadata.tables)


def packs(connection: Connection, table: str) -> Iterator[list[tuple[Value, ...]]]:
    """The values of the rows of ``table`` as :func:`canonical` has them, so many at a time, as the driver gives them: of
    rows that are as they should be nobody wants to make values of their own. Raises StorageFailed.
    """
    cursor = connection.exec_driver_sql(_query(table).sql).cursor
    assert cursor is not None  # noqa: S101 - a SELECT has one
    try:
        while rows := list(cursor.fetchmany(TOGETHER)):
            yield rows
    except DAMAGED as problem:
        raise StorageFailed(str(problem)) from problem


def dumped(table: str, rows: Iterable[tuple[Value, ...]]) -> Iterator[Dumped]:
    """Rows of :func:`packs` as :func:`canonical` has them."""
    query = _query(table)
    keys = [query.columns.index(column) for column in query.key]
    for values in rows:
        key = tuple(values[place] for place in keys)
        yield Dumped(table=table, key=key, columns=query.columns, values=values)


def one(connection: Connection, table: str, key: tuple[Value, ...]) -> Dumped | None:
    """The row of ``table`` with that key, as the dump has it; None if there is none."""
    query = _query(table)
    # "=" lets SQLite turn the outer joins into inner ones and begin with the key; "IS ?" does not.
    tests = [
        f"{query.named[name]} {'IS NULL' if value is None else '= ?'}"
        for name, value in zip(query.key, key, strict=True)
    ]
    sql = query.sql.replace(" ORDER BY ", f" WHERE {' AND '.join(tests)} ORDER BY ")
    found = connection.exec_driver_sql(sql, tuple(value for value in key if value is not None)).first()
    return None if found is None else Dumped(table=table, key=key, columns=query.columns, values=tuple(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    sql: str
    named: dict[str, str]
    columns: tuple[str, ...]
    key: tuple[str, ...]


@cache
def _query(name: str) -> _Query:
    table = metadata.tables[name]
    joins: list[str] = []
    named: dict[str, str] = {}  # a natural column's name to its SQL
    by_column: dict[str, list[str]] = {}  # a column of the table to the natural ones that stand for it
    for column in table.columns:
        if _is_drawn(column) or column.name in _LEFT_OUT.get(name, ()):
            continue
        parts = dict(_natural(column, "t", column.name, joins))
        by_column[column.name] = list(parts)
        named |= parts
    key = [part for column in _key(table) for part in by_column[column]] or list(named)
    listed = ", ".join(f'{sql} AS "{alias}"' for alias, sql in named.items())
    order = ", ".join(named[part] for part in key)
    sql = f"SELECT {listed} FROM {name} t {' '.join(joins)} ORDER BY {order}"
    return _Query(sql=sql, named=named, columns=tuple(named), key=tuple(key))


def _is_drawn(column: Column[Any]) -> bool:
    """Whether the column is an id that the store drew."""
    return column.name == "id" and column.primary_key


def _natural(column: Column[Any], alias: str, name: str, joins: list[str]) -> Iterator[tuple[str, str]]:
    """The natural columns that stand for ``column`` of the table ``alias``, with their SQL; adds the joins."""
    target = next((foreign.column for foreign in column.foreign_keys), None)
    if target is None or target.name != "id":
        yield name, f'{alias}."{column.name}"'
        return
    stem = name.removesuffix("_id").removesuffix("_ref")
    joins.append(f'LEFT JOIN {target.table.name} "{stem}" ON "{stem}".id = {alias}."{column.name}"')
    for part in _NAMES[target.table.name]:
        yield from _natural(target.table.columns[part], f'"{stem}"', f"{stem}_{part}", joins)


def _key(table: Table) -> list[str]:
    """The columns that tell a row from all others; none where only all of them together do."""
    columns = [column.name for column in table.primary_key.columns]
    if columns != ["id"]:
        return columns
    single = [column.name for column in table.columns if column.unique]
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return single or [column.name for one in unique for column in one.columns]
