"""A thread's history is settled when the look at it ends; what a kill cut off, the next start settles."""

import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

from archiver.derive.catch_up import catch_up
from archiver.store.engine import Store
from archiver.warc.layout import Archive
from tests.crawling import crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.demo.site import Answer, DemoSite
from tests.demo.test_arguments import LONGEST
from tests.machine import ROOT
from tests.store.dump import facts

SHORT = "/2018/03/09/"
"""A day on which one article came out, with a thread of one page."""


class _Holding(DemoSite):
    """It keeps a thread's numbered pages back until :attr:`goes_on` is set."""

    goes_on = Event()

    def answer(self, path: str, query: str = "") -> Answer:
        if "comment-page" in path:
            assert self.goes_on.wait(60)
        return super().answer(path, query)


class _Server(DemoServer):
    SITE = _Holding


@contextmanager
def _held(archive: Archive, *days: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A crawl of the articles of these days that can't get on past a thread's first page; it is killed at the end."""
    _Holding.goes_on.clear()
    with _Server() as server:
        urls = [post.url for day in days for post in server.truth.posts if day in post.url]
        command = crawl_command("-a", f"base={server.base_url}", "-a", f"url={','.join(urls)}")
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=crawl_environment(archive.root),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(60)
            _Holding.goes_on.set()


def _count(database: Path, what: str) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as plain:
        try:
            (number,) = plain.execute(f"SELECT count(*) FROM {what}").fetchone()
        except sqlite3.OperationalError:  # its tables are still to come
            return 0
    return int(number)


def _wait_for(process: "subprocess.Popen[bytes]", database: Path, what: str) -> None:
    while not _count(database, what):
        assert process.poll() is None
        Event().wait(0.01)


def test_what_a_kill_cut_off_is_settled_by_the_next_start(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    with _held(archive, LONGEST) as process:
        _wait_for(process, archive.database, "articles")
    (collection,) = archive.collections()
    with closing(sqlite3.connect(archive.database)) as plain:
        (article,) = plain.execute("SELECT * FROM articles")
        ((offset,),) = plain.execute(
            'SELECT c."offset" FROM articles a JOIN captures c ON c.record_id = a.evidence'
        )
        assert plain.execute("SELECT count(*) FROM events").fetchone() == (0,), (
            "settled before the look's end"
        )
        ends = dict(plain.execute("SELECT warc, derived_to FROM warc_files"))
    assert all(end <= offset for end in ends.values()), "the next start would not come by it"
    for database in (archive.database, tmp_path / "anew.sqlite"):
        store = Store(f"sqlite:///{database}")
        catch_up(store, archive, collection)
        store.close()
    assert facts(archive.database) == facts(tmp_path / "anew.sqlite")
    assert facts(archive.database)["v_events"]
    with closing(sqlite3.connect(archive.database)) as plain:
        assert plain.execute("SELECT * FROM articles").fetchall() == [article], "it was half made until then"


def test_a_thread_is_settled_while_the_run_looks_at_another(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    with _held(archive, SHORT, LONGEST) as process:
        _wait_for(
            process,
            archive.database,
            f"events e JOIN articles a ON a.id = e.article_id WHERE a.url LIKE '%{SHORT}%'",
        )
        assert not _count(archive.database, "captures WHERE url LIKE '%comment-page%'"), "the run is over"
