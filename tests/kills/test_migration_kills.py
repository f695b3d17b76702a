"""An archive whose store is of an earlier schema is opened, and killed meanwhile: the next start makes an end of it."""

import json
import shutil
from pathlib import Path
from random import Random

import pytest

from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import COUNT, HALF, KILL, Fault, Scene, Zygote, check_sound
from tests.kills.plan import MIGRATION
from tests.kills.test_store_kills import content
from tests.store.old import REVISIONS, make_old

pytestmark = pytest.mark.compiler

SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 100))]


def places(revision: str) -> list[str]:
    """Every place a migration from ``revision`` passes, each passing of it."""
    due = range(1, len(REVISIONS) + 2 - int(revision))
    return [
        place
        for name in MIGRATION
        for place in ([f"{name}:{n}" for n in due] if name == "revised" else [name])
    ]


def old_archive(folder: Path, revision: str, undisturbed: Undisturbed) -> Path:
    """The undisturbed archive, as the program of ``revision`` would have left it; gives its database."""
    shutil.copytree(undisturbed.folder, folder)
    database = folder / "archive.sqlite"
    for part in folder.glob("archive.sqlite*"):
        part.unlink()
    make_old(database, revision, undisturbed.folder / "archive.sqlite")
    return database


def check(folder: Path, whole: Path, revision: str, processes: Zygote) -> None:
    """Migrated as if nothing had been, every row proved, and a rebuild says the same."""
    again = processes.run(folder, "open", str(folder / "archive.sqlite"))
    assert again.status == 0, again.said
    assert content(folder / "archive.sqlite") == content(whole / "archive.sqlite")
    read_the_rest(folder, revision, processes)
    check_sound(processes, folder)


def read_the_rest(folder: Path, revision: str, processes: Zygote) -> None:
    """No earlier version read when an answer's end came, the first nothing of what second witnesses say: a rebuild must, and
    nothing else may differ.
    """
    rebuilt = processes.run(folder, "archiver", "rebuild", "--jobs", "1", "--json")
    assert rebuilt.status == 1, rebuilt.said
    differences = json.loads(rebuilt.said.splitlines()[-1])["differences"]
    unread = {"testimonies", "testimony_versions", "comments"} if revision == "0001" else set()
    assert differences.keys() <= {"captures", "events", *unread}
    kept = {kind for table, kinds in differences.items() if table != "events" for kind in kinds}
    assert "removed" not in kept  # an event is known by its instants: one that lasts longer is another row


@pytest.mark.parametrize(
    ("revision", "place"), [(revision, place) for revision in REVISIONS for place in places(revision)]
)
def test_at_each_step(
    revision: str, place: str, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed
) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    database = old_archive(killed, revision, undisturbed)
    shutil.copytree(killed, whole)
    before = content(database)
    assert processes.run(whole, "open", str(whole / "archive.sqlite")).status == 0
    ended = processes.run(killed, "open", str(database), point=place)
    assert ended.killed, ended
    assert content(database) == before
    check(killed, whole, revision, processes)


@pytest.mark.parametrize("revision", REVISIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_at_any_call(
    seed: int, revision: str, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed
) -> None:
    random, killed, whole = Random(seed), tmp_path / "killed", tmp_path / "whole"
    database = old_archive(killed, revision, undisturbed)
    shutil.copytree(killed, whole)
    counted = processes.run(whole, "open", str(whole / "archive.sqlite"), fault=Fault(action=COUNT))
    for _ in range(2):
        fault = Fault(number=random.randint(1, counted.calls - 1), action=random.choice((KILL, HALF)))
        ended = processes.run(killed, "open", str(database), fault=fault)
        assert ended.killed or ended.status == 0, (fault, ended)  # the second may find it done
    check(killed, whole, revision, processes)


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_crawl_that_dies_while_it_migrates(
    revision: str, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed, small_site: DemoServer
) -> None:
    folder = tmp_path / "archive"
    old_archive(folder, revision, undisturbed)
    scene = Scene.of(folder)
    assert processes.run(folder, *crawl_words(small_site), point="revised").killed
    again = processes.run(folder, *crawl_words(small_site))
    assert again.status == 0, again.said
    scene.check_nothing_lost()
    read_the_rest(folder, revision, processes)
    check_sound(processes, folder)
