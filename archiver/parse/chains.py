"""Plain CSS selectors answered from an index of the page's classes and ids.

Most of a layout's selectors are chains of names (``header.td-post-title h1``). As XPath each
walks the whole tree, and splits every class attribute on it; a page has dozens of
selectors. Here the tree is walked once. What is no plain chain (``:not``, lists, XPath) is left to XPath; both give
the same elements in the same order.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress, repeat

from lxml import etree

Element = etree._Element

SOUGHT = ("a", "link", "meta", "article", "main", "form", "input", "script")
"""The tags that parsers look for wherever they stand."""

_MANY = 8
"""Where a class has more elements (other posts' titles), a search by tag below one element is quicker than a look at each."""

_attribute_of = etree._Element.get  # called by ``map``, without a step of Python's for each element
_STEP = re.compile(
    r"(?P<tag>[A-Za-z][\w-]*|\*)?(?P<names>(?:[.#][A-Za-z_][\w-]*)*)(?P<tests>(?:\[[a-z-]+(?:=[\w-]+)?\])*)"
)
_NAME = re.compile(r"([.#])([\w-]+)")
_PATH = re.compile(
    r"\.((?:/[a-z][a-z0-9]*)+)(?:\[contains\(concat\(' ', @class, ' '\), ' ([\w-]+) '\)\])?(?://([a-z][a-z0-9]*))?"
)
_TEST = re.compile(r"\[([a-z-]+)(?:=([\w-]+))?\]")
_TOKEN = re.compile(r"[^ \t\n\f\r]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One element of a chain. ``child`` is true if it must stand straight inside the one before."""

    child: bool
    tag: str | None
    classes: frozenset[str]
    identity: str | None
    tests: tuple[tuple[str, str | None], ...]

    def fits(self, element: Element) -> bool:
        """Whether the element is what the step describes, wherever it stands."""
        if self.tag is not None and element.tag != self.tag:
            return False
        if self.identity is not None and element.get("id") != self.identity:
            return False
        if self.classes and not self.classes <= tokens_of(element.get("class") or ""):
            return False
        for name, value in self.tests:
            held = element.get(name)
            if held is None or (value is not None and held != value):
                return False
        return True


Chain = tuple[Step, ...]


@cache
def chain_of(selector: str) -> Chain | None:
    """The selector as a chain of steps; None if it is none."""
    steps: list[Step] = []
    child = False
    for word in selector.split():
        if word == ">":
            if child or not steps:
                return None
            child = True
            continue
        step = _step(word, child=child)
        if step is None:
            return None
        steps.append(step)
        child = False
    return None if child else tuple(steps) or None


def _step(word: str, *, child: bool) -> Step | None:
    found = _STEP.fullmatch(word)
    if found is None:
        return None
    names = _NAME.findall(found["names"])
    ids = [name for mark, name in names if mark == "#"]
    if len(ids) > 1:
        return None
    return Step(
        child=child,
        tag=None if found["tag"] in (None, "*") else found["tag"],
        classes=frozenset(name for mark, name in names if mark == "."),
        identity=ids[0] if ids else None,
        tests=tuple((name, value or None) for name, value in _TEST.findall(found["tests"])),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """An XPath of child steps from an element: their ``tags``, the class ``name`` of the last of them ("" for any),
    and the tag of what is then looked for ``inside`` ("" for nothing).
    """

    tags: tuple[str, ...]
    name: str
    inside: str


@cache
def path_of(selector: str) -> Path | None:
    """The selector (``./article/footer//cite``) as a path; None if it is none."""
    found = _PATH.fullmatch(selector)
    return found and Path(tags=tuple(found[1][1:].split("/")), name=found[2] or "", inside=found[3] or "")


@lru_cache(maxsize=4096)
def tokens_of(value: str) -> frozenset[str]:
    """The classes that a ``class`` attribute lists: HTML, 2.3.7, splits at ASCII white space alone."""
    return frozenset(_TOKEN.findall(value))


class Index:
    """The elements of a tree by tag, class and id, in document order, as they stood when it was made.

    ``names`` are all classes (``.name``) and ids (``#name``), ``identified`` the elements with an id that is not empty, each
    with it. Elements taken out of the tree since then are not found, but for those in ``identified`` and by ``tagged``.
    """

    def __init__(self, root: Element) -> None:
        self._root = root
        # The one walk over the whole page that its parse costs. What is asked of every element is asked in C.
        self._elements: list[Element] = list(root.iter(etree.Element))
        by_value = defaultdict[str, list[int]](list)
        for number, value in enumerate(map(_attribute_of, self._elements, repeat(b"class"))):
            if value is not None:
                by_value[value].append(number)
        self._by_value = by_value
        self._values: dict[str, list[str]] = {}
        for value in by_value:  # the whole attribute: most are the same few
            for name in tokens_of(value):
                self._values.setdefault(name, []).append(value)
        self._classed: dict[str, list[Element]] = {}
        self._by_id: dict[str, list[Element]] = {}
        identities = list(map(_attribute_of, self._elements, repeat(b"id")))
        self.identified = [*zip(compress(self._elements, identities), filter(None, identities), strict=True)]
        for element, identity in self.identified:
            self._by_id.setdefault(identity, []).append(element)
        self._by_tag: dict[str, list[Element]] = {tag: [] for tag in SOUGHT}
        self._by_tag["a"] = list(root.iter("a"))  # more than of all others together
        for element in root.iter(*SOUGHT[1:]):
            self._by_tag[element.tag].append(element)
        self.names = frozenset([*map(".".__add__, self._values), *map("#".__add__, self._by_id)])

    def tagged(self, tag: str) -> Sequence[Element]:
        """All elements with that tag, which is one of ``SOUGHT``."""
        return self._by_tag[tag]

    def standing(self, elements: Iterable[Element]) -> Iterator[Element]:
        """Those of ``elements`` that still stand in the tree; it must stay as it is meanwhile, but for what is
        moved about in it.
        """
        known = {
            self._root
        }  # with all that stands above an element: else deep pages are climbed again and again
        for element in elements:
            path: list[Element] = []
            step: Element | None = element
            while step is not None and step not in known:
                path.append(step)
                step = step.getparent()
            if step is not None:
                known.update(path)
                yield element

    def classed(self, name: str) -> Sequence[Element]:
        """All elements of that class."""
        found = self._classed.get(name)
        if found is None:
            values = self._values.get(name, ())
            numbers = [number for value in values for number in self._by_value[value]]
            if len(values) > 1:
                numbers.sort()
            found = self._classed[name] = [self._elements[number] for number in numbers]
        return found

    def find(self, chain: Chain, node: Element) -> list[Element]:
        """What the chain finds at ``node`` and below, in document order."""
        first, *others = chain
        named = self._named(first)
        if named is None:
            found = [element for element in node.iter(first.tag or etree.Element) if first.fits(element)]
        else:
            found = [element for element in named if first.fits(element) and _is_in(element, node)]
        for step in others:
            if not found:
                break
            found = self._below(found, step, node)
        return found

    def beneath(self, path: Path) -> dict[Element, list[Element]]:
        """What ``path`` finds from each element that it finds anything from, as the tree stands now: looked for once
        a page, from its end upwards, and not once in each comment.
        """
        upwards = path.tags[::-1]
        found: dict[Element, list[Element]] = {}
        for element in self.classed(path.name) if path.name else self._root.iter(upwards[0]):
            above: Element | None = element
            for tag in upwards:
                if above is None or above.tag != tag:
                    break
                above = above.getparent()
            else:
                if above is not None:
                    found.setdefault(above, []).append(element)
        if not path.inside:
            return found
        return {
            above: [each for end in ends for each in end.iterdescendants(path.inside)]
            for above, ends in found.items()
        }

    def _below(self, above: list[Element], step: Step, node: Element) -> list[Element]:
        held = set(above)
        named = self._named(step)
        if named is None or (step.tag is not None and len(above) == 1 and len(named) > _MANY):
            near: Iterable[Element] = (above[0] if len(above) == 1 else node).iter(step.tag or etree.Element)
        else:
            near = named
        if step.child:
            return [element for element in near if element.getparent() in held and step.fits(element)]
        return [element for element in near if step.fits(element) and _has_above(element, held)]

    def _named(self, step: Step) -> Sequence[Element] | None:
        """All that may fit the step by its id or a class; None if it has neither."""
        if step.identity is not None:
            return self._by_id.get(step.identity, ())
        if step.classes:
            return self.classed(min(step.classes, key=lambda name: len(self._values.get(name, ()))))
        return None


def _is_in(element: Element, node: Element) -> bool:
    step: Element | None = element
    while step is not None:
        if step is node:
            return True
        step = step.getparent()
    return False


def _has_above(element: Element, held: set[Element]) -> bool:
    step = element.getparent()
    while step is not None:
        if step in held:
            return True
        step = step.getparent()
    return False
