"""A store's facts by natural keys, whatever numbers its rows bear: for comparing two stores."""

import sqlite3
from contextlib import closing
from pathlib import Path

VIEWS = {
    "v_articles": "article_id",
    "v_comments": "comment_ref",
    "v_events": "",
    "v_threads": "",
    "v_captures": "",
    "v_comment_versions": "",
    "v_links": "",
}
TABLES = ("runs", "notes", "addresses", "warcinfos")


def facts(database: Path) -> dict[str, list[str]]:
    """Each view's and natural table's rows as sorted text, without surrogate numbers."""
    found = {}
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        store.row_factory = sqlite3.Row
        for name in (*VIEWS, *TABLES):
            skipped = VIEWS.get(name, "")
            found[name] = sorted(
                repr([(key, row[key]) for key in row.keys() if key != skipped])  # noqa: SIM118 - a Row iterates over values
                for row in store.execute(f"SELECT * FROM {name}")
            )
    return found
