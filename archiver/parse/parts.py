"""The parts of one comment, and never those of the replies beneath it.

Named selectors (child steps) where the layout gives them; else WordPress's own
class names and microformats, looked for in document order without entering
replies, forms or the comment's words.
"""

import re
from dataclasses import dataclass
from typing import Literal

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
_NAMED_FIELDS: tuple[Literal["author", "time", "content"], ...] = ("author", "time", "content")
_ROOT_TAGS = frozenset({"li", "div", "article", "section", "tr", "dt"})
_IDS = re.compile(r"(?:li-|div-|article-)?comment[-_]?(\d{1,18})")

_Own = list[tuple[Element, frozenset[str]]]


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
    own = _own(root, number)
    given = {field: found_by(root, selectors(layout, field)) for field in _NAMED_FIELDS}
    content = given["content"] or [element for element, classes in own if classes & _CONTENT][:1]
    return Parts(
        author=given["author"][0] if given["author"] else _author(own),
        clock=given["time"][0] if given["time"] else _clock(own),
        content=tuple(content) or _loose_content(own, root, number),
        reply=any(classes & _REPLY for _, classes in own),
    )


def _own(root: Element, number: int) -> _Own:
    """Elements inside the comment with their classes, in document order: not its words' insides,
    not its replies.
    """
    own: _Own = []
    waiting = list(reversed(root))
    while waiting:
        element = waiting.pop()
        classes = tokens(element)
        if classes & _REPLIES or element.get("id") == "respond" or _is_other(element, number):
            continue
        own.append((element, classes))
        if len(element) and not classes & _CONTENT:
            waiting += reversed(element)
    return own


def _is_other(element: Element, number: int) -> bool:
    """Is this another comment's element?"""
    identity = element.get("id")
    if identity is None:
        return element.tag == "li" and "depth-" in (element.get("class") or "")
    found = _IDS.fullmatch(identity)
    return found is not None and element.tag in _ROOT_TAGS and int(found[1]) != number


def _author(own: _Own) -> Element | None:
    named = next((element for element, classes in own if classes & _AUTHOR), None)
    if named is None:
        named = next((element for element, _ in own if element.tag == "cite"), None)
    if named is not None:
        return named
    frame = next((element for element, classes in own if classes & _WRAPS_AUTHOR), None)
    if frame is None:
        return None
    inside = (
        inner for inner, _ in own if inner.tag in ("a", "b", "strong") and frame in inner.iterancestors()
    )
    return next(inside, frame)


def _clock(own: _Own) -> Element | None:
    for element, _ in own:
        if element.tag == "time" or (element.tag == "abbr" and element.get("title")):
            return element
    return next((element for element, classes in own if classes & _TIMES), None)


def _loose_content(own: _Own, root: Element, number: int) -> tuple[Element, ...]:
    """The words where they stand loose beside the author and the date, as WordPress's
    first comment template has them: what is left of ``.comment-body`` without its other parts,
    put into an element of its own.
    """
    frame = next((element for element, classes in own if "comment-body" in classes), None)
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
