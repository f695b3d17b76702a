"""What ``scrapy crawl`` exits with, in a process of its own: the statuses that README promises."""

import fcntl
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from archiver.errors import Exit
from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas, crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT


class _Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the test looks at the crawl."""


@pytest.fixture
def refusing() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(
    "arguments",
    [
        ("-a", "mood=all"),
        ("-a", "mode=some"),
        ("-a", "since=yesterday"),
        ("-a", "limit=0"),
        ("-a", "url=http://elsewhere.example/2018/12/11/slug/"),
        ("--nonsense",),
        ("-s", "DUE_SHARE_FEED=often"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = crawl_caracas("http://127.0.0.1:9/", tmp_path, *arguments)
    assert done.status == Exit.USAGE, done.said
    assert not (tmp_path / "collections").exists()


def test_an_unknown_spider_is_wrong_usage(tmp_path: Path) -> None:
    done = subprocess.run(
        [*crawl_command()[:2], "nobody"],
        cwd=ROOT,
        env=crawl_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == Exit.USAGE
    assert "nobody" in done.stderr


def test_a_site_that_is_not_there(tmp_path: Path) -> None:
    done = crawl_caracas("http://127.0.0.1:9/", tmp_path, "-s", "RETRY_TIMES=1")
    assert done.status == Exit.UNREACHABLE, done.said
    assert "the site can't be reached: exit status 6\n" in done.said


def test_a_site_that_is_not_there_is_said_once(tmp_path: Path) -> None:
    named = ",".join(f"http://127.0.0.1:9/2018/12/11/slug-{number}/" for number in range(20))
    words = ("-a", f"url={named}", "-s", "RETRY_TIMES=0", "-s", "ROBOTSTXT_OBEY=0")  # else robots.txt ends it
    done = crawl_caracas("http://127.0.0.1:9/", tmp_path, *words)
    assert done.status == Exit.UNREACHABLE, done.said
    assert done.said.count("Gave up retrying") == 1, done.said
    assert "alembic" not in done.said  # which greets when it is imported
    assert "Traceback" not in done.said
    # With the front page, which is asked for once more where a run ends in failures.
    assert "127.0.0.1:9: 20 more addresses were given up for the same reason: " in done.said


def test_a_named_address_without_an_article(demo_site: DemoServer, tmp_path: Path) -> None:
    gone = f"{demo_site.base_url}/2018/12/11/nobody-wrote-this/"
    done = crawl_caracas(demo_site.base_url, tmp_path, "-a", f"url={gone}")
    assert done.status == Exit.FINDINGS, done.said
    assert f"{gone}: no article there; {gone} answered 404" in done.said


def test_a_site_that_refuses_us(refusing: str, tmp_path: Path) -> None:
    done = crawl_caracas(refusing, tmp_path)
    assert done.status == Exit.REFUSED, done.said
    assert "the site refuses us: exit status 7\n" in done.said


TO_LOGIN = Reply(status=302, headers={"Location": "/wp-login.php"})
LOGIN = Reply(
    body=b'<html><body class="login"><form id="loginform" action="/wp-login.php"></form></body></html>',
    headers=HTML,
)
FEED = Reply(
    body=b'<rss version="2.0"><channel></channel></rss>', headers={"Content-Type": "application/rss+xml"}
)


@pytest.mark.parametrize("wall", [TO_LOGIN, LOGIN])
def test_a_login_wall_is_no_success_though_no_thread_is_due(wall: Reply, tmp_path: Path) -> None:
    place = "/2018/12/11/one/"
    walled: list[bool] = []

    def answer(path: str) -> Reply:
        if path == "/robots.txt":
            return NOT_THERE
        if walled:
            return LOGIN if path == "/wp-login.php" else wall
        pages = {"/": article(9, place), place: article(1), "/comments/feed/": FEED, "/feed/": FEED}
        return pages.get(path, NOT_THERE)

    with Served(answer) as site:
        assert crawl_caracas(site.base_url, tmp_path).status == Exit.DONE
        walled.append(True)
        for _ in range(2):
            asked = len(site.asked)
            done = crawl_caracas(site.base_url, tmp_path)
            assert place not in site.asked[asked:]
            assert done.status == Exit.REFUSED, done.said


def test_an_archive_in_use(demo_site: DemoServer, tmp_path: Path) -> None:
    site = "caracas@" + demo_site.base_url.removeprefix("http://")
    lock = tmp_path / "collections" / site / "crawl.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = crawl_caracas(demo_site.base_url, tmp_path)
    assert done.status == Exit.LOCKED, done.said
    assert "in use" in done.said


def test_an_output_that_cant_be_written(demo_site: DemoServer, tmp_path: Path) -> None:
    (tmp_path / "collections").write_text("a file where a folder should be")
    done = crawl_caracas(demo_site.base_url, tmp_path)
    assert done.status == Exit.STORAGE, done.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_run_in_good_order(
    number: signal.Signals, demo_site: DemoServer, tmp_path: Path
) -> None:
    """Slowed by a delay, so that it would go on for long."""
    said = []
    with subprocess.Popen(
        crawl_command("-a", f"base={demo_site.base_url}", "-s", "DOWNLOAD_DELAY=0.3"),
        cwd=ROOT,
        env=crawl_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as crawl:
        assert crawl.stdout is not None
        for line in crawl.stdout:
            said.append(line)
            if "Spider opened" in line:
                crawl.send_signal(number)
        assert crawl.wait(60) == 128 + number, "".join(said)
    again = crawl_caracas(demo_site.base_url, tmp_path)
    assert again.status == Exit.DONE, again.said


def test_status_tells_a_run_that_a_signal_stopped(demo_site: DemoServer, tmp_path: Path) -> None:
    words = crawl_command("-a", f"base={demo_site.base_url}", "-s", "DOWNLOAD_DELAY=0.3", "-L", "DEBUG")
    said = []
    with subprocess.Popen(
        words, cwd=ROOT, env=crawl_environment(tmp_path), stderr=subprocess.PIPE, text=True
    ) as crawl:
        assert crawl.stderr is not None
        for line in crawl.stderr:
            said.append(line)
            if "Crawled (200)" in line and sum("Crawled (200)" in one for one in said) == 1:
                crawl.send_signal(signal.SIGTERM)
        assert crawl.wait(60) == 128 + signal.SIGTERM, "".join(said)
    told = subprocess.run(
        [str(Path(sys.executable).parent / "archiver"), "status"],
        cwd=ROOT,
        env=crawl_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ", stopped by SIGTERM, status 143\n" in told.stdout


def test_a_site_that_keeps_its_feeds_from_all_refuses_nobody(tmp_path: Path) -> None:
    """Plugins close feeds and REST with 401 or 403; then looking alone tells of comments."""
    place = "/2018/12/11/one/"
    shut: list[bool] = []

    def answer(path: str) -> Reply:
        if path == "/wp-json/wp/v2/posts?per_page=100&page=1" or (shut and path.endswith("/feed/")):
            return Reply(status=403)
        pages = {"/": article(9, place), place: article(1), "/comments/feed/": FEED, "/feed/": FEED}
        return pages.get(path, NOT_THERE)

    with Served(answer) as site:
        done = crawl_caracas(site.base_url, tmp_path)
        assert done.status == Exit.DONE, done.said
        assert "refused us, though the front page did not: " in done.said
        shut.append(True)
        begun = len(site.pages)
        done = crawl_caracas(site.base_url, tmp_path)
        assert site.pages[begun:] == ["/comments/feed/", "/"]
        assert done.status == Exit.DONE, done.said
        begun = len(site.pages)
        assert crawl_caracas(site.base_url, tmp_path).status == Exit.DONE
        assert "/comments/feed/" not in site.pages[begun:], "it is asked for as seldom as a list"
