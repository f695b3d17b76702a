"""The words of a comment that no element is named for: what stands behind its head."""

from collections.abc import Iterable
from itertools import islice

from lxml import etree

from archiver.parse import roles
from archiver.parse.heads import is_beside, tells_time
from archiver.parse.numbers import comment_number
from archiver.parse.text import apart, line_of
from archiver.parse.tree import Element, drop_all, drop_stand_ins, is_within, stand_in, tokens

_ROOT_TAGS = frozenset({"li", "div", "article", "section", "tr", "dt"})
_MOST_FRAMES = 3
_WORDS = frozenset({"content", "text", "message"})
_BARE = frozenset({"div", "span", "p", "i", "ul", "li"})
FRAMES = frozenset({"li", "div", "article", "section", "td", "dd"})
_WORDY = frozenset({"p", "blockquote", "ul", "ol", "pre", "table", "dl"})

HEAD = roles.AUTHOR | roles.WRAPS_AUTHOR | roles.META | roles.TIME
"""The roles of what tells of a comment."""

Own = list[tuple[Element, int]]
"""A comment's own elements with their roles, in document order."""


def loose_content(own: Own, root: Element, number: int) -> list[Element]:
    """The words where no element is named for them.

    ``.comment-body`` that holds nothing else is the words; WordPress's first comment template
    has them loose in it, beside author and date: then what is left is put into an element of its own.
    """
    frame = _telling(next((element for element, role in own if role & roles.BODY), root))
    meta = [child for child in frame if roles.roles_of(child.get("class")) & roles.META]
    named = next((element for element, role in own if role & roles.AUTHOR), None)
    if not meta:
        words = frame is not root and not any(
            roles.roles_of(each.get("class")) & roles.META for each in frame.iter()
        )
        if not words:
            return _headed(own, named, root, number)
        return [frame] if not {"pingback", "trackback"} & tokens(root) else []
    if named is not None and not is_within(named, set(meta)) and named.getparent() is not frame:
        return _headed(own, named, root, number)
    own_parts = [child for child in frame if not (is_other(child, number) or _holds_comments(child))]
    begin = own_parts.index(meta[0]) if meta[0] in own_parts else len(own_parts)
    loose = _loose(own_parts[begin:], own)
    if not line_of(loose):  # a theme may print the line about the comment below its words
        loose = _loose([child for child in own_parts[:begin] if child.tag in _WORDY], own)
    dated = (each for each in loose.iter() if roles.roles_of(each.get("class")) & (roles.META | roles.TIME))
    drop_all([each for each in dated if tells_time(apart(each))], loose)
    frame.append(loose)
    return [loose]


def _telling(frame: Element) -> Element:
    """``frame``, or what in it holds the line about the comment, where beside that only an avatar stands in it."""
    for _ in range(_MOST_FRAMES):
        meta = [child for child in frame if roles.roles_of(child.get("class")) & roles.META]
        if not meta or any(map(line_of, meta)):
            break
        inner = [child for child in frame if child not in meta and child.tag in FRAMES and _tells(child)]
        if len(inner) != 1:
            break
        frame = inner[0]
    return frame


def _tells(frame: Element) -> bool:
    return any(roles.roles_of(child.get("class")) & roles.META and line_of(child) for child in frame)


def _loose(children: Iterable[Element], own: Own) -> Element:
    """Words, put into an element of their own: these, and what stands behind those that tell of the comment."""
    loose = etree.Element("div")
    untold: int | None = None  # asked for once, and seldom
    for child in children:
        role = roles.roles_of(child.get("class")) | (roles.DATE if child.tag == "time" else 0)
        if role & roles.REPLIES:
            continue
        if role & (roles.NAME | roles.DATE) and untold is None:
            untold = _untold(own)
        if role & (HEAD | (untold or 0)):
            loose.append(stand_in(child))
            child.tail = None
        else:
            loose.append(child)
    drop_stand_ins(loose)
    return loose


def _untold(own: Own) -> int:
    """The roles by which elements among the words tell the name or the day: those that none of a surer class tells. An
    editor's words may bear classes too.
    """
    named = any(role & (roles.AUTHOR | roles.WRAPS_AUTHOR) and line_of(element) for element, role in own)
    dated = any(role & (roles.META | roles.TIME) and tells_time(apart(element)) for element, role in own)
    return (0 if named else roles.NAME) | (0 if dated else roles.DATE)


def _headed(own: Own, named: Element | None, root: Element, number: int) -> list[Element]:
    """The words behind the line that names the author (``named``), or else tells the day, in a class that only a theme
    gives: no commenter can write one.
    """
    heads = [named] if named is not None else []
    if named is None:
        lines = (each for each, role in own if role & (roles.META | roles.TIME) or leads_to(each, number))
        dated = (each for each in lines if tells_time(apart(each)))
        heads = [*islice(dated, 1), *(each for each, role in own if role & roles.NAME)][:2]
    if {"pingback", "trackback"} & tokens(root):
        return []
    found = (_behind_head(each, root, number) for each in heads)
    return next((each for each in found if each), [])


def _behind_head(named: Element, root: Element, number: int) -> list[Element]:
    while named.tag not in FRAMES and (above := named.getparent()) is not None and above.tag not in FRAMES:
        named = above
    return behind(named, root, number)


def leads_to(element: Element, number: int) -> bool:
    """Is this a link to the comment itself? A commenter does not know its number yet."""
    return element.tag == "a" and (element.get("href") or "").endswith(f"#comment-{number}")


def _leads_to_other(link: Element, number: int) -> bool:
    return comment_number((link.get("href") or "").rpartition("#")[2]) not in (None, number)


def media_object(own: Own, number: int) -> list[Element]:
    """The words of a comment in Bootstrap's media object, which names neither author nor words: what follows the
    heading in its body. None where it is none, or has other markup still.
    """
    body = next((element for element, _ in own if "media-body" in tokens(element)), None)
    headings = (element for element, _ in own if "media-heading" in tokens(element))
    heading = next((each for each in headings if body is not None and is_within(each, {body})), None)
    return behind(heading, body, number) if heading is not None and body is not None else []


def behind(head: Element, frame: Element | None, number: int) -> list[Element]:
    """What stands behind ``head`` or behind what it stands in, up to ``frame``, in an element of its own."""
    step: Element | None = head
    while step is not None and step is not frame:
        above, loose = step.getparent(), etree.Element("div")
        if above is not None and above is not frame and _is_line(above):
            step = above
            continue
        for child in (step, *step.itersiblings()):
            if child is not step and not _is_furniture(child, number):
                loose.append(child)
            elif (child.tail or "").strip():
                loose.append(stand_in(child))
                child.tail = None
        if above is not None and len(loose):
            drop_stand_ins(loose)
            above.append(loose)
            return [_unwrapped(loose, number)]
        step = above
    return []


def _is_line(element: Element) -> bool:
    """Is this the line about a comment, named so, in which nothing else of it stands?"""
    role = roles.roles_of(element.get("class"))
    return bool(role & (roles.META | roles.WRAPS_AUTHOR)) and element.find(".//p") is None


def _unwrapped(loose: Element, number: int) -> Element:
    """The one element that a theme put loose words in: it bears the comment's number, or is named for words of any kind."""
    inner = loose[0] if len(loose) == 1 else None
    if inner is None or (inner.tail or "").strip() or inner.tag not in FRAMES:
        return loose
    named = (inner.get("id") or "").endswith(f"-{number}") or bool(tokens(inner) & _WORDS)
    return inner if named else loose


def _is_furniture(child: Element, number: int) -> bool:
    """Is this, beside a comment's loose words, a date, the links beneath them, or another comment?"""
    role = roles.roles_of(child.get("class"))
    if role & (HEAD | roles.REPLIES | roles.REPLY | roles.EDIT) or _holds_comments(child):
        return True
    if child.get("class") and is_bare(child):
        return True
    if any(each.tag == "time" or is_other(each, number) for each in child.iter()):
        return True
    links = list(child.iter("a"))
    if not links or not all(map(is_beside, links)):
        return False
    if child.tag == "p" and not child.attrib and any(_leads_to_other(link, number) for link in links):
        return False  # a commenter's, who points to another comment
    return line_of(child).replace(" ", "") == "".join(map(line_of, links)).replace(" ", "")


def _holds_comments(element: Element) -> bool:
    return element.tag in ("ul", "ol") and any(
        comment_number(child.get("id")) is not None or "depth-" in (child.get("class") or "")
        for child in element
    )


def is_bare(frame: Element) -> bool:
    """Is this a frame of a theme's in which nothing is shown?"""
    return not line_of(frame) and all(each.tag in _BARE for each in frame.iter())


def is_other(element: Element, number: int) -> bool:
    """Is this another comment's element, a list of others, or the form?"""
    identity = element.get("id")
    if identity is None:
        if element.tag == "li":
            return "depth-" in (element.get("class") or "")
        return element.tag in ("ul", "ol") and any(
            comment_number(each.get("id")) not in (None, number) for each in element.iter(*_ROOT_TAGS)
        )
    if identity == "respond":
        return True
    found = comment_number(identity)
    return found is not None and element.tag in _ROOT_TAGS and found != number


def ends_early(content: Element) -> bool:
    """Does the element for the words end where the first begins? A theme put them in a ``p``, which holds no other, or behind it."""
    after = content.getnext()
    if (content.text or "").strip() or after is None or after.tag not in _WORDY:
        return False
    return not set(after.keys()) - {"cite"}  # a commenter's words have no other attribute there
