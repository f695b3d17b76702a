"""What follows a run that has ended, if it is set: some of its pages are opened in a browser, as they replay.

A process of its own does it (``archiver check-replay``), over the closed archive: whatever becomes of it, the
run is what it was, and so is its exit status.
"""

import os
import subprocess
import sys

from scrapy.crawler import Crawler

from archiver.crawl.ending import Ending
from archiver.streams import Out

START_SECONDS = 120
"""For pywb and the browser to start."""

PAGE_SECONDS = 90
"""For one page: what is longer hangs."""


def check_replay(crawler: Crawler, out: Out) -> None:
    """Check ``CHECK_REPLAY_SAMPLE`` pages of the run of ``crawler``, and print what came of it on ``out``."""
    most = crawler.settings.getint("CHECK_REPLAY_SAMPLE")
    ending = crawler.get_extension(Ending)
    if most < 1 or ending is None or ending.counts is None or not ending.counts.articles:
        return
    command = [sys.executable, "-m", "archiver.commands.main", "check-replay"]
    names = ("ARCHIVER_OUTPUT", "ARCHIVER_DATABASE", "ARCHIVER_CHROMIUM")
    chosen = {name: str(crawler.settings.get(name) or "") for name in names}
    out.flush()
    try:
        done = subprocess.run(  # noqa: S603 - this project's own command
            [*command, "--sample", str(most), "--run", ending.run],
            env={**os.environ, **chosen},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=START_SECONDS + most * PAGE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        out.write("replay not checked: it took too long\n")
        return
    said = (done.stdout if done.returncode in (0, 1) else done.stderr).strip().splitlines() or [
        "it said nothing"
    ]
    if done.returncode == 0:
        out.write(f"replay: {said[-1]}\n")
    elif done.returncode == 1:
        out.write("".join(f"replay: {line}\n" for line in said))
    else:
        out.write(f"replay not checked: {said[-1].removeprefix('archiver check-replay: ')}\n")
