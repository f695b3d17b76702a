"""A disk that is full, failing or read-only: a sentence that names the file, status 5, and the next start is right."""

import errno
from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from archiver.errors import Exit
from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import (
    ANY,
    CUT,
    ERROR,
    ERROR_EVER,
    NAMES,
    SYNC,
    WRITE,
    Fault,
    Scene,
    Zygote,
    check_sound,
    urls_in,
)

pytestmark = pytest.mark.compiler

GROWING = WRITE | NAMES
"""The calls that a full disk refuses."""

FULL = Fault(action=ERROR_EVER, error=errno.ENOSPC, classes=GROWING)
BROKEN = Fault(action=ERROR, error=errno.EIO, classes=WRITE)
UNSYNCED = Fault(action=ERROR, error=errno.EIO, classes=SYNC)
READ_ONLY = Fault(action=ERROR_EVER, error=errno.EROFS, classes=ANY)

FAULTS = {
    "full from the first call on": replace(FULL, number=1),
    "full where the marker is made": replace(FULL, number=1, part=".warc.gz"),
    "full where the file is made": replace(FULL, number=2, part=".warc.gz"),
    "full in a WARC file": replace(FULL, number=9, part=".warc.gz"),
    "full in the database": replace(FULL, number=30, part="archive.sqlite"),
    "full in the ledger": replace(FULL, number=1, part="fixity.jsonl"),
    "full in the index": replace(FULL, number=1, part="/indexe"),
    "broken in a WARC file": replace(BROKEN, number=6, part=".warc.gz"),
    "broken in the database": replace(BROKEN, number=120, part="archive.sqlite-wal"),
    "broken in the ledger": replace(BROKEN, number=2, part="fixity.jsonl"),
    "broken in the index": replace(BROKEN, number=1, part=".cdxj"),
    "a WARC file is not synced": replace(UNSYNCED, number=4, part=".warc.gz"),
    "a folder is not synced": replace(UNSYNCED, number=1, part="@127.0.0.1"),
    "the ledger is not synced": replace(UNSYNCED, number=1, part="fixity.jsonl"),
    "the index is not synced": replace(UNSYNCED, number=1, part=".cdxj"),
    "read-only from the beginning": replace(READ_ONLY, number=1),
    "read-only from then on": replace(READ_ONLY, number=200),
    "broken where a file is cut back": replace(BROKEN, number=1, part=".warc.gz", classes=CUT | SYNC),
}


def go_on(folder: Path, scene: Scene, processes: Zygote, site: DemoServer, undisturbed: Undisturbed) -> None:
    again = processes.run(folder, *crawl_words(site))
    assert again.status in (0, 1), again.said
    scene.check_nothing_lost()
    check_sound(processes, folder)
    assert undisturbed.urls <= urls_in(folder)


def _sentence(said: str) -> str:
    """What the operator is told last."""
    (line,) = [line for line in said.splitlines() if line.startswith(("stopped: ", "scrapy crawl: "))]
    return line


@pytest.mark.parametrize("name", FAULTS)
def test_a_crawl(
    name: str, tmp_path: Path, processes: Zygote, small_site: DemoServer, undisturbed: Undisturbed
) -> None:
    folder, fault = tmp_path / "archive", FAULTS[name]
    ended = processes.run(folder, *crawl_words(small_site), fault=fault)
    assert ended.status == Exit.STORAGE, ended.said
    assert "Traceback" not in ended.said, ended.said
    assert str(folder) in _sentence(ended.said), ended.said
    go_on(folder, Scene.of(folder), processes, small_site, undisturbed)


SEEDS = [*range(4), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 300))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_disk_that_is_full_from_any_call_on(
    seed: int, tmp_path: Path, processes: Zygote, small_site: DemoServer, undisturbed: Undisturbed
) -> None:
    folder, random = tmp_path / "archive", Random(seed)
    fault = replace(FULL, number=random.randint(1, undisturbed.crawl // 2))
    ended = processes.run(folder, *crawl_words(small_site), fault=fault)
    assert ended.status == Exit.STORAGE, (fault, ended.said)
    go_on(folder, Scene.of(folder), processes, small_site, undisturbed)


@pytest.mark.parametrize(
    "words", [("status",), ("export", "comments"), ("repair", "--jobs", "1"), ("doctor",)]
)
def test_a_full_disk_is_no_damage_of_the_database(
    words: tuple[str, ...], processes: Zygote, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """SQLite wants to make a file beside a database even to read it: what reads does without, and what can't look says why."""
    folder = tmp_path / "archive"
    copytree(undisturbed.folder, folder)
    full = replace(FULL, number=1, part="archive.sqlite-")
    told = processes.run(folder, "archiver", *words, fault=full)
    assert "Traceback" not in told.said
    assert "archiver rebuild" not in told.said
    if "repair" in words:
        assert told.status == Exit.STORAGE, told.said
        assert "archive.sqlite: " in told.said
    else:
        assert told.status == Exit.DONE, told.said
