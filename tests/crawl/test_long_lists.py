"""A sitemap may name as many articles as a site has: what a run does not come to costs it little."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from archiver.crawl.spider import MOST_QUEUED
from tests.crawl.served import NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas

NAMED, PAGES = 3 * MOST_QUEUED, 12


def test_what_a_long_list_names_waits_as_addresses(tmp_path: Path) -> None:
    xml = {"Content-Type": "application/xml"}

    def answer(path: str) -> Reply:
        if path == "/wp-sitemap.xml":
            listed = "".join(
                f"<url><loc>{server.base_url}/2018/01/02/n{number}/</loc></url>" for number in range(NAMED)
            )
            return Reply(body=f"<urlset>{listed}</urlset>".encode(), headers=xml)
        return article(int(path.strip("/").rpartition("/n")[2]) + 1) if "/n" in path else NOT_THERE

    with Served(answer) as server:
        done = crawl_caracas(server.base_url, tmp_path, "-a", f"pages={PAGES}")
        asked = {path for path in server.pages if "/n" in path}
    assert done.status == 0, done.said
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as plain:
        (fields,) = plain.execute("SELECT fields FROM notes WHERE kind = 'run-end'").fetchone()
    told = json.loads(fields)
    assert 0 < len(asked) < PAGES
    assert told["left"] == f"{NAMED - len(asked)} new"
    assert int(told["scheduler/enqueued"]) < MOST_QUEUED + 2 * PAGES
