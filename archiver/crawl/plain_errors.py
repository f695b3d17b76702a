"""An error of ours is a sentence in the log: where Scrapy prints a traceback for it, the sentence stands instead."""

import logging

from archiver.errors import ArchiverError

_LOGGERS = ("scrapy.core.scraper", "scrapy.downloadermiddlewares.robotstxt", "scrapy.core.engine")


class PlainErrors(logging.Filter):
    """Lets each sentence pass once: a full disk fails every fetch that is under way, with the same words."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether ``record`` is logged; it loses its traceback if that is of an error of ours."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, ArchiverError):
            return True
        sentence = str(error)
        is_new = sentence not in self._said
        self._said.add(sentence)
        record.exc_info, record.exc_text = None, None
        record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
        return is_new


def install() -> None:
    """From now on, in this process."""
    plain = PlainErrors()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(plain)
