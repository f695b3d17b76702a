"""Depth and parents: what a page's nesting proves, by the rules of WordPress's Walker_Comment.

A threaded page nests replies to a set depth; a deeper one is printed *at* that
depth, after the comment it answers, as if it were its sibling. So at the limit
only the first of a list is surely a child of the comment above. A depth is
below the limit if something on the page nests deeper, or if a comment at that
depth offers a reply link (WordPress leaves it out at the limit). A flat page
(no reply links though the form is there, nothing nested) knows no parents.
"""

from collections.abc import Sequence, Set
from itertools import repeat
from typing import NamedTuple

from archiver.parse.roots import PINGS, Root
from archiver.parse.tree import Element


class Place(NamedTuple):
    """Where one comment is printed; see ``items.Comment``."""

    parent: Root | None
    parent_known: bool
    depth: int


def uses_depth_classes(roots: Sequence[Root]) -> bool:
    """Does every comment print its depth? Then that decides, whatever the tree looks like."""
    return bool(roots) and all(root.printed_depth is not None for root in roots)


def is_threaded(roots: Sequence[Root], depths: Sequence[int], *, form: bool) -> bool | None:
    """Are replies printed beneath what they answer? None where the page shows neither.

    ``form`` says that the page has a form for comments: then a threaded page offers reply links. That it does not proves
    nothing where a plugin's own button stands for them.
    """
    if any(depth > 1 for depth in depths) or any(root.parts.reply for root in roots):
        return True
    if any(root.parts.own_reply for root in roots):
        return None
    if form and any(root.classes.isdisjoint(PINGS) for root in roots):
        return False
    return None


def depths_of(roots: Sequence[Root]) -> list[int]:
    """Each comment's depth as printed, from 1."""
    if uses_depth_classes(roots):
        return [root.printed_depth or 1 for root in roots]
    depths: dict[int, int] = {}
    for root in roots:
        above = root.above
        while above is not None and id(above) not in depths:
            above = above.above  # it stands at two places and was kept at the other
        depths[id(root)] = depths[id(above)] + 1 if above is not None else 1
    return [depths[id(root)] for root in roots]


def _pings_apart(roots: Sequence[Root], depths: Sequence[int]) -> bool:
    """Are pingbacks listed by themselves? Then what answers one of them stands at the top, though it is no thread."""
    lists: dict[bool, set[Element | None]] = {True: set(), False: set()}
    for root, depth in zip(roots, depths, strict=True):
        if depth == 1:
            lists[bool(root.classes & PINGS)].add(root.element.getparent())
    return bool(lists[True]) and bool(lists[False]) and lists[True].isdisjoint(lists[False])


def _is_adrift(root: Root, parent: Root | None, unnumbered: Set[Element]) -> bool:
    """Does what a comment answers stand on the page without a number? It stands in one of these, and its parent does not."""
    around = next((each for each in root.element.iterancestors() if each in unnumbered), None)
    return around is not None and (parent is None or around not in parent.element.iterancestors())


def places_of(
    roots: Sequence[Root],
    depths: Sequence[int],
    *,
    threaded: bool | None,
    unnumbered: Set[Element] = frozenset(),
) -> list[Place]:
    """Each comment's place, in the order of ``roots`` (the document's). ``unnumbered`` are the page's pingbacks without a
    number, which can be nobody's parent here.
    """
    below_limit = {depth for root, depth in zip(roots, depths, strict=True) if root.parts.reply}
    deepest = max(depths, default=0)
    lists = {root.element.getparent() for root in roots}
    apart = _pings_apart(roots, depths) or any(each.getparent() not in lists for each in unnumbered)
    places = []
    line: list[Root | None] = []
    seen: set[int | None] = set()
    for root, depth in zip(roots, depths, strict=True):
        jumped = depth > len(line) + 1
        del line[depth - 1 :]
        parent = line[-1] if line else None
        adrift = bool(unnumbered) and _is_adrift(root, parent, unnumbered)
        parent = None if adrift else parent
        first = id(parent) not in seen
        seen.add(id(parent))
        line += [*repeat(None, depth - len(line) - 1), root]  # what stands between has no number
        nested_below = depth < deepest or depth in below_limit
        if depth == 1:
            known = bool(threaded) and not apart and not adrift
        else:
            known = (first or nested_below) and not jumped and parent is not None
        places.append(Place(parent=parent, parent_known=known, depth=depth))
    return places
