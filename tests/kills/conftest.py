"""A small site, a zygote for each worker, and what a run that nobody disturbed comes to."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.demo.content import POSTS
from tests.demo.server import DemoServer
from tests.kills.harness import COUNT, Fault, Zygote, told_of, urls_in, zygote

FEW = tuple(post for post in POSTS if post.id in (311, 402))


@pytest.fixture(scope="session")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with zygote(tmp_path_factory.mktemp("zygote")) as running:
        yield running


@pytest.fixture(scope="session")
def small_site() -> Iterator[DemoServer]:
    """Nothing in it changes."""
    with DemoServer(FEW) as server:
        yield server


def crawl_words(site: DemoServer, *more: str) -> list[str]:
    """A crawl whose WARC files are closed at 8 kB, so that it makes several."""
    return [
        "scrapy",
        "crawl",
        "caracas",
        "-a",
        f"base={site.base_url}",
        "-s",
        "ARCHIVER_WARC_BYTES=8000",
        *more,
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """A whole crawl: how many calls it made, and which addresses it captured. ``rebuild`` is the calls of a rebuild."""

    folder: Path
    crawl: int
    rebuild: int
    urls: frozenset[str]


@pytest.fixture(scope="session")
def undisturbed(
    processes: Zygote, small_site: DemoServer, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    return _undisturbed(processes, small_site, tmp_path_factory.mktemp("undisturbed") / "archive")


@pytest.fixture(scope="session")
def large_site() -> Iterator[DemoServer]:
    """The whole demo site."""
    with DemoServer() as server:
        yield server


@pytest.fixture(scope="session")
def undisturbed_large(
    processes: Zygote, large_site: DemoServer, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    return _undisturbed(processes, large_site, tmp_path_factory.mktemp("undisturbed") / "archive")


def _undisturbed(processes: Zygote, site: DemoServer, folder: Path) -> Undisturbed:
    crawl = processes.run(folder, *crawl_words(site), fault=Fault(action=COUNT))
    assert crawl.status == 0, crawl.said
    rebuild = processes.run(folder, "archiver", "rebuild", "--jobs", "1", fault=Fault(action=COUNT))
    assert rebuild.status == 0, rebuild.said
    told_of(folder).unlink()
    return Undisturbed(
        folder=folder, crawl=crawl.calls, rebuild=rebuild.calls, urls=frozenset(urls_in(folder))
    )
