"""A rebuild is killed, and the archive says what it said; the next rebuild makes an end of it."""

import errno
import shutil
from pathlib import Path
from random import Random

import pytest

from archiver.errors import Exit
from archiver.warc import faults
from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import COUNT, ERROR_EVER, HALF, KILL, NAMES, WRITE, Fault, Scene, Zygote, check_sound
from tests.kills.plan import REBUILD, TORN_LEDGER, VERIFY, places

pytestmark = pytest.mark.compiler

SEEDS = [*range(8), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(8, 600))]
WORDS = ("archiver", "rebuild", "--jobs", "1")


def _copy(undisturbed: Undisturbed, tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    shutil.copytree(undisturbed.folder, folder)
    return folder


def _check(folder: Path, live: str, processes: Zygote) -> None:
    """The database that is there says what it said, and so does the one that is made at last."""
    if (folder / "archive.sqlite").exists():
        assert processes.run(folder, "archiver", "export", "--canonical").said == live
    again = processes.run(folder, *WORDS)
    assert again.status == 0, again.said
    assert processes.run(folder, "archiver", "export", "--canonical").said == live
    assert not [*folder.glob("*.rebuilding*"), *folder.glob("*.before*")]
    verified = processes.run(folder, "archiver", "verify", "--jobs", "1")
    assert verified.status == 0, verified.said


@pytest.mark.parametrize("seed", SEEDS)
def test_at_any_call_twice_in_a_row(
    seed: int, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed
) -> None:
    folder, random = _copy(undisturbed, tmp_path), Random(seed)
    live = processes.run(folder, "archiver", "export", "--canonical").said
    for most in (int(undisturbed.rebuild * 0.9), 100):
        fault = Fault(number=random.randint(1, most), action=random.choice((KILL, HALF)))
        ended = processes.run(folder, *WORDS, fault=fault)
        assert ended.killed, (fault, ended)
    _check(folder, live, processes)


@pytest.mark.parametrize("point", REBUILD)
def test_at_each_named_place(point: str, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed) -> None:
    folder = _copy(undisturbed, tmp_path)
    live = processes.run(folder, "archiver", "export", "--canonical").said
    ended = processes.run(folder, *WORDS, point=point)
    assert ended.killed, ended
    _check(folder, live, processes)


@pytest.mark.parametrize("point", ["rebuild-copying", "rebuild-read"])
def test_where_there_was_no_database(
    point: str, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed, small_site: DemoServer
) -> None:
    """The next crawl derives what is missing; nobody need know of the rebuild."""
    folder = _copy(undisturbed, tmp_path)
    live = processes.run(folder, "archiver", "export", "--canonical").said
    for part in folder.glob("archive.sqlite*"):
        part.unlink()
    assert processes.run(folder, *WORDS, point=point).killed
    again = processes.run(folder, *crawl_words(small_site))
    assert again.status == 0, again.said
    then = processes.run(folder, "archiver", "export", "--canonical").said
    assert {line for line in live.splitlines() if '"captures"' in line} <= set(then.splitlines())
    check_sound(processes, folder)


@pytest.mark.parametrize("point", VERIFY)
def test_a_verification_that_is_killed_leaves_everything_as_it_was(
    point: str, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed
) -> None:
    folder = _copy(undisturbed, tmp_path)
    live = processes.run(folder, "archiver", "export", "--canonical").said
    assert processes.run(folder, "archiver", "verify", "--jobs", "1", point=point).killed
    _check(folder, live, processes)


@pytest.mark.parametrize("point", TORN_LEDGER)
def test_while_half_a_ledger_line_is_put_aside(
    point: str, tmp_path: Path, processes: Zygote, undisturbed: Undisturbed, small_site: DemoServer
) -> None:
    folder = _copy(undisturbed, tmp_path)
    with (folder / "fixity.jsonl").open("ab") as ledger:
        ledger.write(b'{"name":"half a li')
    scene = Scene.of(folder)
    assert processes.run(folder, *crawl_words(small_site), point=point).killed
    again = processes.run(folder, *crawl_words(small_site))
    assert again.status in (0, 1), again.said
    scene.check_nothing_lost()
    check_sound(processes, folder)


@pytest.mark.parametrize(
    "words", [WORDS, ("archiver", "repair", "--do", "--jobs", "1")], ids=["rebuild", "repair"]
)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.8])
def test_on_a_disk_that_is_full_from_some_call_on(
    share: float, words: tuple[str, ...], tmp_path: Path, processes: Zygote, undisturbed: Undisturbed
) -> None:
    folder, other = _copy(undisturbed, tmp_path), tmp_path / "other"
    live = processes.run(folder, "archiver", "export", "--canonical").said
    if "repair" in words:
        (folder / "archive.sqlite").unlink()
    shutil.copytree(folder, other)
    calls = processes.run(other, *words, fault=Fault(action=COUNT, classes=WRITE | NAMES)).calls
    full = Fault(
        number=max(1, int(calls * share)), action=ERROR_EVER, error=errno.ENOSPC, classes=WRITE | NAMES
    )
    ended = processes.run(folder, *words, fault=full)
    assert ended.status == Exit.STORAGE, (full, calls, ended.said)
    assert "Traceback" not in ended.said, ended.said
    assert processes.run(folder, *words).status == 0
    _check(folder, live, processes)


def test_every_named_place_is_killed_at_somewhere() -> None:
    assert places() == set(faults.POINTS)
