"""robots.txt (RFC 9309) as far as it names addresses: its ``Sitemap:`` lines."""

import re

from archiver.items import Address, Page, Problem
from archiver.parse.addresses import absolute, locate
from archiver.parse.site import Site

_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def robots_addresses(page: Page, site: Site) -> tuple[tuple[Address, ...], tuple[Problem, ...]]:
    """The site's sitemaps as its robots.txt names them."""
    found: dict[str, Address] = {}
    for said in _SITEMAP.findall(page.body.decode("utf-8", "replace").lstrip("\ufeff").replace("\r", "\n")):
        own = locate(absolute(said, page.url), site)
        if own is not None:
            found[own[0]] = Address(url=own[0], kind="sitemap")
    return tuple(found.values()), ()
