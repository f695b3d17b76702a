"""A crawl is killed, again and again, and the next one makes it whole."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import HALF, KILL, Fault, Scene, Zygote, check_sound, urls_in
from tests.kills.plan import CRAWL_CHAINS

pytestmark = pytest.mark.compiler

FIRST = 0.8
"""Of the calls of an undisturbed crawl: their number varies with the clock, and a kill must happen."""

LATER = 120
"""Calls that every start makes, even where little is left to fetch."""


def faults(seed: int, calls: int) -> Iterator[Fault]:
    """Three moments drawn by chance, each before a call or in the midst of it."""
    random = Random(seed)
    for most in (int(calls * FIRST), LATER, LATER):
        yield Fault(number=random.randint(1, most), action=random.choice((KILL, HALF)))


def kill_thrice(
    seed: int, folder: Path, processes: Zygote, site: DemoServer, undisturbed: Undisturbed
) -> list[Scene]:
    scenes = []
    for fault in faults(seed, undisturbed.crawl):
        ended = processes.run(folder, *crawl_words(site), fault=fault)
        assert ended.killed, (fault, ended)
        scenes.append(Scene.of(folder))
    return scenes


def finish(
    folder: Path, scenes: list[Scene], processes: Zygote, site: DemoServer, urls: frozenset[str]
) -> None:
    """Start again, let it finish, and see that everything is as if nothing had happened."""
    again = processes.run(folder, *crawl_words(site))
    assert again.status in (0, 1), again.said  # 1: a torn tail is told of
    for scene in scenes:
        scene.check_nothing_lost()
    check_sound(processes, folder)
    assert urls <= urls_in(folder)


SEEDS = [*range(12), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(12, 800))]


@pytest.mark.parametrize("seed", SEEDS)
def test_at_any_call_thrice_in_a_row(
    seed: int, tmp_path: Path, processes: Zygote, small_site: DemoServer, undisturbed: Undisturbed
) -> None:
    folder = tmp_path / "archive"
    scenes = kill_thrice(seed, folder, processes, small_site, undisturbed)
    finish(folder, scenes, processes, small_site, undisturbed.urls)


@pytest.mark.parametrize("points", CRAWL_CHAINS, ids=" ".join)
def test_at_each_named_place(
    points: tuple[str, ...],
    tmp_path: Path,
    processes: Zygote,
    small_site: DemoServer,
    undisturbed: Undisturbed,
) -> None:
    folder, scenes = tmp_path / "archive", []
    for point in points:
        ended = processes.run(folder, *crawl_words(small_site), point=point)
        assert ended.killed, (point, ended)
        scenes.append(Scene.of(folder))
    finish(folder, scenes, processes, small_site, undisturbed.urls)


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 60))]
)
def test_a_larger_site_with_listings_parts_and_threads_of_several_pages(
    seed: int, tmp_path: Path, processes: Zygote, large_site: DemoServer, undisturbed_large: Undisturbed
) -> None:
    folder = tmp_path / "archive"
    scenes = kill_thrice(seed, folder, processes, large_site, undisturbed_large)
    finish(folder, scenes, processes, large_site, undisturbed_large.urls)
