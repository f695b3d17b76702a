"""``python -m benchmarks.growth [wordpress|demo]``: what a second and a third crawl add, by kind, with and without revisits.

The site is crawled whole; again at once; and again as a month later: articles and threads have changed
(``tests/wordpress/mutate``; the demo site stays as it is), and what pages need is asked for anew.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from archiver.store.engine import Store
from archiver.store.sizes import KINDS, Size, sizes_of_runs
from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer
from tests.wordpress.site import claim

RUNS = ("first", "again at once", "a month later")
_AGAIN = ("-a", "mode=all")
_WORDS = ((), _AGAIN, (*_AGAIN, "-s", "REQUISITES_MAX_AGE_DAYS=0"))


@contextmanager
def site(kind: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """The site's address, and how a month passes there."""
    if kind == "demo":
        with DemoServer() as server:
            yield server.base_url, lambda: None
        return
    wordpress = claim()
    wordpress.start()
    try:
        wordpress.reset()
        yield wordpress.base_url, wordpress.mutate
    finally:
        wordpress.stop()


def added(sizes: list[dict[str, Size]]) -> list[str]:
    """A row a kind and run, in Markdown."""
    lines = [
        "| kind | crawl | captures | bytes | of these revisits | bytes of revisits | bytes without revisits |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind in (*KINDS, "all"):
        for name, kinds in zip(RUNS, sizes, strict=True):
            size = kinds[kind] if kind != "all" else total(kinds)
            lines.append(
                f"| {kind} | {name} | {size.captures:,} | {size.bytes:,} | {size.revisits:,}"
                f" | {size.revisit_bytes:,} | {size.whole:,} |"
            )
    return lines


def total(kinds: dict[str, Size]) -> Size:
    """All kinds together."""
    names = ("captures", "bytes", "revisits", "revisit_bytes", "whole")
    return Size(**{name: sum(getattr(size, name) for size in kinds.values()) for name in names})


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "wordpress"
    with tempfile.TemporaryDirectory() as place:
        folder, files = Path(place), [0]
        with site(kind) as (base, pass_time):
            for words in _WORDS:
                if words is _WORDS[-1]:
                    pass_time()
                done = crawl_caracas(base, folder, *words, timeout=3600)
                if done.status not in (0, 1):
                    raise RuntimeError(done.said)
                files.append(sum(file.stat().st_size for file in folder.rglob("*.warc.gz")))
        store = Store(f"sqlite:///{folder}/archive.sqlite", read_only=True)
        with store.reading() as connection:
            (name,) = os.listdir(folder / "collections")
            sizes = [run.kinds for run in sizes_of_runs(connection, name)]
        store.close()
    print("\n".join(added(sizes)))
    grown = [after - before for before, after in pairwise(files)]
    print(
        "\nWARC files grew by",
        ", ".join(f"{size:,} ({run})" for run, size in zip(RUNS, grown, strict=True)),
        "bytes",
    )


if __name__ == "__main__":
    main()
