"""Scrapy's looking commands write to no archive unless told; any spider's crawl is captured."""

import subprocess
import sys
from pathlib import Path

import pytest

from archiver.warc.reader import records
from tests.crawling import crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT

SPIDER = """
import scrapy


class Plain(scrapy.Spider):
    name = "plain"

    def __init__(self, url, **arguments):
        super().__init__(**arguments)
        self.start_urls = [url]

    def parse(self, response):
        yield {"title": response.css("title::text").get()}
"""


def _scrapy(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [Path(sys.executable).parent / "scrapy", *words],
        cwd=ROOT,
        env=crawl_environment(folder),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout + done.stderr


def _warcs(folder: Path) -> list[Path]:
    return sorted(folder.glob("collections/*/archive/*.warc.gz"))


@pytest.mark.parametrize("words", [("fetch",), ("shell", "-c", "response.status")])
def test_looking_writes_to_no_archive(demo_site: DemoServer, tmp_path: Path, words: tuple[str, ...]) -> None:
    _scrapy(tmp_path, *words, demo_site.base_url + "/")
    assert list(tmp_path.iterdir()) == []


def test_a_look_is_captured_when_told(demo_site: DemoServer, tmp_path: Path) -> None:
    _scrapy(tmp_path, "fetch", "-s", "ARCHIVER_CAPTURE=1", demo_site.base_url + "/")
    assert len(_warcs(tmp_path)) == 1


def test_an_archive_given_as_a_setting_is_whole(demo_site: DemoServer, tmp_path: Path) -> None:
    archive = tmp_path / "given"
    words = ("-s", f"ARCHIVER_OUTPUT={archive}", "-s", "ARCHIVER_CONTACT=me@example.org", "-a", "limit=1")
    _scrapy(tmp_path / "other", "crawl", "caracas", "-a", f"base={demo_site.base_url}", *words)
    assert (archive / "archive.sqlite").exists()
    assert not (tmp_path / "other").exists()
    requests = [record for record, _ in records(_warcs(archive)[0]) if record.type == "request"]
    assert all(b"User-Agent: archiver/0.1 (me@example.org)" in record.block for record in requests)


def test_any_spider_is_captured(demo_site: DemoServer, tmp_path: Path) -> None:
    file = tmp_path / "plain.py"
    file.write_text(SPIDER, encoding="utf-8")
    archive = tmp_path / "archive"
    said = _scrapy(
        archive, "runspider", str(file), "-a", f"url={demo_site.base_url}/", "-o", f"{tmp_path}/items.jsonl"
    )
    assert (tmp_path / "items.jsonl").read_text(encoding="utf-8").count("title") == 1, said
    (warc,) = _warcs(archive)
    assert warc.parent.parent.name == "plain"
