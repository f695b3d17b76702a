"""The parts of one comment, and never those of the replies beneath it.

Named selectors (child steps) where the layout gives them; else WordPress's own
class names and microformats, looked for in document order without entering
replies, forms or the comment's words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from archiver.parse.site import Layout, selectors
from archiver.parse.tree import Element, found_by, tokens

_REPLIES = frozenset({"children", "replies", "comment-children", "child-comments"})
_CONTENT = frozenset(
    {
        "comment-content", "comment_content", "commentcontent", "comment-text", "comment_text", "commenttext",
        "comment__content", "comment__text", "comment-entry", "commententry", "comment-copy", "comment-message",
        "wp-block-comment-content", "comment-description",
    }
)  # fmt: skip
_AUTHOR = frozenset(
    {
        "fn", "wp-block-comment-author-name", "comment-author-name", "comment_author_name", "comment-author-link",
        "comment__author", "comment__author-name", "commenter", "author-name",
    }
)  # fmt: skip
_WRAPS_AUTHOR = frozenset({"comment-author", "comment_author", "commentauthor", "vcard"})
_META = frozenset(
    {
        "comment-author", "comment-meta", "commentmetadata", "comment-metadata", "reply", "comment-awaiting-moderation",
        "comment-reply", "vcard", "comment-footer", "comment-header", "comment-avatar", "avatar", "edit-link", "clear",
    }
)  # fmt: skip
_TIMES = frozenset(
    {"comment-date", "comment_date", "comment-time", "commentmetadata", "comment-metadata", "comment__date"}
)
_REPLY = frozenset({"comment-reply-link", "comment-reply-login"})
_ROOT_TAGS = frozenset({"li", "div", "article", "section", "tr", "dt"})
_IDS = re.compile(r"(?:li-|div-|article-)?comment[-_]?(\d{1,18})")


@dataclass(slots=True, kw_only=True, eq=False)
class Parts:
    """``content`` holds the elements of the words (empty: none is printed), ``clock`` the
    element that prints the time; ``reply`` is true where a reply link is offered.
    """

    author: Element | None
    clock: Element | None
    content: tuple[Element, ...]
    reply: bool


def parts_of(root: Element, number: int, layout: Layout) -> Parts:
    """The parts of the comment whose element is ``root``."""
    author = next(iter(found_by(root, selectors(layout, "author"))), None)
    clock = next(iter(found_by(root, selectors(layout, "time"))), None)
    content = tuple(found_by(root, selectors(layout, "content")))
    own = list(_own(root, number))
    reply = any(tokens(element) & _REPLY for element in own)
    content = content or tuple(element for element in own if tokens(element) & _CONTENT)[:1]
    if not content:
        content = _loose_content(own, root, number)
    return Parts(
        author=author if author is not None else _author(own),
        clock=clock if clock is not None else _clock(own),
        content=content,
        reply=reply,
    )


def _own(root: Element, number: int) -> Iterator[Element]:
    """Elements inside the comment in document order: not its words' insides, not its replies."""
    stack = [iter(root)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        classes = tokens(element)
        if classes & _REPLIES or element.get("id") == "respond" or _is_other(element, number):
            continue
        yield element
        if not classes & _CONTENT:
            stack.append(iter(element))


def _is_other(element: Element, number: int) -> bool:
    """Is this another comment's element?"""
    identity = element.get("id")
    if identity is None:
        return element.tag == "li" and "depth-" in (element.get("class") or "")
    found = _IDS.fullmatch(identity)
    return found is not None and element.tag in _ROOT_TAGS and int(found[1]) != number


def _author(own: list[Element]) -> Element | None:
    for element in own:
        if tokens(element) & _AUTHOR:
            return element
    for element in own:
        if element.tag == "cite":
            return element
    frame = next((element for element in own if tokens(element) & _WRAPS_AUTHOR), None)
    if frame is None:
        return None
    inside = (inner for inner in own if inner.tag in ("a", "b", "strong") and frame in inner.iterancestors())
    return next(inside, frame)


def _clock(own: list[Element]) -> Element | None:
    for element in own:
        if element.tag == "time" or (element.tag == "abbr" and element.get("title")):
            return element
    for element in own:
        if tokens(element) & _TIMES:
            return element
    return None


def _loose_content(own: list[Element], root: Element, number: int) -> tuple[Element, ...]:
    """The words where they stand loose beside the author and the date, as WordPress's
    first comment template has them: what is left of ``.comment-body`` without its other parts,
    put into an element of its own.
    """
    frame = next((element for element in own if "comment-body" in tokens(element)), None)
    if frame is None:
        frame = root
    if not any(tokens(child) & _META for child in frame):
        return ()
    loose = etree.SubElement(frame, "div")
    reached = False
    for child in list(frame)[:-1]:
        classes = tokens(child)
        if _is_other(child, number):
            continue
        if classes & _META or classes & _REPLIES or (child.tag in ("ul", "ol") and _holds_comments(child)):
            reached = True
            tail = child.tail or ""
            if tail.strip() and not (classes & _REPLIES):
                _add_text(loose, tail)
                child.tail = None
        elif reached and child.tag != "br":
            loose.append(child)
    return (loose,)


def _holds_comments(element: Element) -> bool:
    return any(
        _IDS.fullmatch(child.get("id") or "") or "depth-" in (child.get("class") or "") for child in element
    )


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
