"""How a store's database is opened and spoken to: pragmas, locking, full text, the driver itself. The queries of the
other modules are SQLite's too (JSON, rowid), and copies go by its backup API.

Views and FTS tables are dropped before a migration and made after it, since
altering a table under a view fails and batch mode drops triggers silently.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from archiver.store.views import VIEWS

CACHE_KIB = 16_384
"""What a connection may hold of the file. With SQLite's own 2 MiB a commit of 64 pages doesn't fit, so that it writes the same
parts of the file again and again: 200 writes and 69 reads a page where 57 and 26 do.
"""

BUSY_SECONDS = 60
"""How long a writer waits for another: a commit is short, a rebuild's copy may take a while."""

FAILURE = sqlite3.Error
"""What the driver raises, where nothing stands between it and us."""

DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged file makes the driver raise: the second where SQLite's own sentence quotes bytes that are no text."""

_SURROUNDINGS = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY,
})  # fmt: skip
"""SQLite's codes for what is no damage of a file."""

_UNREADABLE = frozenset({
    sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS,
})  # fmt: skip
"""And those of the disk that are."""

VIEW_PREFIX = "v_"
"""How the names of our views begin, in every version; a view of another name is somebody else's."""

READING = "archiver_reading"
"""The execution option of a transaction that only reads: it waits for no writer."""

FTS = {
    "articles_fts": ("article_versions", ("title", "subtitle", "byline", "text")),
    "comments_fts": ("comment_versions", ("author", "text")),
}


def address(url: str) -> URL:
    """``url``, which is SQLAlchemy's form but for this: the path of a file goes to its end, whatever is in it. SQLAlchemy
    ends it at a "?", so that the database of a folder with such a name lay beside that folder. Raises ArgumentError.
    """
    _, before, path = url.partition("sqlite:///")
    return URL.create("sqlite", database=path) if before and url.startswith(before) else make_url(url)


def is_of_surroundings(problem: BaseException | None) -> bool:
    """Whether SQLite failed on what is around a file (a lock, a right, room on the disk), and not on what is in it."""
    code = getattr(problem, "sqlite_errorcode", 0)
    return code & 0xFF in _SURROUNDINGS and code not in _UNREADABLE


def engine_for(url: str, *, read_only: bool, still: bool = False) -> Engine:
    """An engine whose every transaction begins with BEGIN IMMEDIATE (plain BEGIN
    for readers): a read that turns into a write fails at once under contention. ``still``: nobody writes to the file, and
    SQLite makes nothing beside it, which else it does even to read.
    """
    where = address(url)
    if still:
        asks = {"uri": "true", "immutable": "1"}
        where = URL.create("sqlite", database=Path(str(where.database)).absolute().as_uri(), query=asks)
    engine = create_engine(where, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - narrows the type for what follows
        connection.isolation_level = None  # the driver's own BEGINs stay off; ours is below
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # rows can be derived again; WARC files are synced first
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        reading = read_only or connection.get_execution_options().get(READING)
        _driver(connection).execute("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def needs_room(engine: Engine) -> bool:
    """Whether the file is there, and can't be read for want of a right, or of room, to write beside it."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    except DBAPIError as problem:
        return is_of_surroundings(problem.orig) and Path(str(engine.url.database)).exists()
    return False


def _derived_version() -> int:
    """A number for what the views and FTS tables are defined as, kept in ``user_version``."""
    return zlib.crc32(repr((VIEWS, FTS)).encode()) & 0x7FFFFFFF


def revisions(connection: Connection) -> list[str]:
    """What alembic has written down of the schema's version; nothing in a file that has no tables yet."""
    held = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    if held is None:
        return []
    return list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())


def derived_is_current(connection: Connection) -> bool:
    """Whether views and FTS tables are those of this version of the code."""
    return bool(connection.exec_driver_sql("PRAGMA user_version").scalar_one() == _derived_version())


def signature(connection: Connection) -> int:
    """Which code derived the rows, as :func:`sign` wrote it into the file's head: 0 if more than one did, or nobody said."""
    return int(fetch(connection, "PRAGMA application_id")[0][0])


def sign(connection: Connection, code: int) -> None:
    """Write down that this ``code`` (1 to 2^31 - 1) derives rows from now on."""
    held = signature(connection)
    if held == code:
        return
    others = fetch(connection, "SELECT EXISTS (SELECT 1 FROM runs) OR EXISTS (SELECT 1 FROM captures)")[0][0]
    if held or not others:
        connection.exec_driver_sql(f"PRAGMA application_id = {0 if others else code}")


def drop_derived(connection: Connection) -> None:
    """Drop views, of whatever version, and FTS tables, so that tables beneath them may change."""
    _drop_views(connection)
    for name in FTS:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def renew_derived(connection: Connection) -> None:
    """Make anew what is not of this version, over tables that are. An FTS table that is stays: filling one takes long."""
    for name in FTS:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar()
        if found != _fts(name):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    _drop_views(connection)
    make_derived(connection)


def _drop_views(connection: Connection) -> None:
    sql = f"SELECT name FROM sqlite_master WHERE type = 'view' AND name GLOB '{VIEW_PREFIX}*'"
    for name in connection.exec_driver_sql(sql).scalars().all():
        connection.exec_driver_sql(f'DROP VIEW "{name}"')


def _fts(name: str) -> str:
    table, columns = FTS[name]
    return (
        f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(columns)}, content='{table}', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2')"
    )


def make_derived(connection: Connection) -> None:
    """Make views, and the FTS tables that are not there, and fill the latter."""
    held = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    for name in FTS.keys() - set(held):
        connection.exec_driver_sql(_fts(name))
        connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
    for name, body in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {body}")
    connection.exec_driver_sql(f"PRAGMA user_version = {_derived_version()}")


def index_words(connection: Connection, table: str, after: int) -> None:
    """Index for search the rows of a version table whose id is above ``after``."""
    fts, columns = next((name, columns) for name, (over, columns) in FTS.items() if over == table)
    listed = ", ".join(columns)
    connection.exec_driver_sql(
        f"INSERT INTO {fts}(rowid, {listed}) SELECT id, {listed} FROM {table} WHERE id > ?",
        (after,),
    )


def found(connection: Connection, fts: str, words: Sequence[str], most: int) -> list[tuple[int, str]]:
    """The ids of the version rows in which all of ``words`` (each a word or a phrase) stand, best first, each
    with an excerpt that has them in brackets.
    """
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    rows = connection.exec_driver_sql(
        f"SELECT rowid, snippet({fts}, -1, '[', ']', '…', 24) FROM {fts} WHERE {fts} MATCH ? ORDER BY rank, rowid LIMIT ?",
        (query, most),
    )
    return [(row[0], row[1]) for row in rows]


def among(column: str, name: str = "") -> str:
    """The SQL for "``column`` is one of the JSON array bound as ``name``", or bound here: one
    statement text whatever the length, so it is compiled once.
    """
    return f"{column} IN (SELECT value FROM json_each({':' + name if name else '?'}))"


def fetch(connection: Connection, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query, by the driver itself: what a fold asks costs SQLite less than SQLAlchemy's rows cost Python."""
    return _driver(connection).execute(sql, values).fetchall()


def write(connection: Connection, sql: str, rows: Sequence[Sequence[object]]) -> None:
    """Run a statement that writes, by the driver itself, for each of ``rows``."""
    if rows:
        _driver(connection).executemany(sql, rows)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - narrows the type: the engine is of this module
    return driver


def insert_many(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    """Insert rows; one that is there already (by any unique key) is left as it is."""
    marks = ", ".join("?" * len(columns))
    listed = ", ".join(f'"{column}"' for column in columns)
    write(connection, f"INSERT INTO {table} ({listed}) VALUES ({marks}) ON CONFLICT DO NOTHING", list(rows))


def highest_id(connection: Connection, table: str) -> int:
    """The largest ``id`` in ``table``, 0 when it is empty."""
    return int(fetch(connection, f"SELECT coalesce(max(id), 0) FROM {table}")[0][0])
