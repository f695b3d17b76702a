"""``python -m benchmarks.verify [PAGES] [ROUNDS]``: what it costs to prove an archive and to derive it again, beside the least that
either has to do, all in one run: every byte read and hashed; every record decompressed; every page through lxml; every row
written to SQLite.

The archive is written by our own writer from the pages of ``benchmarks.pages``, in eight files; then 1,000 small
files for ``verify --quick``. Commands run in processes of their own; the cost of starting one is taken off, and what their
workers cost is counted.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from archiver.crawl.journal import Journal, new_id
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.layout import Archive
from archiver.warc.records import Refers
from benchmarks import pages
from benchmarks.programs import BIN, ROOT
from benchmarks.spent import spend

BASE = "http://bench.test"
SITE = "caracas@bench.test:80"
FILES = 8
MANY = 1000
_DAY = datetime(2019, 1, 1, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds."""

    cpu: float
    wall: float


def write(archive: Archive, day: int, contents: Iterator[tuple[str, bytes]]) -> None:
    """One run on a day of its own, so one file: these pages, each sent with gzip; what is no page, as it is."""
    now = _DAY + timedelta(days=day)

    def clock() -> datetime:
        nonlocal now
        now += timedelta(seconds=1)
        return now

    journal = Journal(archive, SITE, run=new_id(), clock=clock, fields=lambda: (("base", BASE),))
    for path, content in contents:
        is_page = path.endswith("/")
        body = gzip.compress(content, 6, mtime=0) if is_page else content
        kind = "text/html; charset=UTF-8\r\nContent-Encoding: gzip" if is_page else "application/octet-stream"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        fetched = Exchange(
            url=BASE + path,
            method="GET",
            started=clock(),
            request=f"GET {path} HTTP/1.1\r\nHost: bench.test\r\n\r\n".encode(),
            response=head.encode() + body,
            elapsed=0.1,
        )
        warcinfo = journal.writer.warcinfo_id
        journal.append(
            exchange_records(fetched, warcinfo_id=warcinfo, new_id=new_id, known=_nothing, read=_no_block)
        )
    journal.end()


def _nothing(_url: str, _digest: str | None) -> Refers | None:
    return None


def _no_block(_refers: Refers) -> bytes | None:
    return None


def _contents(articles: int, part: int) -> Iterator[tuple[str, bytes]]:
    """The pages of every eighth article."""
    paths = list(pages.paths(articles))
    for number in range(part, articles, FILES):
        for page in range(1, pages.PAGES_OF_A_THREAD + 1):
            path = paths[number * pages.PAGES_OF_A_THREAD + page - 1]
            yield path, pages.page_of(BASE, number, page, articles).encode()


def _small(number: int) -> Iterator[tuple[str, bytes]]:
    yield f"/{number}/", f"<html><title>{number}</title><p>Page {number}.</p></html>".encode()


def _command(folder: Path, *words: str) -> Cost:
    environment = {**os.environ, "ARCHIVER_OUTPUT": str(folder)}
    environment.pop("ARCHIVER_DATABASE", None)
    spent = spend([str(BIN / "archiver"), *words], cwd=ROOT, env=environment)
    if spent.done.returncode:
        raise SystemExit(
            f"archiver {' '.join(words)}: status {spent.done.returncode}\n{spent.done.stdout.decode()[-800:]}"
        )
    return Cost(cpu=spent.cpu, wall=spent.wall)


def _floor(folder: Path, what: str) -> Cost:
    words = [sys.executable, "-m", "benchmarks.floors", what, str(folder)]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout
    return Cost(cpu=float(said), wall=float(said))


def _ours(folder: Path, *words: str) -> Cost:
    start, cost = _command(folder, "--version"), _command(folder, *words)
    return Cost(cpu=cost.cpu - start.cpu, wall=cost.wall - start.wall)


def one_round(folder: Path, costs: dict[str, list[Cost]]) -> None:
    """Everything once, the floors beside what is held against them."""
    database = folder / "archive.sqlite"
    for jobs in ("1", "2"):
        for part in folder.glob(database.name + "*"):
            part.unlink()
        costs.setdefault(f"rebuild, {jobs}", []).append(_ours(folder, "rebuild", "--jobs", jobs))
    for what in ("parse-pages", "write-rows", "hash-files", "hash-records", "our-files"):
        costs.setdefault(what, []).append(_floor(folder, what))
    for jobs in ("1", "2"):
        costs.setdefault(f"verify, {jobs}", []).append(_ours(folder, "verify", "--jobs", jobs))


def table(costs: dict[str, list[Cost]], count: int) -> list[str]:
    """Medians, per page."""
    lines = ["| what | CPU, ms a page | wall, ms a page |", "| --- | ---: | ---: |"]
    for name, many in costs.items():
        cpu, wall = (median(getattr(cost, part) for cost in many) / count * 1000 for part in ("cpu", "wall"))
        lines.append(f"| {name} | {cpu:.2f} | {wall:.2f} |")
    return lines


def verdicts(costs: dict[str, list[Cost]], quick: Cost) -> list[str]:
    """The targets, and what was measured: each a median over the rounds of what one round tells."""

    def ratio(over: str, under: str, part: str = "cpu") -> float:
        pairs = zip(costs[over], costs[under], strict=True)
        return float(median(getattr(a, part) / getattr(b, part) for a, b in pairs))

    return [
        f"- rebuild, one process: {ratio('rebuild, 1', 'parse-pages'):.2f} of decompressing and lxml (target: at most 2)",
        f"- of that, rows written to SQLite from memory: {ratio('write-rows', 'parse-pages'):.2f}, records hashed:"
        f" {ratio('hash-records', 'parse-pages'):.2f}",
        f"- rebuild, two processes: {ratio('rebuild, 1', 'rebuild, 2', 'wall'):.2f} times as fast as one (target: at least 1.7)",
        f"- verify, one process: {ratio('verify, 1', 'hash-records'):.2f} of reading, decompressing and hashing (target: at most 2),"
        f" {ratio('verify, 1', 'hash-files'):.2f} of reading and hashing files as they lie",
        f"- the part of verify that looks at files: {ratio('our-files', 'hash-records'):.2f} of the same;"
        f" a rebuild, which proves the rows, is {ratio('rebuild, 1', 'verify, 1'):.2f} of verify",
        f"- verify --quick on {MANY:,} files: {quick.wall:.1f} s, {quick.cpu:.1f} of CPU, with its start (target: seconds)",
    ]


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    articles = max(FILES, wanted // pages.PAGES_OF_A_THREAD)
    costs: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder, many = Path(place) / "archive", Path(place) / "many"
        for part in range(FILES):
            write(Archive(folder), part, _contents(articles, part))
        for _ in range(rounds):
            one_round(folder, costs)
        size = sum(path.stat().st_size for path in folder.rglob("*.warc.gz"))
        for number in range(MANY):
            write(Archive(many), number, _small(number))
        _command(many, "rebuild")
        quick = _command(many, "verify", "--quick")
    count = articles * pages.PAGES_OF_A_THREAD
    print(f"{count} pages in {FILES} files of {size / 1e6:.1f} MB in all, {rounds} rounds\n")
    print("\n".join([*table(costs, count), "", *verdicts(costs, quick)]))


if __name__ == "__main__":
    main()
