"""What ``scrapy shell``, ``fetch`` and ``view`` look at enters no archive, unless ``-s ARCHIVER_CAPTURE=1`` says so."""

from typing import Any

from scrapy.settings import BaseSettings

_PLAIN: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": dict.fromkeys(
        ("http", "https"), "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
    ),
    "EXTENSIONS": {},
    "ITEM_PIPELINES": {},
    "DOWNLOADER_MIDDLEWARES": {},
}


def leave_uncaptured(settings: BaseSettings) -> None:
    """Set aside what captures, unless the settings ask for it."""
    if not settings.getbool("ARCHIVER_CAPTURE"):
        for name, value in _PLAIN.items():
            settings.set(name, value, priority="cmdline")
