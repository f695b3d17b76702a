"""A signal that comes before Scrapy's engine has started: the process and the run's end record say the same of it."""

import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.settings import BaseSettings

from tests.crawl.served import NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas

PLACE = "/2018/12/11/one/"


class SignalAtOnce:
    """A Scrapy add-on: these are asked what they set before anything else is made. Sends its process ``EARLY_SIGNAL``."""

    def update_settings(self, settings: BaseSettings) -> None:
        os.kill(os.getpid(), settings.getint("EARLY_SIGNAL"))


def _answer(path: str) -> Reply:
    return article(1) if path == PLACE else NOT_THERE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_end_record_has_the_status_of_the_process(number: signal.Signals, tmp_path: Path) -> None:
    """The run has a record to end, since a file is gone, which a run notes before it asks for anything."""
    with Served(_answer) as site:
        words = ("-a", f"url={site.base_url}{PLACE}")
        first = crawl_caracas(site.base_url, tmp_path, *words)
        assert first.status == 0, first.said
        (warc,) = tmp_path.glob("collections/*/archive/*.warc.gz")
        warc.unlink()
        addon = (
            "-s",
            'ADDONS={"tests.crawl.test_early_signal.SignalAtOnce": 0}',
            "-s",
            f"EARLY_SIGNAL={int(number)}",
        )
        stopped = crawl_caracas(site.base_url, tmp_path, *words, *addon)
        assert stopped.status == 128 + number, stopped.said
    with closing(sqlite3.connect(f"file:{tmp_path / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        ends = store.execute("SELECT fields FROM notes WHERE kind = 'run-end' ORDER BY at").fetchall()
    assert json.loads(ends[-1][0])["exit_status"] == str(128 + number), stopped.said
