"""``python -m benchmarks.versus OTHER [PAGES] [ROUNDS]``: this code beside that of another clone of it, in OTHER.

On a machine that others use a figure alone says little, so both run in turn, one program after another, and ratios of
neighbours are told: a crawl of three pages (the start, and the end), the whole job, and capture alone. Plain
Scrapy that extracts links runs in each round too. Both take their libraries from the environment that runs this.
"""

import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks import pages as site
from benchmarks.__main__ import Cost, measure
from benchmarks.programs import CAPTURES, LINKS, ROOT, WHOLE, commands, crawl, serving

START = "a crawl of three pages"


def costs_of(command: list[str], base: str, root: Path, place: Path) -> Cost:
    """What ``command`` costs, run once by the code at ``root``. Raises RuntimeError if it fails."""
    folder = place / "output"
    folder.mkdir()
    cost = measure(command, folder, base, root)
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    if cost is None:
        raise RuntimeError(f"{command} failed")
    return cost


def one_round(
    few: str, many: str, urls: Path, place: Path, other: Path, costs: dict[str, list[Cost]]
) -> None:
    """Each program once by each code, one right after the other."""
    programs = commands(many, urls, place / "output")
    for name, command, base in (
        (START, crawl(few), few),
        (WHOLE, crawl(many), many),
        (CAPTURES, programs[CAPTURES], many),
    ):
        for whose, root in (("this", ROOT), ("other", other)):
            costs[f"{name}, {whose}"].append(costs_of(command, base, root, place))
    costs[LINKS].append(costs_of(programs[LINKS], many, ROOT, place))


def report(costs: dict[str, list[Cost]]) -> None:
    print("| program | this, s of CPU | other, s of CPU | this over other | ms a page, this | other |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in (START, WHOLE, CAPTURES):
        this, other = costs[f"{name}, this"], costs[f"{name}, other"]
        ratio = median(a.cpu / b.cpu for a, b in zip(this, other, strict=True))
        seconds = [f"{median(cost.cpu for cost in both):.2f}" for both in (this, other)]
        each = [
            "" if name == START else f"{median(cost.each for cost in both):.2f}" for both in (this, other)
        ]
        print(f"| {name} | {' | '.join(seconds)} | {ratio:.3f} | {' | '.join(each)} |")
    for whose in ("this", "other"):
        against = median(
            a.each / b.each for a, b in zip(costs[f"{WHOLE}, {whose}"], costs[LINKS], strict=True)
        )
        start = median(cost.cpu for cost in costs[f"{START}, {whose}"])
        pages = costs[LINKS][0].pages
        beyond = median((cost.cpu - start) / pages * 1000 for cost in costs[f"{WHOLE}, {whose}"])
        peak = median(cost.peak for cost in costs[f"{WHOLE}, {whose}"]) / 1e6
        print(
            f"\n{whose}: {against:.2f} of {LINKS}; {beyond:.2f} ms a page without start and end; peak {peak:.0f} MB"
        )


def main() -> None:
    other = Path(sys.argv[1]).resolve()
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 450
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    articles = max(1, wanted // site.PAGES_OF_A_THREAD)
    costs: dict[str, list[Cost]] = defaultdict(list)
    with serving(1) as few, serving(articles) as many, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        urls = place / "urls"
        urls.write_text("".join(f"{many}{path}\n" for path in ("/", *site.paths(articles))))
        for _ in range(rounds):
            one_round(few, many, urls, place, other, costs)
    report(costs)


if __name__ == "__main__":
    main()
