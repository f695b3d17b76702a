"""What to fetch next, asked of the store at the start and of each page under way.

Holds no page and makes no request: addresses in, a verdict out. When what is due is
``archiver.crawl.due``'s to say.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil

from archiver.crawl.arguments import Arguments
from archiver.crawl.due import (
    RANKS,
    is_full,
    is_hot,
    is_unprompted,
    scan_due,
    stops_at_first_page,
    why_due,
    why_named,
)
from archiver.crawl.policy import Hints, Policy
from archiver.crawl.seeds import ALL_POSTS, ARTICLE_FEED, COMMENT_FEED, SEEDS, Asked, seed_due
from archiver.items import Address
from archiver.store.engine import Connection, Store
from archiver.store.frontier import (
    LastWhole,
    Standing,
    aliases,
    asked,
    asked_below,
    count_told,
    feed_answers,
    feed_counts,
    fetched,
    held_comments,
    last_whole,
    standings,
)
from archiver.store.unfinished import never_asked

_DAY = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)/[^/]")
# Month and category archives list every article; tags, authors and days list them again.
_LISTING = re.compile(r"/(?:(?:19|20)\d\d/\d\d|category/.+|page/\d+)/(?:page/\d+/)?$")

MOST_LISTINGS = 5000
"""In a run, and in all runs together but for ``LISTINGS_AN_ARTICLE``: twenty years of months and their pages. A server that always
links one more is stopped here.
"""

LISTINGS_AN_ARTICLE = 2
"""So many more for each article that is known: months and categories list each, ten on a page."""


class Frontier:
    """The frontier of one run. ``now`` is the run's start: what is due is judged once. What is dated later than ``until`` says
    nothing of when it was asked for.

    ``why`` has the reason of each article taken, ``counts`` what feeds of this run print of an article, ``endless`` how many
    listings were left since there is no end to them.
    """

    def __init__(
        self,
        store: Store,
        site: str,
        base: str,
        arguments: Arguments,
        now: datetime,
        policy: Policy,
        until: str,
    ) -> None:
        self._until = until
        self._store, self._site, self._base = store, site, base
        self._arguments = arguments
        self._policy = policy
        self._now = now
        self._asked: set[str] = set()
        self._pages = 0
        self._held: set[int] = set()
        self.taken = 0
        self.endless = 0
        self.why: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        with store.reading() as connection:
            self._hints = hints_of(connection, site, base, until)
            self._standings = {standing.url: standing for standing in standings(connection, site, until)}
            self._aliases = aliases(connection, site)
            self._listings = fetched(connection, site, ("listing",))
            self._unasked = never_asked(connection, site)
            answers = asked(connection, site, base, SEEDS, until)
            self._scans = asked_below(connection, site, f"{base}{ARTICLE_FEED}?paged=", until)
            self._all_posts = asked_below(connection, site, f"{base}{ALL_POSTS}", until)
        self._seeds = {
            path: Asked(at=at, answered=status in (200, 304)) for path, (at, status) in answers.items()
        }

    def seeds(self) -> Iterator[str]:
        """The paths below the base that this run begins with."""
        feed = self._seeds.get(ARTICLE_FEED)
        for path in SEEDS:
            last = self._seeds.get(path) if self._arguments.mode == "due" else None
            if seed_due(path, last, self._now, self._policy, feed=feed is None or feed.answered):
                yield path

    def take_posts(self, url: str) -> bool:
        """Whether a later page of the list of all posts is to be asked for."""
        at = self._all_posts.get(url) if self._arguments.mode == "due" else None
        last = Asked(at=at, answered=True) if at else None
        path = url.removeprefix(self._base)
        return seed_due(path, last, self._now, self._policy, feed=True) and self.once(url)

    def waiting(self) -> Iterator[str]:
        """The addresses known from earlier runs that are to be fetched now: in the order of ``RANKS``, newest first."""
        standings = (standing for standing in self._standings.values() if not standing.chained)
        due = [(standing, why) for standing in standings if (why := self._due(standing))]
        for standing, why in sorted(due, key=lambda pair: (_rank(pair[1]), _newest_first(pair[0]))):
            if self.take(standing.url, why=why):
                yield standing.url

    def take(self, url: str, address: Address | None = None, *, why: str | None = None) -> bool:
        """Whether the article at ``url`` is to be fetched, which is said once a run."""
        url = self._aliases.get(url, url)
        if address is not None and address.count is not None:
            self.counts[url] = address.count
        if url in self._asked or not self._arguments.admits(_day(url, self._standings.get(url))):
            return False
        why = why or self._why(url, address)
        if why is None or self.exhausted:
            return False
        self._asked.add(url)
        self.why[url] = why
        self.taken += 1
        return True

    @property
    def exhausted(self) -> bool:
        """Whether as many articles as the run may fetch have been taken."""
        return self._arguments.limit is not None and self.taken >= self._arguments.limit

    def never_asked(self) -> Iterator[tuple[str, str]]:
        """Kind and address of the listings, sitemaps and posts' further pages that earlier runs learnt of and did not live to ask for."""
        for kind, url in self._unasked:
            if kind == "listing":
                wanted = not self.exhausted and self.take_listing(url)
            elif kind == "sitemap":
                wanted = self.once(url)
            else:
                wanted = self._arguments.admits(_day(url, None)) and self.once(url)
            if wanted:
                yield kind, url

    def leaves(self, url: str) -> bool:
        """Whether the article at ``url`` is one that this run may fetch, and so far does not."""
        url = self._aliases.get(url, url)
        return url not in self._asked and self._arguments.admits(_day(url, self._standings.get(url)))

    def hear(self, url: str, named: Sequence[Address]) -> list[str]:
        """Learn which of the comments that the page at ``url`` names are held, before its addresses are taken one by one.

        Gives the articles to look at because the site's comment feed is so full that it may have left them out.
        """
        active = [address for address in named if address.activity]
        numbers = [number for address in active for number in address.comment_ids]
        if not numbers or self._arguments.mode != "due":
            return []
        with self._store.reading() as connection:
            held = held_comments(connection, self._site, numbers)
        self._held |= held
        if url != self._base + COMMENT_FEED or not is_full(active, held):
            return []
        listed = {self._aliases.get(address.url, address.url) for address in active}
        hot = [
            standing
            for standing in self._standings.values()
            if standing.url not in listed and is_hot(standing, self._now, self._policy)
        ]
        return [one.url for one in sorted(hot, key=_newest_first) if self.take(one.url, why="burst")]

    def scans(self, named: Sequence[Address]) -> Iterator[str]:
        """The further pages of the article feed to ask for, for the counts they print; ``named`` is what its
        first page names.
        """
        size = sum(address.count is not None for address in named)
        if not size or self._arguments.mode != "due":
            return
        published = sorted((at for one in self._standings.values() if (at := one.published)), reverse=True)
        for page in range(2, ceil(len(published) / size) + 1):
            url = f"{self._base}{ARTICLE_FEED}?paged={page}"
            newest = published[(page - 1) * size]
            if scan_due(newest, self._scans.get(url), self._now, self._policy) and self.once(url):
                yield url

    def as_left(self, url: str) -> LastWhole | None:
        """The last whole look at the thread of the article at ``url``, where a look that finds its first page as it
        was may end there; else None.
        """
        url = self._aliases.get(url, url)
        why = self.why.get(url, "")
        if not is_unprompted(why):  # nearly all: the store needs not be asked
            return None
        with self._store.reading() as connection:
            whole = last_whole(connection, self._site, url, self._until)
        since = self._now - whole.started_at if whole is not None else None
        return whole if stops_at_first_page(why, since, self._policy) else None

    def take_listing(self, url: str) -> bool:
        """Whether the listing at ``url`` is to be fetched: each once ever, or once a run in mode ``all``."""
        if url in self._asked or not _is_list(url):
            return False
        ever = self._arguments.mode == "all"
        if url in self._listings and not ever:
            return False
        self._asked.add(url)
        most = MOST_LISTINGS + LISTINGS_AN_ARTICLE * len(self._standings)
        if self._pages >= MOST_LISTINGS or (not ever and self._pages + len(self._listings) >= most):
            self.endless += 1
            return False
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

    def _due(self, standing: Standing) -> str | None:
        mode = self._arguments.mode
        return why_due(standing, self._now, mode=mode, policy=self._policy, hints=self._hints)

    def _why(self, url: str, address: Address | None) -> str | None:
        standing = self._standings.get(url)
        if standing is None:
            return "new"
        why = self._due(standing)
        if why is None and address is not None and self._arguments.mode == "due" and standing.article:
            told = self._told(url) if address.count is not None else None
            why = why_named(standing, address, self._held, told, self._policy)
        return why

    def _told(self, url: str) -> int | None:
        with self._store.reading() as connection:
            return count_told(connection, self._site, url, self._until)


def hints_of(connection: Connection, site: str, base: str, until: str) -> Hints:
    """What ``site`` at ``base`` tells between looks, as its last answers say."""
    if not feed_answers(connection, site, base, COMMENT_FEED, until):
        return "none"
    return "counts" if feed_counts(connection, site, until) else "feed"


def due_now(
    connection: Connection, site: str, base: str, now: datetime, policy: Policy, until: str
) -> Counter[str]:
    """How many addresses of ``site`` a run at ``now`` would fetch, by reason, as far as the store knows."""
    hints = hints_of(connection, site, base, until)
    known = (standing for standing in standings(connection, site, until) if not standing.chained)
    reasons = (why_due(one, now, policy=policy, hints=hints) for one in known)
    return Counter(why for why in reasons if why is not None)


@lru_cache(maxsize=16384)
def _is_list(url: str) -> bool:
    """Every page names the same few hundred tags and authors, which are no lists of months, categories or pages."""
    return _LISTING.search(url) is not None


def _rank(why: str) -> int:
    return RANKS.index(why) if why in RANKS else len(RANKS)


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


def _newest_first(standing: Standing) -> tuple[float, str]:
    day = _day(standing.url, standing)
    return (-day.timestamp() if day else 0.0, standing.url)
