"""``python -m benchmarks.holding [GIGABYTES [FIRST]]``: is the memory of rebuild and verify flat in the number of captures?

An archive grows by doublings from FIRST gigabytes (a quarter) to GIGABYTES (10); of twenty answers one is a page of ``benchmarks.pages``, the
others are 20 KB that can't be compressed, as pictures are. At each size the database is made anew and all is verified, and
each process says the most that it has held (VmHWM).
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from archiver.warc.layout import Archive
from benchmarks import pages
from benchmarks.programs import BIN, ROOT
from benchmarks.spent import children
from benchmarks.verify import BASE, write

GIGABYTE = 10**9
FILE = GIGABYTE // 8
EACH = 20
"""Of so many answers one is a page."""

PICTURE = 20_000
JOBS = "2"
TARGET = 300
_ARTICLES = 50_000
_EVERY = 0.1


def answers(part: int) -> Iterator[tuple[str, bytes]]:
    """Paths and bodies of one file of the archive, about ``FILE`` bytes."""
    chance = random.Random(part)
    paths = _paths()
    most = FILE // PICTURE
    for number in range(part * most, (part + 1) * most):
        if number % EACH:
            yield f"/{number}.bin", chance.randbytes(PICTURE)
            continue
        article, page = divmod(number // EACH, pages.PAGES_OF_A_THREAD)
        yield paths[number // EACH], pages.page_of(BASE, article, page + 1, _ARTICLES).encode()


def _paths(known: list[str] = []) -> list[str]:  # noqa: B006 - made once
    if not known:
        known.extend(pages.paths(_ARTICLES))
    return known


def peaks(folder: Path, *words: str) -> list[int]:
    """The most that each process of a command has held, in bytes; its own first."""
    environment = {**os.environ, "ARCHIVER_OUTPUT": str(folder)}
    environment.pop("ARCHIVER_DATABASE", None)
    held: dict[int, int] = {}
    with subprocess.Popen(
        [str(BIN / "archiver"), *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        while child.poll() is None:
            for process in (child.pid, *_below(child.pid)):
                held[process] = max(held.get(process, 0), _peak(process))
            time.sleep(_EVERY)
    if child.returncode:
        raise SystemExit(f"archiver {' '.join(words)}: status {child.returncode}")
    return [held.pop(child.pid), *sorted(held.values(), reverse=True)]


def _below(process: int) -> set[int]:
    """Its children, and theirs: workers are a server's."""
    own = children(process)
    return own.union(*map(_below, own))


def _peak(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def main() -> None:
    most, size = (
        int(float(word) * GIGABYTE) for word in (sys.argv + ["10", "0.25"][len(sys.argv) - 1 :])[1:3]
    )
    print(
        "| GB | captures | rebuild, MB | its parsers | verify, MB | its others |\n|" + " ---: |" * 6,
        flush=True,
    )
    with tempfile.TemporaryDirectory() as place:
        archive, part = Archive(Path(place) / "archive"), 0
        while size <= most:
            while part * FILE < size:
                write(archive, part, answers(part))
                part += 1
            print(f"| {size / GIGABYTE:.2f} | {part * (FILE // PICTURE):,} |", end="", flush=True)
            for words in (("rebuild", "--jobs", JOBS), ("verify", "--jobs", JOBS)):
                for old in archive.root.glob("archive.sqlite*") if words[0] == "rebuild" else ():
                    old.unlink()
                own, *others = peaks(archive.root, *words)
                print(f" {own / 1e6:.0f} | {_few(others)} |", end="", flush=True)
            print()
            size = min(size * 2, most) if size < most else most + 1
    print(f"\nThe aim is {TARGET} MB a process at 10 GB.")


def _few(held: list[int]) -> str:
    return ", ".join(f"{one / 1e6:.0f}" for one in held[:2])


if __name__ == "__main__":
    main()
