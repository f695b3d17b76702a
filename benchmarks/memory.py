"""``python -m benchmarks.memory [FEW MANY]``: is memory flat in the number of captures?

One whole job on a server that makes each page when it is asked for: the resident memory of the process is
read while it runs, at FEW captures and at MANY. The address list of the whole site is in memory from
the start (the sitemap names it), so what grows from FEW to MANY is what pages leave behind.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from benchmarks import pages as site
from benchmarks.programs import BIN, FAST, ROOT, serving

EVERY = 0.5
"""Seconds between two looks."""


def resident(process: int) -> int:
    """Bytes of a process that are in memory."""
    fields = Path(f"/proc/{process}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def sent(base: str) -> int:
    """How many pages the server has sent in the run."""
    with urlopen(f"{base}/-/sent") as answer:
        return int(answer.read())


def samples(base: str, folder: str) -> list[tuple[int, int]]:
    """Pages fetched and bytes held, looked at while the whole job runs."""
    settings = [word for name, value in FAST.items() for word in ("-s", f"{name}={value}")]
    command = [str(BIN / "scrapy"), "crawl", "caracas", "-a", f"base={base}", *settings]
    environment = {**os.environ, "ARCHIVER_OUTPUT": folder, "PYTHONPATH": str(ROOT)}
    environment.pop("ARCHIVER_DATABASE", None)
    found: list[tuple[int, int]] = []
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            try:
                found.append((sent(base), resident(child.pid)))
            except (FileNotFoundError, ProcessLookupError, ValueError):
                break  # it has just ended
            time.sleep(EVERY)
    return found


def main() -> None:
    few, many = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (5_000, 50_000)
    articles = many // site.PAGES_OF_A_THREAD
    with serving(articles, "--endless") as base, tempfile.TemporaryDirectory() as folder:
        found = samples(base, folder)
    if not any(pages >= few for pages, _ in found):
        raise SystemExit("the crawl ended early")
    print("| pages fetched | resident, MB |\n| ---: | ---: |")
    step = max(many // 12, 1)
    for mark in range(step, many + 1, step):
        at = [held for pages, held in found if mark - step < pages <= mark]
        if at:
            print(f"| {mark} | {max(at) / 1e6:.0f} |")
    window = max(few // 5, 100)
    first = max(held for pages, held in found if few - window < pages <= few + window)
    last = max(held for pages, held in found if pages > many - 2 * window)
    print(
        f"\n{first / 1e6:.0f} MB around {few} captures, {last / 1e6:.0f} MB around {many}: {last / first - 1:+.0%} (target: within 15 %)"
    )


if __name__ == "__main__":
    main()
