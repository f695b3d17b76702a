"""How deep a page is nested, told from its tags before a tree is made of it, and watched while it is made.

By HTML5's rules a tag may have the parser look through all elements that are open. A page that nests a
hundred thousand would take days; what is counted here is what that looking would take, or more. SVG's elements that
close themselves (`<path/>`) don't count where they seem to stand in an `<svg>`. A page may pretend that, by an attribute or a
comment: so what the parser really has open is watched too.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import html5lib
from html5lib.constants import tokenTypes

from archiver.errors import TooDeep

MOST_STEPS = 20_000_000
"""Open elements looked at, summed over all tags: about a second; 4,400 elements one in the other take so many."""

MOST_OPEN = 4 * MOST_STEPS
"""The same of what is really open: there is more, since tags don't tell which of ``_NEVER_OPEN`` are, up to two for each that they tell."""

_TAG = re.compile(rb"<(/?)([a-zA-Z][^\s/>]*)((?:[^<>]*+(?<=/)>)?)")
# HTML, 13.1.2: those that have no end tag, and those whose end tag may be left out (so a missing one says nothing).
_NEVER_OPEN = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "
    b"html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr".split()
)
# HTML, 13.2.4.2: no end tag reaches out of one of these.
_SCOPES = frozenset(b"applet marquee object table td th template".split())
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
        self.tokenizer = cast("Any", _Counted(self.tokenizer, self.tree))
        super().mainLoop()


class _Counted:
    """A tokenizer that counts what is open in ``tree`` at each tag; in all else it is the one within."""

    def __init__(self, within: Any, tree: Any) -> None:
        vars(self).update(_within=within, _tree=tree)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._within, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._within, name, value)

    def __iter__(self) -> Iterator[Any]:
        steps = 0
        for token in self._within:
            if token["type"] in _TAGS:
                depth = len(self._tree.openElements)
                steps += depth
                if steps > MOST_OPEN:
                    raise TooDeep(f"{depth} elements are open at once")
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
