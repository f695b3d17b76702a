"""What archivists make in the database for themselves: tables and views whose names begin with ``my_``, and triggers so
named on our views, by which one may write where a view is read.

A migration and a rebuild leave them as they are. The rest of the house neither reads nor writes them.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from archiver.errors import StorageFailed
from archiver.store.sqlite import BUSY_SECONDS, DAMAGED, VIEW_PREFIX, fetch, is_of_surroundings

# ``tbl_name`` is what an index or a trigger is of: one of theirs on a table of ours changes what we write, or whether we can.
# So does a table that refers to ours: no row it refers to may go. Views we only read.
_OWN = f"""(s.tbl_name GLOB 'my_*' AND NOT EXISTS (
    SELECT 1 FROM pragma_foreign_key_list(s.tbl_name, '{{schema}}') WHERE "table" NOT GLOB 'my_*')
    OR s.type = 'trigger' AND s.name GLOB 'my_*' AND s.tbl_name GLOB '{VIEW_PREFIX}*')"""
_THEIRS = f"""
    SELECT type, name, sql FROM {{schema}}.sqlite_schema s WHERE {_OWN} AND sql IS NOT NULL
    ORDER BY instr('table index view trigger', type), sql NOT LIKE 'CREATE VIRTUAL%', rowid
"""
_NOT_THEIRS = (
    f"SELECT type || ' ' || name, sql FROM sqlite_schema s WHERE name NOT GLOB 'sqlite_*' AND NOT {_OWN}"
)


def definitions(connection: Connection) -> dict[str, str]:
    """What the file is made of: the SQL of each table, index, view and trigger by its kind and name. Left out is what
    SQLite makes for itself, and what is an archivist's own. Raises StorageFailed.
    """
    try:
        return {str(name): str(said) for name, said in fetch(connection, _NOT_THEIRS.format(schema="main"))}
    except DAMAGED as problem:
        raise StorageFailed(str(problem)) from problem


def take_off(connection: Connection) -> list[tuple[str, str, str]]:
    """Drop all views and triggers that are not ours: SQLite alters no table under one that has lost what it stands on.

    Gives what :func:`put_on` needs.
    """
    sql = (
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger')"
        f" AND NOT (type = 'view' AND name GLOB '{VIEW_PREFIX}*') ORDER BY type = 'trigger', rowid"
    )
    rows = connection.exec_driver_sql(sql).fetchall()
    for kind, name, *_ in reversed(rows):  # a trigger on a view goes with it, if it has not gone before
        connection.exec_driver_sql(f"DROP {kind} {_quoted(name)}")
    return [(kind, over, made) for kind, _, over, made in rows]


def put_on(connection: Connection, taken: list[tuple[str, str, str]]) -> None:
    """Make again what :func:`take_off` took off, but for triggers on a table or a view that is no more."""
    sql = "SELECT 1 FROM sqlite_schema WHERE name = ?"
    for kind, over, made in taken:
        if kind == "view" or connection.exec_driver_sql(sql, (over,)).scalar():
            connection.exec_driver_sql(made)


def carry(source: Path, target: Path) -> bool:
    """Make ``target`` have what archivists made in ``source``, with its rows, and nothing else of theirs, in one transaction.

    False, and ``target`` is as it was, where ``source`` is damaged. Raises StorageFailed where the disk won't have it.
    """
    try:
        with closing(sqlite3.connect(target, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS old", (os.fsencode(source.absolute()),))
            connection.execute("BEGIN")  # IMMEDIATE would lock the old one too, to which others may write
            for kind, name, _ in _theirs(connection, "main"):  # indices go with their tables
                connection.execute(f"DROP {kind} IF EXISTS main.{_quoted(name)}")
            _make(connection, _theirs(connection, "old"))
            connection.execute("COMMIT")
    except DAMAGED as problem:
        if is_of_surroundings(problem):
            raise StorageFailed(f"{target}: {problem}") from problem
        return False
    return True


def _theirs(connection: sqlite3.Connection, schema: str) -> list[tuple[str, str, str]]:
    """Kind, name and SQL of each thing, in an order in which they can be made. Indices that a table brings have no SQL."""
    return connection.execute(_THEIRS.format(schema=schema)).fetchall()


def _make(connection: sqlite3.Connection, things: list[tuple[str, str, str]]) -> None:
    """Make them in ``main`` and copy their rows. Full text search brings tables of its own: those are filled like others."""
    for kind, name, made in things:
        there = "SELECT 1 FROM main.sqlite_schema WHERE name = ?"
        if not connection.execute(there, (name,)).fetchone():
            connection.execute(made)
        if kind == "table" and not made.upper().startswith("CREATE VIRTUAL"):
            _copy_rows(connection, name)
            _copy_sequence(connection, name)


def _copy_rows(connection: sqlite3.Connection, table: str) -> None:
    name = _quoted(table)
    held = connection.execute(f"PRAGMA old.table_xinfo({name})").fetchall()
    columns = [row[1] for row in held if not row[6]]  # computed ones can't be written
    numbered = "SELECT 1 FROM pragma_table_list WHERE schema = 'old' AND name = ? AND NOT wr"
    if connection.execute(
        numbered, (table,)
    ).fetchone():  # what a search index finds a row by; free, unless a column is so named
        named = {row[1].lower() for row in held}
        columns += [number for number in ("rowid", "oid", "_rowid_") if number not in named][:1]
    listed = ", ".join(map(_quoted, columns))
    connection.execute(f"DELETE FROM main.{name}")
    connection.execute(f"INSERT INTO main.{name} ({listed}) SELECT {listed} FROM old.{name}")


def _copy_sequence(connection: sqlite3.Connection, table: str) -> None:
    """AUTOINCREMENT gives no number twice, be its row gone."""
    for schema in ("main", "old"):
        there = f"SELECT 1 FROM {schema}.sqlite_schema WHERE name = 'sqlite_sequence'"
        if not connection.execute(there).fetchone():
            return
    connection.execute("DELETE FROM main.sqlite_sequence WHERE name = ?", (table,))
    connection.execute(
        "INSERT INTO main.sqlite_sequence SELECT name, seq FROM old.sqlite_sequence WHERE name = ?", (table,)
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
