"""Scrapy's settings for this project. Each that people may set is also an
environment variable of the same name (README, "Settings").
"""

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent

# tldextract (Scrapy's cookies, pywb's addresses) gets its list of public suffixes from the network when it is first asked, past
# every capture; so named no addresses, it takes the list that it was installed with. Here, since it reads this when imported.
os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""


def _setting(name: str, default: str) -> str:
    return os.environ.get(name) or default


BOT_NAME = "archiver"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "archiver.crawl.scrapy_commands"


def archive_settings() -> dict[str, str]:
    """Which archive this is, as the environment says now: Scrapy's settings and the command line share it."""
    output = _setting("ARCHIVER_OUTPUT", str(_HERE / "output"))
    return {
        "ARCHIVER_OUTPUT": output,
        "ARCHIVER_DATABASE": _setting("ARCHIVER_DATABASE", f"sqlite:///{output}/archive.sqlite"),
        "ARCHIVER_CONTACT": _setting("ARCHIVER_CONTACT", ""),
        "ARCHIVER_STAMP_URL": _setting("ARCHIVER_STAMP_URL", ""),
        "ARCHIVER_STAMP_ROOTS": _setting("ARCHIVER_STAMP_ROOTS", ""),
        "ARCHIVER_STAMP_RUNS": _setting("ARCHIVER_STAMP_RUNS", "0"),
    }


(
    ARCHIVER_OUTPUT,
    ARCHIVER_DATABASE,
    ARCHIVER_CONTACT,
    ARCHIVER_STAMP_URL,
    ARCHIVER_STAMP_ROOTS,
    ARCHIVER_STAMP_RUNS,
) = archive_settings().values()
ARCHIVER_CHROMIUM = _setting("ARCHIVER_CHROMIUM", "")  # the browser's program; empty: what is on the path


def wacz_key() -> str:
    """The file of the key that signs WACZ files; "" where none is set."""
    return _setting("ARCHIVER_WACZ_KEY", "")


def user_agent(contact: str) -> str:
    """Who asks, and whom a site's people can write to."""
    return f"archiver/0.1 ({contact or 'no contact given'})"


USER_AGENT = user_agent(ARCHIVER_CONTACT)

# Who is asked for comments beside the pages, where a site's file allows it: rest, feed, or none.
ARCHIVER_WITNESSES = _setting("ARCHIVER_WITNESSES", "rest,feed")

# The wire is caught in the handlers; what has no exchange on the wire is off.
DOWNLOAD_HANDLERS = {
    "http": "archiver.crawl.handler.CaptureHandler",
    "https": "archiver.crawl.handler.CaptureHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
# Scrapy's own, without TelnetConsole and RemoteControl (no port of ours is open) and LogStats (ours counts articles
# and comments). Naming these three as None would import them, aiohttp and twisted.conch with them, at each start.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
EXTENSIONS = {
    "archiver.crawl.recorder.Recorder": 0,
    "archiver.crawl.intake.Intake": 1,
    "archiver.crawl.progress.Progress": 2,
    "archiver.crawl.requisites.Requisites": 3,
    "archiver.crawl.ending.Ending": 4,
    "archiver.crawl.stopping.Stopping": 5,
    "archiver.crawl.politeness.RetryAfter": 6,
}
ITEM_PIPELINES = {
    "pipelines.validate.ValidatePipeline": 100,
    "pipelines.dedupe.DedupePipeline": 200,
    "pipelines.store.StorePipeline": 300,
}
# Scrapy's own, with cookies that are imported only where they are on, and without HttpCache, which is refused.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": 300,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "archiver.crawl.cookies.Cookies": 700,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "archiver.crawl.robots.HeldRobotsMiddleware": 100,
    "archiver.crawl.redirects.BoundedRefreshes": 580,
    "archiver.crawl.bodies.LandedBodies": 595,  # before Scrapy decodes the body
    "archiver.crawl.redirects.BoundedRedirects": 600,
    "archiver.crawl.budget.BudgetMiddleware": 975,  # behind retries and redirects: each is a page asked for
    "archiver.crawl.requisites.AsideMiddleware": 985,
    "archiver.crawl.looks.LookMiddleware": 990,  # nearest the wire: a look begins when its first page is asked for
}

# At how many bytes a WARC file is closed: the setting ARCHIVER_WARC_BYTES, whose default is archiver/warc/writer.py's.

# Polite by default: see docs/operator.md.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1
AUTOTHROTTLE_MAX_DELAY = 60
AUTOTHROTTLE_TARGET_CONCURRENCY = 1
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate",  # others replay as garbage somewhere: docs/decisions.md
}
RETRY_TIMES = 3
DOWNLOAD_TIMEOUT = 180
DOWNLOAD_MAXSIZE = 256 * 1024 * 1024  # bytes decoded; what is captured has limits of its own
TWISTED_DNS_RESOLVER = "archiver.crawl.resolver.OneLookupResolver"  # Scrapy's default knows no IPv6
REDIRECT_MAX_TIMES = 10
HTTPCACHE_ENABLED = False

# When what is asked for again: the settings DUE_… of archiver/crawl/policy.py, with the numbers measured for them.

# What a page needs to be shown again: docs/operator.md. The bounds are those of one page.
REQUISITES_ENABLED = True
REQUISITES_OBEY_ROBOTS = True
REQUISITES_MAX_AGE_DAYS = 30
REQUISITES_PER_PAGE = 400
REQUISITES_HOSTS = 40  # besides the site's own
REQUISITES_BYTES = 256 * 1024 * 1024  # of WARC

# Pages that are opened in Chromium when a run has ended: docs/operator.md. 0 opens none.
CHECK_REPLAY_SAMPLE = 0

# Scrapy starts this many workers for each response; one item a page needs few.
CONCURRENT_ITEMS = 4
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # oldest page of a thread first
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"

LOG_LEVEL = "INFO"
# An operator's log holds what happened, not what is installed.
LOG_VERSIONS: list[str] = []
STATS_DUMP = False  # the end record in the WARC file has them
