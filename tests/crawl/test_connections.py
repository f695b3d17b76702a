"""Nothing is asked past the archive: each connection that a crawl opens bears exchanges that are captured."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any
from urllib.parse import urlsplit

from archiver.warc.reader import records
from tests.crawl.tempting import tempting
from tests.crawling import crawl_environment
from tests.machine import ROOT


def _watched(folder: Path, *words: str) -> list[list[Any]]:
    """The ways out that ``scrapy WORDS…`` took, its archive in ``folder``."""
    journal = folder / "journal"
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawl.watched", str(journal), *words],
        cwd=ROOT,
        # A list of domains that an earlier run left would be taken from its cache.
        env={**crawl_environment(folder / "archive"), "TLDEXTRACT_CACHE": str(folder / "suffixes")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]


def _exchanges(archive: Path) -> tuple[Counter[str], list[str]]:
    """How many exchanges were captured from each host and port, failures too, and the paths that requests asked for."""
    with closing(connect(archive / "archive.sqlite")) as store:
        hosts = Counter(urlsplit(url).netloc for (url,) in store.execute("SELECT url FROM captures"))
    sent = [
        record.block.split(b" ", 2)[1].decode()
        for warc in archive.glob("collections/*/archive/*.warc.gz")
        for record, _ in records(warc)
        if record.type == "request"
    ]
    return hosts, sent


def test_every_connection_bears_what_is_captured(tmp_path: Path) -> None:
    with tempting() as site:
        words = ("crawl", "caracas", "-a", f"base={site.base_url}", "-s", "COOKIES_ENABLED=1")
        ways = _watched(tmp_path, *words)
    hosts, sent = _exchanges(tmp_path / "archive")
    connected = Counter("{}:{}".format(*to[:2]) for way, *(to, *_) in ways if way == "socket.connect")
    assert connected
    assert connected.keys() <= hosts.keys()
    assert all(connected[to] <= hosts[to] for to in connected)  # each bears one exchange at least
    assert hosts[f"127.0.0.1:{site.site.closed}"]
    assert {way for way, *_ in ways} <= {"socket.connect", "socket.getaddrinfo"}
    asked = {str(name) for way, name, *_ in ways if way == "socket.getaddrinfo"}
    assert asked <= {urlsplit(f"//{host}").hostname for host in hosts}
    assert Counter(sent) == Counter(site.requests)  # to the site, and past no tee
