"""Plain selectors find by index exactly what they find by XPath, in the same order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archiver.parse.chains import chain_of, path_of
from archiver.parse.site import Layout
from archiver.parse.tree import Document, Element, compiled, drop_all, html_tree, named_in
from archiver.sites import caracas

TAGS = ("div", "p", "a", "li")
names = st.sampled_from(("one", "two", "three"))
apart = st.sampled_from((" ", "\xa0"))  # the second is no white space of HTML's
tests = st.sampled_from(("[href]", "[rel=one]"))
steps = st.builds(
    lambda tag, marks, more: (tag + "".join(marks) + "".join(more)) or "*",
    st.sampled_from(("", *TAGS)),
    st.lists(names.map(lambda name: f".{name}") | names.map(lambda name: f"#{name}"), max_size=2, unique=True)
    .filter(lambda marks: sum(mark[0] == "#" for mark in marks) < 2),
    st.lists(tests, max_size=1),
)  # fmt: skip
selectors = st.builds(
    lambda first, rest: first + "".join(f"{mark}{step}" for mark, step in rest),
    steps,
    st.lists(st.tuples(st.sampled_from((" ", " > ")), steps), max_size=3),
)


@st.composite
def trees(draw: st.DrawFn) -> Element:
    root = etree.Element("html")
    made = [root]
    for _ in range(draw(st.integers(1, 14))):
        held = etree.SubElement(draw(st.sampled_from(made)), draw(st.sampled_from(TAGS)))
        for name, value in (
            ("class", draw(st.none() | st.builds(str.join, apart, st.lists(names, max_size=2)))),
            ("id", draw(st.none() | names)),
            ("rel", draw(st.none() | names)),
            ("href", draw(st.none() | names)),
        ):
            if value is not None:
                held.set(name, value)
        made.append(held)
    return root


@given(trees(), selectors, st.integers(0, 20), st.integers(0, 20))
def test_index_and_xpath_find_the_same(tree: Element, selector: str, place: int, gone: int) -> None:
    page = Document.of(tree, b"")
    everything = list(tree.iter())
    drop_all([everything[gone % len(everything)]], tree)  # what is taken out later isn't found
    node = everything[place % len(everything)]
    if not any(each is node for each in tree.iter()):
        node = tree
    chain = chain_of(selector)
    assert chain is not None, selector
    assert page.index.find(chain, node) == compiled(selector)(node), selector


def test_what_is_no_plain_chain_is_left_to_xpath() -> None:
    for selector in (
        "h1:not(.site-title)",
        "a, b",
        "//a",
        "./b",
        "a[rel~=tag]",
        "a[href*='/x/']",
        "#a#b",
        "> a",
        "a >",
    ):
        assert chain_of(selector) is None, selector


def test_most_selectors_of_a_layout_are_plain() -> None:
    newspaper: Layout = caracas.SITE.layouts[0]
    every = [
        *newspaper.title,
        *newspaper.body,
        *newspaper.heading,
        *newspaper.pages,
        *caracas.SITE.furniture[1:],
    ]
    others = {selector for selector in every if chain_of(selector) is None}
    assert {name for selector in others for name in named_in(selector)} == {".newsletter", ".code-block"}


@pytest.mark.parametrize("selector", [".a b", ".a > b", ".a .c", "#i .c"])
def test_nested_and_many_valued_classes(selector: str) -> None:
    tree = html_tree(
        b'<div class="a x"><b>1<i class="c">2</i></b><div class="y a" id=i><b class="c d">3</b></div></div>'
    )
    chain = chain_of(selector)
    assert chain is not None
    assert Document.of(tree, b"").index.find(chain, tree) == compiled(selector)(tree)


@given(
    trees(),
    st.lists(st.sampled_from(TAGS), min_size=1, max_size=3),
    st.none() | names,
    st.none() | st.sampled_from(TAGS),
    st.integers(0, 20),
)
def test_a_path_finds_the_same_from_every_element(
    tree: Element, tags: list[str], name: str | None, inside: str | None, gone: int
) -> None:
    page = Document.of(tree, b"")
    everything = list(tree.iter())
    drop_all([everything[gone % len(everything)]], tree)
    selector = "".join(
        (
            "./" + "/".join(tags),
            f"[contains(concat(' ', @class, ' '), ' {name} ')]" if name else "",
            f"//{inside}" if inside else "",
        )
    )
    path = path_of(selector)
    assert path is not None, selector
    found = page.index.beneath(path)
    for element in tree.iter():
        assert (found.get(element) or []) == compiled(selector)(element), selector


@pytest.mark.parametrize(
    "selector", ["//div", "./div/@class", "./div[1]", ".//a", "./div//a/b", "div > a", "./div[@class='one']"]
)
def test_what_is_no_such_path_is_left_to_xpath(selector: str) -> None:
    assert path_of(selector) is None
