"""A page that names what it needs in every way: all of it is captured, each thing once, and the page replays."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawling import crawl_caracas
from tests.fidelity.live import fidelities, loaded_live
from tests.fidelity.site import Ways

ENOUGH = 0.9
"""Of what the browser loaded live, so much must be replayed."""

BEYOND_PYWB = frozenset(
    {
        "static.js",
        "side-effect.js",
        "exported.js",
        "dynamic.js",
        "inline-dynamic.js",
        "module.png",
        "header.css",
    }
)
"""Captured, and not asked for in replay: pywb breaks a module's imports, and leaves ``Link`` header lines as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The archive of the page, whose servers have ended; what is named, and what a browser loaded of the live page."""

    folder: Path
    url: str
    named: dict[str, str]
    computed: set[str]
    requests: Counter[str]
    live: dict[str, str]

    def statuses(self) -> dict[str, int]:
        """The status of each address that was captured, without its query."""
        with closing(sqlite3.connect(self.folder / "archive.sqlite")) as store:
            rows = store.execute("SELECT url, status FROM captures WHERE kind != 'failure'").fetchall()
        return {url.partition("?")[0]: status for url, status in rows}


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Archived:
    folder = tmp_path_factory.mktemp("archive")
    with Ways() as ways:
        done = crawl_caracas(ways.site.base, folder, "-a", f"url={ways.site.url}")
        assert done.status == 0, done.said
        requests = Counter(ways.requests())
        return Archived(
            folder=folder,
            url=ways.site.url,
            named=ways.site.named(),
            computed=ways.site.computed(),
            requests=requests,
            live=loaded_live(ways.site.url)[ways.site.url] if shutil.which("chromium") else {},
        )


def test_all_that_is_named_is_captured(archived: Archived) -> None:
    statuses = archived.statuses()
    assert len(archived.named) > 190
    lost = {url: way for url, way in archived.named.items() if statuses.get(url) not in (200, 302)}
    assert lost == {}


def test_nothing_else_is_asked_for(archived: Archived) -> None:
    asked = {url for url in archived.statuses() if "/ways/" in url}
    assert asked - archived.named.keys() == set()
    assert not asked & archived.computed


def test_each_is_asked_for_once(archived: Archived) -> None:
    twice = {path: times for path, times in archived.requests.items() if times > 1 and path != "/robots.txt"}
    assert twice == {}


@pytest.mark.browser
def test_the_list_of_ways_is_what_a_browser_finds(archived: Archived) -> None:
    loaded = {url.partition("?")[0] for url in archived.live if "/ways/" in url or "beside" in url}
    assert loaded - archived.named.keys() == archived.computed
    assert len(loaded) > 130


@pytest.mark.browser
@pytest.mark.pywb
def test_the_page_replays(archived: Archived) -> None:
    (found,) = fidelities(archived.folder, {archived.url: archived.live})
    assert found.page["differences"] == []
    assert found.of("leaked") == []
    lost = {url.rpartition("/")[2] for url in found.lost if url not in archived.computed}
    assert lost <= BEYOND_PYWB
    assert set(found.of("missing")) <= archived.computed | set(found.lost)
    assert found.share >= ENOUGH
