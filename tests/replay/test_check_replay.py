"""``archiver check-replay``: pages in Chromium through pywb, with no other way out; what is missing, leaks or differs is told."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from archiver.replay.browser import browsing, chromium, tab
from archiver.replay.gate import Gate
from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer
from tests.replay.archived import check_replay

needs_all = [pytest.mark.pywb, pytest.mark.browser]

LONGEST = "/2018/12/11/the-night-the-lights-stayed-on/"
SPLIT = "/2018/08/20/nine-zeros/2/"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive of the demo site, which is no longer there, and the site's address."""
    folder = tmp_path_factory.mktemp("archive")
    with DemoServer() as site:
        done = crawl_caracas(site.base_url, folder)
        assert done.status == 0, done.said
        return folder, site.base_url


@pytest.fixture
def copy(archive: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(archive[0], tmp_path / "copy"))


def _change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as store, store:
        assert store.execute(statement).rowcount == 1


class TestWithBrowser:
    pytestmark = needs_all

    def test_pages_replay_whole_with_the_text_of_the_store(
        self, archive: tuple[Path, str], tmp_path: Path
    ) -> None:
        folder, base = archive
        urls = [base + LONGEST, f"{base}{LONGEST}comment-page-1/", base + SPLIT]
        told = check_replay(folder, *urls, "--json", "--screenshots", str(tmp_path / "shots"))
        assert told.status == 0, told.out + told.err
        pages = told.json["pages"]
        assert [page["url"] for page in pages] == urls
        assert all(page["whole"] and page["loaded"] and page["differences"] == [] for page in pages)
        kinds = told.json["by_kind"]
        assert {"page", "style", "image", "font", "script"} <= set(kinds)
        assert all(
            counts["replayed"] and not counts["missing"] + counts["leaked"] for counts in kinds.values()
        )
        for page in pages:
            assert Path(page["screenshot"]).read_bytes().startswith(b"\x89PNG")

    def test_what_is_missing_or_reads_otherwise_is_a_finding(
        self, archive: tuple[Path, str], copy: Path
    ) -> None:
        base = archive[1]
        taken = 0
        for index in copy.glob("collections/*/indexes/*.cdxj"):
            lines = index.read_text().splitlines(keepends=True)
            kept = [line for line in lines if "lights.png" not in line]
            taken += len(lines) - len(kept)
            index.write_text("".join(kept))
        assert taken == 1
        first = _first_comment(copy, base + LONGEST)
        _change(copy, f"UPDATE comment_versions SET text = 'Never said' WHERE id = {first[1]}")
        told = check_replay(copy, base + LONGEST, "--json")
        assert told.status == 1, told.out + told.err
        (page,) = told.json["pages"]
        lost = [part for part in page["parts"] if part["outcome"] == "missing"]
        assert [(part["url"], part["kind"]) for part in lost] == [
            (f"{base}/wp-content/uploads/2018/12/lights.png", "image")
        ]
        assert len(page["differences"]) == 1
        assert f"comment {first[0]} differs: store 'Never said'" in page["differences"][0]

    def test_a_sample_is_drawn_after_a_run_if_it_is_set(self, tmp_path: Path) -> None:
        with DemoServer() as site:
            done = crawl_caracas(
                site.base_url, tmp_path, "-a", f"url={site.base_url}{LONGEST}", "-s", "CHECK_REPLAY_SAMPLE=1"
            )
        assert done.status == 0, done.said
        assert "replay: 1 page looked at: 1 whole, 1 with the text of the database" in done.said


def _first_comment(folder: Path, url: str) -> tuple[int, int]:
    """The number and the wording's id of the first comment on the page."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as store:
        row = store.execute(
            "SELECT c.comment_id, s.version_id FROM sightings s JOIN captures k ON k.id = s.capture_id"
            " JOIN comments c ON c.id = s.comment_ref WHERE k.url = ? ORDER BY s.position LIMIT 1",
            (url,),
        ).fetchone()
    return int(row[0]), int(row[1])


# Without a browser


def test_what_is_not_there_is_said(archive: tuple[Path, str]) -> None:
    told = check_replay(archive[0], ARCHIVER_CHROMIUM="/nowhere/chromium")
    assert (told.status, told.out) == (3, "")
    assert "there is no browser /nowhere/chromium" in told.err


@pytest.mark.browser
def test_an_address_without_a_capture_is_bad_input(archive: tuple[Path, str]) -> None:
    told = check_replay(archive[0], "http://example.org/never/")
    assert told.status == 3
    assert "no whole capture of http://example.org/never/" in told.err


def test_a_run_loses_nothing_where_the_check_cannot_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with DemoServer() as site:
        done = crawl_caracas(
            site.base_url,
            tmp_path,
            "-a",
            f"url={site.base_url}{LONGEST}",
            "-s",
            "CHECK_REPLAY_SAMPLE=2",
            "-s",
            "ARCHIVER_CHROMIUM=/nowhere/chromium",
        )
    assert done.status == 0, done.said
    assert "replay not checked: there is no browser /nowhere/chromium" in done.said


# The browser behind its gate


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """A page that asks for things of its own host, of others, and of its reader."""
        body = b"""<!doctype html><title>a</title><body><script>alert('stop')</script>
            <img src="/own.png"><img src="http://elsewhere.test/a.png"><img src="https://elsewhere.test/b.png">
            <p id=p>quiet</p><div style="height:5000px"></div><img loading="lazy" src="/far.png">
            <script>new WebSocket("ws://elsewhere.test/c"); document.getElementById("p").textContent = "shown"</script>"""
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body if self.path == "/" else b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.browser
def test_the_gate_lets_nothing_else_through_and_tells_all(page: str) -> None:
    with Gate(lambda host: host == page) as gate, browsing(chromium(None), gate) as browser:
        with tab(browser, gate) as shown:
            assert shown.open(f"http://{page}/")
            assert '<p id="p">shown</p>' in shown.html()
        asked = gate.take()
    assert {(one.url, one.kind, one.status) for one in asked if one.allowed} == {
        (f"http://{page}/", "page", 200),
        (f"http://{page}/own.png", "image", 404),
        (f"http://{page}/far.png", "image", 404),
        (f"http://{page}/favicon.ico", "image", 404),
    }
    assert {one.url for one in asked if not one.allowed} == {
        "http://elsewhere.test/a.png",
        "https://elsewhere.test:443/",
        "https://elsewhere.test:80/",
    }
