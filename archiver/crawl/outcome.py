"""How a run ended, as one exit status: pure, from what was counted.

Scrapy exits 0 or 1 for almost everything; a site that blocks us is never
"success", and an incomplete thread is a finding.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from archiver.errors import PRECEDENCE, ArchiverError, Exit

REFUSED_SHARE = 0.1
"""From this share of refused pages on, the site refuses us; below it single pages are closed to all."""

ROBOTS_UNREACHABLE = "robots_unreachable"
"""The reason a spider is closed with whose site's robots.txt can't be had."""


@dataclass(slots=True)
class Tally:
    """What a run counted. Pages are those of the site's own, without requisites."""

    pages: int = 0
    articles: int = 0
    comments: int = 0
    failures: int = 0
    """Addresses whose last answer was none, or one that the server failed."""
    refused: int = 0
    """Addresses whose last answer refused us, but for feeds and lists of all posts."""
    refused_seeds: int = 0
    """Those among them with which the run began."""
    problems: int = 0
    incomplete: int = 0
    unfound: int = 0
    """Addresses asked for by name at which there is no article."""
    barren: bool = False
    """Neither this run nor any before it found an article of the site."""
    died: bool = False
    """The site answered, and then no more: not its front page either, which was asked for again at the end."""
    endless: int = 0
    """Chains of redirects that were left."""
    spider_errors: int = 0
    damage: int = 0
    moved: bool = False
    """The site's front page leads to another host."""
    forbidden: int = 0
    """Articles that the run came for and the site's robots.txt forbids."""
    shut: bool = False
    """The site's robots.txt forbids its front page, and forbade something that the run came for."""
    entered: bool = False
    """Something of the site came beside its robots.txt."""
    behind: bool = False
    """The clock is behind what the archive holds."""
    requisites: int = 0
    bytes_written: int = 0
    finish_reason: str | None = None
    """What ``spider_closed`` said; None: the run is unfinished."""

    def statuses(self, failure: ArchiverError | None) -> Iterable[Exit]:
        """Every status that holds."""
        if failure is not None:
            yield failure.exit_status
        if self.died or self.finish_reason == ROBOTS_UNREACHABLE or (self.pages == 0 and self.failures):
            yield Exit.UNREACHABLE
        answered = self.pages + self.refused
        if self.refused and (self.refused_seeds or self.refused >= answered * REFUSED_SHARE):
            yield Exit.REFUSED
        if self.shut and not self.articles and (self.forbidden or not self.entered):
            yield Exit.REFUSED
        found = (
            self.problems,
            self.incomplete,
            self.unfound,
            self.damage,
            self.refused,
            self.failures,
            self.forbidden,
        )
        if any(found) or self.endless or self.barren or self.behind or self.moved:
            yield Exit.FINDINGS

    def exit_status(self, failure: ArchiverError | None = None) -> Exit:
        """The one that counts: an unexpected error before all, then in the order of ``PRECEDENCE``."""
        if self.spider_errors or self.finish_reason is None:
            return failure.exit_status if failure is not None else Exit.UNEXPECTED
        held = set(self.statuses(failure))
        ranked = [status for status in PRECEDENCE if status in held]
        return ranked[0] if ranked else next(iter(held), Exit.DONE)
