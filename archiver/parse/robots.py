"""robots.txt (RFC 9309): the addresses that its ``Sitemap:`` lines name, and whom its groups are for."""

import re

from archiver.items import Address, Page, Problem
from archiver.parse.addresses import absolute, locate
from archiver.parse.site import Site

_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)

_GROUP = re.compile(r"\s*user[- ]?agent(?:\s*:|\s)\s*([^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[A-Za-z_-]*")  # section 2.2.1
_ALL = re.compile(r"\*\s*$")


def for_product(text: str, product: str) -> str:
    """A robots.txt whose groups are for exactly ``product``, for ``*``, or for ``-``: somebody else. Whatever follows a name
    is no part of it (``User-agent: archiver/1.0``), and a name that ours begins with is another (``User-agent: arch``).
    """
    mine = _token(product)
    return "\n".join(_for_product(line, mine) for line in text.splitlines())


def _for_product(line: str, mine: str) -> str:
    group = _GROUP.match(line)
    if group is None or _ALL.match(group[1]):
        return line
    return f"User-agent: {mine if _token(group[1]) == mine else '-'}"


def _token(name: str) -> str:
    found = _PRODUCT.match(name)
    return found[0].lower() if found is not None else ""


def robots_addresses(page: Page, site: Site) -> tuple[tuple[Address, ...], tuple[Problem, ...]]:
    """The site's sitemaps as its robots.txt names them."""
    found: dict[str, Address] = {}
    for said in _SITEMAP.findall(page.body.decode("utf-8", "replace").lstrip("\ufeff").replace("\r", "\n")):
        own = locate(absolute(said, page.url), site)
        if own is not None:
            found[own[0]] = Address(url=own[0], kind="sitemap")
    return tuple(found.values()), ()
