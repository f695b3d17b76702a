"""A crawl is as good as what it archived, whoever hears of it: its streams are closed or full, its terminal goes away."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.errors import Exit
from tests.crawl.served import NOT_THERE, Reply, Served, article
from tests.crawling import crawl_command, crawl_environment
from tests.machine import ROOT

PLACE = "/2018/12/11/one/"


def _answer(path: str) -> Reply:
    return article(1) if path == PLACE else NOT_THERE


def _crawl(
    site: Served, folder: Path, *words: str, out: Path, before: Callable[[], None]
) -> subprocess.CompletedProcess[str]:
    with out.open("w") as stdout:
        return subprocess.run(
            crawl_command("-a", f"base={site.base_url}", "-a", f"url={site.base_url}{PLACE}", *words),
            cwd=ROOT,
            env=crawl_environment(folder),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=before,
            check=False,
            timeout=120,
        )


def _close_all() -> None:
    for number in range(3):
        os.close(number)


def _ignore_hangups() -> None:
    """As nohup does."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def test_a_crawl_without_any_stream_crawls(tmp_path: Path) -> None:
    with Served(_answer) as site:
        done = _crawl(site, tmp_path, out=Path(os.devnull), before=_close_all)
    assert done.returncode == Exit.DONE
    assert PLACE in site.asked


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_summary_that_cant_be_written_is_no_finding(tmp_path: Path) -> None:
    with Served(_answer) as site:
        done = _crawl(site, tmp_path, out=Path("/dev/full"), before=lambda: None)
    assert done.returncode == Exit.DONE, done.stderr
    assert "stdout can't be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_summary_that_nobody_reads_is_no_finding(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with Served(_answer) as site:
            done = _crawl(site, tmp_path, out=Path(f"/proc/self/fd/{writing}"), before=lambda: None)
    finally:
        os.close(writing)
    assert done.returncode == Exit.DONE, done.stderr
    assert "Traceback" not in done.stderr


def test_a_hangup_that_nohup_had_ignored_ends_nothing(tmp_path: Path) -> None:
    words = ("-s", 'ADDONS={"tests.crawl.test_early_signal.SignalAtOnce": 0}', "-s", "EARLY_SIGNAL=1")
    with Served(_answer) as site:
        done = _crawl(site, tmp_path, *words, out=Path(os.devnull), before=_ignore_hangups)
    assert done.returncode == Exit.DONE, done.stderr
    assert PLACE in site.asked
