"""What a public view costs whoever asks it of one article, in an archive of thousands."""

from pathlib import Path

from archiver.store.engine import Store


def test_one_article_is_not_looked_for_among_all_wordings(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/archive.sqlite")
    with store.reading() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT * FROM v_articles WHERE url = ?", ("",))
        steps = [row[3] for row in plan]
    store.close()
    wordings = [step for step in steps if " article_versions" in step or step.split()[1] in "vfpw"]
    assert wordings
    assert not [step for step in wordings if not step.startswith("SEARCH")], steps
