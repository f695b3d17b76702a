"""What fails again and again is said once. An error of ours is a sentence in the log, where Scrapy prints a traceback for it; a
site that is down is told at its first address, and the others at the end, by their number.
"""

import logging
from collections import Counter

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.utils.httpobj import urlparse_cached

from archiver.errors import ArchiverError

logger = logging.getLogger(__name__)

_RETRIES = "scrapy.downloadermiddlewares.retry"
_LOGGERS = ("scrapy.core.scraper", "scrapy.downloadermiddlewares.robotstxt", "scrapy.core.engine", _RETRIES)
_UNREACHED = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)


class PlainErrors(logging.Filter):
    """Lets each sentence pass once: a full disk fails every fetch that is under way, with the same words; and each reason why a
    host gives no answer. ``unsaid`` counts the addresses that were passed over, by host and reason.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()
        self._told: set[tuple[str, str, str]] = set()
        self.unsaid: Counter[tuple[str, str]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether ``record`` is logged; it loses its traceback if that is of an error of ours, or of no answer."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ArchiverError):
            sentence = str(error)
            is_new = sentence not in self._said
            self._said.add(sentence)
        elif record.levelno >= logging.ERROR and isinstance(record.args, dict) and "request" in record.args:
            reason = error if error is not None else record.args.get("reason")
            if not (isinstance(reason, _UNREACHED) or record.name == _RETRIES):
                return True
            is_new = self._is_new(record, record.args["request"], reason)
            if error is None:
                return is_new
            sentence = str(error) or type(error).__name__
        else:
            return True
        message = record.getMessage()
        record.msg, record.args = message if sentence in message else f"{message}: {sentence}", ()
        record.exc_info, record.exc_text = None, None
        return is_new

    def _is_new(self, record: logging.LogRecord, request: object, reason: object) -> bool:
        host = urlparse_cached(request).netloc if isinstance(request, Request) else ""
        word = type(reason).__name__ if isinstance(reason, BaseException) else str(reason)
        if (record.name, host, word) not in self._told:
            self._told.add((record.name, host, word))
            return True
        if (
            record.name == _RETRIES
        ):  # each address that gives no answer is given up once; some are told of twice
            self.unsaid[host, word] += 1
        return False

    def tell(self) -> None:
        """Say how many were passed over; for the end of a run."""
        for (host, word), count in self.unsaid.most_common():
            logger.error("%s: %d more addresses were given up for the same reason: %s", host, count, word)
        self.unsaid.clear()


def install() -> PlainErrors:
    """From now on, in this process."""
    plain = PlainErrors()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(plain)
    return plain
