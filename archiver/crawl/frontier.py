"""What to fetch next, asked of the store at the start and of each page under way.

Holds no page and makes no request: addresses in, a verdict out.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from archiver.crawl.arguments import Arguments
from archiver.crawl.due import why_due
from archiver.items import Address
from archiver.store.engine import Store
from archiver.store.frontier import Standing, aliases, feed_answers, fetched, standings
from archiver.store.unfinished import never_asked

_DAY = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)/[^/]")
# Month and category archives list every article; tags, authors and days list them again.
_LISTING = re.compile(r"/(?:(?:19|20)\d\d/\d\d|category/.+|page/\d+)/(?:page/\d+/)?$")

MOST_LISTINGS = 5000
"""In a run: twenty years of months and their pages; a server that always links one more is stopped here."""


class Frontier:
    """The frontier of one run. ``now`` is the run's start: what is due is judged once."""

    def __init__(self, store: Store, site: str, arguments: Arguments, now: datetime) -> None:
        self._arguments = arguments
        self._now = now
        self._asked: set[str] = set()
        self._pages = 0
        with store.reading() as connection:
            self._feed = feed_answers(connection, site)
            self._standings = {standing.url: standing for standing in standings(connection, site)}
            self._aliases = aliases(connection, site)
            self._listings = fetched(connection, site, ("listing",))
            self._unasked = never_asked(connection, site)

    def waiting(self) -> Iterator[str]:
        """The addresses known from earlier runs that are to be fetched now, newest first."""
        known = sorted(self._standings.values(), key=_newest_first)
        for standing in known:
            if self.take(standing.url):
                yield standing.url

    def take(self, url: str, address: Address | None = None) -> bool:
        """Whether the article at ``url`` is to be fetched, which is said once a run."""
        url = self._aliases.get(url, url)
        if url in self._asked or not self._arguments.admits(_day(url, self._standings.get(url))):
            return False
        if self._why(url, address) is None or self.exhausted:
            return False
        self._asked.add(url)
        self.taken += 1
        return True

    taken = 0

    @property
    def exhausted(self) -> bool:
        """Whether as many articles as the run may fetch have been taken."""
        return self._arguments.limit is not None and self.taken >= self._arguments.limit

    def never_asked(self) -> Iterator[tuple[str, str]]:
        """Kind and address of the listings and posts' further pages that earlier runs learnt of and did not live to ask for."""
        for kind, url in self._unasked:
            if kind == "listing":
                wanted = not self.exhausted and self.take_listing(url)
            else:
                wanted = self._arguments.admits(_day(url, None)) and self.once(url)
            if wanted:
                yield kind, url

    def take_listing(self, url: str) -> bool:
        """Whether the listing at ``url`` is to be fetched: each once ever, or once a run in mode ``all``."""
        if url in self._asked or not _LISTING.search(url) or self._pages >= MOST_LISTINGS:
            return False
        if url in self._listings and self._arguments.mode != "all":
            return False
        self._asked.add(url)
        self._pages += 1
        return True

    def take_part(self, url: str, article: str | None) -> bool:
        """Whether a further page of a post is to be fetched: with its article, once a run."""
        return article is not None and self._aliases.get(article, article) in self._asked and self.once(url)

    def once(self, url: str) -> bool:
        """True the first time ``url`` is asked about in this run."""
        if url in self._asked:
            return False
        self._asked.add(url)
        return True

    def _why(self, url: str, address: Address | None) -> str | None:
        standing = self._standings.get(url)
        if standing is None:
            return "new"
        news = address.modified if address is not None else None
        if news and standing.last_look and self._arguments.mode == "due" and news > standing.last_look:
            return "changed"
        return why_due(standing, self._now, mode=self._arguments.mode, feed=self._feed)


def _day(url: str, standing: Standing | None) -> datetime | None:
    if standing is not None and standing.published is not None:
        return standing.published
    match = _DAY.search(url)
    if match is None:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    except ValueError:  # a date that is none: the address is odd, the article may be real
        return None


def _newest_first(standing: Standing) -> tuple[bool, float, str]:
    day = _day(standing.url, standing)
    return (standing.last_look is not None, -day.timestamp() if day else 0.0, standing.url)
