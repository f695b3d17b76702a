"""Sitemaps (sitemaps.org 0.9): WordPress's own index and lists, Yoast's with ``lastmod``, packed or not."""

from archiver.items import Address, Page, Problem
from archiver.parse.addresses import locate
from archiver.parse.feeds import instant
from archiver.parse.site import Site
from archiver.parse.xml import is_cut, name, text, unpacked, xml_tree


def sitemap_addresses(page: Page, site: Site) -> tuple[tuple[Address, ...], tuple[Problem, ...]]:
    """The addresses a sitemap lists, with what it says of their last change."""
    body = unpacked(page.body)
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
    cut = (Problem(kind="sitemap-cut", detail=f"the sitemap at {page.url} ends before its end"),)
    return tuple(found.values()), cut if is_cut(body) else ()
