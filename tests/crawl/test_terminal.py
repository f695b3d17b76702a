"""The live line on a real terminal, and none elsewhere."""

import os
import pty
import re
import subprocess
from pathlib import Path

from tests.crawling import crawl_caracas, crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT

LINE = re.compile(
    r"\r\x1b\[2K(\d+) articles, (\d+) pages, (\d+) comments shown, \d+ requisites, \d+ pages a minute, \d+ waiting"
)
SLOWLY = ("-s", "DOWNLOAD_DELAY=0.1", "-s", "RANDOMIZE_DOWNLOAD_DELAY=0")


def _said_on_a_terminal(command: list[str], environment: dict[str, str]) -> str:
    ours, its = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=its, stdout=its, stderr=its) as crawling:
        os.close(its)
        said = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # Linux says EIO once the last holder of the other end is gone
                break
            if not more:
                break
            said += more
    os.close(ours)
    assert crawling.returncode == 0, said
    return said.decode()


def test_a_terminal_shows_one_live_line_that_grows_and_goes(tmp_path: Path) -> None:
    with DemoServer() as server:
        command = crawl_command("-a", f"base={server.base_url}", *SLOWLY)
        said = _said_on_a_terminal(command, crawl_environment(tmp_path))
    counts = [tuple(map(int, found.groups())) for found in LINE.finditer(said)]
    assert len(counts) > 1
    assert counts == sorted(counts)
    assert counts[-1][1] > counts[0][1]
    last = said.rindex("\r\x1b[2K")
    assert "waiting" not in said[last:]  # taken away before the summary
    assert re.search(r"captures.*articles", said[last:])


def test_a_file_gets_no_live_line(tmp_path: Path) -> None:
    with DemoServer() as server:
        done = crawl_caracas(server.base_url, tmp_path, *SLOWLY)
    assert done.status == 0
    assert "\x1b" not in done.said
    assert "\r" not in done.said
