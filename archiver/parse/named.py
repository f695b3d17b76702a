"""The addresses of this site that a page names: one form each, only those that can matter."""

import re
from collections.abc import Iterable
from functools import lru_cache

from archiver.items import Address
from archiver.parse.addresses import absolute, locate
from archiver.parse.site import Site
from archiver.parse.tree import Document

_RELATIONS = frozenset({"alternate", "canonical", "next", "prev", "start"})
_ABSOLUTE = ("http://", "https://")
_NEVER = re.compile(r"[?&](?:replytocom|share)=|/wp-(?:content/|admin/|login\.php)|/oembed/")


def addresses_on(page: Document, url: str, site: Site) -> tuple[Address, ...]:
    """Addresses in the page's links, those of its head first, each once."""
    links = [link for link in page.index.tagged("link") if link.get("rel") in _RELATIONS]
    hrefs = [link.get(b"href") for link in (*links, *page.index.tagged("a"))]
    alone = [href.partition("#")[0] if "#" in href else href for href in hrefs if href]
    return addresses_of(dict.fromkeys(alone), url, site)


def addresses_of(hrefs: Iterable[str], url: str, site: Site) -> tuple[Address, ...]:
    """The same for addresses as written, relative to the page at ``url``."""
    found: dict[str, Address] = {}
    for href in hrefs:
        # Most are absolute, and have stood on a page before.
        address = _address(href if href.startswith(_ABSOLUTE) else absolute(href, url), site)
        if address is not None:
            found.setdefault(address.url, address)
    return tuple(found.values())


@lru_cache(maxsize=16384)
def _address(url: str, site: Site) -> Address | None:
    """The address of this site that ``url`` stands for. A site's pages name the same few thousand again and again."""
    url = url.strip(" \t\r\n\f")
    if not url or _NEVER.search(url):
        return None
    own = locate(url, site)
    return None if own is None or own[1] == "other" else Address(url=own[0], kind=own[1])
