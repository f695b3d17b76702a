"""What a run added is counted without going through what earlier runs left."""

from pathlib import Path

from archiver.store.counts import COUNTS
from archiver.store.engine import Store


def test_no_article_or_event_of_another_run_is_looked_at(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/archive.sqlite")
    with store.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {COUNTS}", {"run": "run"})
        told = [row[3] for row in plan]
    store.close()
    assert "SEARCH a USING INTEGER PRIMARY KEY (rowid=?)" in told
    assert "SEARCH e USING INDEX ix_events_not_after (not_after>?)" in told
