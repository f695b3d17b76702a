"""Settings as the project has them, as far as capture goes."""

from archiver.crawl.wiring import CAPTURE_SETTINGS

globals().update(CAPTURE_SETTINGS)

BOT_NAME = "archiver-tests"
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
LOG_LEVEL = "INFO"
TELNETCONSOLE_ENABLED = False
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 16
DOWNLOAD_DELAY = 0
HTTPERROR_ALLOW_ALL = True
