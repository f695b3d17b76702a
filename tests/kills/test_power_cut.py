"""The power is cut at any call, and what was not synced is lost: nothing that was acknowledged is."""

import json
import shutil
from pathlib import Path
from random import Random

import pytest

from archiver.warc.reader import record_at
from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import Scene, Zygote, check_sound, urls_in
from tests.kills.power import Call, Disk, calls

pytestmark = pytest.mark.compiler

EVERY = 7
"""Calls from one cut to the next."""


@pytest.fixture(scope="session")
def traced(
    processes: Zygote, small_site: DemoServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Call]]:
    """The folder of a crawl that was killed near its end and gone on with, and all its calls."""
    work = tmp_path_factory.mktemp("traced")
    folder, trace = work / "archive", work / "trace"
    folder.mkdir()
    assert processes.run(folder, *crawl_words(small_site), trace=trace, point="synced:14").killed
    again = processes.run(folder, *crawl_words(small_site), trace=trace)
    assert again.status in (0, 1), again.said
    return folder, list(calls(trace))


@pytest.mark.parametrize("chance", [None, 1, 2], ids=["what is certain", "more by chance", "more by another"])
def test_nothing_that_was_acknowledged_is_lost(
    chance: int | None, traced: tuple[Path, list[Call]], tmp_path: Path
) -> None:
    folder, made = traced
    disk, told, left = Disk(folder), [], tmp_path / "left"
    for number, call in enumerate(made):
        if call.kind == "m":
            told.append(json.loads(call.path))
            continue
        disk.apply(call)
        if number % EVERY == 0:
            disk.cut(left, None if chance is None else Random(f"{chance} {number}"))
            _check(left, told)
            shutil.rmtree(left)
    assert len(told) > 20


def _check(left: Path, told: list[tuple[str, str, str, int, int]]) -> None:
    """Every capture whose response went on, and every one that a row refers to, is on the disk."""
    paths = {path.name: path for path in left.glob("collections/*/archive/*.warc.gz")}
    rows = Scene.of(left).rows
    for record_id, warc, offset, length in [*rows, *((one[0], *one[2:]) for one in told)]:
        assert warc in paths, f"{record_id} was acknowledged, and {warc} is not on the disk"
        assert record_at(paths[warc], offset, length).record_id == record_id


@pytest.mark.parametrize("seed", [0, 1, 2, *(pytest.param(n, marks=pytest.mark.long) for n in range(3, 200))])
def test_the_next_start_is_right(
    seed: int,
    traced: tuple[Path, list[Call]],
    tmp_path: Path,
    processes: Zygote,
    small_site: DemoServer,
    undisturbed: Undisturbed,
) -> None:
    folder, made = traced
    disk, random, left = Disk(folder), Random(seed), tmp_path / "archive"
    for call in made[: random.randrange(len(made))]:
        if call.kind != "m":
            disk.apply(call)
    disk.cut(left, random)
    scene = Scene.of(left)
    again = processes.run(left, *crawl_words(small_site))
    assert again.status in (0, 1), again.said
    scene.check_nothing_lost()
    check_sound(processes, left)
    assert undisturbed.urls <= urls_in(left)
