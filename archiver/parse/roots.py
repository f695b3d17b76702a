"""Where the comments stand on a page: their elements, numbers and nesting.

WordPress gives each comment an id (``comment-N``, ``li-comment-N``,
``div-comment-N``), often twice; the outermost element with a number is the
comment. What stands inside the article's body or inside another comment's
words only looks like one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from archiver.parse.numbers import comment_number
from archiver.parse.parts import Named, Parts, parts_of
from archiver.parse.site import Layout
from archiver.parse.tree import Document, Element, compiled, tokens

_TAGS = frozenset({"li", "div", "article", "section", "tr", "dt"})
_DEPTH = re.compile(r"depth-(\d{1,4})")
PINGS = frozenset({"pingback", "trackback"})
_KINDS = PINGS | {"comment"}
_NAMELESS = "//li[@class] | //article[@class] | //div[@class]"
_OWN_LINK = re.compile(r"(?:#(?:li-|div-)?comment-|[?&]replytocom=)(\d{1,18})\b")
_INNER = 5
"""Steps from a comment's number up to the comment, in the plugins that nest most (wpDiscuz: 2; Bridge: 3)."""
_OF_OTHERS = ("widget", "td-main-sidebar", "wp-block-latest-comments")
"""Where comments on other posts may be listed, with their numbers."""
_WIDGETS = frozenset({"widget", "widget-area", "sidebar", "td-main-sidebar", "wp-block-latest-comments"})


@dataclass(slots=True, kw_only=True, eq=False)
class Root:
    """One comment's element. ``above`` is the comment it stands inside of; ``printed_depth``
    is the N of its class ``depth-N``, None if it has none. ``named`` is false where
    the number was read from the comment's own link.
    """

    element: Element
    number: int
    above: "Root | None"
    printed_depth: int | None
    classes: frozenset[str]
    parts: Parts
    named: bool = True


def roots_of(page: Document, body: Element | None, layout: Layout) -> list[Root]:
    """All comments of the page in document order, duplicates included."""
    found: dict[Element, Root] = {}
    closed: set[Element] = set() if body is None else {body}
    closed.update(each for name in _OF_OTHERS for each in page.index.classed(name))
    numbered = {
        each: number
        for each, identity in page.index.identified
        if (number := comment_number(identity)) is not None and each.tag in _TAGS
    }
    linked = _linked(page, numbered)
    named = Named(page, layout, numbered)
    candidates: Iterable[Element] = numbered
    if linked:  # rare, so in the document's order by a walk
        candidates = [each for each in page.root.iter() if each in numbered or each in linked]
    for candidate in page.index.standing(candidates):
        number = linked[candidate] if candidate in linked else numbered[candidate]
        _accept(candidate, number, found, closed, named)
        if candidate in linked and candidate in found:
            found[candidate].named = False
    if not found:
        _accept_nameless(page.root, found, closed, Named(page, layout, {}))
    return list(found.values())


def _classes_below(element: Element) -> frozenset[str]:
    """What ``comment_class`` prints, where a theme puts it one or two steps too low."""
    for _ in range(2):
        if not len(element):
            break
        element = element[0]
        classes = tokens(element)
        if classes & _KINDS:
            return frozenset(each for each in classes if each in _KINDS or _DEPTH.fullmatch(each))
    return frozenset()


def _linked(page: Document, numbered: Mapping[Element, int]) -> dict[Element, int]:
    """Comments without an id among those that have one (Neve numbers pingbacks alone), with the number of their own link."""
    if not numbered:
        return {}
    known = set(numbered.values())
    found: dict[Element, int] = {}
    for item in page.index.classed("comment"):
        if item.tag == "li" and item not in numbered and _depth(tokens(item)):
            number = _linked_number(item)
            if number is not None and number not in known:
                found[item] = number
    return found


def _outermost(element: Element, number: int) -> Element:
    """The element around ``element`` that is the whole comment, where a theme put the number on an inner one: by
    WordPress's own class, or a list item around what bears it.
    """
    if element.tag == "li":
        return element
    if tokens(element) & _KINDS:
        above = element.getparent()
        whole = above is not None and above.tag == "li" and _holds_answers(above, element)
        return above if whole and above is not None and comment_number(above.get("id")) is None else element
    found, branch, step = element, element, element.getparent()
    for _ in range(_INNER):
        if step is None or step.tag not in _TAGS or comment_number(step.get("id")) is not None:
            break
        classes = tokens(step)
        if _depth(classes) or (step.tag == "li" and (classes & _KINDS or tokens(found) & _KINDS)):
            return step
        if step.tag == "li" and _holds_answers(step, branch):
            return step
        if classes & _KINDS and not any(_is_another(each, number) for each in step.iter(*_TAGS)):
            found = step
        branch, step = step, step.getparent()
    return found


def _holds_answers(item: Element, branch: Element) -> bool:
    """Does a list item hold other comments beside ``branch``, and those in lists alone?"""
    answers = False
    for child in item:
        if child is not branch and any(
            comment_number(each.get("id")) is not None for each in child.iter(*_TAGS)
        ):
            if child.tag not in ("ul", "ol"):
                return False
            answers = True
    return answers


def _is_another(element: Element, number: int) -> bool:
    found = comment_number(element.get("id"))
    return found is not None and found != number


def _accept(
    element: Element,
    number: int,
    found: dict[Element, Root],
    closed: set[Element],
    named: Named,
) -> None:
    above: Root | None = None
    step: Element | None = element
    while step is not None:
        if step in closed:
            return
        root = found.get(step)
        if root is not None:
            if root.number == number:
                return
            above = root
            break
        step = step.getparent()
    if element.tag != "li":
        element = _outermost(element, number)
    classes = tokens(element)
    if classes.isdisjoint(_KINDS):
        classes |= _classes_below(element)
    parts = parts_of(element, number, named)
    closed.update(parts.content)
    found[element] = Root(
        element=element,
        number=number,
        above=above,
        printed_depth=_depth(classes),
        classes=classes,
        parts=parts,
    )


def _accept_nameless(
    tree: Element,
    found: dict[Element, Root],
    closed: set[Element],
    named: Named,
) -> None:
    """Comments without ids: by their class, with the number of their own link."""
    for candidate in compiled(_NAMELESS)(tree):
        classes = tokens(candidate)
        if not (classes & _KINDS and (candidate.tag != "div" or _depth(classes) or "hentry" not in classes)):
            continue
        number = _linked_number(candidate)
        if number is not None and not is_in_widget(candidate):
            _accept(candidate, number, found, closed, named)
            if candidate in found:
                found[candidate].named = False


def _linked_number(element: Element) -> int | None:
    for link in element.iter("a"):
        number = _OWN_LINK.search(link.get("href") or "")
        if number:
            return int(number[1])
    return None


def is_in_widget(element: Element) -> bool:
    """Does it stand in a sidebar, where others' comments are named?"""
    step: Element | None = element
    while step is not None:
        if tokens(step) & _WIDGETS:
            return True
        step = step.getparent()
    return False


@lru_cache(maxsize=4096)
def _depth(classes: frozenset[str]) -> int | None:
    """The least, should a theme print several: a set's order is another in each process."""
    found = [_DEPTH.fullmatch(token) for token in classes]
    return min((int(each[1]) for each in found if each), default=None)
