"""``python -m benchmarks.idle [RUNS]``: what a run costs that finds nothing due.

The demo site is crawled once into a new archive, then RUNS times more: requests, CPU and wall of each, as the system
accounts them, beside a bare ``import scrapy`` and Scrapy's own ``version``, which are the floor.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.crawling import crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT


def cost(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """CPU and wall seconds of a process. Raises RuntimeError if it fails."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command}: exit {child.returncode}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - begun


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with DemoServer() as server, tempfile.TemporaryDirectory() as place:
        environment = crawl_environment(Path(place))
        crawl = crawl_command("-a", f"base={server.base_url}")
        programs = {
            "import scrapy": [sys.executable, "-c", "import scrapy"],
            "scrapy version": [crawl[0], "version"],
            "a run with nothing due": crawl,
        }
        first = cost(crawl, environment)
        print(f"the first run: {first[0]:.2f} s CPU, {first[1]:.2f} s wall, {len(server.requests)} requests")
        for name, command in programs.items():
            before = len(server.requests)
            costs = [cost(command, environment) for _ in range(runs)]
            cpu, wall = (median(one[part] for one in costs) for part in (0, 1))
            asked = (len(server.requests) - before) / runs
            print(f"{name}: {cpu:.2f} s CPU, {wall:.2f} s wall, {asked:g} requests")


if __name__ == "__main__":
    main()
