"""Whatever is done to ledger, index or database, verify finds it, twice the same; a repair keeps every record, and what was said before."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from archiver.store import backup, dump
from archiver.store.engine import Store
from archiver.store.tables import metadata
from archiver.warc.layout import Archive
from tests.commands.made import SITE
from tests.damage.made import copy_of, held, hurt_often, mend, new, often, prints, verify

# What is done to a file of lines

Hurt = Callable[[bytes, st.DataObject], bytes]


def _flip(raw: bytes, data: st.DataObject) -> bytes:
    hurt = bytearray(raw)
    hurt[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    return bytes(hurt)


def _cut(raw: bytes, data: st.DataObject) -> bytes:
    return raw[: data.draw(st.integers(0, len(raw) - 1))]


def _put_in(raw: bytes, data: st.DataObject) -> bytes:
    place = data.draw(st.integers(0, len(raw)))
    return raw[:place] + data.draw(st.binary(min_size=1, max_size=40)) + raw[place:]


def _take_out(raw: bytes, data: st.DataObject) -> bytes:
    lines = raw.splitlines(keepends=True)
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1))
    return b"".join(line for number, line in enumerate(lines) if number not in gone)


def _double(raw: bytes, data: st.DataObject) -> bytes:
    lines = raw.splitlines(keepends=True)
    lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.sampled_from(lines)))
    return b"".join(lines)


def _reorder(raw: bytes, data: st.DataObject) -> bytes:
    return b"".join(data.draw(st.permutations(raw.splitlines(keepends=True))))


HURTS: dict[str, Hurt] = {
    "a byte flipped": _flip,
    "cut": _cut,
    "bytes put in": _put_in,
    "lines taken out": _take_out,
    "a line twice": _double,
    "lines in another order": _reorder,
}


def _hurt(path: Path, how: str, data: st.DataObject) -> tuple[bytes, bytes]:
    """The file before and after."""
    before = path.read_bytes()
    after = HURTS[how](before, data)
    assume(after != before)
    path.write_bytes(after)
    return before, after


@often(4, 1000)
@pytest.mark.parametrize("how", HURTS)
def test_a_hurt_ledger_is_found_and_goes_on(sound: Archive, how: str, examples: int) -> None:
    def check(data: st.DataObject) -> None:
        with copy_of(sound) as archive:
            before, after = _hurt(archive.ledger, how, data)
            found = verify(archive)
            assert verify(archive) == found
            # What its last line says of run and time hangs on nothing, nor does how it is written.
            intact = before[: before.rindex(b"\n", 0, -1) + 1]
            assert new(found) or (after.startswith(intact) and _same_word(before, after))
            records = held(archive)
            mend(archive)
            assert new(verify(archive)) == []
            assert mend(archive, do=False) == []
            assert held(archive) == records
            kept = archive.ledger.read_bytes()
            torn = b"".join(path.read_bytes() for path in archive.root.glob("fixity.jsonl.torn-*"))
            whole = after[: after.rfind(b"\n") + 1]
            assert kept.startswith(whole)
            assert torn == after[len(whole) :]

    hurt_often(check, examples)


def _same_word(before: bytes, after: bytes) -> bool:
    """Whether the last lines say the same of a file."""
    words = [json.loads(text.splitlines()[-1]) for text in (before, after)]
    return all(
        words[0][name] == words[1][name] for name in ("name", "bytes", "sha256", "records", "previous")
    )


@often(4, 1000)
@pytest.mark.parametrize("how", HURTS)
def test_a_hurt_index_is_found_and_made_anew(sound: Archive, how: str, examples: int) -> None:
    def check(data: st.DataObject) -> None:
        with copy_of(sound) as archive:
            (path,) = archive.collection(SITE).indexes.glob("*.cdxj")
            before, after = _hurt(path, how, data)
            found = verify(archive)
            assert new(found)
            assert verify(archive) == found
            untouched = prints(archive.root)
            assert [step.action for step in mend(archive, do=False)] == ["index"]
            assert prints(archive.root) == untouched
            (step,) = mend(archive)
            assert verify(archive) == []
            (anew,) = archive.collection(SITE).indexes.glob("*.cdxj")
            assert anew.read_bytes() == before
            assert [path.with_name(name).read_bytes() for name in step.aside] == ([after] if after else [])

    hurt_often(check, examples)


# What is done to rows

COLUMNS = [
    (table, column.name)
    for table, one in sorted(metadata.tables.items())
    for column in one.columns
    if not (column.primary_key and column.name == "id")
]


def _change_a_row(store: sqlite3.Connection, data: st.DataObject) -> None:
    held = {
        table for table in metadata.tables if store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    }
    table, column = data.draw(st.sampled_from([one for one in COLUMNS if one[0] in held]))
    rows = [row[0] for row in store.execute(f'SELECT "{column}" FROM {table}')]
    value = data.draw(st.sampled_from(rows))
    fresh = st.integers(-5, 2**40) if isinstance(value, int) else st.text(max_size=8)
    other = data.draw(fresh if value is not None else st.none() | fresh | st.integers(0, 9))
    store.execute(f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE "{column}" IS ?', (other, value))


def _take_a_row(store: sqlite3.Connection, data: st.DataObject) -> None:
    table, key, rows = _rows(store, data)
    row = data.draw(st.sampled_from(rows))
    store.execute(f"DELETE FROM {table} WHERE {' AND '.join(f'{name} IS ?' for name in key)}", row)


def _add_a_row(store: sqlite3.Connection, data: st.DataObject) -> None:
    """One like another, with another key."""
    table, key, rows = _rows(store, data)
    columns = [column.name for column in metadata.tables[table].columns]
    listed = ", ".join(f'"{name}"' for name in columns)
    row = data.draw(st.sampled_from(rows))
    values = dict(
        zip(
            columns,
            store.execute(f"SELECT {listed} FROM {table} WHERE {' AND '.join(f'{name} IS ?' for name in key)}", row).fetchone(),
            strict=True,
        )
    )  # fmt: skip
    for name in key:
        values[name] = values[name] + 1000 if isinstance(values[name], int) else f"{values[name]}x"
    marks = ", ".join("?" * len(columns))
    store.execute(f"INSERT OR IGNORE INTO {table} ({listed}) VALUES ({marks})", list(values.values()))


def _rows(store: sqlite3.Connection, data: st.DataObject) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """A table that is not empty, the columns of its key, and the keys of its rows."""
    keys = {
        table: [f'"{column.name}"' for column in one.primary_key] for table, one in metadata.tables.items()
    }
    rows = {
        table: store.execute(f"SELECT {', '.join(key)} FROM {table}").fetchall()
        for table, key in keys.items()
    }
    table = data.draw(st.sampled_from(sorted(table for table, held in rows.items() if held)))
    return table, [name.strip('"') for name in keys[table]], rows[table]


ROW_HURTS = {"a row changed": _change_a_row, "a row taken out": _take_a_row, "a row added": _add_a_row}


@often(6, 3000)
@pytest.mark.parametrize("how", ROW_HURTS)
def test_hurt_rows_are_found_and_derived_anew(sound: Archive, how: str, examples: int) -> None:
    whole = _dump(sound)

    def check(data: st.DataObject) -> None:
        with copy_of(sound) as archive:
            with closing(sqlite3.connect(archive.database)) as store, store:
                try:
                    ROW_HURTS[how](store, data)
                except sqlite3.IntegrityError:  # the database itself refuses it
                    assume(False)
                changed = store.total_changes
            assume(changed)
            _found_and_derived_anew(archive, whole, told=_dump(archive) != whole)

    hurt_often(check, examples)


def _found_and_derived_anew(archive: Archive, whole: list[str], *, told: bool) -> None:
    found = verify(archive)
    assert new(found) or not told
    assert verify(archive) == found
    damaged = archive.database.read_bytes()
    steps = mend(archive)
    assert [step.action for step in steps] == ["rows"] * bool(found)
    for step in steps:
        assert archive.database.with_name(step.aside[0]).read_bytes() == damaged
    assert verify(archive) == []
    assert _dump(archive) == whole


def _dump(archive: Archive) -> list[str]:
    store = Store(backup.url_of(archive.database), read_only=True)
    try:
        with store.reading() as connection:
            rows = [dump.line(row) for row in dump.canonical(connection)]
            ends = connection.exec_driver_sql("SELECT * FROM warc_files ORDER BY warc")
            return [*rows, *(repr(tuple(row)) for row in ends)]
    finally:
        store.close()


DEFINITIONS = {
    "a view that tells something else": """
        DROP VIEW v_comments;
        CREATE VIEW v_comments AS SELECT site, comment_id, 'Nobody' AS author, '' AS text FROM comments;
    """,
    "a view gone": "DROP VIEW v_threads",
    "an index gone": "DROP INDEX ix_captures_payload_digest",
    "a trigger put in": """
        CREATE TRIGGER later AFTER INSERT ON comments BEGIN UPDATE comments SET state = 'vanished' WHERE id = new.id; END
    """,
    "a table put in": "CREATE TABLE more (a TEXT)",
}


@pytest.mark.parametrize("end", [0, -1, 1, 10**6])
def test_how_far_the_files_are_derived_is_proved_too(sound: Archive, end: int) -> None:
    """A start reads on from there: were it too far, records would never be derived."""
    whole = _dump(sound)
    with copy_of(sound) as archive:
        with closing(sqlite3.connect(archive.database)) as store, store:
            store.execute("UPDATE warc_files SET derived_to = derived_to * (? <> 0) + ?", (end, end))
        _found_and_derived_anew(archive, whole, told=True)


STRAYED = {
    "sightings": ("comment_versions", "comment_ref"),
    "comments": ("comment_versions", "comment_ref"),
    "article_sightings": ("article_versions", "article_id"),
}


@pytest.mark.parametrize("table", STRAYED)
def test_a_row_that_shows_the_wording_of_another_is_found(sound: Archive, table: str) -> None:
    """Rows are compared with a wording's digest in place of its id: others may have said the same."""
    whole = _dump(sound)
    versions, owner = STRAYED[table]
    with copy_of(sound) as archive:
        with closing(sqlite3.connect(archive.database)) as store, store:
            columns = [row[1] for row in store.execute(f"PRAGMA table_info({versions})")]
            said = ", ".join(
                {
                    "id": "v.id + 100000",
                    owner: f"v.{owner} + 100000",
                }.get(name, f'v."{name}"')
                for name in columns
            )
            (number,) = store.execute(f"SELECT version_id FROM {table} WHERE version_id NOTNULL").fetchone()
            store.execute(f"INSERT INTO {versions} SELECT {said} FROM {versions} v WHERE id = ?", (number,))
            store.execute(
                f"UPDATE {table} SET version_id = version_id + 100000 WHERE version_id = ?", (number,)
            )
        details = [finding.detail for finding in new(verify(archive))]
        assert any(f"rows of {table} stands a wording of another's" in detail for detail in details)
        mend(archive)
        assert verify(archive) == []
        assert _dump(archive) == whole


@pytest.mark.parametrize("how", DEFINITIONS)
def test_what_the_database_is_made_of_is_proved_too(sound: Archive, how: str) -> None:
    whole = _dump(sound)
    with copy_of(sound) as archive:
        with closing(sqlite3.connect(archive.database)) as store, store:
            store.executescript(DEFINITIONS[how])
        _found_and_derived_anew(archive, whole, told=True)


@often(6, 2000)
def test_a_byte_flipped_in_the_database_changes_nothing_unseen(sound: Archive, examples: int) -> None:
    """Much of the file is empty, or says what SQLite alone reads: what no row shows needs not be found."""
    whole = _dump(sound)

    def check(data: st.DataObject) -> None:
        with copy_of(sound) as archive:
            raw = bytearray(archive.database.read_bytes())
            used = [place for place, byte in enumerate(raw) if byte]
            places = st.sampled_from(used) | st.integers(0, len(raw) - 1)
            raw[data.draw(places)] ^= data.draw(st.integers(1, 255))
            archive.database.write_bytes(raw)
            found = verify(archive)
            assert verify(archive) == found
            assert found or _dump(archive) == whole
            mend(archive)
            assert new(verify(archive)) == []
            assert _dump(archive) == whole

    hurt_often(check, examples)


def test_a_database_that_is_none_or_gone(sound: Archive) -> None:
    whole = _dump(sound)
    for content in (b"no database", b"", None):
        with copy_of(sound) as archive:
            archive.database.unlink()
            if content is not None:
                archive.database.write_bytes(content)
            assert new(verify(archive))
            assert [step.action for step in mend(archive)] == ["rows"]
            assert verify(archive) == []
            assert _dump(archive) == whole
            kept = [path.read_bytes() for path in archive.root.glob("archive.sqlite.forged-*")]
            assert kept == ([content] if content else [])


def test_ends_that_no_file_has_are_found(sound: Archive) -> None:
    """``indexed.json`` says how far files are listed: more than there is would leave records unlisted."""
    for damage in ('{"x": 1', "[]", '{"ends": {"NAME": 99999999}, "files": []}', '{"ends": {"NAME": -1}}'):
        with copy_of(sound) as archive:
            collection = archive.collection(SITE)
            said = damage.replace("NAME", collection.warcs()[0].name)
            collection.indexes.with_name("indexed.json").write_text(said, "utf-8")
            assert new(verify(archive))
            assert [step.action for step in mend(archive)] == ["index"]
            assert verify(archive) == []


def test_an_index_of_others_that_is_not_so_is_kept_aside(sound: Archive) -> None:
    with copy_of(sound) as archive:
        (path,) = archive.collection(SITE).indexes.glob("*.cdxj")
        other = path.with_name("other.cdxj")
        shutil.copy(path, other)
        other.write_bytes(other.read_bytes().replace(b'"offset": "', b'"offset": "7'))
        assert new(verify(archive))
        mend(archive)
        assert verify(archive) == []
        assert not other.exists()
        assert path.with_name("other.cdxj.stale-0").exists()
