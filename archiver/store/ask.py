"""What people ask of the store: every query of the command line, over the public views."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

Row = dict[str, Any]

EXPORTED = {
    "articles": ("v_articles", "site, url", ("article_id",)),
    "comments": ("v_comments", "site, article_url, page, position, comment_id", ("comment_ref",)),
    "events": ("v_events", "site, article_url, not_after, comment_id, kind", ()),
}
"""What can be exported: its view, its order, and the columns that are the store's own and stay here."""

_LISTS = ("categories", "tags", "detail")


def exported(connection: Connection, what: str) -> Iterator[Row]:
    """The rows of ``what`` (a key of ``EXPORTED``), in a set order."""
    view, order, hidden = EXPORTED[what]
    for row in rows(connection, f"SELECT * FROM {view} ORDER BY {order}"):
        yield {name: value for name, value in row.items() if name not in hidden}


def unpacked(row: Row) -> Row:
    """The row with its JSON columns as lists and objects."""
    return {
        name: json.loads(value) if name in _LISTS and isinstance(value, str) else value
        for name, value in row.items()
    }


def rows(connection: Connection, sql: str, *values: object) -> Iterator[Row]:
    """The rows of a query by column name, one at a time."""
    result = connection.exec_driver_sql(sql, values)
    names = tuple(result.keys())
    for row in result:
        yield dict(zip(names, row, strict=True))
