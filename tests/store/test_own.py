"""What an archivist made in the database stays through new views, migrations and rebuilds, and nothing of ours is taken for it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from archiver.errors import StorageFailed
from archiver.store.engine import Store
from archiver.store.own import carry, definitions
from archiver.store.sqlite import FTS
from archiver.store.views import VIEWS
from tests.store.old import REVISIONS, make_old

THEIRS = """
    CREATE TABLE my_tags (number INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT, comment_id INTEGER, tag TEXT, twice AS (tag || tag));
    CREATE INDEX my_index ON my_tags (tag);
    CREATE UNIQUE INDEX "my odd ""index" ON my_tags (site, comment_id);
    CREATE VIRTUAL TABLE my_search USING fts5(tag, content='my_tags', content_rowid='number');
    CREATE TRIGGER my_trigger AFTER INSERT ON my_tags BEGIN INSERT INTO my_search (rowid, tag) VALUES (new.number, new.tag); END;
    CREATE VIEW my_view AS SELECT t.tag, c.* FROM my_tags t JOIN v_comments c USING (site, comment_id);
    CREATE VIEW my_view_of_the_lost AS SELECT * FROM v_given_up JOIN lost;
    CREATE TRIGGER my_door INSTEAD OF INSERT ON my_view BEGIN INSERT INTO my_tags (tag) VALUES (new.tag); END;
    CREATE TRIGGER my_way_in INSTEAD OF DELETE ON v_comments BEGIN DELETE FROM my_tags WHERE comment_id = old.comment_id; END;
    INSERT INTO my_tags (site, comment_id, tag) VALUES ('a', 1, 'rude'), ('a', 2, 'kind'), ('a', 3, 'false');
    DELETE FROM my_tags WHERE tag = 'false';
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as store, store:
        yield store


def have(path: Path) -> None:
    """All of it is there, and works."""
    with opened(path) as store:
        names = {row[0] for row in store.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'my%'")}
        shadows = {f"my_search_{part}" for part in ("data", "idx", "docsize", "config")}
        own = {
            "my_tags",
            "my_index",
            'my odd "index',
            "my_search",
            "my_trigger",
            "my_view",
            "my_view_of_the_lost",
            "my_door",
            "my_way_in",
        }
        assert names == own | shadows
        tags = store.execute("SELECT number, site, comment_id, tag, twice FROM my_tags").fetchall()
        assert tags == [(1, "a", 1, "rude", "ruderude"), (2, "a", 2, "kind", "kindkind")]
        assert store.execute("SELECT rowid FROM my_search WHERE my_search MATCH 'kind'").fetchall() == [(2,)]
        store.execute("INSERT INTO my_search (my_search) VALUES ('integrity-check')")
        assert store.execute("SELECT * FROM my_view").fetchall() == []
        store.execute("INSERT INTO my_view (tag) VALUES ('new')")
        assert store.execute("SELECT rowid FROM my_search WHERE my_search MATCH 'new'").fetchall() == [(4,)]
        store.rollback()


@pytest.mark.parametrize("revision", REVISIONS)
def test_it_stays_through_migrations(revision: str, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    make_old(path, revision)
    with opened(path) as store:
        store.executescript(
            THEIRS.replace(
                "'false';",
                "'false'; CREATE VIEW report AS SELECT 1; CREATE TRIGGER odd AFTER DELETE ON runs BEGIN SELECT 1; END;",
            )
        )
    Store(f"sqlite:///{path}").close()
    have(path)
    with opened(path) as store:
        views = {row[0] for row in store.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
        assert store.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'odd'").fetchall() == [(1,)]
    assert views == {*VIEWS, "my_view", "my_view_of_the_lost", "report"}


def test_it_stays_where_views_are_renewed(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    Store(f"sqlite:///{path}").close()
    with opened(path) as store:
        store.executescript(
            f"{THEIRS} DROP TABLE {next(iter(FTS))}; CREATE VIEW v_given_up AS SELECT 1; PRAGMA user_version = 1"
        )
    Store(f"sqlite:///{path}").close()
    have(path)
    with opened(path) as store:
        assert not store.execute("SELECT 1 FROM sqlite_schema WHERE name = 'v_given_up'").fetchall()


def test_it_is_carried_into_a_new_store_once_and_again(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    for path in (old, new):
        Store(f"sqlite:///{path}").close()
    with opened(old) as store:
        store.executescript(THEIRS)
    assert carry(old, new)
    have(new)
    with opened(new) as store:
        store.executescript("CREATE TABLE my_earlier (a); INSERT INTO my_tags (tag) VALUES ('later')")
    assert carry(old, new)
    have(new)
    have(old)


GAP = (
    "INSERT INTO my_notes (note) VALUES ('one'), ('two'), ('three'); DELETE FROM my_notes WHERE note = 'two';"
)


@pytest.mark.parametrize(
    ("made", "asked", "answer"),
    [
        (
            f"CREATE TABLE my_notes (note); {GAP} CREATE VIRTUAL TABLE my_search USING fts5(note, content='my_notes');"
            "INSERT INTO my_search (my_search) VALUES ('rebuild')",
            "SELECT rowid, note FROM my_search WHERE my_search MATCH 'three'",
            [(3, "three")],
        ),
        (
            f"CREATE TABLE my_notes (note, RowId AS (note || '!'), oid); {GAP}",
            "SELECT _rowid_, rowid FROM my_notes",
            [(1, "one!"), (3, "three!")],
        ),
        (
            "CREATE TABLE my_notes (note PRIMARY KEY) WITHOUT ROWID; INSERT INTO my_notes VALUES ('one')",
            "SELECT note FROM my_notes",
            [("one",)],
        ),
        (
            "CREATE TABLE my_notes (note DEFAULT 'autoincrement'); INSERT INTO my_notes DEFAULT VALUES",
            "SELECT note FROM my_notes",
            [("autoincrement",)],
        ),
        (
            """CREATE TABLE "my_ ""' notes" ("a ""b'"); INSERT INTO "my_ ""' notes" VALUES (1)""",
            """SELECT a.* FROM "my_ ""' notes" AS a""",
            [(1,)],
        ),
        (
            "CREATE VIRTUAL TABLE my_places USING rtree(id, west, east); INSERT INTO my_places VALUES (7, 1, 2)",
            "SELECT id FROM my_places WHERE east > 1",
            [(7,)],
        ),
    ],
)
def test_rows_keep_their_numbers_and_tables_of_any_kind_their_rows(
    made: str, asked: str, answer: list[tuple[object, ...]], tmp_path: Path
) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    for path in (old, new):
        Store(f"sqlite:///{path}").close()
    with opened(old) as store:
        store.executescript(made)
        assert store.execute(asked).fetchall() == answer
    assert carry(old, new)
    with opened(new) as store:
        assert store.execute(asked).fetchall() == answer


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("CREATE VIEW report AS SELECT 1", {"view report"}),
        ("CREATE TABLE MY_table (a)", {"table MY_table"}),
        ("CREATE UNIQUE INDEX my_index ON comments (position)", {"index my_index"}),
        ("CREATE TRIGGER my_trigger AFTER INSERT ON comments BEGIN SELECT 1; END", {"trigger my_trigger"}),
        (
            "CREATE TABLE my_table (a REFERENCES comments (id)); CREATE INDEX my_index ON my_table (a)",
            {"table my_table", "index my_index"},
        ),
    ],
)
def test_what_hangs_on_ours_is_not_their_own(made: str, told: set[str], tmp_path: Path) -> None:
    path, new = tmp_path / "a.sqlite", tmp_path / "new.sqlite"
    for one in (path, new):
        Store(f"sqlite:///{one}").close()
    with opened(path) as store:
        store.executescript(made)
    before = _definitions(new)
    assert _definitions(path).keys() - before.keys() == told
    assert carry(path, new)
    assert _definitions(new) == before


def _definitions(path: Path) -> dict[str, str]:
    store = Store(f"sqlite:///{path}", read_only=True)
    try:
        with store.reading() as connection:
            return definitions(connection)
    finally:
        store.close()


def test_a_damaged_store_is_told_and_nothing_is_carried(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    for path in (old, new):
        Store(f"sqlite:///{path}").close()
    with opened(old) as store:
        store.executescript(THEIRS)
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (page,) = store.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'my_tags'").fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
    data = bytearray(old.read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    old.write_bytes(data)
    before = new.read_bytes()
    assert not carry(old, new)
    assert new.read_bytes() == before


def test_what_the_disk_wont_have_is_no_damage_of_the_old_store(tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite"
    Store(f"sqlite:///{old}").close()
    with pytest.raises(StorageFailed, match="unable to open"):
        carry(old, tmp_path / "gone" / "new.sqlite")
