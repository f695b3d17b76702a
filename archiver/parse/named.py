"""The addresses of this site that a page names: one form each, only those that can matter."""

from collections.abc import Callable, Iterable
from typing import cast

from lxml import etree

from archiver.items import Address
from archiver.parse.addresses import absolute, locate
from archiver.parse.site import Site
from archiver.parse.tree import Element

_HREFS = cast(
    "Callable[[Element], list[str]]",
    etree.XPath(
        "//a/@href | //link[@rel='alternate' or @rel='canonical' or @rel='next' or @rel='prev' or @rel='start']/@href",
        smart_strings=False,
    ),
)
_NEVER = (
    "?replytocom=",
    "&replytocom=",
    "/wp-content/",
    "/wp-admin/",
    "?share=",
    "&share=",
    "/wp-login.php",
    "/oembed/",
)


def addresses_on(tree: Element, url: str, site: Site) -> tuple[Address, ...]:
    """Addresses in the page's links, in order of appearance, each once."""
    hrefs = {href.partition("#")[0]: None for href in _HREFS(tree)}
    return addresses_of(hrefs, url, site)


def addresses_of(hrefs: Iterable[str], url: str, site: Site) -> tuple[Address, ...]:
    """The same for addresses as written, relative to the page at ``url``."""
    found: dict[str, Address] = {}
    for href in hrefs:
        if not href or any(mark in href for mark in _NEVER):
            continue
        own = locate(absolute(href, url), site)
        if own is not None and own[1] != "other" and own[0] not in found:
            found[own[0]] = Address(url=own[0], kind=own[1])
    return tuple(found.values())
