"""A real ``scrapy crawl`` in a process of its own, as an operator runs it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.machine import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """A crawl that has ended: its exit status, and all that it said."""

    status: int
    said: str


def crawl_command(*arguments: str) -> list[str]:
    """The words of a crawl of the first site."""
    return [str(Path(sys.executable).parent / "scrapy"), "crawl", "caracas", *arguments]


def crawl_environment(folder: Path) -> dict[str, str]:
    """This process's environment, with ``folder`` as the archive."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
    return {**environment, "ARCHIVER_OUTPUT": str(folder), "ARCHIVER_CONTACT": "test@example.org"}


def crawl_caracas(base: str, folder: Path, *arguments: str, timeout: float = 300) -> Crawl:
    """Run ``scrapy crawl caracas`` on ``base`` into the archive ``folder``."""
    done = subprocess.run(
        crawl_command("-a", f"base={base}", *arguments),
        cwd=ROOT,
        env=crawl_environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    return Crawl(status=done.returncode, said=done.stdout + done.stderr)
