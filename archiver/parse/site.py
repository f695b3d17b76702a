"""What a site file says: frozen values, no behaviour.

A :class:`Site` is one publication under all its names; a :class:`Layout` is one
version of its markup, told by the page itself and never by the clock. Selectors
are parsel's CSS, or XPath where one begins with ``.`` or ``/``. A field holds
alternatives: the first that finds something decides. A field left empty is
looked up in the layout ``beneath``; one that is given and finds nothing means
that the page does not say it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from archiver.items import Witness

Selectors = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Named selectors for one version of a site's pages.

    ``held`` says when, or on which releases, it held; ``marks`` tell its pages:
    any of them finding something is enough. ``author``, ``time`` and ``content``
    are looked up within a comment, by child steps, and an empty one is found by
    WordPress's own class names instead. ``own_terms`` is true where post classes
    (``category-SLUG``) tell a post's own categories from parents printed beside
    them. ``quiet`` is true where a post without comments prints no count.
    """

    name: str
    held: str
    marks: Selectors
    beneath: "Layout | None" = None
    title: Selectors = ()
    subtitle: Selectors = ()
    byline: Selectors = ()
    published: Selectors = ()
    modified: Selectors = ()
    categories: Selectors = ()
    tags: Selectors = ()
    body: Selectors = ()
    furniture: Selectors = ()
    quotes: Selectors = ()
    image: Selectors = ()
    credit: Selectors = ()
    parts: Selectors = ()
    area: Selectors = ()
    heading: Selectors = ()
    count: Selectors = ()
    author: Selectors = ()
    time: Selectors = ()
    content: Selectors = ()
    pages: Selectors = ()
    closed: Selectors = ()
    quiet: bool = True
    zero_offset_lies: bool = False


SelectorField = Literal[
    "title", "subtitle", "byline", "published", "modified", "categories", "tags", "body", "furniture",
    "quotes", "image", "credit", "parts", "area", "heading", "count", "author", "time", "content", "pages",
    "closed",
]  # fmt: skip


def selectors(layout: Layout, field: SelectorField) -> Selectors:
    """The alternatives for ``field``: the layout's own, else those beneath it."""
    step: Layout | None = layout
    while step is not None:
        found: Selectors = getattr(step, field)
        if found:
            return found
        step = step.beneath
    return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """One publication: its names, its addresses, its clock and its layouts.

    ``base`` is scheme, host and path that canonical addresses begin with, no
    last slash; ``hosts`` are all names it is or was known by, lower case, with
    a port where it is not the scheme's own. ``timezone`` is an IANA name, None
    if unknown. ``layouts`` are tried in order; the last one knows any WordPress
    page. ``furniture`` stands inside bodies and is no part of them; ``appeals``
    are patterns of lines that end a body and ask for money. ``listings`` are
    first segments of paths that list articles; ``plain_permalinks`` says that ``?p=ID`` may be
    an article's own address. ``witnesses`` are who is asked for comments beside the pages.
    """

    name: str
    base: str
    hosts: frozenset[str]
    timezone: str | None
    layouts: tuple[Layout, ...]
    furniture: Selectors = ()
    appeals: tuple[str, ...] = ()
    listings: frozenset[str] = frozenset({"category", "tag", "author", "page"})
    plain_permalinks: bool = False
    witnesses: frozenset[Witness] = frozenset({"rest", "feed"})


@lru_cache(maxsize=64)
def zone_of(site: Site) -> ZoneInfo | None:
    """The site's clock, None if the site file does not know it."""
    return ZoneInfo(site.timezone) if site.timezone else None


@lru_cache(maxsize=64)
def appeals_of(site: Site) -> re.Pattern[str] | None:
    """One pattern for all appeals of the site, None if it has none."""
    return re.compile("|".join(f"(?:{appeal})" for appeal in site.appeals)) if site.appeals else None
