"""Who wrote a comment, and which element prints when: looked for among its own elements, the surest names first.

What a commenter writes is not among them, nor what stands in replies. Links that only serve the page (to the comment
itself, to answer or to edit it) are nobody's name.
"""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import islice

from lxml import etree

from archiver.parse import roles
from archiver.parse.text import apart, line_of
from archiver.parse.times import looks_dated, printed_day, tells_one_day
from archiver.parse.tree import Element, drop_all, tokens

Own = Sequence[tuple[Element, int]]
"""A comment's own elements with their roles, in document order."""

_NAME_TAGS = frozenset({"a", "b", "strong", "cite", "h2", "h3", "h4", "h5", "h6"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BESIDE = roles.REPLY | roles.EDIT | roles.TIME
_MOST_NAMES = 8
"""No line about a comment holds more; what somebody nests without end is not read to it."""
_HOUR = re.compile(r"\d:\d\d")
_LEADS = re.compile(r"\s*(?:by|por|von|par|di|door)?[\s:]*", re.IGNORECASE)
_BADGE = re.compile(
    r"(?:^|[\s_-])(?:label|badge|role|bypostauthor|post[-\s]?author|moderator)(?:$|[\s_-])", re.IGNORECASE
)
_BADGE_TAGS = frozenset({"span", "em", "small", "i"})
_JOINING = re.compile(r"(?<=\s)(?:on|at|am|el|le|em|il|op|den)\s*$")
_OF_THE_PAGE = re.compile(r"^#|#comment-\d|#respond|[?&]replytocom=|[?&]action=editcomment")


def author_of(own: Own) -> Element | None:
    """The element that names the author, or the one that would if there were a name; None if there is none."""
    named = next((element for element, role in own if role & roles.AUTHOR), None)
    if named is None:
        named = next((element for element, _ in own if element.tag == "cite"), None)
    if named is not None:
        plain = not len(named) or (len(named) == 1 and not (named.text or "").strip())
        return named if plain else _alone(named)
    frame = next((element for element, role in own if role & roles.WRAPS_AUTHOR), None)
    if frame is not None and line_of(frame):
        within = _named_within(frame)
        return within if within is not None else _bare(frame)
    for element, role in own:
        if role & roles.NAME and line_of(element):
            return _bare(element)
    first = next(
        (element for element, _ in own if (element.text or "").strip() or element.tag in _HEADINGS), None
    )
    if first is not None and first.tag in _HEADINGS and line_of(first):
        return named_in(first)
    for element, role in own:
        if role & roles.META and tells_time(apart(element)) and (name := _named_within(element)) is not None:
            return name
    return frame


def name_in_term(term: Element) -> Element | None:
    """Who is named in the term of a definition list, which names nobody by a class."""
    return _named_within(term)


def name_before(clock: Element) -> Element | None:
    """Who is named beside the link that tells the time, and before it, in markup that a name has; None if two might be."""
    names = [each for each in clock.itersiblings(preceding=True) if each.tag in _NAME_TAGS and line_of(each)]
    return names[0] if len(names) == 1 and not is_beside(names[0]) else None


def _named_within(frame: Element) -> Element | None:
    """The first that may be a name; one that says a day or an hour only if no other does not."""
    names = (
        inner
        for inner in frame.iterdescendants()
        if (inner.tag in _NAME_TAGS or inner.get("itemprop") == "name")
        and line_of(inner)
        and not is_beside(inner)
    )
    found = list(islice(names, _MOST_NAMES))
    return next((each for each in found if not tells_time(line_of(each))), found[0] if found else None)


def tells_time(words: str) -> bool:
    """Does it print a day that can be read, or an hour?"""
    return printed_day(words) is not None or _HOUR.search(words) is not None


def is_beside(element: Element) -> bool:
    """Is this a date or a link that serves the page, and no name?"""
    if roles.roles_of(element.get("class")) & _BESIDE or element.find(".//time") is not None:
        return True
    return element.tag == "a" and _OF_THE_PAGE.search(element.get("href") or "") is not None


def is_permalink(element: Element) -> bool:
    """Is this a link to a comment, whose words are its date as a rule?"""
    return element.tag == "a" and "#comment-" in (element.get("href") or "")


def _alone(named: Element) -> Element:
    """Who is named in an element for the name where a theme puts more there: a time, a badge behind WordPress's own link."""
    if any(_is_badge(child) for child in named):
        named = copy(named)
        drop_all([child for child in named if _is_badge(child)], named)
    first = next((child for child in named if line_of(child)), None)
    beside = (named.text, *(child.tail for child in named))
    if first is not None and _is_authors(first) and all(_LEADS.fullmatch(words or "") for words in beside):
        return first
    return _bare(named)


def _is_badge(element: Element) -> bool:
    """Does it tell what somebody is on this site?"""
    return element.tag in _BADGE_TAGS and _BADGE.search(element.get("class") or line_of(element)) is not None


def _is_authors(element: Element) -> bool:
    """Is this the link to a commenter's own site as WordPress prints it?"""
    return element.tag == "a" and (
        "url" in tokens(element) or "external" in (element.get("rel") or "").split()
    )


def _bare(frame: Element) -> Element:
    """The frame without dates and links that stand in it beside the name."""
    if not any(is_beside(inner) for inner in frame.iterdescendants()):
        return frame
    name = copy(frame)
    for inner in list(name):
        if is_beside(inner) or any(is_beside(each) for each in inner.iterdescendants()):
            _unjoin(inner)
            name.remove(inner)
    if line_of(name):
        return name
    name = copy(frame)  # the name may stand in one element with them
    beside = [
        inner
        for inner in name.iterdescendants()
        if inner.tag == "time" or (is_beside(inner) and inner.find(".//time") is None)
    ]
    for inner in beside:
        _unjoin(inner)
    drop_all(beside, name)
    return name


def _unjoin(date: Element) -> None:
    """Take away the word that joins a date to the name before it ("Ana on May 3")."""
    before, above = date.getprevious(), date.getparent()
    if before is not None:
        before.tail = _JOINING.sub("", before.tail or "")
    elif above is not None:
        above.text = _JOINING.sub("", above.text or "")


def named_in(heading: Element) -> Element:
    """Who is named in a comment's heading, where that may print the time too."""
    for inner in heading.iterdescendants():
        if inner.tag in _NAME_TAGS and line_of(inner) and not is_beside(inner):
            return inner
    if not len(heading) or not (heading.text or "").strip():
        return heading
    name = copy(heading)
    del name[:]
    return name


def clock_of(own: Own, author: Element | None) -> Element | None:
    """The element that prints when the comment was made; None if none does. What ``author`` calls himself is no time."""
    for element, _ in own:
        if (
            element.tag == "time"
            or element.get("datetime")
            or (element.tag == "abbr" and element.get("title"))
        ):
            return element
    named = [element for element, role in own if role & roles.TIME and element.find(".//p") is None]
    named = [_beside(element, own, author) for element in named]
    for element in named:
        if printed_day(apart(element)) or printed_day(element.get("title") or ""):
            return element
    if named:
        return named[0]  # "2 days ago"; a day that stands elsewhere may be what somebody calls himself
    return next(_days(own, author), None)


def _beside(told: Element, own: Own, author: Element | None) -> Element:
    """What tells the time in an element that holds the name too, which may read like a date."""
    if author is None or told not in author.iterancestors():
        return told
    for element, role in own:
        if role & roles.DATE and told in element.iterancestors() and looks_dated(line_of(element)):
            return element
    return _without(told, author)


def _days(own: Own, author: Element | None) -> Iterator[Element]:
    """What prints a day where no class says that it is the time."""
    for element, role in own:
        if (role & roles.DATE or is_permalink(element)) and printed_day(_own_words(element)):
            yield element
    for element, role in own:
        if role & roles.META and element.find(".//p") is None and printed_day(apart(element)):
            rest = element if author is None else _without(element, author)
            if tells_one_day(apart(rest)):
                yield rest


def _own_words(element: Element) -> str:
    """What stands in an element itself, before any other that prints words (an icon prints none)."""
    said = [element.text or ""]
    for child in element:
        if line_of(child):
            break
        said.append(child.tail or "")
    return " ".join(said)


def _without(element: Element, inner: Element) -> Element:
    """``element`` itself, or a copy that lacks what it holds of ``inner``."""
    if inner is element:
        return etree.Element("span")
    if element not in inner.iterancestors():
        return element
    rest = copy(element)
    place = next(number for number, each in enumerate(element.iter()) if each is inner)
    twin = next(islice(rest.iter(), place, None))
    drop_all([twin], rest)
    return rest
