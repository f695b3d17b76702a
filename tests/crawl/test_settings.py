"""Scrapy's lists of components, as this project has them: what was left out or replaced, and nothing else."""

import subprocess
import sys

from scrapy.settings import default_settings

from archiver import settings
from tests.machine import ROOT

REPLACED = {"scrapy.downloadermiddlewares.cookies.CookiesMiddleware": "archiver.crawl.cookies.Cookies"}
LEFT_OUT = {
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware",
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.extensions.remote_control.RemoteControl",
    "scrapy.extensions.logstats.LogStats",
}


def test_the_lists_are_scrapys_but_for_what_is_named() -> None:
    for name in ("DOWNLOADER_MIDDLEWARES_BASE", "EXTENSIONS_BASE"):
        theirs = getattr(default_settings, name)
        kept = {REPLACED.get(path, path): place for path, place in theirs.items() if path not in LEFT_OUT}
        assert getattr(settings, name) == kept


def test_what_is_off_is_not_imported() -> None:
    program = (
        "import sys; from scrapy.utils.project import get_project_settings as project;"
        " from scrapy.utils.misc import load_object; settings = project();"
        " names = ('DOWNLOADER_MIDDLEWARES', 'EXTENSIONS');"
        " paths = [path for name in names for path in settings.getwithbase(name)];"
        " [load_object(path) for path in paths];"
        " print(*[name for name in ('tldextract', 'aiohttp', 'twisted.conch', 'alembic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
