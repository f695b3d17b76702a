"""``scrapy view``: Scrapy's own, which writes to no archive unless told."""

import argparse

from scrapy.commands import view

from archiver.crawl.scrapy_commands.uncaptured import leave_uncaptured


class Command(view.Command):
    """As Scrapy's; ``-s ARCHIVER_CAPTURE=1`` has it captured."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options, then set aside what captures."""
        super().process_options(args, opts)
        if self.settings is not None:
            leave_uncaptured(self.settings)
