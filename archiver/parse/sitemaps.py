"""Sitemaps (sitemaps.org 0.9): WordPress's own index and lists, Yoast's with ``lastmod``, packed or not; and plain lists,
an address a line.
"""

import re

from archiver.items import Address, Page, Problem
from archiver.parse.addresses import locate
from archiver.parse.feeds import instant
from archiver.parse.site import Site
from archiver.parse.xml import in_utf8, is_cut, name, text, unpacked, xml_tree

LOOKED_AT = 8192
"""Bytes of a text that tell whether it is a list of addresses."""

MOST_LINES = 50_000
"""Addresses of a list that are read: as many as sitemaps.org allows in one file."""

_ADDRESS_LINE = re.compile(rb"^[ \t]*(https?://[^\s<>\"]{1,2048})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_OTHER_LINE = re.compile(
    rb"^(?![ \t]*https?://[^\s<>\"]+[ \t]*$)[ \t]*[^ \t\n]", re.IGNORECASE | re.MULTILINE
)


def is_list(start: bytes) -> bool:
    """Are whole lines at the ``start`` of a text addresses, and nothing else? The last one may be cut off."""
    lines = start.replace(b"\r", b"\n")
    whole = lines.rpartition(b"\n")[0] or lines
    return _ADDRESS_LINE.search(whole) is not None and _OTHER_LINE.search(whole) is None


def sitemap_addresses(page: Page, site: Site) -> tuple[tuple[Address, ...], tuple[Problem, ...]]:
    """The addresses a sitemap lists, with what it says of their last change."""
    body = in_utf8(unpacked(page.body))
    if is_list(body[:LOOKED_AT]):
        return _listed(body, page, site)
    root = xml_tree(body)
    if root is None or name(root) not in ("urlset", "sitemapindex"):
        return (), (Problem(kind="sitemap-unreadable", detail=f"no sitemap at {page.url}"),)
    is_index = name(root) == "sitemapindex"
    found: dict[str, Address] = {}
    for entry in root:
        own = locate(text(entry, "loc"), site)
        if own is None:
            continue
        url, kind = own
        # An index may name its parts as it likes: what it lists is a sitemap.
        kind = "sitemap" if is_index else kind
        if kind != "other":
            found.setdefault(url, Address(url=url, kind=kind, modified=instant(text(entry, "lastmod"))))
    return tuple(found.values()), _cut(page) if is_cut(body) else ()


def _listed(body: bytes, page: Page, site: Site) -> tuple[tuple[Address, ...], tuple[Problem, ...]]:
    found: dict[str, Address] = {}
    lines = body.replace(b"\r", b"\n")
    if not page.whole:
        lines = lines.rpartition(b"\n")[0]
    for number, line in enumerate(_ADDRESS_LINE.finditer(lines)):
        if number == MOST_LINES:
            said = f"the sitemap at {page.url} has more than {MOST_LINES} lines: the others are not read"
            return tuple(found.values()), (Problem(kind="sitemap-cut", detail=said),)
        own = locate(line[1].decode("utf-8", "replace"), site)
        if own is not None and own[1] != "other":
            found.setdefault(own[0], Address(url=own[0], kind=own[1]))
    return tuple(found.values()), () if page.whole else _cut(page)


def _cut(page: Page) -> tuple[Problem, ...]:
    return (Problem(kind="sitemap-cut", detail=f"the sitemap at {page.url} ends before its end"),)
