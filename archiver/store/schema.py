"""The store's address, its opening, and its migration to the newest schema."""

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from archiver.errors import StorageFailed, ViewsOutdated
from archiver.store import own, sqlite
from archiver.store.backup import file_of
from archiver.warc import faults

logging.getLogger("alembic").setLevel(logging.WARNING)  # it greets, and lists its plugins

_MIGRATIONS = Path(__file__).parent / "migrations"


def _revisions() -> list[str]:
    """The names of all migrations, by their files': alembic's own answer takes 0.2 s of imports at each start."""
    return sorted(path.name[1:5] for path in _MIGRATIONS.glob("versions/v[0-9]*.py"))


def newest_revision() -> str:
    """The name of the newest migration."""
    return _revisions()[-1]


def open_store(url: str, *, read_only: bool = False) -> Engine:
    """The store at ``url`` (SQLAlchemy's form), made or migrated if need be.

    Raises StorageFailed, naming the address, when it can't be opened, when a newer version of this program made it, or when
    ``read_only`` and its schema is not the newest; ViewsOutdated when only its views are not. Raises BadInput for an
    address of no file. Where SQLite can make nothing beside it (a full or read-only disk, a folder of somebody else's), a file that
    is whole by itself is read as one to which nobody writes.
    """
    file = file_of(url)
    engine = sqlite.engine_for(url, read_only=read_only)
    try:
        if read_only and sqlite.needs_room(engine) and not _is_beside(file):
            engine = sqlite.engine_for(url, read_only=True, still=True)
        tables, views, held = _are_current(engine)
        if tables and views:
            return engine
        of = f"(its tables are of {', '.join(held)}, ours of {newest_revision()})"
        if set(held) - set(_revisions()):
            raise StorageFailed(
                f"{url}: made by a newer version of this program {of}:"
                " use that one, or have this one's made by 'archiver rebuild'"
            )
        if read_only and tables:
            raise ViewsOutdated(f"{url}: its views are not of this version; 'archiver status' renews them")
        if read_only and held:
            raise StorageFailed(
                f"{url}: made by an earlier version of this program {of}: type 'archiver rebuild', which reads everything"
                " by the rules of this one (the next crawl brings the tables alone up to it)"
            )
        if read_only:
            raise StorageFailed(f"{url}: none of this program's tables are in it: type 'archiver rebuild'")
        _migrate(engine, renew_only=tables)
    except (DBAPIError, sqlite.FAILURE) as error:  # a transaction is begun by the driver itself
        raise StorageFailed(f"{url}: {error.__cause__ or error}") from error
    except UnicodeDecodeError as error:  # SQLite's sentence quotes a schema that is no text
        raise StorageFailed(f"{url}: damaged ({error})") from error
    return engine


def _is_beside(file: Path) -> bool:
    """Whether there is something beside the database that is not yet in it."""
    log = file.with_name(f"{file.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _are_current(engine: Engine) -> tuple[bool, bool, list[str]]:
    """Whether the tables, and the views and FTS tables over them, are of this version; and of which the tables are."""
    with engine.connect() as connection:
        held = sqlite.revisions(connection)
        return held == [newest_revision()], sqlite.derived_is_current(connection), held


def _migrate(engine: Engine, *, renew_only: bool) -> None:
    """One transaction: views and search off, migrations, views and search on; with ``renew_only`` no migration is due.

    Foreign keys go off outside the transaction, where alone SQLite heeds it. Where anything is raised nobody gets the engine.
    """
    with engine.connect() as connection:
        driver = connection.connection
        driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            if renew_only:
                taken = own.take_off(connection)
                sqlite.renew_derived(connection)
                own.put_on(connection, taken)
            else:
                _upgrade(connection)
            faults.at("dressed")
        driver.execute("PRAGMA foreign_keys = ON")


def _upgrade(connection: Connection) -> None:
    from alembic import command  # seldom needed: see newest_revision
    from alembic.config import Config

    taken = own.take_off(connection)
    sqlite.drop_derived(connection)
    faults.at("undressed")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    faults.at("migrated")
    sqlite.make_derived(connection)
    own.put_on(connection, taken)
