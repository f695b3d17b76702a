"""A crawl is killed, again and again, and the next one makes it whole."""

from pathlib import Path
from random import Random

import pytest

from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import HALF, KILL, Fault, Scene, Zygote, check_sound, urls_in

pytestmark = pytest.mark.compiler

IN_A_ROW = 3


@pytest.mark.parametrize("seed", range(20))
def test_a_crawl_killed_at_any_call_thrice_in_a_row(
    seed: int, tmp_path: Path, processes: Zygote, small_site: DemoServer, undisturbed: Undisturbed
) -> None:
    random, folder, scenes = Random(seed), tmp_path / "archive", []
    for turn in range(IN_A_ROW):
        # The first run makes all the calls that an undisturbed one makes, a later one fewer.
        number = random.randrange(1, undisturbed.crawl + 1) if not turn else random.randrange(1, 120)
        fault = Fault(number=number, action=random.choice((KILL, HALF)))
        ended = processes.run(folder, *crawl_words(small_site), fault=fault)
        assert ended.killed, (fault, ended)
        scenes.append(Scene.of(folder, tmp_path))
    again = processes.run(folder, *crawl_words(small_site))
    assert again.status in (0, 1), again.said  # 1: a torn tail is told of
    for scene in scenes:
        scene.check_nothing_lost()
    check_sound(processes, folder)
    assert {url for url in undisturbed.urls if "/wp-content/" not in url} <= urls_in(folder)
