"""What a reader reads: text out of elements, and their markup as it stands.

Block elements begin and end lines, paragraphs and their kind stand apart by an
empty line, cells of a table by a tab, empty ones too; HTML's white space is collapsed outside
``pre``. Nothing else is changed: no bullet is added, no character normalised.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from lxml import etree

from archiver.parse.addresses import absolute
from archiver.parse.tree import Element, tokens

_SPACE = re.compile(r"[ \t\n\r\f]+")
_LINES = re.compile(r"[ \t\n]+")
_WHITE = " \t\n\r\f"

_APART = 2
_BLOCKS = {
    **dict.fromkeys(
        ("p", "blockquote", "ul", "ol", "dl", "pre", "table", "figure", "h1", "h2", "h3", "h4", "h5", "h6"), _APART
    ),
    **dict.fromkeys(
        ("div", "li", "dt", "dd", "tr", "section", "article", "header", "footer", "aside", "main", "nav", "hr",
         "figcaption", "caption", "form", "fieldset", "address", "details", "summary", "center", "option"), 1,
    ),
}  # fmt: skip
_SILENT = frozenset(
    {"script", "style", "template", "head", "noscript", "iframe", "object", "svg", "textarea", "select"}
)
_CELLS = frozenset({"td", "th"})
_PICTURED_WORDS = frozenset({"wp-smiley", "emoji", "latex"})
_SCHEMES = ("http://", "https://", "ftp://", "mailto:")


class _Writer:
    """Collects words and keeps count of the breaks that are due before the next one."""

    __slots__ = ("breaks", "in_pre", "in_row", "out", "space", "tabs")

    def __init__(self) -> None:
        self.out: list[str] = []
        self.breaks = 0
        self.space = False
        self.tabs = 0
        self.in_row = False  # no word of this row of a table yet
        self.in_pre = 0

    def block(self, level: int) -> None:
        if self.breaks < level:
            self.breaks = level
        self.space = False

    def line(self) -> None:
        self.breaks += 1
        self.space = False

    def row(self, *, begins: bool) -> None:
        self.in_row, self.tabs = begins, 0

    def cell(self) -> None:
        if self.in_row or not self.breaks:
            self.tabs += 1
        self.space = False

    def words(self, text: str) -> None:
        if not self.in_pre:
            if not text.strip(_WHITE):  # what stands between most blocks
                self.space = True
                return
            text = _folded(text)
            if text[0] == " ":
                self.space = True
                text = text[1:]
        if self.out:
            if self.breaks:
                self.out.append("\n" * self.breaks)
            elif self.space and not self.tabs:
                self.out.append(" ")
        if self.tabs and (self.in_row or not self.breaks):
            self.out.append("\t" * self.tabs)
        self.breaks, self.space, self.tabs, self.in_row = 0, False, 0, False
        if not self.in_pre and text[-1] == " ":
            text = text[:-1]
            self.space = True
        self.out.append(text)


class Words(NamedTuple):
    """What stands inside an element: its markup, its text, and where its links lead."""

    html: str
    text: str
    links: tuple[str, ...]


def words_of(element: Element, base: str) -> Words:
    """:func:`inner_html`, :func:`text_of` and :func:`links_in` of an element."""
    plain = _plain(element)
    if plain is not None:
        return plain
    return Words(html=inner_html(element), text=_written(element), links=links_in(element, base))


def text_of(root: Element) -> str:
    """The text of an element (see the module); "" if it has none."""
    plain = _plain(root)
    return _written(root) if plain is None else plain.text


def _plain(root: Element) -> Words | None:
    """The words of a ``div`` of nothing but paragraphs without markup, as most comments are, in one walk; None for
    all others.
    """
    if root.tag != "div" or (root.text or "").strip(_WHITE):
        return None
    markup: list[str] = []
    paragraphs: list[str] = []
    for child in root:
        text, tail = child.text or "", child.tail or ""
        if child.tag != "p" or len(child) or child.keys() or tail.strip(_WHITE):
            return None
        markup.append(_paragraph(text, tail))
        words = _folded(text).strip(" ")
        if words:
            paragraphs.append(words)
    return Words(html="".join(markup).strip(_WHITE), text="\n\n".join(paragraphs), links=())


def _written(root: Element) -> str:
    writer = _Writer()
    _enter(writer, root)
    stack: list[tuple[Element, Iterator[Element]]] = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                _leave(writer, element)
        elif child.tag in _SILENT or not isinstance(child.tag, str):
            if child.tail:
                writer.words(child.tail)
        else:
            _enter(writer, child)
            if len(child):
                stack.append((child, iter(child)))
            else:
                _leave(writer, child)
    return "".join(writer.out).strip("\n")


def _enter(writer: _Writer, element: Element) -> None:
    tag = element.tag
    level = _BLOCKS.get(tag)
    if level:
        writer.block(_level(element, level))
        if tag == "pre":
            writer.in_pre += 1
        elif tag == "tr":
            writer.row(begins=True)
    elif tag == "br":
        writer.line()
    elif tag in _CELLS:
        if element.getprevious() is not None:
            writer.cell()
    elif tag == "img" and _PICTURED_WORDS & tokens(element) and element.get("alt"):
        writer.words(element.get("alt") or "")
    if element.text:
        writer.words(element.text)


def _leave(writer: _Writer, element: Element) -> None:
    level = _BLOCKS.get(element.tag)
    if level:
        if element.tag == "pre":
            writer.in_pre -= 1
        elif element.tag == "tr":
            writer.row(begins=False)
        writer.block(_level(element, level))
    if element.tail:
        writer.words(element.tail)


def _level(element: Element, level: int) -> int:
    """A list within a list is no paragraph of its own."""
    if level == _APART and element.tag in ("ul", "ol"):
        parent = element.getparent()
        if parent is not None and parent.tag == "li":
            return 1
    return level


def words_in(element: Element) -> str:
    """All text inside an element, as it stands in the source."""
    if not len(element):
        return element.text or ""
    pieces = [element.text or ""]
    for child in element:  # most hold a link and no more; ``itertext`` is dear to begin
        if len(child):
            return "".join(cast("Iterator[str]", element.itertext()))
        pieces += (child.text or "", child.tail or "")
    return "".join(pieces)


def _folded(text: str) -> str:
    """Each run of white space as one space. Prose has single spaces: to look for others is a tenth of rewriting them."""
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACE.sub(" ", text)
    return text


def line_of(element: Element) -> str:
    """The text of an element on one line: for titles, names of terms, headings."""
    return _folded(words_in(element)).strip(" ")


def read_line(element: Element) -> str:
    """What a reader reads in an element (:func:`text_of`), on one line: for titles and quotes, which may break into lines."""
    return line_of(element) if not len(element) else _LINES.sub(" ", text_of(element)).strip(" ")


def apart(element: Element) -> str:
    """The same with a space between what different elements say."""
    return _folded(" ".join(cast("Iterator[str]", element.itertext()))).strip(" ")


def name_of(element: Element) -> str:
    """A person's name as printed: its own spaces are kept, those of the template's lines are not."""
    words = words_in(element)
    return (_SPACE.sub(_own_space, words) if "\n" in words else words).strip(_WHITE)


def _own_space(found: re.Match[str]) -> str:
    return " " if "\n" in found[0] else found[0]


def inner_html(element: Element) -> str:
    """The markup inside an element, as lxml writes HTML; white space at both ends off."""
    parts = [_escaped(element.text or "")]
    for child in element:
        if child.tag == "p" and not len(child) and not child.keys():
            parts.append(_paragraph(child.text or "", child.tail or ""))
        else:
            parts.append(etree.tostring(child, encoding="unicode", method="html", with_tail=True))
    return "".join(parts).strip(_WHITE)


def _paragraph(text: str, tail: str) -> str:
    """A ``p`` without attributes and elements, and what follows it, as lxml writes it, in a third of its time."""
    written = f"<p>{_escaped(text)}</p>{_escaped(tail)}"
    # A page can only spell it (&#13;): as it is, it would be read again as a line feed.
    return written.replace("\r", "&#13;") if "\r" in written else written


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def links_in(element: Element, base: str) -> tuple[str, ...]:
    """Where the links inside an element lead, absolute, each once, in order of appearance."""
    found: dict[str, None] = {}
    for link in element.iter("a"):
        href = (link.get("href") or "").strip(" \t\r\n\f")
        if href and not href.startswith("#"):
            address = absolute(href, base)
            if address.lower().startswith(_SCHEMES):
                found[address] = None
    return tuple(found)
