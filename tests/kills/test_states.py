"""States in which an operator, a backup or a clock may leave an archive: each has its sentence, and the next start is right."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archiver.errors import Exit
from archiver.warc.layout import Archive
from archiver.warc.leftovers import vouched_by
from archiver.warc.locks import site_alone
from tests.crawling import crawl_caracas, crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import Ended, Scene, Zygote, check_sound, urls_in
from tests.machine import ROOT
from tests.warc.bench import Bench, append, octets

pytestmark = pytest.mark.compiler

Crawl = Callable[[], Ended]

_CAPBSET_DROP = 24


@pytest.fixture
def folder(undisturbed: Undisturbed, tmp_path: Path) -> Path:
    """A sound archive of several closed files."""
    copy = tmp_path / "archive"
    shutil.copytree(undisturbed.folder, copy)
    return copy


@pytest.fixture
def crawl(processes: Zygote, small_site: DemoServer, folder: Path) -> Crawl:
    """Crawls ``folder`` once more."""
    return lambda: processes.run(folder, *crawl_words(small_site))


def warcs(folder: Path) -> list[Path]:
    return sorted(folder.glob("collections/*/archive/*.warc.gz"))


def test_a_warc_file_that_was_moved_away_is_told_of_once_and_may_come_back(
    folder: Path, crawl: Crawl, processes: Zygote, tmp_path: Path
) -> None:
    path = warcs(folder)[1]
    shutil.move(path, tmp_path)
    first = crawl()
    assert first.status == 1, first.said
    assert f"{path}: is not here, and the database has rows from it" in first.said
    second = crawl()
    assert second.status == 0, second.said
    assert processes.run(folder, "archiver", "verify", "--jobs", "1").status == 1
    shutil.move(tmp_path / path.name, path)
    assert crawl().status == 0
    check_sound(processes, folder)
    shutil.move(path, tmp_path)
    again = crawl()
    assert again.status == 1, again.said
    assert f"{path}: is not here, and the database has rows from it" in again.said


def test_a_database_of_last_week_learns_what_came_since(
    folder: Path, crawl: Crawl, processes: Zygote, tmp_path: Path, undisturbed: Undisturbed
) -> None:
    week_ago = tmp_path / "archive.sqlite"
    for part in folder.glob("archive.sqlite*"):
        shutil.copy(part, week_ago.with_name(part.name))
    for _ in range(2):
        assert crawl().status == 0
    for part in folder.glob("archive.sqlite*"):
        part.unlink()
    for part in tmp_path.glob("archive.sqlite*"):
        shutil.copy(part, folder)
    again = crawl()
    assert again.status == 0, again.said
    check_sound(processes, folder)


def test_without_a_ledger_the_files_that_nothing_vouches_for_are_told_of_once(
    folder: Path, crawl: Crawl, processes: Zygote
) -> None:
    (folder / "fixity.jsonl").unlink()
    first = crawl()
    assert first.status == 1, first.said
    assert f"{folder / 'fixity.jsonl'}: is not here or empty: nothing vouches for" in first.said
    second = crawl()
    assert "is not here or empty" not in second.said
    repaired = processes.run(folder, "archiver", "repair", "--do", "--jobs", "1")
    assert repaired.status == 0, repaired.said
    check_sound(processes, folder)


@pytest.mark.parametrize("what", ["indexes", "indexed.json", "one file"])
def test_a_missing_index_is_made_again(what: str, folder: Path, crawl: Crawl, processes: Zygote) -> None:
    (collection,) = folder.glob("collections/*")
    if what == "indexes":
        shutil.rmtree(collection / "indexes")
    elif what == "indexed.json":
        (collection / "indexed.json").unlink()
    else:
        sorted((collection / "indexes").glob("*.cdxj"))[0].unlink()
    again = crawl()
    assert again.status == 0, again.said
    check_sound(processes, folder)


def test_a_second_crawl_is_told_who_is_at_it(folder: Path, crawl: Crawl) -> None:
    (collection,) = Archive(folder).collections()
    with ExitStack() as held:
        held.enter_context(site_alone(collection))
        second = crawl()
    assert second.status == 4, second.said
    assert "is in use by process" in second.said
    assert crawl().status == 0


def test_a_name_that_a_file_elsewhere_bears_is_not_given_again(
    tmp_path: Path,
) -> None:
    """The clock was set back to the second in which a file was begun that has since been moved away."""
    bench = Bench(tmp_path / "bench")
    writer = bench.writer()
    append(writer, octets())
    writer.close()
    (path,) = bench.files()
    path.rename(tmp_path / path.name)
    for marker in bench.markers():
        marker.unlink()
    writer = bench.writer(known_end=vouched_by(bench.ledger_path))
    (place,) = append(writer, octets())
    writer.close()
    assert place.warc != path.name


@pytest.mark.parametrize("ahead", [2 * 86_400, 3600], ids=["two days", "an hour"])
def test_a_clock_that_was_set_back_costs_nothing(
    ahead: int, processes: Zygote, small_site: DemoServer, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """The first run was in what is now the future, and was killed there."""
    folder = tmp_path / "archive"
    killed = processes.run(folder, *crawl_words(small_site), point="half-written:9", ahead=ahead)
    assert killed.killed, killed
    scene = Scene.of(folder)
    again = processes.run(folder, *crawl_words(small_site))
    assert again.status in (0, 1), again.said
    assert warcs(folder)[-1] in scene.files  # its name has the time that is still to come
    scene.check_nothing_lost()
    check_sound(processes, folder)
    assert undisturbed.urls <= urls_in(folder)


def test_a_run_whose_clock_ran_ahead_keeps_no_later_one_from_asking(
    processes: Zygote, small_site: DemoServer, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """All that it looked at had been due again after its clock's day, years from now. The site's own clock was right."""
    folder = tmp_path / "archive"
    ahead = processes.run(folder, *crawl_words(small_site), ahead=20 * 365 * 86_400)
    assert ahead.status == 0, ahead.said
    asked = [len(small_site.requests)]
    runs = []
    for _ in range(3):
        runs.append(processes.run(folder, *crawl_words(small_site)))
        asked.append(len(small_site.requests))
    for run in runs:
        assert run.status == 0, run.said
        assert "the clock ran ahead then, by the site's own" in run.said
    first, second, third = (small_site.requests[asked[run] : asked[run + 1]] for run in range(3))
    once = {
        urlsplit(url).path for url in undisturbed.urls if "/category/" not in url
    }  # listings are asked for once ever
    assert once <= {urlsplit(path).path for path in first}
    assert second == third == ["/comments/feed/"]
    status = processes.run(folder, "archiver", "status")
    assert "needs a person: the newest capture of this site is dated" in status.said
    assert "due now, as far as the archive knows: nothing" in status.said
    check_sound(processes, folder)


def test_a_run_whose_clock_is_behind_says_so_and_asks_for_nothing_anew(
    folder: Path, crawl: Crawl, processes: Zygote, small_site: DemoServer
) -> None:
    before = len(small_site.requests)
    behind = processes.run(folder, *crawl_words(small_site), ahead=-20 * 365 * 86_400)
    assert behind.status == 1, behind.said
    assert "is the clock right?" in behind.said
    assert small_site.requests[before:] == []
    right = crawl()
    assert right.status == 0, right.said
    assert "is the clock right?" not in right.said
    check_sound(processes, folder)


def test_a_folder_that_is_read_only_for_real(small_site: DemoServer, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir(mode=0o555)
    ended = subprocess.run(
        [*crawl_command("-a", f"base={small_site.base_url}")],
        cwd=ROOT,
        env=crawl_environment(folder),
        preexec_fn=_like_anybody,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == Exit.STORAGE, ended.stderr
    assert f"scrapy crawl: {folder}" in ended.stderr
    assert "Permission denied" in ended.stderr
    assert "Traceback" not in ended.stderr
    folder.chmod(0o755)
    assert crawl_caracas(small_site.base_url, folder).status == 0


def _like_anybody() -> None:
    """Modes hold for root, too, once it has lost CAP_DAC_OVERRIDE (1), from the next exec on."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(_CAPBSET_DROP, 1) != 0:
        raise OSError("this root can't give up a capability: no folder is read-only for it")


def test_a_start_reads_no_file_that_is_closed_and_known(folder: Path, crawl: Crawl) -> None:
    """However large the archive: each closed file is as long as it was, and holds nothing but zero bytes."""
    closed = [path for path in warcs(folder) if not path.with_name(path.name + ".open").exists()]
    assert len(closed) > 2
    for path in closed:
        size = path.stat().st_size
        path.write_bytes(b"")
        os.truncate(path, size)
    again = crawl()
    assert again.status == 0, again.said
    assert not [name for path in closed for name in path.parent.glob(f"{path.name}.*")]
