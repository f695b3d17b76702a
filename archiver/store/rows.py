"""A query's rows by column name."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CursorResult

Row = dict[str, Any]


def by_name(result: CursorResult[Any]) -> Iterator[Row]:
    """The rows, one at a time."""
    names = tuple(result.keys())
    for row in result:
        yield dict(zip(names, row, strict=True))
