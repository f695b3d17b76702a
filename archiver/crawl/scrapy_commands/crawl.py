"""``scrapy crawl``: Scrapy's own, with exit statuses that mean something and a summary."""

import argparse
import logging
import sys
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError

from archiver import garbage, streams
from archiver.errors import ArchiverError, Exit
from archiver.settings import user_agent

if TYPE_CHECKING:
    from archiver.crawl.stopping import Signals  # it imports the reactor's world, too soon for a command

_TALKERS = ("scrapy.addons", "scrapy.middleware", "scrapy.crawler", "scrapy.spidermiddlewares.httperror")
"""They say at each start what is installed and set; every refusal is a capture and a row."""


class Command(BaseRunSpiderCommand):
    """One spider, by name. Exit statuses: README, "Exit status"."""

    requires_project = True
    _error: BaseException | None = None

    def syntax(self) -> str:
        """What stands after ``scrapy crawl``."""
        return "[options] <spider>"

    def short_desc(self) -> str:
        """The line in Scrapy's list of commands."""
        return "Crawl a site into the archive"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options; what follows from an archive or contact given with ``-s`` is set with it.

        Scrapy's call before it opens anything, so the streams are seen to here.
        """
        streams.make_whole()
        super().process_options(args, opts)
        given = dict(word.split("=", 1) for word in opts.set)
        follows = {}
        if "ARCHIVER_OUTPUT" in given:
            follows["ARCHIVER_DATABASE"] = f"sqlite:///{given['ARCHIVER_OUTPUT']}/archive.sqlite"
        if "ARCHIVER_CONTACT" in given:
            follows["USER_AGENT"] = user_agent(given["ARCHIVER_CONTACT"])
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it asks for options
        for name in follows.keys() - given.keys():
            self.settings.set(name, follows[name], priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, print what was archived, and set the exit status."""
        garbage.spare()
        # First, and from here: it looks up the frames it is imported from, in all modules there are, three times over. As deep
        # as a handler's import stands, with all modules there, that takes 0.14 s of CPU, and 0.04 here.
        import scrapy.core.downloader.contextfactory  # noqa: F401 - that it is imported is all

        from archiver.crawl import plain_errors
        from archiver.crawl.afterwards import check_replay
        from archiver.crawl.stopping import Signals
        from archiver.crawl.summary import stamp_after, summarise

        if len(args) != 1 or self.crawler_process is None:
            raise ScrapyUsageError
        for name in _TALKERS:
            logging.getLogger(name).setLevel(logging.WARNING)
        plain = plain_errors.install()
        crawler = self._named(args[0])
        if crawler is None:
            return
        crawler.signals.connect(garbage.spare, signal=signals.spider_opened)
        stopped = Signals.of(crawler)
        self._watch_signals(stopped)
        self._watch(self.crawler_process.crawl(crawler, **opts.spargs))
        self.crawler_process.start()
        plain.tell()
        if self._error is not None:
            self._fail(self._error)
        else:
            out = streams.Heard()
            self.exitcode = summarise(crawler, out)
            if stopped.received is None:
                if not stamp_after(crawler, out):
                    self.exitcode = self.exitcode or Exit.FINDINGS
                check_replay(crawler, out)
        if stopped.received is not None:
            self.exitcode = 128 + stopped.received
        garbage.leave()

    def _watch_signals(self, stopped: "Signals") -> None:
        """From now on, and again once Scrapy has put its own handlers in place of ours."""
        from twisted.internet import reactor

        clock: Any = reactor  # a module to the type checker, a reactor once it is installed
        stopped.watch()
        clock.callWhenRunning(clock.addSystemEventTrigger, "after", "startup", stopped.watch)

    def _named(self, name: str) -> Crawler | None:
        try:
            return self._create_crawler(name)
        except KeyError as error:
            sys.stderr.write(f"scrapy crawl: {error.args[0] if error.args else error}\n")
            self.exitcode = Exit.USAGE
            return None

    def _watch(self, started: object) -> None:
        """Keep the error with which a crawl could not begin."""
        if hasattr(started, "add_done_callback"):
            started.add_done_callback(lambda task: self._keep(task.exception()))
        elif hasattr(started, "addErrback"):
            started.addErrback(lambda failure: self._keep(failure.value))

    def _keep(self, error: BaseException | None) -> None:
        self._error = error

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, ArchiverError):
            sys.stderr.write(f"scrapy crawl: {error}\n")
            self.exitcode = error.exit_status
        else:
            sys.stderr.write(f"scrapy crawl: an unexpected error: {type(error).__name__}: {error}\n")
            self.exitcode = Exit.UNEXPECTED
