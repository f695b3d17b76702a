"""One tree a page: how it is built, and how named selectors are looked up in it.

lxml is quick and is no HTML5 parser: an ``<li>`` straight inside an ``<li>`` goes
wrong (its extra end tag closes the list around it). :func:`html5_tree` follows
the standard and is for those pages alone.
"""

import re
import warnings
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Self, cast

import html5lib
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from archiver.parse.chains import Index, chain_of, tokens_of
from archiver.parse.deep import BoundedParser, bound

Element = etree._Element

# List tags, and a few that nobody writes. Found by letters it takes half the time that whole words take in a page put into
# small letters before.
_LIST_TAG = re.compile(rb"<(?:[lLoOuUmM]|/[lLoOuUmM])(?:[iIlL]|[eE][nN][uU])(?=[\s/>])")
_LETTERS = {
    b"<li": "l", b"<ol": "o", b"<ul": "u", b"<menu": "m",
    b"</li": "L", b"</ol": "O", b"</ul": "U", b"</menu": "M",
}  # fmt: skip
# Where an item begins after none of these, the tag before it opened a list, or closed an item, and what closed
# with that left a list on top: each item before it stood in one for the same reason. So no item stands in an item.
_MAY_MISNEST = re.compile(r"[lOUM]l")
_MOST_NESTED = 64
_EMPTY_LIST = re.compile(r"oO|uU|mM")
_PLAIN_ITEM = re.compile(r"(?<![OUMl])lL")  # after a list that ends, the item's own list is not yet known
_NEGATED = re.compile(r":not\([^)]*\)|\[[^\]]*\]")
_NAME = re.compile(r"[.#][A-Za-z_][\w-]*")
_TOO_DEEP = etree.ErrorTypes.ERR_RESOURCE_LIMIT
_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|0*([0-9]{1,7})(?![0-9]));?")
_DROPPED = "dropped-by-the-archiver"
STAND_IN = "archiver-empty"
"""The tag of a stand-in: no page's, since it is taken out at once."""
_EMPTY = b"<html><body></body></html>"


def html_tree(body: bytes) -> Element:
    """The tree of a UTF-8 encoded page, comments and instructions left out. Raises TooDeep as :func:`html5_tree` does."""
    tree, whole = _quick_tree(body)
    return tree if whole else html5_tree(body)


def _quick_tree(body: bytes) -> tuple[Element, bool]:
    """What libxml2 makes of a page; false if it is too deep for it: it gives up there and loses all that follows."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        tree = cast("Element | None", etree.fromstring(body or _EMPTY, parser))
    except etree.XMLSyntaxError:
        tree = None
    whole = all(error.type != _TOO_DEEP for error in parser.error_log.filter_from_fatals())
    return (etree.fromstring(_EMPTY, etree.HTMLParser()) if tree is None else tree), whole


def html5_tree(body: bytes) -> Element:
    """The same by the HTML5 standard's rules: right on every page, and slow. Raises TooDeep where it would not end."""
    bound(body)
    parser = BoundedParser(html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # names that XML can't hold are renamed; no text is lost by it
            document = parser.parse(_holdable(body))
    except AssertionError:  # html5lib asserts more than holds: an <html> inside <svg> ends a table for it
        return _quick_tree(body)[0]
    root = cast("Element", document.getroot())
    etree.strip_elements(root, etree.Comment, with_tail=False)
    return root


def _holdable(body: bytes) -> str:
    """The page without the characters that lxml refuses to hold (XML 1.0, section 2.2), written out or as references."""
    text = _REFERENCE.sub(_referred, body.decode("utf-8", "replace")).replace("\f", " ")
    return _UNHOLDABLE.sub("\ufffd", text)


def _referred(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    if number == 12:  # a form feed: white space in HTML, and nothing XML knows
        return " "
    held = number >= 32 or number in (9, 10, 13)
    return found[0] if held and number not in (0xFFFE, 0xFFFF) else "\ufffd"


def items_misnest(body: bytes) -> bool:
    """Does an ``<li>`` stand straight inside an ``<li>`` in the source, where lxml goes wrong?"""
    told = "".join([_LETTERS.get(tag.lower(), "") for tag in _LIST_TAG.findall(body)])
    if _MAY_MISNEST.search(told) is None:
        return False
    left, before = told, ""
    for _ in range(_MOST_NESTED):  # what is closed in good order is taken out from within
        if left == before:
            break
        before, left = left, _EMPTY_LIST.sub("", left)
        if "ll" in left:
            return True
        left = _PLAIN_ITEM.sub("", left)
    return bool(left) and _misnest(told)


def _misnest(told: str) -> bool:
    """The same for list tags as letters, large where they close, whatever their order."""
    open_tags: list[str] = []
    count = Counter[str]()
    for letter in told:
        name = letter.lower()
        if letter == name:
            if name == "l" and open_tags and open_tags[-1] == "l":
                return True
            open_tags.append(name)
            count[name] += 1
        while count[name] and letter != name:
            last = open_tags.pop()
            count[last] -= 1
            if last == name:
                break
    return False


@cache
def compiled(selector: str) -> Callable[[Element], list[Element]]:
    """A selector (parsel's CSS, or XPath that begins with ``.``, ``/`` or an axis), compiled once."""
    is_path = selector.startswith((".", "/")) and ("/" in selector or "::" in selector)
    xpath = selector if is_path else HTMLTranslator().css_to_xpath(selector)
    return cast("Callable[[Element], list[Element]]", etree.XPath(xpath, smart_strings=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page's tree with the bytes it was made of; make it with :meth:`of`.

    ``index`` knows the page's classes and ids. A selector that names another can't find
    anything, and most alternatives of a layout are absent from a page: asking first is a
    hundred times cheaper than walking the tree.
    """

    root: Element
    source: bytes
    index: Index

    @classmethod
    def of(cls, root: Element, source: bytes) -> Self:
        """The document for a tree and its bytes."""
        return cls(root=root, source=source, index=Index(root))

    @property
    def names(self) -> frozenset[str]:
        """All classes (``.name``) and ids (``#name``) on the page."""
        return self.index.names

    def tagged(self, tag: str, **attributes: str) -> Iterator[Element]:
        """The elements with that tag whose attributes have these values, in document order."""
        for element in self.index.tagged(tag):
            if all(element.get(name) == value for name, value in attributes.items()):
                yield element

    def found(self, selectors: tuple[str, ...], within: Element | None = None) -> list[Element]:
        """What the first selector that finds anything finds."""
        for selector in self._possible(selectors):
            found = self._find(selector, within)
            if found:
                return found
        return []

    def every(self, selectors: tuple[str, ...], within: Element | None = None) -> Iterator[Element]:
        """What all selectors find, one selector after the other."""
        for selector in self._possible(selectors):
            yield from self._find(selector, within)

    def _find(self, selector: str, within: Element | None) -> list[Element]:
        node = self.root if within is None else within
        chain = chain_of(selector)
        return compiled(selector)(node) if chain is None else self.index.find(chain, node)

    def _possible(self, selectors: tuple[str, ...]) -> Iterable[str]:
        if len(selectors) == 1:
            return selectors if named_in(selectors[0]) <= self.names else ()
        anyhow, by_name, names = _by_name(selectors)
        held = names & self.names  # of dozens of names a page has a few
        if not held:
            return [selector for _, selector in anyhow]
        possible = [
            *anyhow,
            *(each for name in held for each in by_name[name] if named_in(each[1]) <= self.names),
        ]
        if len(possible) > 1:
            possible.sort()
        return [selector for _, selector in possible]


@cache
def named_in(selector: str) -> frozenset[str]:
    """Classes and ids that must stand on a page for the selector to find anything."""
    if selector.startswith((".//", "./", "/")) or "," in selector:
        return frozenset()
    return frozenset(_NAME.findall(_NEGATED.sub("", selector)))


_Numbered = tuple[int, str]


@cache
def _by_name(
    selectors: tuple[str, ...],
) -> tuple[list[_Numbered], dict[str, list[_Numbered]], frozenset[str]]:
    """The selectors with their places: those that may find something on any page, and by a name each needs."""
    anyhow: list[_Numbered] = []
    by_name: dict[str, list[_Numbered]] = {}
    for numbered in enumerate(selectors):
        needed = named_in(numbered[1])
        (by_name.setdefault(max(needed, key=len), []) if needed else anyhow).append(numbered)
    return anyhow, by_name, frozenset(by_name)


def tokens(element: Element) -> frozenset[str]:
    """The element's classes."""
    return tokens_of(element.get("class") or "")


def is_within(element: Element, above: Container[Element]) -> bool:
    """Is the element, or anything above it, one of ``above``?"""
    step: Element | None = element
    while step is not None:
        if step in above:
            return True
        step = step.getparent()
    return False


def drop_all(elements: Iterable[Element], within: Element) -> None:
    """Take elements below ``within`` out of it; the text after each stays. In one step, since joining that
    text anew for each takes time that grows with their number squared.
    """
    dropped = [element for element in elements if element is not within]
    for element in dropped:
        element.tag = _DROPPED
    if dropped:
        etree.strip_elements(within, _DROPPED, with_tail=False)


def stand_in(child: Element) -> Element:
    """An element that only brings along the words behind ``child``: lxml reads a control character that a page writes as
    ``&#11;``, and refuses to have such text set. :func:`drop_stand_ins` takes it out again.
    """
    empty = copy(child)
    del empty[:]
    empty.text = None
    empty.tag = STAND_IN
    return empty


def drop_stand_ins(within: Element) -> None:
    """Take the stand-ins out; the words behind them stay."""
    etree.strip_tags(within, STAND_IN)


def move_behind(elements: Sequence[Element], within: Element) -> None:
    """Put elements from below ``within`` behind it, in their order; the text after each stays where it is."""
    for element in reversed(elements):
        above = element.getparent()
        if above is not None and element is not within:
            above.replace(element, stand_in(element))
            element.tail = None
            within.addnext(element)
    drop_stand_ins(within)
