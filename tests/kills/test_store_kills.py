"""A store is made, or brought to the newest version, and killed meanwhile: the next opening finds the old one or the new one."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.kills.conftest import Undisturbed
from tests.kills.harness import COUNT, HALF, KILL, Fault, Zygote

pytestmark = pytest.mark.compiler

SEEDS = [*range(12), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(12, 1000))]


def content(database: Path) -> tuple[list[str], dict[str, list[tuple[object, ...]]]]:
    """The schema, and every row of every table that was not made by FTS."""
    with closing(sqlite3.connect(database)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        schema = sorted(
            row[0] for row in store.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        )
        tables = [
            row[0]
            for row in store.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%' ORDER BY name"
            )
        ]
        return schema, {
            table: store.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2').fetchall()
            for table in tables
            if table not in ("alembic_version", "sqlite_sequence")
        }


def older(database: Path) -> None:
    """As an earlier version left it: its views and its search are not those of this one."""
    with closing(sqlite3.connect(database)) as store:
        store.executescript("DROP VIEW v_comments; PRAGMA user_version = 1")


@pytest.mark.parametrize("is_new", [True, False], ids=["made", "migrated"])
@pytest.mark.parametrize("seed", SEEDS)
def test_at_any_call(
    seed: int, is_new: bool, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed
) -> None:
    random, whole = Random(seed), tmp_path / "whole" / "archive.sqlite"
    killed = tmp_path / "killed" / "archive.sqlite"
    for database in (whole, killed):
        database.parent.mkdir()
        if not is_new:
            shutil.copy(undisturbed.folder / "archive.sqlite", database)
            older(database)
    calls = processes.run(whole.parent, "open", str(whole), fault=Fault(action=COUNT)).calls
    for _ in range(2):
        fault = Fault(number=random.randint(1, calls - 1), action=random.choice((KILL, HALF)))
        ended = processes.run(killed.parent, "open", str(killed), fault=fault)
        assert ended.killed or ended.status == 0, (fault, ended)  # the second may find it done
    again = processes.run(killed.parent, "open", str(killed))
    assert again.status == 0, again.said
    assert content(killed) == content(whole)
