"""The store's address, its opening, and its migration to the newest schema."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from archiver.errors import StorageFailed
from archiver.store import sqlite
from archiver.warc import faults

logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)  # it greets at every opening


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def open_store(url: str, *, read_only: bool = False) -> Engine:
    """The store at ``url`` (SQLAlchemy's form), made or migrated if need be.

    Raises StorageFailed, naming the address, when it can't be opened, or when
    ``read_only`` and its schema is not the newest.
    """
    engine = sqlite.engine_for(url, read_only=read_only)
    try:
        if _is_current(engine):
            return engine
        if read_only:
            raise StorageFailed(f"{url}: no store of this version here; run 'archiver rebuild'")
        _migrate(engine)
    except DBAPIError as error:
        raise StorageFailed(f"{url}: {error.orig}") from error
    return engine


def _is_current(engine: Engine) -> bool:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        return revision == head and sqlite.derived_is_current(connection)


def _migrate(engine: Engine) -> None:
    """One transaction: derived objects off, migrations, derived objects on.

    Foreign keys go off outside the transaction, where alone SQLite heeds it.
    """
    with engine.connect() as connection:
        raw = connection.connection
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin() if not connection.in_transaction() else connection.get_transaction():  # type: ignore[union-attr] # in a transaction there is one
                sqlite.drop_derived(connection)
                faults.at("undressed")
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                faults.at("migrated")
                sqlite.make_derived(connection)
                faults.at("dressed")
        finally:
            raw.execute("PRAGMA foreign_keys = ON")
