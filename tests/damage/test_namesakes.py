"""Two files of one name in two collections: one keeps it, and every record that is whole stays."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.warc.layout import Archive
from tests.commands.made import AT, exchange, ids, info, write
from tests.damage.made import copy_of, held, journal, mend, new, verify

OTHERS = ("aaa", "zzz")
"""Collections whose names come before and after that of the site."""


def _files(archive: Archive) -> list[Path]:
    return [path for one in archive.collections() for path in one.warcs()]


def _a_copy(path: Path, other: Path) -> None:
    shutil.copy(path, other)


def _a_copy_with_more(path: Path, other: Path) -> None:
    """As a file is that was copied back from where a crawl went on."""
    numbers = ids("d")
    more = info(path.name, AT + timedelta(seconds=30), numbers)
    fetched = exchange("/feed/", AT + timedelta(seconds=31), more, numbers)
    write(other, [more, *fetched])
    other.write_bytes(path.read_bytes() + other.read_bytes())


def _a_copy_and_ours_is_hurt(path: Path, other: Path) -> None:
    shutil.copy(path, other)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x55
    path.write_bytes(raw)


def _a_hurt_copy(path: Path, other: Path) -> None:
    _a_copy_and_ours_is_hurt(path, other)
    raw = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(raw)


def _a_piece(path: Path, other: Path) -> None:
    other.write_bytes(path.read_bytes()[:3000])


def _the_other_file(path: Path, other: Path) -> None:
    shutil.copy(next(one for one in path.parent.glob("*.warc.gz") if one != path), other)


def _records_of_its_own(path: Path, other: Path) -> None:
    numbers = ids("d")
    first = info(path.name, AT + timedelta(hours=1), numbers)
    write(other, [first, *exchange("/robots.txt", AT + timedelta(hours=1, seconds=1), first, numbers)])


HOW: dict[str, Callable[[Path, Path], None]] = {
    "a copy": _a_copy,
    "a copy with more in it": _a_copy_with_more,
    "a copy, and ours is hurt": _a_copy_and_ours_is_hurt,
    "a hurt copy": _a_hurt_copy,
    "a piece": _a_piece,
    "another file": _the_other_file,
    "records of its own": _records_of_its_own,
}


@pytest.mark.parametrize("site", OTHERS)
@pytest.mark.parametrize("how", HOW)
def test_one_keeps_the_name_and_no_record_goes(sound: Archive, how: str, site: str) -> None:
    written = held(sound)
    with copy_of(sound) as archive:
        path = _files(archive)[0]
        other = archive.collection(site).archive / path.name
        other.parent.mkdir(parents=True)
        HOW[how](path, other)
        there, before = held(archive), {path.read_bytes(), other.read_bytes()}
        told = [
            finding for finding in new(verify(archive)) if "one in each of the collections" in finding.detail
        ]
        assert [(finding.kind, finding.file) for finding in told] == [("orphaned", path.name)]

        assert [step.action for step in mend(archive, do=False)][-1] == "left"
        steps = mend(archive)
        assert steps[0].action == "names"
        assert all(step.done for step in steps)
        assert new(verify(archive)) == []
        assert mend(archive, do=False) == []
        assert path in _files(archive)
        assert set(held(archive)) == set(there) >= set(written)
        assert set(held(archive).values()) == {1}
        assert before <= {one.read_bytes() for one in archive.root.glob("collections/*/archive/*.gz*")}
        assert [note["state"] for note in journal(archive)] == ["begun", "done"] * (
            len(journal(archive)) // 2
        )


def test_nothing_else_is_done_before_one_keeps_the_name(sound: Archive) -> None:
    with copy_of(sound) as archive:
        path = _files(archive)[0]
        other = archive.collection("aaa").archive / path.name
        other.parent.mkdir(parents=True)
        _a_copy_and_ours_is_hurt(path, other)
        steps = mend(archive, "corrupt")
        assert [(step.action, step.file, step.done) for step in steps] == [("left", path.name, False)]
        assert not archive.repairs.exists()
