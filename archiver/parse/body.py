"""The body of an article: what its author wrote, without what the page puts into it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from archiver.parse.addresses import absolute, article_address, locate
from archiver.parse.numbers import whole_number
from archiver.parse.site import Layout, Site, appeals_of, selectors
from archiver.parse.text import line_of, read_line, text_of, words_of
from archiver.parse.titles import title_within
from archiver.parse.tree import Document, Element, drop_all, is_within, move_behind, tokens

_WORD = re.compile(r"\w+")
_BLOCKS = frozenset(
    {"p", "div", "section", "ul", "ol", "blockquote", "figure", "table", "hr", "h2", "h3", "h4"}
)
_WRAPPERS = 8
"""How deep blocks may be wrapped in others and still be looked at one by one."""
_LINES = (
    ".postmetadata",
    ".entry-meta",
    ".entry-utility",
    ".entry-footer",
    ".post-meta",
    ".postmeta",
    ".cat-links",
    ".tags-links",
    ".tag-links",
    ".post-tags",
    ".entry-tags",
    ".post-categories",
    ".entry-categories",
    ".jeg_post_tags",
    ".post-bottom-meta",
    ".tagged_as",
    ".headline_meta",
    ".post_info",
    ".entry_title",
)
"""Lines of date, sections and tags, which some themes (Kubrick, 2005) print inside the body's element: they are read, and
are no words of the author's.
"""
_INTEGER = re.compile(r"[0-9]+")

_PAGED_LINE = re.compile(r"\W*(?:Pages|Páginas|Seiten|Pagine):[\W0-9]+")

_PAGED_WITHIN = 3
"""Paragraphs from the body's end, where that line stands: a plugin may add some behind it."""

MOST_PARTS = 1000
"""No post has so many pages; each that a page names is asked for, so what counts further is no number of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """``html`` is the body as shown less the furniture; ``text`` lacks those of ``quotes``
    (all pull quotes) whose words it repeats. ``element`` is None where no rule finds a body.
    """

    element: Element | None
    html: str = ""
    text: str = ""
    quotes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def body_of(
    page: Document, scope: Element, site: Site, layout: Layout, url: str
) -> tuple[Body, tuple[int, int]]:
    """The body within ``scope`` (taken apart in place), and which page of how many of the post it is."""
    paths = selectors(layout, "body")
    element = next(iter(page.found(paths, scope)), None)
    parts = _parts(page, scope, layout)
    if element is None:
        return Body(element=None), parts
    lines = {each: None for each in page.every(_LINES, element) if each is not element}
    title = title_within(page, scope, element, layout)
    if title is not None:
        lines = {title: None, **lines}
    if lines:
        move_behind([each for each in lines if lines.keys().isdisjoint(each.iterancestors())], element)
    paged = _loose_parts(element, site, url) if parts == (1, 1) else None
    if paged is not None:
        drop_all([paged[0]], element)
        parts = paged[1]
    drop_all(list(page.every((*site.furniture, *selectors(layout, "furniture")), element)), element)
    _drop_appeals(element, site)
    words = words_of(element, url)
    quotes = _pull_quotes(page, element, layout)
    shown = tuple(read_line(quote) for quote in quotes)
    _drop_repeated(element, quotes)
    text = text_of(element) if quotes else words.text
    return Body(element=element, html=words.html, text=text, quotes=shown, links=words.links), parts


def _loose_parts(body: Element, site: Site, url: str) -> tuple[Element, tuple[int, int]] | None:
    """The line that leads to the pages of the post where it has no class (``wp_link_pages`` before WordPress 5.1), and
    what :func:`_parts` tells of it. None if there is none: its words alone could be the author's.
    """
    for line in islice(body.iterchildren("p", reversed=True), _PAGED_WITHIN):
        if not len(line) or ":" not in f"{line.text}{line[0].text}":
            continue
        found = _PAGED_LINE.fullmatch(line_of(line))
        links = list(line.iter("a")) if found else []
        own = article_address(url, site)
        leads = {locate(absolute(link.get("href") or "", url), site) for link in links}
        if not links or not all(each and article_address(each[0], site) == own for each in leads):
            continue
        linked = {line_of(link) for link in links}
        numbers = [
            number
            for number in _INTEGER.findall(line_of(line))
            if len(number) < 5 and int(number) <= MOST_PARTS
        ]
        current = next((int(number) for number in numbers if number not in linked), 1)
        return line, (current, max(map(int, numbers), default=1))
    return None


def _parts(page: Document, scope: Element, layout: Layout) -> tuple[int, int]:
    """Which page of the post this is and how many it has, by their own navigation."""
    current, highest = 1, 1
    for element in page.found(selectors(layout, "parts"), scope):
        found = _INTEGER.search(line_of(element))
        number = whole_number(found[0]) if found else None
        if number is None or number > MOST_PARTS:
            continue
        highest = max(highest, number)
        if "current" in tokens(element) or (element.tag != "a" and element.find(".//a") is None):
            current = number
    return current, highest


def _drop_appeals(body: Element, site: Site) -> None:
    """Lines that end the body and ask for money are the site's, not the author's."""
    pattern = appeals_of(site)
    if pattern is not None:
        drop_all(_appeals(body, pattern), body)


def _appeals(body: Element, pattern: re.Pattern[str]) -> list[Element]:
    """The last blocks of the body that match, up to the first that says something else."""
    found: list[Element] = []
    levels = [(body, reversed(body))]
    while levels:
        wrapper, children = levels[-1]
        child = next(children, None)
        if child is None:
            levels.pop()
            if (wrapper.text or "").strip():
                return found
            continue
        said = line_of(child)
        if (child.tail or "").strip():
            return found
        if not said:
            continue
        if _wraps_blocks(child) and len(levels) < _WRAPPERS:
            levels.append((child, reversed(child)))
        elif _wraps_blocks(child) or not pattern.match(said):
            return found
        else:
            found.append(child)
    return found


def _wraps_blocks(element: Element) -> bool:
    return element.tag in ("div", "section") and any(child.tag in _BLOCKS for child in element)


def _pull_quotes(page: Document, body: Element, layout: Layout) -> list[Element]:
    found: dict[Element, None] = {}
    for element in page.every(selectors(layout, "quotes"), body):
        if not is_within(element, found.keys()):
            found[element] = None
    return list(found)


def _drop_repeated(body: Element, quotes: Sequence[Element]) -> None:
    """Leave a pull quote in the text only where its words stand nowhere else in it."""
    if not quotes:
        return
    words = [_words(quote) for quote in quotes]
    rest = _without(body, quotes)
    repeated = {said for said in words if not said or f" {said} " in rest}
    drop_all([quote for quote, said in zip(quotes, words, strict=True) if said in repeated], body)


def _words(element: Element) -> str:
    return " ".join(_WORD.findall(text_of(element).casefold()))


def _without(body: Element, quotes: Sequence[Element]) -> str:
    """The words of the body outside its pull quotes, one space between and around them."""
    inside = set(quotes)
    pieces = [body.text or ""]
    waiting = [(child, False) for child in reversed(body)]
    while waiting:
        element, left = waiting.pop()
        if left:
            pieces.append(element.tail or "")
            continue
        pieces.append(" ")
        waiting.append((element, True))
        if element not in inside:
            pieces.append(element.text or "")
            waiting += [(child, False) for child in reversed(element)]
    return f" {' '.join(_WORD.findall(''.join(pieces).casefold()))} "
