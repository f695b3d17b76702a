"""``make demo``: archive the demo site from loopback, then say what was archived and how to look at it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.demo.server import DemoServer

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "build" / "demo"
BIN = Path(sys.executable).parent


def crawl(base_url: str) -> int:
    """Run the main job on the site at ``base_url`` into a fresh archive; its exit status."""
    command = [str(BIN / "scrapy"), "crawl", "caracas", "-a", f"base={base_url}"]
    environment = {
        **os.environ,
        "ARCHIVER_OUTPUT": str(OUTPUT),
        "ARCHIVER_DATABASE": f"sqlite:///{OUTPUT / 'archive.sqlite'}",
        "ARCHIVER_CONTACT": os.environ.get("ARCHIVER_CONTACT", "demo@example.org"),
    }
    print(f"The demo site is served on {base_url}. The archive goes to {OUTPUT.relative_to(ROOT)}/.")
    print(f"$ scrapy crawl caracas -a base={base_url}", flush=True)
    crawling = subprocess.Popen(command, cwd=ROOT, env=environment)
    # Who stops the demo stops its crawl: none is left behind without its site. Ctrl-C reaches the crawl by itself.
    signal.signal(signal.SIGTERM, lambda *_: crawling.terminate())
    signal.signal(signal.SIGINT, lambda *_: None)
    return crawling.wait()


def summary(database: Path) -> list[str]:
    """What the archive holds, from its public views."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        (articles,) = store.execute("SELECT count(*) FROM v_articles").fetchone()
        comments, pages = store.execute(
            "SELECT count(*), count(DISTINCT article_url || page) FROM v_comments WHERE state = 'present'"
        ).fetchone()
        threads, whole = store.execute("SELECT count(*), sum(complete) FROM v_threads").fetchone()
        captures, files, held = store.execute(
            "SELECT count(*), count(DISTINCT warc), sum(length) FROM v_captures"
        ).fetchone()
        longest = store.execute(
            "SELECT article_url, held, pages FROM v_threads ORDER BY held DESC LIMIT 1"
        ).fetchone()
    lines = [
        f"{captures} captures in {files} WARC file{'s' * (files != 1)} ({(held or 0) / 1000:,.0f} kB compressed)",
        f"{articles} articles",
        f"{comments} comments on {pages} pages; {whole or 0} of {threads} threads are whole",
    ]
    if longest:
        lines.append(f"the longest thread: {longest[1]} comments on {longest[2]} pages, {longest[0]}")
    return lines


def longest_thread(database: Path) -> list[str]:
    """The longest thread as the archive holds it: a line for each comment, indented by its depth."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        (url,) = store.execute("SELECT article_url FROM v_threads ORDER BY held DESC LIMIT 1").fetchone()
        rows = store.execute(
            "SELECT depth, author, published_at, text FROM v_comments WHERE article_url = ? ORDER BY page, position",
            (url,),
        ).fetchall()
    lines = [
        f"{'  ' * depth}{author or '(no name)'}, {at}: {' '.join(text.split())}"
        for depth, author, at, text in rows
    ]
    return [url, *lines]


def next_steps() -> list[str]:
    """What to type to see it."""
    here = OUTPUT.relative_to(ROOT)
    return [
        "the longest thread:  make show",
        f"the pages:           make pywb && (cd {here} && ../../.venv-pywb/bin/wayback)",
        "                     and open http://localhost:8080/ in a browser",
        f"the records:         .venv/bin/warcio index {here}/collections/*/archive/*.warc.gz",
    ]


def main() -> int:
    """Do it all; the crawl's exit status is ours. With the word ``show``, print the longest thread instead."""
    database = OUTPUT / "archive.sqlite"
    if sys.argv[1:] == ["show"]:
        if not database.exists():
            print("There is no demo archive yet: make demo", file=sys.stderr)
            return 2
        print(*longest_thread(database), sep="\n")
        return 0
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    with DemoServer() as server:
        status = crawl(server.base_url)
    if status in (0, 1) and database.exists():
        print("\nArchived:", *summary(database), sep="\n  ")
        print("\nTo see it, type", *next_steps(), sep="\n  ")
    if status:
        print(f"\nThe crawl ended with exit status {status} (README, “Exit status”).", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
