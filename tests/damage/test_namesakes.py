"""Two files of one name in two collections: one keeps it, and every record that is whole stays."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from archiver.derive.repair.namesakes import told_apart
from archiver.warc.layout import Archive, marker_of
from tests.commands.made import AT, exchange, ids, info, write
from tests.damage.made import bench_of, copy_of, held, journal, mend, new, verify

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


def _hurt_between_others(archive: Archive) -> None:
    """Ours is hurt, and two other collections have a whole copy: that of the first keeps the name."""
    path = _files(archive)[0]
    for site in OTHERS:
        other = archive.collection(site).archive / path.name
        other.parent.mkdir(parents=True)
        shutil.copy(path, other)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x55
    path.write_bytes(raw)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_repair_that_ends_between_two_names_is_ended_by_the_next(sound: Archive, after: int) -> None:
    made = []
    for ends in (None, after):
        with copy_of(sound) as archive:
            _hurt_between_others(archive)
            if ends is not None:
                with bench_of(archive) as bench:
                    assert [step.done for step in islice(told_apart(bench), ends)] == [True] * ends
            mend(archive)
            assert new(verify(archive)) == []
            paths = archive.root.glob("collections/*/archive/*")
            made.append({str(path.relative_to(archive.root)): path.read_bytes() for path in paths})
    assert made[0] == made[1]


def test_a_second_name_that_a_killed_repair_has_given_is_used(sound: Archive) -> None:
    """Killed within the first step: the file has both names."""
    with copy_of(sound) as archive:
        _hurt_between_others(archive)
        path = _files(archive)[1]
        os.link(path, path.with_name(path.name.replace(".warc.gz", ".2.warc.gz")))
        with bench_of(archive) as bench:
            assert len(list(told_apart(bench))) == 3
        assert sorted(one.name for one in path.parent.glob("*00000*.warc.gz")) == sorted(
            {path.name, path.name.replace(".warc.gz", ".2.warc.gz")}
        )


def test_a_marker_that_its_file_has_left_goes(sound: Archive) -> None:
    """Killed between a file's new name and its marker's; no crawl looks after a file of another collection."""
    with copy_of(sound) as archive:
        kept, path = _files(archive)
        other = archive.collection("zzz").archive / path.name
        other.parent.mkdir(parents=True)
        shutil.copy(path, other)
        for one in (kept, other):
            marker_of(one).touch()
        other.rename(other.with_name(other.name.replace(".warc.gz", ".2.warc.gz")))
        mend(archive, "names", do=False)
        assert marker_of(other).exists()
        mend(archive, "names")
        assert list(archive.root.glob("collections/*/archive/*.open")) == [marker_of(kept)]


def test_nothing_else_is_done_before_one_keeps_the_name(sound: Archive) -> None:
    with copy_of(sound) as archive:
        path = _files(archive)[0]
        other = archive.collection("aaa").archive / path.name
        other.parent.mkdir(parents=True)
        _a_copy_and_ours_is_hurt(path, other)
        steps = mend(archive, "corrupt")
        assert [(step.action, step.file, step.done) for step in steps] == [("left", path.name, False)]
        assert not archive.repairs.exists()
