"""An article's title: by the names that themes give it, or by the page's own ``<title>``, which repeats it."""

from copy import copy

from archiver.parse import roles
from archiver.parse.linked_data import meta
from archiver.parse.site import Layout, selectors
from archiver.parse.text import line_of, read_line
from archiver.parse.tree import Document, Element, compiled, drop_all, is_within

_HEADINGS, _JOINS = ("h1", "h2", "h3"), "»«›‹|–—-·•:"


def title_of(page: Document, scope: Element, layout: Layout, closed: set[Element]) -> str:
    """The article's title on one line; "" where it has none."""
    for path in selectors(layout, "title"):
        for element in page.found((path,), scope):
            if not is_within(element, closed):
                return _line(element)
    return ""


def repeated_title(page: Document, post: Element, body: Element | None) -> str:
    """The words of a heading above the ``body`` (or taken out of it, see :func:`title_within`) that the page's own
    ``<title>`` repeats, where no rule knows its class.
    """
    if body is None or post is page.root:
        return ""
    for each in post.iter(*_HEADINGS, body.tag):
        if each is body:
            break
        if each.tag in _HEADINGS and is_repeated(page, each):
            return _line(each)
    behind = body.getnext()
    return _line(behind) if behind is not None and is_repeated(page, behind) else ""


def title_within(page: Document, scope: Element, body: Element, layout: Layout) -> Element | None:
    """The heading that begins the body's element, where a theme (P2, Bridge) prints the title there and nowhere else."""
    first = next((each for each in body if line_of(each)), None)
    if scope is page.root or first is None or first.tag not in _HEADINGS or (body.text or "").strip():
        return None
    named = list(page.every(selectors(layout, "title"), scope))
    if any(not is_within(each, {body}) for each in named):
        return None
    return first if is_repeated(page, first) else None


def is_repeated(page: Document, heading: Element) -> bool:
    """Do the page's ``<title>`` or ``og:title`` hold the words of this heading?"""
    line = _line(heading)
    said = [meta(page, "og:title"), *map(line_of, compiled("/html/head/title")(page.root))]
    return heading.tag in _HEADINGS and bool(line) and any(_is_part(line, each) for each in said)


def _is_part(line: str, said: str) -> bool:
    """Is the line one of the parts that a page's title is joined of ("Site » Blog Archive » Title")?"""
    start = said.casefold().find(line.casefold())
    before, behind = said[:start].rstrip(), said[start + len(line) :].lstrip()
    return start >= 0 and (not before or before[-1] in _JOINS) and (not behind or behind[0] in _JOINS)


def _line(heading: Element) -> str:
    """A title without the date that a theme prints in the same heading."""
    dates = [each for each in heading if roles.roles_of(each.get("class")) & roles.DATE]
    if not dates:
        return read_line(heading)
    title = copy(heading)
    drop_all([title[heading.index(each)] for each in dates], title)
    return read_line(title)
