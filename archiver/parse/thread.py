"""The part of a thread that one page shows, or why that can't be said."""

import re
from dataclasses import dataclass
from typing import Literal

from archiver.items import Problem, ThreadPage
from archiver.parse.addresses import absolute, article_address, comment_page_number, locate
from archiver.parse.comments import comments_of
from archiver.parse.nesting import uses_depth_classes
from archiver.parse.roots import roots_of
from archiver.parse.site import Layout, Site, selectors
from archiver.parse.text import line_of
from archiver.parse.times import Clock
from archiver.parse.tree import (
    Element,
    all_by,
    compiled,
    found_by,
    html5_tree,
    is_within,
    items_misnest,
    tokens,
)

_FORM = "//*[@id='respond'] | //form[contains(@action, 'wp-comments-post')] | //form[@id='commentform']"
_SOMETHING = (
    "//li[contains(concat(' ', @class, ' '), ' comment ')]",
    "//*[@id='disqus_thread' or @id='idc-container' or @id='IDCommentsHead' or @id='fb-comments' or @id='livefyre-comments']",
    "//div[contains(concat(' ', @class, ' '), ' fb-comments ')]",
)
_INTEGER = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f’']\d{3})+(?!\d)|\d+")
_ONE = re.compile(r"^(?:one|un|una|uno|single)\b", re.IGNORECASE)
_NONE = re.compile(
    r"^(?:no|zero|0|be the first|leave a|sin|ning[uú]n|todav[ií]a no|a[uú]n no|sé el primero|deja)\b",
    re.IGNORECASE,
)
_OLDER = re.compile(r"older|previous|prev\b|anterior|antiguos|\u2190|\u00ab", re.IGNORECASE)
_NEWER = re.compile(r"newer|next|siguiente|recientes|nuevos|\u2192|\u00bb", re.IGNORECASE)

_BACK = re.compile(r"(?:^|\s)(?:prev|previous|nav-previous|\S*-previous)(?:\s|$)")
_ON = re.compile(r"(?:^|\s)(?:next|nav-next|\S*-next)(?:\s|$)")
_NOT_PAGING = re.compile(r"#comment-\d|#respond|replytocom=")

ThreadState = Literal["open", "closed", "protected", "unmarked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What :func:`thread_of` gives."""

    thread: ThreadPage | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the page tells of its place among the thread's pages."""

    number: int | None
    lowest: int | None
    highest: int | None
    older: str | None
    newer: str | None


def thread_of(
    tree: Element,
    source: bytes,
    url: str,
    *,
    site: Site,
    layout: Layout,
    body: Element | None,
    title: str,
    clock: Clock,
) -> Told:
    """The thread on an article's page. ``tree`` is its tree and ``source`` its bytes,
    ``body`` the article's body (nothing in it is a comment), ``title`` is taken out
    of the heading before its number is read.
    """
    roots = roots_of(tree, body, layout)
    if roots and not uses_depth_classes(roots) and items_misnest(source):
        tree = html5_tree(source)
        body = next(iter(found_by(tree, selectors(layout, "body"))), None)
        roots = roots_of(tree, body, layout)
    hidden = {root.element for root in roots} | ({body} if body is not None else set())
    form = bool(compiled(_FORM)(tree))
    problems: list[Problem] = []
    claimed, printed = _claim(tree, layout, hidden, title, problems)
    if not roots:
        return _without_comments(tree, url, site, layout, hidden, form, claimed, printed, problems)
    shown = comments_of(roots, clock, url, form=form)
    pages = _pages(tree, url, site, layout, hidden, shown_any=True)
    problems += shown.problems
    thread = ThreadPage(
        number=pages.number,
        lowest=pages.lowest,
        highest=pages.highest,
        older_url=pages.older,
        newer_url=pages.newer,
        claimed=claimed,
        claimed_as_printed=printed,
        order=shown.order,
        threaded=shown.threaded,
        state=_state(tree, layout, hidden, form=form),
        layout=layout.name,
        comments=shown.comments,
    )
    return Told(thread=thread, problems=tuple(problems))


def _without_comments(
    tree: Element,
    url: str,
    site: Site,
    layout: Layout,
    hidden: set[Element],
    form: bool,
    claimed: int | None,
    printed: str,
    problems: list[Problem],
) -> Told:
    """A page on which no comment is found: an empty thread only where that is what it says."""
    beyond = comment_page_number(url, site) is not None
    strange = _strange(tree, hidden)
    if strange and claimed != 0:
        problems.append(Problem(kind="unknown-markup", detail=strange))
        return Told(thread=None, problems=tuple(problems))
    if claimed and not beyond:
        detail = f"the page claims {printed!r} and shows no comment that we know the markup of"
        problems.append(Problem(kind="unknown-markup", detail=detail))
        return Told(thread=None, problems=tuple(problems))
    state = _state(tree, layout, hidden, form=form)
    area = form or state == "closed" or bool(found_by(tree, selectors(layout, "area")))
    if claimed is None and not beyond and not (layout.quiet and area):
        return Told(thread=None, problems=tuple(problems))
    pages = _pages(tree, url, site, layout, hidden, shown_any=False)
    thread = ThreadPage(
        number=None if beyond else 1,
        lowest=pages.lowest,
        highest=pages.highest,
        older_url=pages.older,
        newer_url=pages.newer,
        claimed=claimed,
        claimed_as_printed=printed,
        order="single",
        threaded=None,
        state=state,
        layout=layout.name,
        comments=(),
    )
    return Told(thread=thread, problems=tuple(problems))


def _strange(tree: Element, hidden: set[Element]) -> str:
    """What looks like a thread in a markup that no rule knows; "" if nothing does."""
    for element in all_by(tree, _SOMETHING):
        if not is_within(element, hidden) and not tokens(element) & {"recentcomments"}:
            text = line_of(element)[:80]
            name = element.get("id") or element.get("class")
            return f"<{element.tag} {name}> looks like comments and has no number we can read: {text!r}"
    return ""


def _claim(
    tree: Element, layout: Layout, hidden: set[Element], title: str, problems: list[Problem]
) -> tuple[int | None, str]:
    """The count that the heading prints (else the one beside the article's date), and its words."""
    for field in ("heading", "count"):
        for element in all_by(tree, selectors(layout, "heading" if field == "heading" else "count")):
            printed = line_of(element)
            if not printed or is_within(element, hidden):
                continue
            number = count_in(printed, title)
            if number is not None:
                return number, printed
            if field == "heading" and re.search(r"\d", printed.replace(title, "")):
                problems.append(Problem(kind="count-unreadable", detail=printed[:200]))
                return None, printed
    return None, ""


def count_in(printed: str, title: str) -> int | None:
    """The number in a heading ("22 COMMENTS", "One response to “TITLE 2018”", "NO COMMENTS"),
    None if it tells none. What stands in the title is no number of comments.
    """
    rest = printed
    if title and title in rest:
        rest = rest.replace(title, " ")
    rest = re.sub(r"[“\"«‘].*[”\"»’]", " ", rest)
    found = _INTEGER.search(rest)
    if found:
        return int(re.sub(r"\D", "", found[0]))
    words = rest.strip(" \u00a0")
    if _ONE.match(words):
        return 1
    return (
        0 if _NONE.match(words) and not re.search(r"reply|respond|respuesta$", words, re.IGNORECASE) else None
    )


def _state(tree: Element, layout: Layout, hidden: set[Element], *, form: bool) -> ThreadState:
    for element in all_by(tree, selectors(layout, "closed")):
        if not is_within(element, hidden) and line_of(element):
            return "closed"
    return "open" if form else "unmarked"


def _pages(
    tree: Element, url: str, site: Site, layout: Layout, hidden: set[Element], *, shown_any: bool
) -> Pages:
    """Which page of the thread this is, by its address, its current number and its links."""
    article = article_address(url, site)
    current = comment_page_number(url, site)
    linked: dict[int | None, str] = {}  # by number; None is the plain address
    labelled: dict[str, int | None] = {}
    for element in all_by(tree, selectors(layout, "pages")):
        if is_within(element, hidden):
            continue
        if element.tag != "a":
            number = _INTEGER.search(line_of(element))
            current = current or (int(number[0]) if number else None)
            continue
        href = element.get("href") or ""
        own = locate(absolute(href, url), site)
        if own is None or _NOT_PAGING.search(href) or article_address(own[0], site) != article:
            continue
        page = comment_page_number(own[0], site)
        direction = _direction(element)
        if page is not None or direction:
            linked[page] = own[0]
            if direction:
                labelled[direction] = page
    if not shown_any:
        return _settle(None, linked, {})
    return _settle(current, linked, labelled)


def _settle(current: int | None, linked: dict[int | None, str], labelled: dict[str, int | None]) -> Pages:
    numbers = {number for number in linked if number is not None}
    before, after = labelled.get("older"), labelled.get("newer")
    if current is None:
        if before is not None:
            current = before + 1
        elif after is not None and after > 1:
            current = after - 1
        elif not linked:
            current = 1
    if current is not None:
        # What leads to the plain address leads to the page that stands there: the first or the last.
        for direction, step in (("older", -1), ("newer", 1)):
            if labelled.get(direction, current) is None:
                linked[current + step] = linked[None]
                numbers.add(current + step)
        numbers.add(current)
    step_back, step_on = (current - 1, current + 1) if current is not None else (before, after)
    return Pages(
        number=current,
        lowest=min(numbers, default=None),
        highest=max(numbers, default=None),
        older=linked.get(step_back) if step_back is not None else None,
        newer=linked.get(step_on) if step_on is not None else None,
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
