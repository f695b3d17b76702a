"""A run is told to end while its site is left alone (``Retry-After``): what waits for its turn must not keep it."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawl.test_redirects import status_of
from tests.crawling import crawl_command, crawl_environment
from tests.machine import ROOT

ONE, OTHER = "/2018/12/11/one/", "/2018/12/11/other/"
_LINKS = "".join(f'<a href="{path}">an article</a>' for path in (ONE, OTHER))
_HOME = Reply(body=f'<html><body class="home blog">{_LINKS}</body></html>'.encode(), headers=HTML)
_LATER = Reply(status=503, headers={"Retry-After": "3600"})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_as_soon_as_otherwise(number: signal.Signals, tmp_path: Path) -> None:
    def answer(path: str) -> Reply:
        if path == "/":
            return _HOME
        return (article(1) if path == ONE else _LATER) if path in (ONE, OTHER) else NOT_THERE

    with Served(answer) as site:
        words = crawl_command("-a", f"base={site.base_url}", "-L", "DEBUG")
        with subprocess.Popen(
            words, cwd=ROOT, env=crawl_environment(tmp_path), stderr=subprocess.PIPE, text=True
        ) as run:
            assert run.stderr is not None
            try:
                said = next(line for line in run.stderr if f"Retrying <GET {site.base_url}{OTHER}>" in line)
                run.send_signal(number)
                _, rest = run.communicate(timeout=60)  # ten minutes at least are what the site asked for
            finally:
                run.kill()
    assert run.returncode == 128 + number, said + rest
    assert site.asked.count(OTHER) == 1
    assert status_of(tmp_path)["last_run"]["exit_status"] == 128 + number
