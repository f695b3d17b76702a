"""Which article a page is of.

The site's own number decides; where no page of an article shows it, the
permalink does. An article first met without its number is given it as soon as
one of its pages shows it, so the order of arrival does not matter.
"""

from collections.abc import Sequence

from archiver.derive.sheet import ToldArticle
from archiver.store import write
from archiver.store.engine import Connection

Name = tuple[str, str]
"""A site, and an article's key or one of its permalinks there."""


def identify(connection: Connection, pages: Sequence[tuple[str, ToldArticle, str | None]]) -> list[int]:
    """The id of the row in ``articles`` that each page (site, article, permalink that the captured address belongs
    to) is a wording of. They are made if need be, and their addresses are kept too.
    """
    return _Known(connection, pages).identify(pages)


class _Known:
    """What the store holds of the articles that some pages may be of, and what these pages add."""

    def __init__(self, connection: Connection, pages: Sequence[tuple[str, ToldArticle, str | None]]) -> None:
        self._connection = connection
        self._by_key: dict[Name, int] = {}
        self._by_url: dict[Name, int] = {}
        for site in {site for site, _, _ in pages}:
            ours = [(article, url) for at, article, url in pages if at == site]
            keys = {_key(article) for article, _ in ours}
            found = write.ids_of(connection, "articles", "key", site, keys)
            self._by_key |= {(site, key): number for key, number in found.items()}
            urls = {url for article, page_url in ours for url in (article.url, page_url) if url}
            at_url = write.articles_at(connection, site, urls)
            self._by_url |= {(site, url): number for url, number in at_url.items()}
        self._unnumbered = write.unnumbered(connection, set(self._by_url.values()))
        self._next = write.next_id(connection, "articles")
        self._made: list[tuple[object, ...]] = []
        self._numbered: list[tuple[str, int, int]] = []
        self._named: dict[Name, int] = {}

    def identify(self, pages: Sequence[tuple[str, ToldArticle, str | None]]) -> list[int]:
        """The articles' ids; what is new of them is written."""
        owners = [self._one(site, article, page_url) for site, article, page_url in pages]
        write.insert(self._connection, "articles", self._made)
        write.number_articles(self._connection, self._numbered)  # one may be of those just made
        urls = [(*name, number) for name, number in self._named.items()]
        write.insert(self._connection, "article_urls", urls)
        return owners

    def _one(self, site: str, article: ToldArticle, page_url: str | None) -> int:
        key = (site, _key(article))
        number = self._by_key.get(key) if article.post_id is not None else None
        if number is None:
            number = self._at_url(site, article)
        if number is None:
            number, self._next = self._next, self._next + 1
            self._made.append((number, *key, article.post_id, *article.settled))
            self._by_key[key] = number
            if article.post_id is None:
                self._unnumbered.add(number)
        for url in (article.url, page_url):
            if url and (site, url) not in self._by_url:
                self._by_url[site, url] = self._named[site, url] = number
        return number

    def _at_url(self, site: str, article: ToldArticle) -> int | None:
        """The article at this permalink: any for a page without number, else one still without."""
        number = self._by_url.get((site, article.url))
        if number is None or article.post_id is None:
            return number
        if number not in self._unnumbered:
            return None
        self._unnumbered.discard(number)
        self._by_key[site, _key(article)] = number
        self._numbered.append((_key(article), article.post_id, number))
        return number


def _key(article: ToldArticle) -> str:
    return f"url:{article.url}" if article.post_id is None else f"post:{article.post_id}"
