"""How deep a page is nested, told from its tags before a tree is made of it.

By HTML5's rules a tag may have the parser look through all elements that are open. A page that nests a
hundred thousand would take days; what is counted here is what that looking would take, or more: SVG's elements that
close themselves (`<path/>`) count as open, since the same tag elsewhere is.
"""

import re
from collections import Counter

from archiver.errors import TooDeep

MOST_STEPS = 20_000_000
"""Open elements looked at, summed over all tags: about a second; 4,400 elements one in the other take so many."""

_TAG = re.compile(rb"<(/?)([a-zA-Z][^\s/>]*)")
# HTML, 13.1.2: those that have no end tag, and those whose end tag may be left out (so a missing one says nothing).
_NEVER_OPEN = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "
    b"html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr".split()
)
# HTML, 13.2.4.2: no end tag reaches out of one of these.
_SCOPES = frozenset(b"applet marquee object table td th template".split())


def bound(body: bytes) -> None:
    """Raises TooDeep where reading ``body`` by HTML5's rules would take more than ``MOST_STEPS``."""
    scopes = [_Scope(b"")]
    tables = Counter[bytes]()
    depth = steps = 0
    for end, name in _TAG.findall(body.lower()):
        steps += depth
        if steps > MOST_STEPS:
            raise TooDeep(f"by its tags {depth} elements may be open at once")
        if name in _NEVER_OPEN:
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
