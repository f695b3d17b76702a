"""``python -m benchmarks.instructions [OTHER]``: what a page costs in instructions, where times say nothing since others use the machine.

Each program fetches a small site and a larger one under valgrind's cachegrind; the difference is what the pages between them take, without
start and end. Two runs differ by less than a hundredth. The kernel's share, and how often memory was waited for, are not in it. With OTHER, a clone of this
project, the whole job runs by its code too.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import pages as site
from benchmarks.programs import CAPTURES, LINKS, ROOT, WHOLE, commands, crawl, serving

SMALL, LARGE = 10, 60
"""Articles, each of three pages."""

_COUNTED = re.compile(rb"^==\d+== I +refs: +([\d,]+)", re.MULTILINE)


def instructions(command: list[str], folder: Path, root: Path) -> int:
    """How many instructions ``command`` takes with the code at ``root``. Raises RuntimeError where it fails, OSError without valgrind."""
    environment = {
        **os.environ,
        "ARCHIVER_OUTPUT": str(folder),
        "PYTHONPATH": str(root),
        "PYTHONHASHSEED": "0",
    }
    environment.pop("ARCHIVER_DATABASE", None)
    program, *words = command
    if Path(program).name == "scrapy":  # a script; what is counted is its interpreter
        words, program = [program, *words], sys.executable
    counting = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}"]
    done = subprocess.run([*counting, program, *words], cwd=root, env=environment, capture_output=True)
    counted = _COUNTED.search(done.stderr)
    if done.returncode or counted is None:
        raise RuntimeError(
            f"{command[:3]}: exit {done.returncode}: {done.stderr[-800:].decode(errors='replace')}"
        )
    return int(counted[1].replace(b",", b""))


def of_a_site(articles: int, others: list[Path]) -> dict[str, int]:
    """Instructions of each program on a site of so many articles, by its name."""
    told = {}
    with serving(articles) as base, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        urls = place / "urls"
        urls.write_text("".join(f"{base}{path}\n" for path in ("/", *site.paths(articles))))
        programs = commands(base, urls, place)
        runs = [(name, programs[name], ROOT) for name in (LINKS, CAPTURES, WHOLE)]
        runs += [(f"the same, by {other.name}", crawl(base), other) for other in others]
        for name, command, root in runs:
            with tempfile.TemporaryDirectory() as output:
                told[name] = instructions(command, Path(output), root)
    return told


def main() -> None:
    others = [Path(word).resolve() for word in sys.argv[1:]]
    small, large = of_a_site(SMALL, others), of_a_site(LARGE, others)
    pages = (LARGE - SMALL) * site.PAGES_OF_A_THREAD
    print("| program | million instructions a page | against links | start and end |")
    print("| --- | ---: | ---: | ---: |")
    links = (large[LINKS] - small[LINKS]) / pages
    for name, least in small.items():
        each = (large[name] - least) / pages
        rest = least - each * SMALL * site.PAGES_OF_A_THREAD
        print(f"| {name} | {each / 1e6:.1f} | {each / links:.2f} | {rest / 1e6:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
