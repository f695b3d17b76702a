"""A thread's history is settled when the look at it ends; what a kill cut off, the next start settles."""

import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from archiver.derive.catch_up import catch_up
from archiver.store.engine import Store
from archiver.warc.layout import Archive
from tests.crawling import crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.demo.site import Answer, DemoSite
from tests.demo.test_arguments import LONGEST
from tests.machine import ROOT
from tests.store.dump import facts


class _Holding(DemoSite):
    """It keeps a thread's numbered pages back until :attr:`goes_on` is set."""

    goes_on = Event()

    def answer(self, path: str, query: str = "") -> Answer:
        if "comment-page" in path:
            assert self.goes_on.wait(60)
        return super().answer(path, query)


class _Server(DemoServer):
    SITE = _Holding


@pytest.fixture
def cut_off(tmp_path: Path) -> Archive:
    """The archive of a crawl that was killed between a thread's first page and its second, when the first was committed."""
    archive = Archive(tmp_path / "archive")
    with _Server() as server:
        command = crawl_command("-a", f"base={server.base_url}", "-a", f"url={server.base_url}{LONGEST}")
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=crawl_environment(archive.root),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not _has_an_article(archive.database):
            assert process.poll() is None
            Event().wait(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        _Holding.goes_on.set()
    return archive


def _has_an_article(database: Path) -> bool:
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as plain:
        try:
            return bool(plain.execute("SELECT count(*) FROM articles").fetchone() == (1,))
        except sqlite3.OperationalError:  # its tables are still to come
            return False


def test_what_a_kill_cut_off_is_settled_by_the_next_start(cut_off: Archive, tmp_path: Path) -> None:
    (collection,) = cut_off.collections()
    with closing(sqlite3.connect(cut_off.database)) as plain:
        ((evidence,),) = plain.execute("SELECT evidence FROM articles")
        ((offset,),) = plain.execute('SELECT "offset" FROM captures WHERE record_id = ?', (evidence,))
        assert plain.execute("SELECT count(*) FROM events").fetchone() == (0,), (
            "settled before the look's end"
        )
        ends = dict(plain.execute("SELECT warc, derived_to FROM warc_files"))
    assert all(end <= offset for end in ends.values()), "the next start would not come by it"
    for database in (cut_off.database, tmp_path / "anew.sqlite"):
        store = Store(f"sqlite:///{database}")
        catch_up(store, cut_off, collection)
        store.close()
    assert facts(cut_off.database) == facts(tmp_path / "anew.sqlite")
    assert facts(cut_off.database)["v_events"]
