"""What a run says of itself in its warcinfo records: who crawled, with what, under which rules."""

import json
import platform
from importlib.metadata import version

from scrapy.crawler import Crawler

from archiver import __version__
from archiver.crawl.limits import FetchLimits
from archiver.warc.records import Fields

_MATTERS = (
    "ROBOTSTXT_OBEY",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_DELAY",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "DOWNLOAD_FAIL_ON_DATALOSS",
    "DOWNLOAD_VERIFY_CERTIFICATES",
    "AUTOTHROTTLE_ENABLED",
    "COOKIES_ENABLED",
    "REDIRECT_ENABLED",
    "REDIRECT_MAX_TIMES",
    "RETRY_ENABLED",
    "RETRY_TIMES",
    "REQUISITES_ENABLED",
    "REQUISITES_OBEY_ROBOTS",
    "REQUISITES_MAX_AGE_DAYS",
    "REQUISITES_PER_PAGE",
    "REQUISITES_HOSTS",
    "REQUISITES_BYTES",
)
"""Settings that decide what is asked for, how often, and what is kept of it."""


def warcinfo_fields(crawler: Crawler, limits: FetchLimits) -> Fields:
    """The fields of the run of ``crawler``, in order, besides its id and its site."""
    settings, spider = crawler.settings, crawler.spider
    chosen = {name: settings[name] for name in _MATTERS if settings.get(name) is not None}
    fields = [
        ("software", _software()),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        ("isPartOf", str(getattr(spider, "name", ""))),
        ("operator", str(settings.get("ARCHIVER_CONTACT") or "")),
        ("http-header-user-agent", str(settings.get("USER_AGENT") or "")),
        ("robots", "classic" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"),  # WARC 1.1, 6.2
        ("credentials", "yes" if _has_credentials(crawler) else "no"),
        ("settings", json.dumps(chosen, sort_keys=True, default=str)),
        ("limits", repr(limits)),
    ]
    # Where the site file was pointed at another address, a rebuild must know which.
    fields.append(("base", str(getattr(spider, "base", None) or "")))
    fields.append(("siteVersion", str(getattr(getattr(spider, "site", None), "version", None) or "")))
    return tuple((name, value) for name, value in fields if value)


def _software() -> str:
    named = " ".join(f"{name}/{version(name)}" for name in ("Scrapy", "Twisted"))
    return f"archiver/{__version__} {named} {platform.python_implementation()}/{platform.python_version()}"


def _has_credentials(crawler: Crawler) -> bool:
    """Whether requests are to bear a name and password, or headers that stand for them."""
    headers = {name.lower() for name in crawler.settings.getdict("DEFAULT_REQUEST_HEADERS")}
    return bool(getattr(crawler.spider, "http_user", "")) or bool(
        headers & {"authorization", "cookie", "proxy-authorization"}
    )
