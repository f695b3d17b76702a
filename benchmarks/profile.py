"""``python -m benchmarks.profile [PAGES] [ROWS]``: where the whole job spends its time, by group of functions and by function.

Every thread is profiled, by its own CPU time. What a function written in C takes is counted as its caller's, so that a row
says whose work it was. A profile makes Python's own calls dearer than they are: shares tell, not times.
"""

import cProfile
import os
import pstats
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from scrapy.cmdline import execute

from benchmarks import pages as site
from benchmarks.programs import FAST, serving

Function = tuple[str, int, str]
_GROUPS = (
    ("archiver/parse", "parse: pages to facts"),
    ("archiver/sites", "parse: pages to facts"),
    ("archiver/derive", "derive: facts to rows, and history"),
    ("archiver/store", "store: SQLite"),
    ("sqlalchemy", "store: SQLite"),
    ("archiver/warc", "WARC records, files, index"),
    ("archiver/wire", "wire: HTTP messages, digests"),
    ("archiver/crawl", "crawl: handlers, spider, intake"),
    ("archiver", "our other parts"),
    ("pipelines", "our other parts"),
    ("spiders", "our other parts"),
    ("scrapy", "Scrapy"),
    ("twisted", "Twisted"),
    ("lxml", "parse: pages to facts"),
)


def group_of(function: Function) -> str:
    """The group of a function by the file it stands in."""
    for part, group in _GROUPS:
        if f"/{part}/" in function[0]:
            return group
    return "Python and others"


def own_times(stats: pstats.Stats) -> Counter[Function]:
    """Seconds by function of Python, with those of the functions in C that it called."""
    times: Counter[Function] = Counter()
    for function, (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined] # not in its stubs
        if function[0] != "~":
            times[function] += own
            continue
        for caller, (_, _, spent, _) in callers.items():
            times[caller] += spent
    return times


def profiled(arguments: list[str]) -> pstats.Stats:
    """Run ``scrapy`` with these arguments to its end, every thread under a profile of its own."""
    profiles: list[cProfile.Profile] = []
    run = threading.Thread.run

    def run_profiled(thread: threading.Thread) -> None:
        profile = cProfile.Profile(time.thread_time)
        profiles.append(profile)
        profile.runcall(run, thread)

    threading.Thread.run = run_profiled  # type: ignore[method-assign, assignment] # Python has no other door for cProfile
    main = cProfile.Profile(time.thread_time)
    with suppress(SystemExit):  # how a command of Scrapy ends
        main.runcall(execute, arguments)
    stats = pstats.Stats(main)
    for profile in profiles:
        stats.add(profile)
    return stats


def report(stats: pstats.Stats, pages: int, rows: int) -> None:
    times = own_times(stats)
    total = sum(times.values())
    groups: Counter[str] = Counter()
    for function, spent in times.items():
        groups[group_of(function)] += spent
    print("| whose | share | ms a page, profiled |\n| --- | ---: | ---: |")
    for group, spent in groups.most_common():
        print(f"| {group} | {spent / total:.0%} | {spent / pages * 1000:.2f} |")
    print()
    for (file, line, name), spent in times.most_common(rows):
        print(f"{spent / pages * 1000:7.3f} ms  {name}  {'/'.join(Path(file).parts[-3:])}:{line}")


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    articles = max(1, pages // site.PAGES_OF_A_THREAD)
    with serving(articles) as base, tempfile.TemporaryDirectory() as folder:
        os.environ["ARCHIVER_OUTPUT"] = folder
        settings = [word for name, value in FAST.items() for word in ("-s", f"{name}={value}")]
        stats = profiled(["scrapy", "crawl", "caracas", "-a", f"base={base}", *settings])
        if os.environ.get("PROFILE"):
            stats.dump_stats(os.environ["PROFILE"])
    report(stats, articles * site.PAGES_OF_A_THREAD, rows)


if __name__ == "__main__":
    main()
