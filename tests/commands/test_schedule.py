"""What ``archiver schedule`` prints runs: systemd reads the units, a shell the cron line, in a folder with an awkward name."""

import configparser
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.told import Archiver
from tests.crawling import crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT

AWKWARD = "an 'odd' 100%\\ $HOME"


def test_systemd_reads_the_units(archiver: Archiver, tmp_path: Path) -> None:
    told = json.loads(archiver(tmp_path / AWKWARD, "schedule", "--every", "15", "--json").out)
    units = []
    for kind in ("service", "timer"):
        unit = tmp_path / f"{told['unit']}.{kind}"
        unit.write_text(told[kind], encoding="utf-8")
        units.append(str(unit))
        parsed = configparser.RawConfigParser(strict=False)
        parsed.optionxform = str  # type: ignore[assignment, method-assign] # the documented way to keep capitals
        parsed.read_string(told[kind])
        if kind == "service":
            assert parsed["Service"]["Nice"] == "10"
            assert parsed["Service"]["Restart"] == "on-failure"
            assert "crawl caracas -a minutes=12" in parsed["Service"]["ExecStart"]
            assert parsed["Service"]["WorkingDirectory"] == str(ROOT)
        else:
            assert parsed["Timer"]["OnCalendar"] == "*:0/15"
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_cron_line_crawls(archiver: Archiver, tmp_path: Path, demo_site: DemoServer) -> None:
    folder = tmp_path / AWKWARD
    words = ("-a", f"base={demo_site.base_url}", "-a", "limit=1", "-a", "pages=9")
    line = json.loads(archiver(folder, "schedule", *words, "--json").out)["cron"]
    when, command = line[: len("*/10 * * * *")], line[len("*/10 * * * *") :]
    assert when == "*/10 * * * *"
    # As cron(8) does it: an escaped % is one, the rest is the shell's.
    subprocess.run(
        ["/bin/sh", "-c", command.replace("\\%", "%")],
        cwd=tmp_path,
        env={**crawl_environment(tmp_path), "ARCHIVER_OUTPUT": "/nowhere"},
        check=True,
        timeout=120,
    )
    log = (folder / "logs" / "caracas.log").read_text(encoding="utf-8")
    assert "1 articles" in log
    assert (folder / "archive.sqlite").exists()


@pytest.mark.parametrize("every", ["0", "7", "-10", "120"])
def test_minutes_that_no_crontab_can_say_are_refused(archiver: Archiver, tmp_path: Path, every: str) -> None:
    assert archiver(tmp_path, "schedule", "--every", every).status == 2


@pytest.mark.parametrize(
    "words",
    [["nosuch"], ["wordpress"], ["-a", "limit"], ["-a", "limit=x"], ["-a", "nonsense=1"]],
    ids=" ".join,
)
def test_what_the_spider_would_refuse_is_not_scheduled(
    archiver: Archiver, tmp_path: Path, words: list[str]
) -> None:
    told = archiver(tmp_path, "schedule", *words)
    assert (told.status, told.out) == (2, "")


def test_any_site_can_be_scheduled(archiver: Archiver, tmp_path: Path) -> None:
    assert archiver(tmp_path, "schedule", "wordpress", "-a", "base=https://example.org/").status == 0
