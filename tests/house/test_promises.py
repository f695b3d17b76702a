"""The public names of the database are those that the documents promise, and their examples run."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from archiver.store.schema import open_store
from archiver.store.views import VIEWS
from tests.house.tracked import ROOT

ARCHIVIST = (ROOT / "docs" / "archivist.md").read_text(encoding="utf-8")
PROMISED = dict(re.findall(r"^### (v_\w+)\n\n(.*?)\n\n", ARCHIVIST, re.M | re.S))
EXAMPLES = [
    (path.name, query)
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for query in re.findall(r"^```sql\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("store")
    engine = open_store(f"sqlite:///{folder}/archive.sqlite")
    yield engine
    engine.dispose()


def test_every_view_is_described() -> None:
    assert set(PROMISED) == set(VIEWS) - {"v_vanished", "v_edits"}  # these are v_events, narrowed


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_has_the_columns_that_are_promised(store: Engine, view: str) -> None:
    told = re.sub(r"\([^)]*`[^)]*\)", "", PROMISED[view])  # words in brackets are values
    columns = re.findall(r"`(\w+)`", told)
    assert len(columns) > 8
    with store.connect() as connection:
        has = connection.execute(text(f"SELECT * FROM {view}")).keys()
    assert set(columns) == set(has)


@pytest.mark.parametrize(("paper", "query"), EXAMPLES)
def test_an_example_query_runs(store: Engine, paper: str, query: str) -> None:
    with store.connect() as connection:
        assert connection.execute(text(query.rstrip().rstrip(";"))).all() == []
