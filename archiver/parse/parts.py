"""The parts of one comment, and never those of the replies beneath it.

Named selectors (child steps) where the layout gives them; else WordPress's own
class names and microformats, looked for in document order without entering
replies, forms or the comment's words.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.parse import roles
from archiver.parse.chains import path_of
from archiver.parse.heads import author_of, clock_of, name_before, name_in_term
from archiver.parse.loose import (
    FRAMES,
    HEAD,
    Own,
    behind,
    ends_early,
    is_bare,
    is_other,
    leads_to,
    loose_content,
    media_object,
)
from archiver.parse.notices import drop_notice
from archiver.parse.site import Layout, selectors
from archiver.parse.text import line_of
from archiver.parse.tree import (
    Document,
    Element,
    compiled,
    drop_all,
    is_within,
    tokens,
)

_NamedField = Literal["author", "time", "content"]
_NAMED_FIELDS: tuple[_NamedField, ...] = ("author", "time", "content")
# Each begins with plain letters, which are found at the speed of memory; what stands before them is asked afterwards.
_NAMES_COMMENT = (
    re.compile(r"replytocom=(?<=[?&]replytocom=)([0-9]+)"),
    re.compile(r"moveForm\([^,]*,\s*[\"']?([0-9]+)"),
)
_VOTES, _VOTE = b'id="karma-', re.compile(r"karma-\d+-(?:up|down|total)")
_REPLY = re.compile(r"(?:^|[\s_-])reply(?:$|[\s_-])")
_WORDS_ID = re.compile(r"comment(?:-?(?:content|text)|body)-\d+")

_BEGINS = HEAD | roles.NAME | roles.DATE


@dataclass(slots=True, kw_only=True, eq=False)
class Parts:
    """``content`` holds the elements of the words (empty: none is printed), ``clock`` the
    element that prints the time; ``reply`` is true where a reply link is offered, ``own_reply`` where
    what offers to answer is not WordPress's link (wpDiscuz's button).
    """

    author: Element | None
    clock: Element | None
    content: tuple[Element, ...]
    reply: bool
    own_reply: bool = False


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
    loose: list[Element] = []
    if not content:
        loose = _defined(root) or media_object(own, number) or loose_content(own, root, number)
    elif not len(content[0]) and ends_early(content[0]):
        loose = behind(content[0], content[0].getparent(), number)
    if loose:
        content = loose
        # What a commenter writes may hold a <cite> or an <abbr title>: it is no author and no time.
        own = [each for each in own if not is_within(each[0], content)]
    author = given["author"][0] if given["author"] else author_of(own)
    if author is None and root.tag == "dt":
        author = name_in_term(root)
    clock = given["time"][0] if given["time"] else clock_of(own, author)
    if author is None and clock is not None and leads_to(clock, number):
        author = name_before(clock)
    for part in content:
        reply = _without_reply_link(part, number) or reply
        if named.added:
            drop_all([each for each in part.iter() if each in named.added], part)
        drop_notice(part)
    own_reply = not reply and any(_offers(each, role) for each, role in own)
    return Parts(author=author, clock=clock, content=tuple(content), reply=reply, own_reply=own_reply)


def _offers(element: Element, role: int) -> bool:
    """Is this named for replies, and prints words, though it is not WordPress's link?"""
    name = element.get("class")
    return bool(name and not role & roles.REPLY and _REPLY.search(name) and line_of(element))


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


def _own(root: Element, number: int, frames: Container[Element] = ()) -> Own:
    """Elements inside the comment with their roles, in document order: not its words' insides,
    not its replies.
    """
    own: Own = []
    waiting = list(reversed(root)) if root.tag != "dt" else [*reversed(_defined(root)), *reversed(root)]
    while waiting:
        element = waiting.pop()
        role = roles.roles_of(element.get("class"))
        if role & roles.REPLIES or is_other(element, number):
            continue
        if element.tag in FRAMES and _WORDS_ID.fullmatch(element.get("id") or ""):
            role |= roles.CONTENT
        if role & roles.CONTENT and element in frames:
            role = role & ~roles.CONTENT | roles.BODY
        own.append((element, role))
        if len(element) and not role & roles.CONTENT:
            waiting += reversed(element)
    return own


def _framed(own: Own, root: Element, number: int) -> Own:
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


def words_beside(root: Element, number: int, parts: Parts, but: int = 0) -> str:
    """What a comment prints beside the parts that were found, on one line: something, where no rule knows its markup.
    What the roles in ``but`` name is not taken for found.
    """
    known = {each for each in (parts.author, parts.clock, *parts.content) if each is not None}
    own = _framed(_own(root, number), root, number)
    known.update(element for element, role in own if role & (HEAD & ~but | roles.REPLY))
    inside = {element for element, _ in own} | {root}
    pieces = [(root.text, root)]
    for element, _ in own:
        above = element.getparent()
        pieces.append((element.text, element))
        pieces += [(element.tail, above)] if above is not None else []
    said = [words for words, at in pieces if words and at in inside and not is_within(at, known)]
    return " ".join(" ".join(said).split())


def _defined(root: Element) -> list[Element]:
    """The words of a comment whose head is the term of a definition list."""
    words: list[Element] = []
    if root.tag == "dt":
        for step in root.itersiblings():
            if step.tag != "dd":
                break
            words.append(step)
    return words


def _without_reply_link(content: Element, number: int) -> bool:
    """Some themes put the reply link among the words: it is taken out. True if there was one."""
    links = [link for link in content.iter("a") if roles.roles_of(link.get("class")) & roles.REPLY]
    own = [link for link in links if _answers(link, number)]
    drop_all(own, content)
    while len(content) and content[-1].get("class") and is_bare(content[-1]):
        drop_all([content[-1]], content)  # what a theme puts around the link; it may stand there empty
    return bool(own)
