"""What a command does with the streams it was started with: closed, full, or of a charset that lacks letters."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.errors import Exit
from tests.crawling import crawl_environment
from tests.machine import ROOT

FULL = Path("/dev/full")
_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")


def _close(*numbers: int) -> Callable[[], None]:
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


def _archiver(
    folder: Path, *words: str, out: Path | None = None, closed: tuple[int, ...] = (), **environment: str
) -> subprocess.CompletedProcess[bytes]:
    with (out or Path(os.devnull)).open("wb") as stdout:
        return subprocess.run(
            [str(Path(sys.executable).parent / "archiver"), *words],
            cwd=ROOT,
            env=crawl_environment(folder) | environment,
            stdout=stdout if out else subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=_close(*closed),
            check=False,
            timeout=120,
        )


@_full
@pytest.mark.parametrize("words", [["status"], ["export", "comments"], ["verify"], ["events", "--json"]])
def test_a_stdout_that_is_full_is_storage_that_failed(words: list[str], crawled: Path) -> None:
    done = _archiver(crawled, *words, out=FULL)
    assert done.returncode == Exit.STORAGE
    assert done.stderr.splitlines()[1:] == [
        f"archiver {words[0]}: stdout: No space left on device".encode()
    ], done.stderr


@_full
def test_where_nobody_can_be_told_the_status_tells(archive: Path) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "archiver"), "status"],
            cwd=ROOT,
            env=crawl_environment(archive),
            stdout=full,
            stderr=full,
            check=False,
            timeout=120,
        )
    assert done.returncode == Exit.STORAGE


@pytest.mark.parametrize("closed", [(1,), (0, 1, 2)])
def test_streams_that_are_closed_are_no_error(closed: tuple[int, ...], crawled: Path) -> None:
    done = _archiver(crawled, "status", closed=closed)
    assert done.returncode == Exit.DONE, done.stderr
    assert b"Traceback" not in done.stderr


def test_json_and_exports_are_whole_whatever_the_charset(crawled: Path) -> None:
    latin = _archiver(crawled, "export", "comments", PYTHONIOENCODING="ascii")
    assert latin.returncode == Exit.DONE, latin.stderr
    assert latin.stdout == _archiver(crawled, "export", "comments").stdout
    assert not latin.stdout.isascii()
    asked = ("events", "--json", "--limit", "0")
    told = _archiver(crawled, *asked, PYTHONIOENCODING="ascii")
    assert told.stdout.isascii()
    assert json.loads(told.stdout) == json.loads(_archiver(crawled, *asked).stdout)


def test_words_that_a_charset_lacks_are_escaped(crawled: Path) -> None:
    said = _archiver(crawled, "events", "--limit", "0", PYTHONIOENCODING="ascii")
    assert said.returncode == Exit.DONE, said.stderr
    article = json.loads(_archiver(crawled, "export", "articles").stdout.splitlines()[0])
    thread = _archiver(crawled, "thread", article["url"], PYTHONIOENCODING="ascii")
    assert thread.returncode == Exit.DONE, thread.stderr
    assert thread.stdout.isascii()
    assert thread.stdout
