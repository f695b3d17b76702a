"""What its operator is told of a site of which neither this run nor any before it found an article. It may be no WordPress
site, its articles may be elsewhere, its theme may not be understood: what was tried tells which, and "done" is none of them.
"""

from urllib.parse import urljoin

from archiver.crawl.seeds import SEEDS
from archiver.store.engine import Connection
from archiver.store.nothing import Tried, tried_in_vain


def nothing_found(connection: Connection, site: str, base: str) -> str | None:
    """The sentence on ``site`` at ``base``; None if the store holds an article of it."""
    robots = urljoin(base, "/robots.txt")
    tried = tried_in_vain(connection, site, (robots, *(f"{base}{path}" for path in SEEDS)))
    return None if tried is None else _sentence(tried, site, base)


def _sentence(tried: Tried, site: str, base: str) -> str:
    asked = ", ".join(
        f"{url.removeprefix(base)} ({'no answer' if status is None else status})"
        for url, status in tried.answers
    )
    named = f"{tried.named}, of which {tried.asked_for} asked for" if tried.named else "none"
    return (
        f"{site}: no article was found, and the archive has none of it. Asked at {base}: {asked or 'nothing'};"
        f" addresses named there that could be articles: {named}"
    )
