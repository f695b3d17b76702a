"""What is asked of a hundred thousand records and more is answered by an index that leads to a few of them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archiver.derive.verify import index, joins, since
from archiver.store.scratch import Scratch

ASKED = [
    joins._TWICE,
    joins._NO_PARTNER,
    joins._NOT_JOINED,
    joins._NO_WARCINFO,
    joins._OF_NOTHING,
    joins._REVISITS,
    index._RECORD,
    since._UNKNOWN,
]


@pytest.mark.parametrize("sql", ASKED)
def test_only_what_is_judged_is_gone_through(tmp_path: Path, sql: str) -> None:
    """A verification of 10 GB went through all records of a file for each one, and did not end."""
    path = tmp_path / "records.sqlite"
    scratch = Scratch(path)
    scratch.ready()
    scratch.close()
    with closing(sqlite3.connect(path)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", ("",) * sql.count("?"))
        steps = [row[3] for row in plan]
    assert steps
    scanned = [step for step in steps if step.startswith("SCAN") and step not in ("SCAN r", "SCAN j")]
    assert scanned == []
    assert [step for step in steps if step.endswith("(warc=?)")] == []
