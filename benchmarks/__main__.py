"""``python -m benchmarks [PAGES] [ROUNDS]``: cost per page, ours beside others, side by side in one run.

User and system CPU of the whole process (as the system accounts it), wall, peak memory and bytes
written; every program fetches the same pages from the same server, one program after another, ROUNDS
times over. Programs that are not installed are left out.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import pages as site
from benchmarks.programs import CAPTURES, LINKS, ROOT, SAME, WHOLE, commands, serving, tally

HELD = (".gz", ".wacz", ".warc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run cost: seconds and bytes; ``pages`` and ``came`` are the server's count."""

    cpu: float
    wall: float
    peak: int
    written: int
    pages: int
    came: int

    @property
    def each(self) -> float:
        """Milliseconds of CPU a page."""
        return self.cpu / self.pages * 1000

    @property
    def over(self) -> float:
        """Bytes of WARC beyond what came, a page."""
        return (self.written - self.came) / self.pages


def measure(command: list[str], folder: Path, base: str, root: Path = ROOT) -> Cost | None:
    """Run ``command`` to its end, with the code of the project at ``root``; None if it failed."""
    environment = {**os.environ, "ARCHIVER_OUTPUT": str(folder), "PYTHONPATH": str(root)}
    environment.pop("ARCHIVER_DATABASE", None)
    tally(base)
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        assert child.stderr is not None
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
    sent, came = tally(base)
    if b"Traceback" in said or not sent:
        sys.stderr.write(f"{command[:3]}: exit {child.returncode}: {said[-800:].decode(errors='replace')}\n")
        return None
    written = sum(file.stat().st_size for file in folder.rglob("*") if file.suffix in HELD)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu=cpu, wall=wall, peak=usage.ru_maxrss * 1024, written=written, pages=sent, came=came)


def one_round(base: str, articles: int, costs: dict[str, list[Cost]]) -> None:
    """Run each program once."""
    with tempfile.TemporaryDirectory() as place:
        urls = Path(place) / "urls"
        urls.write_text("".join(f"{base}{path}\n" for path in ("/", *site.paths(articles))))
        for name in commands(base, urls, urls):
            folder = Path(place) / "output"
            folder.mkdir()
            cost = measure(commands(base, urls, folder)[name], folder, base)
            subprocess.run(["rm", "-rf", str(folder)], check=True)
            if cost is not None:
                costs.setdefault(name, []).append(cost)


def table(costs: dict[str, list[Cost]]) -> list[str]:
    """Medians, per page, and against plain Scrapy that extracts links: a table in Markdown."""
    links = median(cost.each for cost in costs[LINKS])
    lines = [
        "| program | CPU, ms a page | against links | pages | wall, s | peak, MB | WARC over what came, B a page |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, many in costs.items():
        each = median(cost.each for cost in many)
        over = f"{median(cost.over for cost in many):.0f}" if all(cost.written for cost in many) else ""
        lines.append(
            f"| {name} | {each:.2f} | {each / links:.2f} | {many[0].pages}"
            f" | {median(cost.wall for cost in many):.1f} | {median(cost.peak for cost in many) / 1e6:.0f} | {over} |"
        )
    return lines


def verdicts(costs: dict[str, list[Cost]]) -> list[str]:
    """The targets, and what was measured: each a median over the rounds of what one round tells."""
    capture = median(a.each - b.each for a, b in zip(costs[CAPTURES], costs[SAME], strict=True))
    whole = median(a.each / b.each for a, b in zip(costs[WHOLE], costs[LINKS], strict=True))
    over = median(cost.over for cost in costs[WHOLE])
    return [
        f"- capture adds {capture:.2f} ms a page to the same Scrapy (target: at most 1.2)",
        f"- the whole job costs {whole:.2f} of plain Scrapy that extracts links (target: at most 1)",
        f"- WARC files hold {over:.0f} bytes a page over what came (target: at most 1,600)",
    ]


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    articles = max(1, wanted // site.PAGES_OF_A_THREAD)
    costs: dict[str, list[Cost]] = {}
    with serving(articles) as base:
        for _ in range(rounds):
            one_round(base, articles, costs)
    sample = costs[LINKS][0]
    print(
        f"{articles * site.PAGES_OF_A_THREAD} pages, {rounds} rounds, {sample.came / sample.pages / 1000:.1f} kB a page as sent\n"
    )
    print("\n".join([*table(costs), "", *verdicts(costs)]))


if __name__ == "__main__":
    main()
