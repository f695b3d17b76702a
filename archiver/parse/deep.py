"""How deep a page is nested, told from its tags before a tree is made of it, and watched while it is made.

By HTML5's rules a tag may have the parser look through all elements that are open. A page that nests a
hundred thousand would take days; what is counted here is what that looking would take, or more. SVG's elements that
close themselves (`<path/>`) don't count where they seem to stand in an `<svg>`. A page may pretend that, by an attribute or a
comment: so what the parser really has open is watched too. Formatting elements (``<b>``, ``<font>``) that are never closed
are compared with each new one, opened again in each paragraph, and looked through where one ends, and what stands wrongly in a
table is moved before it: that is counted as it is done.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, cast

import html5lib
from html5lib.constants import tokenTypes

from archiver.errors import TooDeep

MOST_STEPS = 20_000_000
"""Open elements looked at, summed over all tags: about a second; 4,400 elements one in the other take so many."""

MOST_OPEN = 4 * MOST_STEPS
"""The same of what is really open: there is more, since tags don't tell which of ``_NEVER_OPEN`` are, up to two for each that they tell."""

_COMPARED, _MADE, _LOOKED, _MOVED = 50, 400, 4, 8
"""Steps that comparing a formatting element with another takes for each attribute, and one; that opening one again takes
beside a look at a quarter of what is open; that looking for the one which ends takes for each that is open; and that moving
something before a table takes for each element beside that. About 50 ns each.
"""

_OPEN = "elements are open at once"

_TAG = re.compile(rb"<(/?)([a-zA-Z][^\s/>]*)((?:[^<>]*+(?<=/)>)?)")
# HTML, 13.1.2: those that have no end tag, and those whose end tag may be left out (so a missing one says nothing).
_NEVER_OPEN = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "
    b"html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr".split()
)
# HTML, 13.2.4.2: no end tag reaches out of one of these.
_SCOPES = frozenset(b"applet marquee object table td th template".split())
# HTML, 13.2.4.3: those on the list of active formatting elements.
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_START = tokenTypes["StartTag"]
_TAGS = frozenset(tokenTypes[name] for name in ("StartTag", "EndTag", "EmptyTag"))
# SVG 2, those that have no content as a rule; HTML has none of these names.
_SHAPES = frozenset(
    b"path rect circle ellipse line polyline polygon use stop g image animate animatetransform animatemotion set mpath".split()
)


def bound(body: bytes) -> None:
    """Raises TooDeep where reading ``body`` by HTML5's rules would take more than ``MOST_STEPS``."""
    scopes = [_Scope(b"")]
    tables = Counter[bytes]()
    depth = steps = 0
    for end, name, closes_itself in _TAG.findall(body.lower()):
        steps += depth
        if steps > MOST_STEPS:
            raise TooDeep(f"by its tags {depth} elements may be open at once")
        if name in _NEVER_OPEN or (closes_itself and name in _SHAPES and scopes[-1].count[b"svg"]):
            continue
        if not end:
            depth += 1
            scopes[-1].open(name)
            if name in _SCOPES:
                tables[name] += 1
                scopes.append(_Scope(name))
        elif scopes[-1].count[name]:
            depth -= scopes[-1].close(name)
        elif tables[name]:
            depth -= _leave(name, scopes, tables)


class BoundedParser(html5lib.HTMLParser):
    """html5lib's parser. Raises TooDeep where what is open takes more than ``MOST_OPEN``."""

    def mainLoop(self) -> None:  # noqa: N802 - html5lib calls it so
        """Read the tokens, counted."""
        tree: Any = self.tree
        work = _Work(tree)
        self.tokenizer = cast("Any", _Counted(self.tokenizer, work))
        tree.reconstructActiveFormattingElements = work.open_again
        tree.elementInActiveFormattingElements = work.look_for
        tree.getTableMisnestedNodePosition = work.place_before_table
        super().mainLoop()


class _Work:
    """What has been done with what is open in ``tree``, html5lib's, in steps."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._open_again: Callable[[], None] = tree.reconstructActiveFormattingElements
        self._look_for: Callable[[str], Any] = tree.elementInActiveFormattingElements
        self._place: Callable[[], tuple[Any, Any]] = tree.getTableMisnestedNodePosition
        self._attributes = 0  # the most that a formatting element had
        self._steps = 0

    def take(self, token: Any) -> None:
        """A tag has come."""
        many, formatting = self._tree.openElements, self._tree.activeFormattingElements
        self._count(len(many), many, _OPEN)
        if token["name"] in _FORMATTING and token["type"] == _START:
            self._attributes = max(self._attributes, len(token["data"]))
            steps = len(formatting) * (self._attributes + 1) * _COMPARED
            self._count(steps, formatting, f"formatting {_OPEN}")

    def open_again(self) -> None:
        """html5lib's ``reconstructActiveFormattingElements``."""
        many = self._tree.openElements
        before = len(many)
        self._open_again()
        if len(many) > before:
            self._count((len(many) - before) * (_MADE + len(many) // 4), many, _OPEN)

    def look_for(self, name: str) -> Any:
        """html5lib's ``elementInActiveFormattingElements``, which is asked for each thing that is moved."""
        many, formatting = self._tree.openElements, self._tree.activeFormattingElements
        self._count((len(many) + len(formatting)) * _LOOKED, many, _OPEN)
        return self._look_for(name)

    def place_before_table(self) -> tuple[Any, Any]:
        """html5lib's ``getTableMisnestedNodePosition``: where something goes, and before what (None: at the end)."""
        within, before = self._place()
        if before is not None:
            beside = within._element
            self._count(
                len(beside) * _MOVED, beside, "elements stand beside a table that others stand wrongly in"
            )
        return within, before

    def _count(self, steps: int, many: list[Any], what: str) -> None:
        self._steps += steps
        if self._steps > MOST_OPEN:
            raise TooDeep(f"{len(many)} {what}")


class _Counted:
    """A tokenizer whose tags are counted; in all else it is the one within."""

    def __init__(self, within: Any, work: _Work) -> None:
        vars(self).update(_within=within, _work=work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._within, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._within, name, value)

    def __iter__(self) -> Iterator[Any]:
        take = self._work.take
        for token in self._within:
            if token["type"] in _TAGS:
                take(token)
            yield token


class _Scope:
    """What is open within one element that no end tag reaches out of."""

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.names: list[bytes] = []
        self.count = Counter[bytes]()

    def open(self, name: bytes) -> None:
        self.names.append(name)
        self.count[name] += 1

    def close(self, name: bytes) -> int:
        """Close the innermost ``name`` and what is in it; gives how many."""
        closed, last = 0, b""
        while last != name:
            last = self.names.pop()
            self.count[last] -= 1
            closed += 1
        return closed


def _leave(name: bytes, scopes: list[_Scope], tables: Counter[bytes]) -> int:
    """Close the innermost scope ``name`` with those in it; gives how many elements that closes."""
    closed, last = 0, b""
    while last != name:
        inner = scopes.pop()
        last = inner.name
        tables[last] -= 1
        closed += len(inner.names)
    return closed + scopes[-1].close(name)
