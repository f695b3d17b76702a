"""How an address or a number that somebody types names an article or comments, and what a second witness tells of one."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from archiver.errors import ArchiverError, BadInput
from archiver.parse.addresses import article_address
from archiver.sites import site_of_run
from archiver.store import ask
from archiver.store.engine import Connection
from archiver.store.rows import Row

_NO_NUMBER = 2**63
"""The store's numbers are smaller."""


def articles_named(connection: Connection, url: str, site: str | None) -> list[Row]:
    """The articles that ``url`` is an address of: a permalink, a comment page, a comment's own address.

    Raises BadInput where the archive has none.
    """
    found = ask.articles_at(connection, _spellings(connection, url))
    chosen = [row for row in found if site in (None, row["site"])]
    if not chosen:
        raise BadInput(f"the archive holds no article at {url}" + (f" of {site}" if site else ""))
    return chosen


def comments_named(connection: Connection, number: int, site: str | None) -> list[Row]:
    """The comments with that number. Raises BadInput where there is none."""
    found = ask.comments_named(connection, number, site) if number < _NO_NUMBER else []
    if not found:
        raise BadInput(f"the archive holds no comment {number}" + (f" of {site}" if site else ""))
    return found


def _spellings(connection: Connection, url: str) -> Iterator[str]:
    """The addresses under which the article may be held."""
    yield url
    if "://" not in url:  # as browsers show it
        url = f"https://{url}"
    try:
        plain = urlsplit(url)._replace(query="", fragment="").geturl()
    except ValueError:  # no address at all
        return
    yield plain
    yield plain.rstrip("/") + "/"
    for name, base in ask.names_of_sites(connection):
        try:
            permalink = article_address(url, site_of_run(name, base))
        except ArchiverError:  # a site whose file is gone
            continue
        if permalink is not None:
            yield permalink


WITNESSES = {"page": "the page", "rest": "REST", "feed": "a feed"}
"""Who tells whom a comment answers (``parent_witness``) or when it was written (``published_source``), in words."""


def beside_the_page(comment: Row) -> list[str]:
    """What of a comment (a row of ``v_comments``) a second witness tells, since no page does, in words."""
    told = []
    if comment["parent_witness"] in ("rest", "feed"):
        answers = f"#{comment['parent_id']}" if comment["parent_id"] else "nobody"
        told.append(f"answers {answers} by {WITNESSES[comment['parent_witness']]}")
    if comment["published_source"] in ("rest", "feed"):
        told.append(f"time by {WITNESSES[comment['published_source']]}")
    return told
