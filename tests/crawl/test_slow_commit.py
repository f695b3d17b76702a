"""A commit that takes long holds the crawl up for no longer than its head start."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event

from archiver.crawl.intake import COMMIT_ITEMS
from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas

ARTICLES = 5 * COMMIT_ITEMS
"""Several commits' worth."""


def _site(path: str) -> Reply:
    if path == "/":
        links = "".join(f'<a href="/2018/01/02/n{number}/">n</a>' for number in range(ARTICLES))
        return Reply(body=f"<html><body>{links}</body></html>".encode(), headers=HTML)
    number = path.rpartition("/n")[2].strip("/")
    return article(int(number) + 1) if number.isdigit() else NOT_THERE


class _Locking:
    """The site, which takes the database's lock for itself at the first article and gives it back at the last one."""

    def __init__(self, database: Path) -> None:
        self._lock = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
        self.given_back = Event()
        self.left = ARTICLES

    def answer(self, path: str) -> Reply:
        reply = _site(path)
        if path.startswith("/2018/"):
            if self.left == ARTICLES:
                self._lock.execute("BEGIN IMMEDIATE")
            self.left -= 1
            if not self.left:
                self._lock.execute("ROLLBACK")
                self._lock.close()
                self.given_back.set()
        return reply


def test_pages_are_asked_for_while_a_commit_waits_for_the_database(tmp_path: Path) -> None:
    database = tmp_path / "archive.sqlite"
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
    site = _Locking(database)
    with Served(site.answer) as server:
        crawl = crawl_caracas(server.base_url, tmp_path)
    assert site.given_back.is_set(), f"{site.left} articles were still to be asked for\n{crawl.said}"
    assert crawl.status == 0, crawl.said
    with closing(sqlite3.connect(database)) as plain:
        assert plain.execute("SELECT count(*) FROM articles").fetchone() == (ARTICLES,)
