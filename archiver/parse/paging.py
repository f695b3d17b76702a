"""Which page of a thread this is, and which others it leads to.

WordPress counts pages of comments from the oldest, whatever the order shown.
Its links say "older" and "newer", or numbers with gaps; the page that stands at
the article's own address (the first, or the last where the newest is the default) is
linked there and not by its number.
"""

import re
from dataclasses import dataclass

from archiver.parse.addresses import absolute, article_address, comment_page_number, locate
from archiver.parse.numbers import whole_number
from archiver.parse.site import Layout, Site, selectors
from archiver.parse.text import line_of
from archiver.parse.tree import Document, Element, is_within

_OLDER = re.compile(
    r"older|previous|prev\b|anterior|antiguos|antig|ältere|vorherige|frühere|ancien|précédent|vecchi|precedent"
    r"|meno recenti|oudere|vorige|الأقدم|السابق|\u2190|\u00ab",
    re.IGNORECASE,
)
_NEWER = re.compile(
    r"newer|next|siguiente|recientes|nuevos|neuere|nächste|récent|suivant|recente|novos|próxim|successiv|nieuwere"
    r"|volgende|الأحدث|التالي|\u2192|\u00bb",
    re.IGNORECASE,
)
_BACK = re.compile(r"(?:^|\s)(?:prev|previous|nav-previous|\S*-previous)(?:\s|$)")
_ON = re.compile(r"(?:^|\s)(?:next|nav-next|\S*-next)(?:\s|$)")
_NOT_PAGING = re.compile(r"#comment-\d|#respond|replytocom=")
_INTEGER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A page's place among those of its thread; see ``items.ThreadPage``."""

    number: int | None
    lowest: int | None
    highest: int | None
    older: str | None
    newer: str | None


def pages_of(
    page: Document, url: str, permalink: str, *, site: Site, layout: Layout, hidden: set[Element], empty: bool
) -> Pages:
    """The place of the page at ``url``, which calls ``permalink`` its article's address. Links inside ``hidden`` (the
    body, comments) are nobody's paging. An ``empty`` page, past the last one, stands for no number.

    An article may stand at an address that is not its own (an old slug without a redirect); its links name its own.
    Where they name neither, nothing says how many pages there are.
    """
    articles = {article_address(url, site), permalink}
    current = comment_page_number(url, site)
    linked: dict[int | None, str] = {}  # by number; None is the plain address
    labelled: dict[str, int | None] = {}
    leads_elsewhere = False
    for element in page.every(selectors(layout, "pages")):
        if is_within(element, hidden):
            continue
        if element.tag != "a":
            number = _INTEGER.search(line_of(element))
            current = current or (whole_number(number[0]) if number else None)
            continue
        href = element.get("href") or ""
        own = locate(absolute(href, url), site)
        if own is None or _NOT_PAGING.search(href):
            continue
        stands_for, direction = comment_page_number(own[0], site), _direction(element)
        if article_address(own[0], site) not in articles:
            leads_elsewhere |= bool(direction)
            continue
        if stands_for is not None or direction:
            linked[stands_for] = own[0]
        if direction:
            labelled[direction] = stands_for
    if leads_elsewhere and not linked:
        return Pages(number=current, lowest=None, highest=None, older=None, newer=None)
    return _settle(None, linked, {}) if empty else _settle(current, linked, labelled)


def _settle(current: int | None, linked: dict[int | None, str], labelled: dict[str, int | None]) -> Pages:
    if current is None and labelled:
        before, after = labelled.get("older"), labelled.get("newer")
        if before is not None:
            current = before + 1
        elif after is not None and after > 1:
            current = after - 1
    elif current is None and not linked:
        current = 1
    if current is not None and None in linked:
        # What leads to the plain address leads to the page that stands there: the first or the last.
        for direction, step in (("older", -1), ("newer", 1)):
            if labelled.get(direction, current) is None:
                linked.setdefault(current + step, linked[None])
    numbers = {number for number in (*linked, current) if number is not None}
    return Pages(
        number=current,
        lowest=min(numbers, default=None),
        highest=max(numbers, default=None),
        older=None if current is None else linked.get(current - 1),
        newer=None if current is None else linked.get(current + 1),
    )


def _direction(link: Element) -> str:
    """Older or newer by the link's classes, its frame's, or its words; "" for a number."""
    above = link.getparent()
    frame = (above.get("class") or "") if above is not None else ""
    classes = f"{link.get('class') or ''} {frame}"
    if _BACK.search(classes):
        return "older"
    if _ON.search(classes):
        return "newer"
    text = line_of(link)
    if _OLDER.search(text):
        return "older"
    return "newer" if _NEWER.search(text) else ""
