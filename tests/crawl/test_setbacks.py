"""What goes wrong in a run is made good by the next, and its exit status says so."""

import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from archiver.crawl.due import why_due
from archiver.errors import Exit
from archiver.store.engine import Store
from archiver.store.frontier import Standing, feed_answers
from archiver.store.times import FOREVER, moment
from archiver.warc.reader import records
from archiver.warc.records import Record
from tests.crawling import crawl_caracas, crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT

NOW = datetime(2018, 12, 11, tzinfo=UTC)


class FailingPipeline:
    """Fails on one page, as an operator's own pipeline may."""

    def process_item(self, item: object) -> object:
        if "nine-zeros" in item.capture.url:  # type: ignore[attr-defined] # the crawl's items have one
            raise ValueError("not this one")
        return item


def _held(folder: Path) -> tuple[set[str], set[str]]:
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        captured = {row[0] for row in store.execute("SELECT url FROM captures")}
        return captured, {row[0] for row in store.execute("SELECT url FROM v_articles")}


def test_what_a_pipeline_failed_on_is_derived_at_the_next_start(
    demo_site: DemoServer, tmp_path: Path
) -> None:
    pipelines = (
        '{"tests.crawl.test_setbacks.FailingPipeline": 50, "pipelines.validate.ValidatePipeline": 100,'
        ' "pipelines.dedupe.DedupePipeline": 200, "pipelines.store.StorePipeline": 300}'
    )
    first = crawl_caracas(demo_site.base_url, tmp_path, "-s", f"ITEM_PIPELINES={pipelines}")
    assert first.status == Exit.UNEXPECTED, first.said
    lost = f"{demo_site.base_url}/2018/08/20/nine-zeros/"
    assert lost not in _held(tmp_path)[1]
    again = crawl_caracas(demo_site.base_url, tmp_path, "-a", f"url={demo_site.base_url}/about/")
    assert again.status == Exit.DONE, again.said
    assert lost in _held(tmp_path)[1]


SOME_ROWS = 40_000
"""Bytes: fewer than the demo site's rows take, and with an empty store more than its WARC file does."""


def test_what_a_full_database_did_not_take_is_derived_at_the_next_start(
    demo_site: DemoServer, tmp_path: Path
) -> None:
    Store(f"sqlite:///{tmp_path / 'empty.sqlite'}").close()
    most = (tmp_path / "empty.sqlite").stat().st_size + SOME_ROWS
    first = subprocess.run(
        crawl_command("-a", f"base={demo_site.base_url}"),
        cwd=ROOT,
        env=crawl_environment(tmp_path),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert first.returncode == Exit.STORAGE, first.stderr
    assert " needs: " not in first.stderr  # said once, and not of each picture that was on its way
    kept = len(_records(tmp_path))
    assert kept > 0
    again = crawl_caracas(demo_site.base_url, tmp_path, "-a", "mode=new")
    assert again.status == Exit.DONE, again.said
    assert len(_records(tmp_path)) > kept
    assert {record.record_id for record in _records(tmp_path)} == _stored(tmp_path)


def _records(folder: Path) -> list[Record]:
    """The responses in the archive's files."""
    (warc,) = folder.glob("collections/*/archive/*.warc.gz")
    return [record for record, _ in records(warc) if record.type in ("response", "revisit")]


def _stored(folder: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        return {row[0] for row in store.execute("SELECT record_id FROM captures WHERE kind <> 'failure'")}


class _Down(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def down() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Down) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_site_that_only_fails_is_never_done(down: str, tmp_path: Path) -> None:
    done = crawl_caracas(down, tmp_path, "-s", "RETRY_TIMES=0", "-s", "ROBOTSTXT_OBEY=0")
    assert done.status == Exit.UNREACHABLE, done.said


@pytest.mark.parametrize(
    ("tries", "minutes", "due"), [(1, 0, True), (2, 9, False), (2, 10, True), (3, 19, False)]
)
def test_an_incomplete_thread_is_asked_for_at_once_then_with_pauses(
    tries: int, minutes: int, due: bool
) -> None:
    standing = Standing(
        url="http://example.org/2018/12/10/a/",
        article=True,
        last_look=NOW - timedelta(minutes=minutes),
        published=NOW - timedelta(days=900),
        modified=None,
        active=None,
        incomplete=tries,
    )
    assert (why_due(standing, NOW) == "incomplete") is due


@pytest.mark.parametrize(
    ("status", "answers"), [(None, True), (200, True), (304, True), (404, False), (503, False)]
)
def test_whether_the_comment_feed_answers_is_asked_of_the_log(
    status: int | None, answers: bool, tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{tmp_path}/archive.sqlite")
    with store.transaction() as connection:
        if status is not None:
            names = 'record_id, site, url, captured_at, earliest, status, kind, warc, "offset", length, run, page_kind'
            at, feed = moment(NOW), "http://example.org/comments/feed/"
            connection.exec_driver_sql(
                f"INSERT INTO captures ({names}) VALUES ({', '.join('?' * 12)})",
                ("urn:uuid:1", "s", feed, at, at, status, "response", "a", 0, 1, "r", "feed"),
            )
    with store.reading() as connection:
        assert feed_answers(connection, "s", "http://example.org", "/comments/feed/", FOREVER) is answers
    store.close()
