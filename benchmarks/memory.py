"""``python -m benchmarks.memory [FEW MANY]``: is memory flat in the number of captures?

One whole job on a server that makes each page when it is asked for: the resident memory of the process is
read while it runs, and printed at FEW captures, at MANY and between, so that a run cut short has told what it saw. The address list of the whole site is in memory from
the start (the sitemap names it), so what grows from FEW to MANY is what pages leave behind.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.request import urlopen

from benchmarks import pages as site
from benchmarks.programs import BIN, FAST, ROOT, serving

EVERY = 0.5
"""Seconds between two looks."""
LOOKS = 20
"""The most of so many looks counts, so that a moment's low is not taken for the whole."""
LINES = 40
"""The last of what a crawl says, printed where it did not end well: its summary and what was logged before."""


def resident(process: int) -> int:
    """Bytes of a process that are in memory."""
    fields = Path(f"/proc/{process}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def sent(base: str) -> int:
    """How many pages the server has sent in the run."""
    with urlopen(f"{base}/-/sent") as answer:
        return int(answer.read())


def last_lines(said: BinaryIO) -> str:
    """The end of what a program said: why its status is what it is."""
    said.seek(0)
    return "".join(deque((line.decode("utf-8", "replace") for line in said), maxlen=LINES))


def samples(base: str, folder: str) -> Iterator[tuple[int, int]]:
    """Pages fetched and bytes held, looked at while the whole job runs."""
    settings = [word for name, value in FAST.items() for word in ("-s", f"{name}={value}")]
    command = [str(BIN / "scrapy"), "crawl", "caracas", "-a", f"base={base}", *settings]
    environment = {**os.environ, "ARCHIVER_OUTPUT": folder, "PYTHONPATH": str(ROOT)}
    environment.pop("ARCHIVER_DATABASE", None)
    with (
        Path(folder, "said").open("w+b") as said,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT) as child,
    ):
        while child.poll() is None:
            try:
                found = sent(base), resident(child.pid)
            except (FileNotFoundError, ProcessLookupError, ValueError):
                break  # it has just ended
            yield found
            time.sleep(EVERY)
        if child.wait():
            raise SystemExit(f"the crawl ended with status {child.returncode}\n{last_lines(said)}")


def marks(few: int, many: int) -> list[int]:
    """The numbers of captures to print: FEW, then equal steps up to MANY, which the last pages may just miss."""
    step = max(many // 10, 1)
    return sorted({few, *range(step, many, step), many - max(many // 100, 1)})


def main() -> None:
    few, many = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (5_000, 50_000)
    articles = many // site.PAGES_OF_A_THREAD
    to_come, told = marks(few, many), {}
    with serving(articles, "--endless") as base, tempfile.TemporaryDirectory() as folder:
        print("| pages fetched | resident, MB | seconds |\n| ---: | ---: | ---: |", flush=True)
        begun, last_looks = time.monotonic(), deque[int](maxlen=LOOKS)
        for pages, held in samples(base, folder):
            last_looks.append(held)
            while to_come and pages >= to_come[0]:
                told[to_come.pop(0)] = max(last_looks)
                print(
                    f"| {pages:,} | {max(last_looks) / 1e6:.0f} | {time.monotonic() - begun:.0f} |",
                    flush=True,
                )
    if to_come:
        raise SystemExit(f"the crawl ended before {to_come[0]:,} captures")
    first, last = told[few], told[max(told)]
    print(
        f"\n{first / 1e6:.0f} MB at {few:,} captures, {last / 1e6:.0f} MB at {max(told):,}: {last / first - 1:+.0%} (target: within 15 %)"
    )


if __name__ == "__main__":
    main()
