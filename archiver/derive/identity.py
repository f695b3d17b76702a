"""Which article a page is of.

The site's own number decides; where no page of an article shows it, the
permalink does. An article first met without its number is given it as soon as
one of its pages shows it, so the order of arrival does not matter.
"""

from archiver.items import Article
from archiver.store import write
from archiver.store.engine import Connection


def identify(connection: Connection, site: str, article: Article, page_url: str | None) -> int:
    """The id of the row in ``articles`` that ``article`` is a wording of, made if need
    be; its addresses are kept too. ``page_url`` is the permalink that the
    captured address belongs to.
    """
    urls = list(dict.fromkeys(url for url in (article.url, page_url) if url))
    number = _by_post(connection, site, article) or _by_url(connection, site, article)
    if number is None:
        number = write.new_article(
            connection, site, _key(article), article.post_id, article.url, article.kind
        )
    write.insert(connection, "article_urls", [(site, url, number) for url in urls])
    return number


def _key(article: Article) -> str:
    return f"url:{article.url}" if article.post_id is None else f"post:{article.post_id}"


def _by_post(connection: Connection, site: str, article: Article) -> int | None:
    if article.post_id is None:
        return None
    return write.ids_of(connection, "articles", "key", site, [_key(article)]).get(_key(article))


def _by_url(connection: Connection, site: str, article: Article) -> int | None:
    """The article at this permalink: any for a page without number, else one still without."""
    number = write.articles_at(connection, site, [article.url]).get(article.url)
    if number is None or article.post_id is None:
        return number
    if write.name_article(connection, number, _key(article), article.post_id):
        return number
    return None
