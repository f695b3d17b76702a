"""Settings as the project has them, as far as capture goes, and impatient."""

import os

DOWNLOAD_HANDLERS = {
    "http": "archiver.crawl.handler.CaptureHandler",
    "https": "archiver.crawl.handler.CaptureHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
EXTENSIONS = {"archiver.crawl.recorder.Recorder": 0}
ARCHIVER_OUTPUT = os.environ.get("ARCHIVER_OUTPUT")
ARCHIVER_CONTACT = os.environ.get("ARCHIVER_CONTACT")

BOT_NAME = "archiver-tests"
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True
LOG_LEVEL = "INFO"
COOKIES_ENABLED = False  # as in the project: with them Scrapy asks the network for a list of suffixes
TELNETCONSOLE_ENABLED = False
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 16
CONCURRENT_ITEMS = 4
DOWNLOAD_DELAY = 0
REDIRECT_MAX_TIMES = 10
