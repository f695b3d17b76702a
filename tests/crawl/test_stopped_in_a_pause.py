"""A run is told to end while its site is left alone (``Retry-After``): what waits for its turn must not keep it."""

import resource
import signal
import subprocess
from pathlib import Path

import pytest

from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawl.test_redirects import status_of
from tests.crawling import crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT

ONE, OTHER, PICTURE = "/2018/12/11/one/", "/2018/12/11/other/", "/a.png"
_LINKS = "".join(f'<a href="{path}">an article</a>' for path in (ONE, OTHER))
_HOME = Reply(body=f'<html><body class="home blog">{_LINKS}</body></html>'.encode(), headers=HTML)
_LATER = Reply(status=503, headers={"Retry-After": "3600"})


def _stopped(site: Served, folder: Path, later: str, number: signal.Signals) -> None:
    """Crawl ``site`` and stop it when ``later`` has asked for patience."""
    words = crawl_command("-a", f"base={site.base_url}", "-L", "DEBUG")
    with subprocess.Popen(
        words, cwd=ROOT, env=crawl_environment(folder), stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        try:
            said = next(line for line in run.stderr if f"Retrying <GET {site.base_url}{later}>" in line)
            run.send_signal(number)
            _, rest = run.communicate(timeout=60)  # ten minutes at least are what the site asked for
        finally:
            run.kill()
    assert run.returncode == 128 + number, said + rest
    assert site.asked.count(later) == 1
    assert status_of(folder)["last_run"]["exit_status"] == 128 + number


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_as_soon_as_otherwise(number: signal.Signals, tmp_path: Path) -> None:
    def answer(path: str) -> Reply:
        if path == "/":
            return _HOME
        return (article(1) if path == ONE else _LATER) if path in (ONE, OTHER) else NOT_THERE

    with Served(answer) as site:
        _stopped(site, tmp_path, OTHER, number)


def test_pictures_that_waited_are_not_called_forbidden(tmp_path: Path) -> None:
    shown = article(1).body.replace(
        b"<p>", b"".join(b'<img src="%s?%d">' % (PICTURE.encode(), n) for n in range(9))
    )

    def answer(path: str) -> Reply:
        if path.startswith(PICTURE):
            return _LATER
        return {"/": _HOME, ONE: Reply(body=shown, headers=HTML)}.get(path, NOT_THERE)

    with Served(answer) as site:
        _stopped(site, tmp_path, f"{PICTURE}?0", signal.SIGTERM)
    assert status_of(tmp_path)["left_out"] == {}


def test_a_run_that_closes_since_its_disk_failed_ends_too(tmp_path: Path) -> None:
    with DemoServer() as site:
        words = crawl_command("-a", f"base={site.base_url}", "-s", "DOWNLOAD_DELAY=1")
        with subprocess.Popen(
            words,
            cwd=ROOT,
            env=crawl_environment(tmp_path),
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (480_000, resource.RLIM_INFINITY)),
        ) as run:
            assert run.stderr is not None
            try:
                next(line for line in run.stderr if "storage_failed" in line)
                run.send_signal(signal.SIGTERM)
                _, said = run.communicate(timeout=30)
            finally:
                run.kill()
    assert run.returncode == 128 + signal.SIGTERM, said
