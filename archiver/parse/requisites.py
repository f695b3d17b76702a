"""What a page needs to be seen as it was: the addresses its markup, styles and scripts name.

Every candidate counts (all of ``srcset``, lazy attributes, what stands in
``noscript``): a reader's browser may choose another than ours. Pure; http and
https addresses only, absolute, each once, in document order.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from archiver.items import Page
from archiver.parse.charset import utf8_body
from archiver.parse.tree import Element, html_tree

_ONE = {
    "src", "poster", "background", "data-src", "data-lazy-src", "data-original", "data-img-url", "data-bg",
    "data-background", "data-background-image", "data-large-file", "data-medium-file", "data-orig-file", "data-thumb",
}  # fmt: skip
_MANY = {"srcset", "data-srcset", "data-lazy-srcset", "imagesrcset"}
_LINK_RELATIONS = {
    "stylesheet", "icon", "shortcut", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "manifest",
    "preload", "modulepreload", "image_src",
}  # fmt: skip
_META_IMAGES = {"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "msapplication-tileimage"}

# CSS Syntax, section 4.3: url( … ) bare or quoted; CSS Cascade, section 2: @import "…".
_CSS_URL = re.compile(
    r"""url\(\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^"'()\s]+))\s*\)|@import\s+(?:"([^"\n]*)"|'([^'\n]*)')""", re.I
)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Addresses that scripts name as literals: of files that a page shows or runs, nothing else.
_SCRIPT_FILE = re.compile(
    r"""["'](?P<url>(?:https?:)?(?:\\?/){1,2}[^"'\s<>]{1,400}?\.(?:png|jpe?g|gif|webp|svg|avif|ico|css|js|woff2?|ttf|otf|mp[34]|webm)(?:\?[^"'\s<>]{0,200})?)["']""",
    re.I,
)
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+[\d.]+[wxh])*\s*(?:,|$)")


def requisites_of(page: Page) -> tuple[str, ...]:
    """The addresses that ``page``, an HTML page, needs. Nothing is raised, whatever the markup."""
    tree = html_tree(utf8_body(page))
    base = next((element.get("href", "") for element in tree.iter("base")), "")
    return _absolute(_named(tree), urljoin(page.url, base))


def css_requisites(text: str, base: str) -> tuple[str, ...]:
    """The addresses that a style sheet at ``base`` needs: imports, fonts, images."""
    return _absolute(_in_css(text), base)


def _named(tree: Element) -> Iterator[str]:
    for element in tree.iter("*"):
        read = _BY_TAG.get(str(element.tag))
        if read is not None:
            yield from read(element)
        yield from _in_attributes(element)


def _link(element: Element) -> Iterator[str]:
    if _LINK_RELATIONS.intersection((element.get("rel") or "").lower().split()):
        yield element.get("href") or ""


def _meta(element: Element) -> Iterator[str]:
    if (element.get("property") or element.get("name") or "").lower() in _META_IMAGES:
        yield element.get("content") or ""


def _style(element: Element) -> Iterator[str]:
    yield from _in_css(element.text or "")


def _script(element: Element) -> Iterator[str]:
    yield from (match["url"].replace("\\/", "/") for match in _SCRIPT_FILE.finditer(element.text or ""))


def _drawn(element: Element) -> Iterator[str]:
    yield element.get("href") or element.get("xlink:href") or ""


def _object(element: Element) -> Iterator[str]:
    yield element.get("data") or ""


_BY_TAG: dict[str, Callable[[Element], Iterator[str]]] = {
    "link": _link,
    "meta": _meta,
    "style": _style,
    "script": _script,
    "image": _drawn,
    "use": _drawn,
    "object": _object,
}


def _in_attributes(element: Element) -> Iterator[str]:
    for name, value in element.items():
        if name in _ONE:
            yield str(value)
        elif name in _MANY:
            yield from (match[1] for match in _CANDIDATE.finditer(str(value)))
        elif name == "style" and "url(" in value:
            yield from _in_css(str(value))


def _in_css(text: str) -> Iterator[str]:
    for match in _CSS_URL.finditer(_CSS_COMMENT.sub("", text)):
        yield next(group for group in match.groups() if group is not None)


def _absolute(named: Iterable[str], base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in named:
        stripped = name.strip()
        if not stripped or stripped.startswith(("data:", "blob:", "javascript:", "about:", "#")):
            continue
        try:
            url = urljoin(base, stripped).partition("#")[0]
            parts = urlsplit(url)
        except ValueError:  # no address at all
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            found[url] = None
    return tuple(found)
