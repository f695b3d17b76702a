"""Redirects without end. Scrapy follows ``REDIRECT_MAX_TIMES`` in a row; a chain that is longer is left and told, as a
``limit`` note. Where a redirect leads is asked for on its own too, once and no further: else a server that sends us to a new
address each time had us ask for ever.
"""

import json
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archiver.crawl.recorder import Recorder
from archiver.crawl.remarks import Remarks
from archiver.crawl.single import one_for
from archiver.parse.site import Site

MOST_LISTED = 100
"""Chains that the note lists by their first address; the rest is counted."""


class EndlessRedirects(IgnoreRequest):
    """A chain of redirects has more than may be followed."""


class Redirects:
    """One for each crawl; get it with :meth:`of`. ``left`` counts the chains that were left, requisites' not among them;
    ``moved`` is the address at another host to which the site's front page redirects, "" if it does not.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most = crawler.settings.getint("REDIRECT_MAX_TIMES")
        self._listed: list[str] = []
        self._targets: set[int] = set()  # hashes: an address each would take ten times the memory
        self._away: set[int] = set()  # hashes too, of the articles at another host
        self._first_away = ""
        self.left = 0
        self.moved = ""

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The redirects of ``crawler``, made at the first call."""
        return one_for(crawler, cls, lambda: cls(crawler))

    def leads(self, source: str, targets: Sequence[str]) -> bool:
        """Learn that ``source`` redirects to ``targets``. Whether these are to be asked for on their own: not where
        a redirect led to ``source``.
        """
        first = hash(source) not in self._targets
        self._targets.update(map(hash, targets))
        return first

    def leave(self, request: Request) -> None:
        """The chain that came to ``request`` is left."""
        if "requisite" in request.meta or "aside" in request.meta:  # told with what pages lack
            return
        self.left += 1
        if len(self._listed) < MOST_LISTED:
            self._listed.append(str(request.meta.get("redirect_urls", [request.url])[0]))

    def follow(self, request: Request, followed: Request | Response) -> None:
        """Learn that ``request`` is answered by ``followed``: another request, where it was redirected."""
        site: Site | None = getattr(self._crawler.spider, "site", None)
        if site is None or not isinstance(followed, Request):
            return
        here, there = (urlsplit(one.url).netloc.lower() in site.hosts for one in (request, followed))
        if not here or there:
            return
        if request.url == f"{site.base}/":
            self.moved = followed.url
        elif "walk" in request.meta:
            self._away.add(hash(request.meta["walk"].article))
            self._first_away = self._first_away or f"{request.url} to {followed.url}"

    def summarise(self) -> None:
        """Say what was left, as a note and a remark: once, at the run's end."""
        if self.moved:
            Remarks.of(self._crawler).add(
                f"the site's front page leads to {self.moved}: if the site has moved, crawl it there (-a base=URL)"
            )
        if self._away:
            count = len(self._away)
            what = f"{count} articles lead" if count > 1 else "an article leads"
            more = f" and {count - 1} more" * (count > 1)
            Remarks.of(self._crawler).add(f"{what} to another host: {self._first_away}{more}")
        if not self.left:
            return
        more = f" and {self.left - 1} more" if self.left > 1 else ""
        Remarks.of(self._crawler).add(
            f"redirects without end: after {self._most} in a row these were left: {self._listed[0]}{more}"
        )
        fields = {"of": "redirects", "chains": str(self.left), "followed": str(self._most)}
        listed = json.dumps(self._listed, ensure_ascii=False)
        Recorder.of(self._crawler).note("limit", {**fields, "listed": listed})


class BoundedRedirects(RedirectMiddleware):
    """Scrapy's own; it raises EndlessRedirects where a chain is too long, and tells of it."""

    def process_response(  # type: ignore[override] # the spider that Scrapy's still takes is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        """Follow, or leave."""
        try:
            followed: Request | Response = super().process_response(request, response)
        except IgnoreRequest as problem:
            raise _left(self.crawler, request) from problem
        Redirects.of(self.crawler).follow(request, followed)
        return followed


class BoundedRefreshes(MetaRefreshMiddleware):
    """The same for ``<meta http-equiv=refresh>``."""

    def process_response(  # type: ignore[override] # the spider that Scrapy's still takes is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        """Follow, or leave."""
        try:
            followed: Request | Response = super().process_response(request, response)
        except IgnoreRequest as problem:
            raise _left(self.crawler, request) from problem
        return followed


def _left(crawler: Crawler, request: Request) -> EndlessRedirects:
    Redirects.of(crawler).leave(request)
    most = crawler.settings.getint("REDIRECT_MAX_TIMES")
    return EndlessRedirects(f"{request.url} is the end of more than {most} redirects in a row")
