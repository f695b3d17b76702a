"""The programs that are compared, as commands; and the server that they fetch from."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
RIVALS = ROOT / ".venv-bench" / "bin" / "python"

FAST = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "REQUISITES_ENABLED": "0",
    "LOG_LEVEL": "ERROR",
}
"""The whole job without its politeness, and without what pages need to be seen, which the server has not."""

_ALONE = {
    "ROBOTSTXT_OBEY": "0",
    "ITEM_PIPELINES": "{}",
    "DOWNLOADER_MIDDLEWARES": "{}",
}
_NO_EXTENSION = (
    '{"scrapy.extensions.telnet.TelnetConsole": null, "scrapy.extensions.logstats.LogStats": null}'
)
_RECORDER = _NO_EXTENSION[:-1] + ', "archiver.crawl.recorder.Recorder": 0}'
_HANDLER = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
_ITS_OWN = f'{{"http": "{_HANDLER}", "https": "{_HANDLER}"}}'

FETCHES, LINKS, WHOLE = "plain Scrapy, fetches only", "plain Scrapy, extracts links", "ours, the whole job"
SAME, CAPTURES = "our settings, Scrapy's handler, fetches only", "ours, captures only"
ALWAYS = (FETCHES, LINKS, SAME, CAPTURES, WHOLE)


def _settings(*many: dict[str, str]) -> list[str]:
    return [word for each in many for name, value in each.items() for word in ("-s", f"{name}={value}")]


def crawl(base: str) -> list[str]:
    """The command of the whole job."""
    return [str(BIN / "scrapy"), "crawl", "caracas", "-a", f"base={base}", *_settings(FAST)]


def commands(base: str, urls: Path, folder: Path) -> dict[str, list[str]]:
    """The command of each program that is installed. ``urls`` lists the front page and then every page."""
    scrapy, own = str(BIN / "scrapy"), [str(BIN / "python"), "benchmarks/rivals.py"]
    plain = [scrapy, "runspider", "benchmarks/plain.py", "-a", f"urls={urls}"]
    end = [str(urls), str(folder)]
    made = {
        FETCHES: [*own, "fetch", *end],
        LINKS: [*own, "links", *end],
        "the same, with our settings": [*own, "links-tuned", *end],
        "plain Scrapy, follows links as its tutorial does": [*own, "follow-all", *end],
        SAME: [
            *plain,
            *_settings(FAST, _ALONE, {"EXTENSIONS": _NO_EXTENSION, "DOWNLOAD_HANDLERS": _ITS_OWN}),
        ],
        CAPTURES: [*plain, *_settings(FAST, _ALONE, {"EXTENSIONS": _RECORDER})],
        WHOLE: crawl(base),
    }
    if RIVALS.exists():
        made["scrapy-webarchive, fetches only"] = [str(RIVALS), "benchmarks/rivals.py", "webarchive", *end]
        made["aiohttp + warcio"] = [str(RIVALS), "benchmarks/rivals.py", "aiohttp", *end]
    wget = shutil.which("wget")
    if wget:
        files = [f"--warc-file={folder}/a", f"--warc-tempdir={folder}", "-O", "/dev/null"]
        made["wget --warc-file"] = [wget, "-q", *files, "-i", str(urls), "--header=Accept-Encoding: gzip"]
    return made


@contextmanager
def serving(articles: int, *options: str) -> Iterator[str]:
    """A server of so many articles; its address, without the last slash."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", str(articles), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def tally(base: str) -> tuple[int, int]:
    """How many pages the server sent, and how many bytes in all, since it was last asked."""
    with urlopen(f"{base}/-/tally") as answer:
        pages, size = answer.read().split()
    return int(pages), int(size)
