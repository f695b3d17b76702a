"""The schema: one with its migrations, opened by readers only when it is the newest."""

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event

from archiver.errors import BadInput, StorageFailed, ViewsOutdated
from archiver.store import read
from archiver.store.backup import file_of, url_of
from archiver.store.engine import Store
from archiver.store.schema import newest_revision
from archiver.store.sqlite import FTS
from archiver.store.tables import metadata
from archiver.store.views import VIEWS
from tests.machine import ROOT
from tests.store.old import make_old


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


# SQLAlchemy can't read back an index over an expression: the test below looks whether SQLite uses it.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_make_just_the_tables_there_are(tmp_path: Path) -> None:
    Store(_url(tmp_path / "a.sqlite")).close()
    engine = create_engine(_url(tmp_path / "a.sqlite"))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or not name.startswith(tuple(FTS))},
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_one_alembic_knows() -> None:
    scripts = ScriptDirectory(str(ROOT / "archiver" / "store" / "migrations"))
    assert scripts.get_current_head() == newest_revision()


def test_a_store_of_this_version_opens_without_alembic(tmp_path: Path) -> None:
    url = _url(tmp_path / "a.sqlite")
    program = (
        "import sys; from archiver.store.engine import Store;"
        f" Store({url!r}).close(); print('alembic' in sys.modules)"
    )
    said = [
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [run.stdout.strip() for run in said] == ["True", "False"]


def test_the_notes_of_an_article_are_found_by_their_index(tmp_path: Path) -> None:
    Store(_url(tmp_path / "a.sqlite")).close()
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as plain:
        plan = plain.execute(
            f"EXPLAIN QUERY PLAN {read._NOTES}", ("[1]",) * read._NOTES.count("?")
        ).fetchall()
    assert any("SEARCH n USING INDEX ix_notes_article" in row[3] for row in plan)


def test_every_table_is_strict(tmp_path: Path) -> None:
    Store(_url(tmp_path / "a.sqlite")).close()
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as plain:
        tables = {row[1]: row[5] for row in plain.execute("PRAGMA table_list") if row[1] in metadata.tables}
    assert tables == dict.fromkeys(metadata.tables, 1)


def test_a_reader_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"none of this program's tables .* 'archiver rebuild'"):
        Store(_url(tmp_path / "none.sqlite"), read_only=True)


def _age(path: Path) -> None:
    """As a version of this program left it whose views were others."""
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("DROP VIEW v_threads")
        plain.execute("CREATE VIEW v_threads AS SELECT 1 AS old")
        plain.execute("CREATE VIEW v_given_up AS SELECT 1 AS old")
        plain.execute("PRAGMA user_version = 1")


def test_a_reader_tells_old_views_from_old_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    Store(_url(path)).close()
    _age(path)
    before = path.read_bytes()
    with pytest.raises(ViewsOutdated, match="archiver status"):
        Store(_url(path), read_only=True)
    assert path.read_bytes() == before


def test_a_reader_says_what_to_type_where_the_tables_are_older(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    make_old(path, "0002")
    before = path.read_bytes()
    said = rf"a\.sqlite: .* earlier version .* 0002, ours of {newest_revision()}\): type 'archiver rebuild'"
    with pytest.raises(StorageFailed, match=said):
        Store(_url(path), read_only=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(read_only: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    Store(_url(path)).close()
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(StorageFailed, match=r"a\.sqlite: made by a newer version .* 9999"):
        Store(_url(path), read_only=read_only)
    assert path.read_bytes() == before


def test_a_search_index_that_is_of_this_version_is_not_filled_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    Store(_url(path)).close()
    with closing(sqlite3.connect(path)) as plain, plain:  # a row that filling from the table would lose
        plain.execute("INSERT INTO articles_fts (rowid, title) VALUES (7, 'kept')")
        plain.execute("DROP TABLE comments_fts")
        plain.execute("CREATE VIRTUAL TABLE comments_fts USING fts5(other)")
    _age(path)
    Store(_url(path)).close()
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'kept'").fetchall() == [
            (7,)
        ]
        columns = [row[1] for row in plain.execute("PRAGMA table_info(comments_fts)")]
    assert columns == list(FTS["comments_fts"][1])


def test_views_of_another_version_are_made_anew(tmp_path: Path) -> None:
    Store(_url(tmp_path / "a.sqlite")).close()
    _age(tmp_path / "a.sqlite")
    Store(_url(tmp_path / "a.sqlite")).close()
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as plain:
        names = {row[0] for row in plain.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
        columns = [row[0] for row in plain.execute("SELECT * FROM v_threads").description]
    assert names == set(VIEWS)
    assert "claimed" in columns


@pytest.mark.parametrize("begins", ["CREATE TABLE comments", "CREATE VIEW v_comments"])
def test_ctrl_c_while_it_is_made_is_ctrl_c_and_leaves_nothing_half_made(begins: str, tmp_path: Path) -> None:
    """SQLAlchemy gives up a connection at which it came."""
    path = tmp_path / "a.sqlite"

    def interrupt(_cursor: object, statement: str, *_: object) -> None:
        if statement.strip().startswith(begins):
            raise KeyboardInterrupt

    event.listen(Engine, "do_execute", interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            Store(_url(path))
    finally:
        event.remove(Engine, "do_execute", interrupt)
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("SELECT count(*) FROM sqlite_schema").fetchall() == [(0,)]
    Store(_url(path)).close()


def test_foreign_keys_are_on_in_a_store_that_was_just_made(tmp_path: Path) -> None:
    store = Store(_url(tmp_path / "a.sqlite"))
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


def test_a_path_goes_to_the_end_of_its_address(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%41;d" / "a.sqlite"
    path.parent.mkdir()
    Store(_url(path)).close()
    assert path.exists()
    assert file_of(url_of(path)) == path
    assert [one.name for one in tmp_path.iterdir()] == [path.parent.name]


@pytest.mark.parametrize("url", ["archive.sqlite", "sqlite:///", "sqlite://", "postgresql://host/archive"])
def test_an_address_of_no_file_is_bad_input(url: str) -> None:
    with pytest.raises(BadInput):
        Store(url)


def test_a_store_that_cant_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("no database, but a text that is long enough to be taken for one" * 20)
    with pytest.raises(StorageFailed, match=r"a\.sqlite"):
        Store(_url(tmp_path / "a.sqlite"))


def test_a_disk_on_which_no_transaction_can_begin_is_named(tmp_path: Path) -> None:
    most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, hard))  # bytes: the -shm file takes 32,768
    try:
        with pytest.raises(StorageFailed, match=r"a\.sqlite: disk I/O error"):
            Store(_url(tmp_path / "a.sqlite"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
