"""A repair is killed between two of its steps; the next one makes an end of it, and no damaged byte is thrown away."""

import shutil
from pathlib import Path
from random import Random

import pytest

from archiver.warc.reader import members
from tests.kills.conftest import Undisturbed
from tests.kills.harness import COUNT, HALF, KILL, Fault, Zygote, check_sound, temporary_of
from tests.kills.plan import REPAIR

pytestmark = pytest.mark.compiler

SEEDS = [*range(4), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 400))]
WORDS = ("archiver", "repair", "--do", "--jobs", "1")


@pytest.fixture
def damaged(undisturbed: Undisturbed, tmp_path: Path) -> tuple[Path, Path, bytes]:
    """An archive of which one file has a broken member: its folder, that file, and the member's bytes."""
    folder = tmp_path / "archive"
    shutil.copytree(undisturbed.folder, folder)
    path = sorted(folder.glob("collections/*/archive/*.warc.gz"))[0]
    last = list(members(path))[-1]
    data = bytearray(path.read_bytes())
    data[last.offset + last.length // 2] ^= 0x55
    path.write_bytes(data)
    return folder, path, bytes(data[last.offset : last.offset + last.length])


def _check(damaged: tuple[Path, Path, bytes], processes: Zygote) -> None:
    folder, path, broken = damaged
    again = processes.run(folder, *WORDS)
    assert again.status == 0, again.said
    assert not list(temporary_of(folder).iterdir())
    check_sound(processes, folder)
    asides = [aside.read_bytes() for aside in path.parent.glob(f"{path.name}.*-*")]
    assert any(broken in aside for aside in asides)


@pytest.mark.parametrize("point", REPAIR)
def test_at_each_named_place(point: str, damaged: tuple[Path, Path, bytes], processes: Zygote) -> None:
    ended = processes.run(damaged[0], *WORDS, point=point)
    assert ended.killed, ended
    assert list(temporary_of(damaged[0]).iterdir())  # which the next one clears
    _check(damaged, processes)


@pytest.mark.parametrize("seed", SEEDS)
def test_at_any_call(seed: int, damaged: tuple[Path, Path, bytes], processes: Zygote, tmp_path: Path) -> None:
    folder, random = damaged[0], Random(seed)
    shutil.copytree(folder, tmp_path / "other")
    calls = processes.run(tmp_path / "other", *WORDS, fault=Fault(action=COUNT)).calls
    fault = Fault(number=random.randint(1, calls * 9 // 10), action=random.choice((KILL, HALF)))
    ended = processes.run(folder, *WORDS, fault=fault)
    assert ended.killed, (fault, ended)
    _check(damaged, processes)


@pytest.fixture
def namesakes(damaged: tuple[Path, Path, bytes]) -> tuple[Path, Path, bytes]:
    """That archive with a whole copy of the broken file in another collection. What is broken is whole in the copy."""
    folder, path, broken = damaged
    data = bytearray(path.read_bytes())
    data[data.index(broken) + len(broken) // 2] ^= 0x55
    other = folder / "collections" / "other" / "archive" / path.name
    other.parent.mkdir(parents=True)
    other.write_bytes(data)
    return damaged


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=() if n % 8 == 0 else pytest.mark.long) for n in range(1, 41)]
)
def test_between_files_of_one_name_at_any_call(
    number: int, namesakes: tuple[Path, Path, bytes], processes: Zygote
) -> None:
    """All is done within the first calls: names, and the copy that is set aside."""
    folder, path, broken = namesakes
    before = path.read_bytes()
    ended = processes.run(folder, *WORDS, fault=Fault(number=number))
    assert ended.killed, ended
    again = processes.run(folder, *WORDS)
    assert again.status == 0, again.said
    check_sound(processes, folder)
    (kept,) = folder.glob(f"collections/*/archive/{path.name}")
    assert kept == path
    assert kept.read_bytes() == before.replace(
        broken, kept.read_bytes()[before.index(broken) :][: len(broken)]
    )
    assert before in [aside.read_bytes() for aside in folder.glob("collections/*/archive/*.orphaned-*")]
