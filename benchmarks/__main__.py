"""``python -m benchmarks [PAGES]``: cost per page, ours beside others, side by side in one run.

User and system CPU of the whole process (as the system accounts it), wall, peak
memory and bytes written; every program fetches the same pages from the same
server. Programs that are not installed are left out, and the table says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
RIVALS = ROOT / ".venv-bench" / "bin" / "python"
FAST = {
    "ROBOTSTXT_OBEY": "0", "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "LOG_LEVEL": "ERROR", "REQUISITES_ENABLED": "0",
}  # fmt: skip
CAPTURE_ALONE = {
    "EXTENSIONS": '{"scrapy.extensions.telnet.TelnetConsole": null, "archiver.crawl.recorder.Recorder": 0}',
    "ITEM_PIPELINES": "{}",
    "DOWNLOADER_MIDDLEWARES": "{}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds, bytes."""

    cpu: float
    wall: float
    peak: int
    written: int


def measure(command: list[str], folder: Path) -> Cost | None:
    """Run ``command`` to its end; None if it failed."""
    environment = {**os.environ, "ARCHIVER_OUTPUT": str(folder), "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stderr.close()
    if child.returncode not in (0, 8) or b"Traceback" in said:  # wget: 8 where some address answered 404
        sys.stderr.write(f"{command[:4]}: exit {child.returncode}: {said[-400:]!r}\n")
        return None
    written = sum(file.stat().st_size for file in folder.rglob("*.wa*") if file.is_file())
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, peak=usage.ru_maxrss * 1024, written=written)


def _settings(*dictionaries: dict[str, str]) -> list[str]:
    return [
        word for each in dictionaries for name, value in each.items() for word in ("-s", f"{name}={value}")
    ]


def _rival(python: Path, what: str, base: str, pages: int, folder: Path) -> list[str]:
    return [str(python), str(ROOT / "benchmarks" / "rivals.py"), what, base, str(pages), str(folder)]


def commands(base: str, pages: int, folder: Path) -> dict[str, list[str] | None]:
    """Each program's name and its command; None where it is not installed."""
    scrapy, python = str(BIN / "scrapy"), BIN / "python"
    wget = shutil.which("wget")
    subprocess.run(_rival(python, "list", base, pages, folder), check=True)
    urls = str(folder / "urls")
    return {
        "plain Scrapy, fetches only": _rival(python, "fetch", base, pages, folder),
        "plain Scrapy, extracts links with parsel": _rival(python, "links", base, pages, folder),
        "ours, captures only": [
            scrapy, "runspider", "benchmarks/plain.py", "-a", f"base={base}", "-a", f"pages={pages}",
            *_settings(FAST, CAPTURE_ALONE),
        ],
        "ours, the whole job": [scrapy, "crawl", "caracas", "-a", f"base={base}", *_settings(FAST)],
        "scrapy-webarchive, fetches only": _rival(RIVALS, "webarchive", base, pages, folder) if RIVALS.exists() else None,
        "aiohttp + warcio": _rival(RIVALS, "aiohttp", base, pages, folder) if RIVALS.exists() else None,
        "wget --warc-file": [
            wget, "-q", "-O", "/dev/null", "-i", urls, f"--warc-file={folder}/a", "--header=Accept-Encoding: gzip",
        ] if wget else None,
    }  # fmt: skip


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", str(pages)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    base, size = server.stdout.readline().split()
    costs: dict[str, list[Cost]] = {}
    try:
        for _ in range(rounds):
            for name in commands(base, pages, Path(tempfile.mkdtemp())):
                with tempfile.TemporaryDirectory() as folder:
                    command = commands(base, pages, Path(folder))[name]
                    cost = measure(command, Path(folder)) if command else None
                if cost is not None:
                    costs.setdefault(name, []).append(cost)
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    report(costs, pages, int(size))


def report(costs: dict[str, list[Cost]], pages: int, size: int) -> None:
    """Print the table: medians, per page, and against plain Scrapy that extracts links."""
    best = {name: sorted(many, key=lambda cost: cost.cpu)[len(many) // 2] for name, many in costs.items()}
    links = best["plain Scrapy, extracts links with parsel"].cpu
    print(f"{pages} pages, {size / pages / 1024:.1f} KB a page as sent\n")
    print(
        "| program | CPU ms a page | against links | wall s | peak MB | written over what came, KB a page |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for name, cost in best.items():
        over = (cost.written - size) / pages / 1024
        written = f"{over:.2f}" if cost.written > size / 2 else "-"
        print(
            f"| {name} | {cost.cpu / pages * 1000:.2f} | {cost.cpu / links:.2f} | {cost.wall:.1f}"
            f" | {cost.peak / 1e6:.0f} | {written} |"
        )


if __name__ == "__main__":
    main()
