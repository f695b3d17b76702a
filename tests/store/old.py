"""Stores as earlier versions of this program left them: under an earlier schema, with views of their own."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from archiver.store.migrations import __file__ as migrations
from archiver.store.schema import newest_revision
from archiver.store.sqlite import FTS
from archiver.store.views import VIEWS

REVISIONS = tuple(f"{number:04d}" for number in range(1, int(newest_revision())))
"""All but the newest."""


def make_old(path: Path, revision: str, source: Path | None = None) -> None:
    """Make the store ``path`` as of ``revision``, with what it can hold of the rows of ``source``, a store of today."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations).parent))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA journal_mode = WAL")
        if source is not None:
            _fill(store, source)
        _dress(store)
        store.commit()


def _fill(store: sqlite3.Connection, source: Path) -> None:
    store.execute("ATTACH ? AS new", (str(source),))
    listed = "SELECT name FROM {}.sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%' AND name <> 'alembic_version'"
    held, there = ({row[0] for row in store.execute(listed.format(schema))} for schema in ("main", "new"))
    for table in held & there:
        columns = ", ".join(f'"{row[1]}"' for row in store.execute(f'PRAGMA main.table_info("{table}")'))
        store.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM new."{table}"')
    store.commit()
    store.execute("DETACH new")


def _dress(store: sqlite3.Connection) -> None:
    """Search, and views: one of today's that was another, and one that there is no more."""
    for name, (table, columns) in FTS.items():
        store.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(columns)}, content='{table}', content_rowid='id')"
        )
        store.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
    for name, said in {
        **dict.fromkeys(VIEWS, "SELECT id AS old FROM articles"),
        "v_given_up": "SELECT 1",
    }.items():
        store.execute(f"CREATE VIEW {name} AS {said}")
    store.execute("PRAGMA user_version = 1")
