"""The parts of one comment, and never those of the replies beneath it.

Named selectors (child steps) where the layout gives them; else WordPress's own
class names and microformats, looked for in document order without entering
replies, forms or the comment's words.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from archiver.parse import roles
from archiver.parse.chains import path_of
from archiver.parse.heads import author_of, clock_of, is_beside, name_in_term, tells_time
from archiver.parse.notices import drop_notice
from archiver.parse.site import Layout, selectors
from archiver.parse.text import apart, line_of
from archiver.parse.tree import (
    Document,
    Element,
    compiled,
    drop_all,
    drop_stand_ins,
    is_within,
    stand_in,
    tokens,
)

_NamedField = Literal["author", "time", "content"]
_NAMED_FIELDS: tuple[_NamedField, ...] = ("author", "time", "content")
_ROOT_TAGS = frozenset({"li", "div", "article", "section", "tr", "dt"})
_IDS = re.compile(r"(?:li-|div-|article-)?comment[-_]?(\d{1,18})")
# Each begins with plain letters, which are found at the speed of memory; what stands before them is asked afterwards.
_NAMES_COMMENT = (
    re.compile(r"replytocom=(?<=[?&]replytocom=)([0-9]+)"),
    re.compile(r"moveForm\([^,]*,\s*[\"']?([0-9]+)"),
)
_VOTES, _VOTE = b'id="karma-', re.compile(r"karma-\d+-(?:up|down|total)")
_MOST_FRAMES = 3
_FRAMES = frozenset({"li", "div", "article", "section", "td", "dd"})

_HEAD = roles.AUTHOR | roles.WRAPS_AUTHOR | roles.META | roles.TIME
_WORDY = frozenset({"p", "blockquote", "ul", "ol", "pre", "table", "dl"})
_BEGINS = _HEAD | roles.NAME | roles.DATE

_Own = list[tuple[Element, int]]


@dataclass(slots=True, kw_only=True, eq=False)
class Parts:
    """``content`` holds the elements of the words (empty: none is printed), ``clock`` the
    element that prints the time; ``reply`` is true where a reply link is offered.
    """

    author: Element | None
    clock: Element | None
    content: tuple[Element, ...]
    reply: bool


class Named:
    """The parts that a layout names in the comments of a page: each alternative is looked for in all of them at once
    where that can be, when it is first asked for.

    ``answerable`` are the numbers of the comments that offer a reply link, by the nearest of ``numbered`` that stands
    above it; ``added`` is what plugins put among the words.
    """

    def __init__(self, page: Document, layout: Layout, numbered: Mapping[Element, int]) -> None:
        self.answerable = frozenset(_answerable_on(page, numbered))
        self.added = frozenset(each for name in roles.ADDED for each in page.index.classed(name))
        if _VOTES in page.source:
            self.added |= frozenset(_votes(page))
        self._index = page.index
        self._paths = {field: selectors(layout, field) for field in _NAMED_FIELDS}
        self._finders: dict[str, Callable[[Element], list[Element] | None]] = {}

    def of(self, root: Element, field: _NamedField) -> Sequence[Element]:
        """What the first alternative for ``field`` that finds anything finds in the comment at ``root``."""
        for path in self._paths[field]:
            find = self._finders.get(path)
            if find is None:
                steps = path_of(path)
                find = compiled(path) if steps is None else self._index.beneath(steps).get
                self._finders[path] = find
            found = find(root)
            if found:
                return found
        return ()


def parts_of(root: Element, number: int, named: Named) -> Parts:
    """The parts of the comment whose element is ``root``. Loose words and reply links among
    the words are moved out of their place in the tree.
    """
    given = {field: named.of(root, field) for field in _NAMED_FIELDS}
    own = [] if all(given.values()) else _framed(_own(root, number), root, number)
    reply = number in named.answerable or any(
        role & roles.REPLY and _answers(each, number) for each, role in own
    )
    content = list(given["content"]) or [element for element, role in own if role & roles.CONTENT][:1]
    if content and not len(content[0]) and _ends_early(content[0]):
        content = _behind(content[0], content[0].getparent(), number) or content
    if not content:
        content = _defined(root) or _media_object(own, number) or _loose_content(own, root, number)
        # What a commenter writes may hold a <cite> or an <abbr title>: it is no author and no time.
        own = [each for each in own if not is_within(each[0], content)]
    author = given["author"][0] if given["author"] else author_of(own)
    if author is None and root.tag == "dt":
        author = name_in_term(root)
    clock = given["time"][0] if given["time"] else clock_of(own, author)
    for part in content:
        reply = _without_reply_link(part, number) or reply
        if named.added:
            drop_all([each for each in part.iter() if each in named.added], part)
        drop_notice(part)
    return Parts(author=author, clock=clock, content=tuple(content), reply=reply)


def _votes(page: Document) -> Iterator[Element]:
    """The paragraphs in which the plugin Comment Rating counts votes: no class names them, their counts have ids."""
    for each, identity in page.index.identified:
        if _VOTE.fullmatch(identity):
            yield from (step for step in each.iterancestors() if step.tag == "p")


def _answerable_on(page: Document, numbered: Mapping[Element, int]) -> Iterator[int]:
    for name in roles.REPLY_LINKS:
        for link in page.index.classed(name):
            step: Element | None = link
            while step is not None and step not in numbered:
                step = step.getparent()
            if step is not None and _answers(link, numbered[step]):
                yield numbered[step]


def _answers(link: Element, number: int) -> bool:
    """Is this WordPress's own link for an answer to that comment? It names it, or asks for a login; a link in
    a comment's words that bears the class alone is the commenter's.
    """
    if "comment-reply-login" in tokens(link):
        return True
    said = link.get("data-commentid") or _named_by(link.get("href")) or _named_by(link.get("onclick"))
    return said == str(number)


def _named_by(value: str | None) -> str | None:
    """The comment that a link's attribute names as the one to answer."""
    for pattern in _NAMES_COMMENT:
        if value and (named := pattern.search(value)):
            return named[1]
    return None


def comment_number(identity: str | None) -> int | None:
    """The number in an id (``comment-N``, ``li-comment-N``, ``div-comment-N``), None if it is no comment's."""
    found = _IDS.fullmatch(identity) if identity else None
    return int(found[1]) if found else None


def _own(root: Element, number: int, frames: Container[Element] = ()) -> _Own:
    """Elements inside the comment with their roles, in document order: not its words' insides,
    not its replies.
    """
    own: _Own = []
    waiting = list(reversed(root)) if root.tag != "dt" else [*reversed(_defined(root)), *reversed(root)]
    while waiting:
        element = waiting.pop()
        role = roles.roles_of(element.get("class"))
        if role & roles.REPLIES or _is_other(element, number):
            continue
        if role & roles.CONTENT and element in frames:
            role = role & ~roles.CONTENT | roles.BODY
        own.append((element, role))
        if len(element) and not role & roles.CONTENT:
            waiting += reversed(element)
    return own


def _framed(own: _Own, root: Element, number: int) -> _Own:
    """``own``, or what stands inside the element named for the words, where author and time stand only there and begin it."""
    frame = next((element for element, role in own if role & roles.CONTENT), None)
    if frame is None or not len(frame) or (frame.text or "").strip():
        return own
    named = author_of(own)
    if (named is not None and line_of(named)) or clock_of(own, None) is not None:
        return own
    first = next((child for child in frame if line_of(child)), frame[0])  # before it an avatar may stand
    if not any(roles.roles_of(each.get("class")) & _BEGINS for each in first.iter()):
        return own
    return _own(root, number, (frame,))


def _is_other(element: Element, number: int) -> bool:
    """Is this another comment's element, or the form?"""
    identity = element.get("id")
    if identity is None:
        return element.tag == "li" and "depth-" in (element.get("class") or "")
    if identity == "respond":
        return True
    found = comment_number(identity)
    return found is not None and element.tag in _ROOT_TAGS and found != number


def words_beside(root: Element, number: int, parts: Parts, but: int = 0) -> str:
    """What a comment prints beside the parts that were found, on one line: something, where no rule knows its markup.
    What the roles in ``but`` name is not taken for found.
    """
    known = {each for each in (parts.author, parts.clock, *parts.content) if each is not None}
    own = _framed(_own(root, number), root, number)
    known.update(element for element, role in own if role & (_HEAD & ~but | roles.REPLY))
    inside = {element for element, _ in own} | {root}
    pieces = [(root.text, root)]
    for element, _ in own:
        above = element.getparent()
        pieces.append((element.text, element))
        pieces += [(element.tail, above)] if above is not None else []
    said = [words for words, at in pieces if words and at in inside and not is_within(at, known)]
    return " ".join(" ".join(said).split())


def _ends_early(content: Element) -> bool:
    """Does the element for the words end where the first begins? A theme put them in a ``p``, which holds no other, or behind it."""
    after = content.getnext()
    return not (content.text or "").strip() and after is not None and after.tag == "p" and not after.keys()


def _defined(root: Element) -> list[Element]:
    """The words of a comment whose head is the term of a definition list."""
    words: list[Element] = []
    if root.tag == "dt":
        for step in root.itersiblings():
            if step.tag != "dd":
                break
            words.append(step)
    return words


def _loose_content(own: _Own, root: Element, number: int) -> list[Element]:
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
    own_parts = [child for child in frame if not (_is_other(child, number) or _holds_comments(child))]
    begin = own_parts.index(meta[0]) if meta[0] in own_parts else len(own_parts)
    loose = _loose(own_parts[begin:])
    if not line_of(loose):  # a theme may print the line about the comment below its words
        loose = _loose([child for child in own_parts[:begin] if child.tag in _WORDY])
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
        inner = [child for child in frame if child not in meta and child.tag in _FRAMES and _tells(child)]
        if len(inner) != 1:
            break
        frame = inner[0]
    return frame


def _tells(frame: Element) -> bool:
    return any(roles.roles_of(child.get("class")) & roles.META and line_of(child) for child in frame)


def _loose(children: Iterable[Element]) -> Element:
    """Words, put into an element of their own: these, and what stands behind those that tell of the comment."""
    loose = etree.Element("div")
    for child in children:
        role = roles.roles_of(child.get("class"))
        if role & roles.REPLIES:
            continue
        if role & (_HEAD | roles.DATE | roles.NAME) or child.tag == "time":
            loose.append(stand_in(child))
            child.tail = None
        else:
            loose.append(child)
    drop_stand_ins(loose)
    return loose


def _headed(own: _Own, named: Element | None, root: Element, number: int) -> list[Element]:
    """The words behind the line that names the author (``named``), or else tells the day, in a class that only a theme
    gives: no commenter can write one.
    """
    if named is None:
        dated = (each for each, role in own if role & (roles.META | roles.TIME) and tells_time(apart(each)))
        named = next(dated, None)
    if named is None or {"pingback", "trackback"} & tokens(root):
        return []
    while named.tag not in _FRAMES and (above := named.getparent()) is not None and above.tag not in _FRAMES:
        named = above
    return _behind(named, root, number)


def _media_object(own: _Own, number: int) -> list[Element]:
    """The words of a comment in Bootstrap's media object, which names neither author nor words: what follows the
    heading in its body. None where it is none, or has other markup still.
    """
    body = next((element for element, _ in own if "media-body" in tokens(element)), None)
    headings = (element for element, _ in own if "media-heading" in tokens(element))
    heading = next((each for each in headings if body is not None and is_within(each, {body})), None)
    return _behind(heading, body, number) if heading is not None and body is not None else []


def _behind(head: Element, frame: Element | None, number: int) -> list[Element]:
    """What stands behind ``head`` or behind what it stands in, up to ``frame``, in an element of its own."""
    step: Element | None = head
    while step is not None and step is not frame:
        above, loose = step.getparent(), etree.Element("div")
        for child in (step, *step.itersiblings()):
            if child is not step and not _is_furniture(child, number):
                loose.append(child)
            elif (child.tail or "").strip():
                loose.append(stand_in(child))
                child.tail = None
        if above is not None and len(loose):
            drop_stand_ins(loose)
            above.append(loose)
            return [loose]
        step = above
    return []


def _is_furniture(child: Element, number: int) -> bool:
    """Is this, beside a comment's loose words, a date, the links beneath them, or another comment?"""
    role = roles.roles_of(child.get("class"))
    if role & (_HEAD | roles.REPLIES | roles.REPLY | roles.EDIT) or _holds_comments(child):
        return True
    if any(each.tag == "time" or _is_other(each, number) for each in child.iter()):
        return True
    links = list(child.iter("a"))
    if not links or not all(map(is_beside, links)):
        return False
    return line_of(child).replace(" ", "") == "".join(map(line_of, links)).replace(" ", "")


def _holds_comments(element: Element) -> bool:
    return element.tag in ("ul", "ol") and any(
        comment_number(child.get("id")) is not None or "depth-" in (child.get("class") or "")
        for child in element
    )


def _without_reply_link(content: Element, number: int) -> bool:
    """Some themes put the reply link among the words: it is taken out. True if there was one."""
    links = [link for link in content.iter("a") if roles.roles_of(link.get("class")) & roles.REPLY]
    own = [link for link in links if _answers(link, number)]
    drop_all(own, content)
    return bool(own)
