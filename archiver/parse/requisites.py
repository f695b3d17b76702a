"""What a browser fetches to show a page: pictures, style sheets, scripts, fonts, frames.

Addresses only, in the order of the document; whether they are asked for is the crawl's matter.
A page is scanned for tags, not made into a tree: it takes a fifth of the time, what stands in
``noscript`` is found like anything else, and one address too many costs a request, no fact.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from html import unescape

from archiver.items import Page
from archiver.parse.charset import utf8_body
from archiver.parse.css import css_requisites, fetchable
from archiver.parse.scripts import STATIC, literals

FRAMES = 10
"""Frames of one page that are followed: each is a page with requisites of its own."""

# An attribute's quotes count only behind "=" (HTML, 13.2.5): alt="5"" tall" ends no tag.
_INSIDE = r"((?:[^=>]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|))*+)"
_NAMED = (
    "img|source|link|meta|iframe|frame|video|audio|track|embed|object|param|input|body|table|td|th"
    "|image|use|feImage|base|amp-img"
)
# What is never closed runs to the end, as in a browser: a pattern that failed there would begin anew at each tag.
_PATTERN = (
    rf"<(?:!--.*?(?:-->|\Z)|(script|style)(?=[\s/>]){_INSIDE}(?:>(.*?)(?:</\1|\Z)|\Z)"
    rf"|({_NAMED})(?=[\s/]){_INSIDE})"
)
_TAG = re.compile(_PATTERN, re.DOTALL)
_TAG_OF_ANY_CASE = re.compile(_PATTERN, re.DOTALL | re.IGNORECASE)  # a third as quick
_CAPITAL = re.compile(r"<[A-Z]")
_IMAGE = re.compile(rf"<img(?=[\s/]){_INSIDE}", re.IGNORECASE)
_LINK = re.compile(r"<link(?=[\s/])([^<>]*+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
# A literal beginning is found at the speed of memory (nobody writes DATA-SRC), and most values name nothing.
_ANYWHERE = tuple(
    re.compile(rf"({name})\s*=\s*([\"']){telling}(.*?)\2", re.DOTALL)
    for name, telling in (
        ("style", ""),
        (r"data-[\w:-]{1,60}+", r"(?=[^<>\"'./]*+(?:[./]|(?!\2)[\"']))"),
    )
)
_CANDIDATE = re.compile(r"[\s,]*+(\S++)")
_LINKED = re.compile(rb"<([^<>]{1,2000})>([^,<]*)")  # RFC 8288, section 3
_RELATION = re.compile(r"\brel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)
_SHEET_OF_XML = re.compile(r"<\?xml-stylesheet\s([^>]*)\?>")
_LINKS = frozenset(
    {
        "stylesheet",
        "icon",
        "apple-touch-icon",
        "apple-touch-icon-precomposed",
        "mask-icon",
        "fluid-icon",
        "manifest",
        "apple-touch-startup-image",
        "preload",
        "modulepreload",
        "prefetch",
        "image_src",
    }
)
_METAS = frozenset(
    {
        "og:image",
        "og:image:url",
        "og:image:secure_url",
        "twitter:image",
        "twitter:image:src",
        "twitter:image0",
        "msapplication-tileimage",
        "msapplication-square70x70logo",
        "msapplication-square150x150logo",
        "msapplication-wide310x150logo",
        "msapplication-square310x310logo",
        "image",  # itemprop
        "thumbnail",
        "thumbnailurl",
    }
)
_SOURCES = ("src", "poster")
_BY_TAG: dict[str, tuple[str, ...]] = {
    "object": ("data",),
    "body": ("background",),
    "table": ("background",),
    "td": ("background",),
    "th": ("background",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "feimage": ("href", "xlink:href"),
}
_FRAMES = frozenset({"iframe", "frame", "embed", "object"})

_BEFORE_A_NAME = " \t\r\n\f/\"'"

Attributes = dict[str, str]


def requisites_of(page: Page, document: str | None = None) -> tuple[str, ...]:
    """The absolute http and https addresses that ``page`` makes a browser fetch, each once, in order.

    By its media type it is read as HTML (also if it has none), a style sheet, a script, an SVG picture or
    a web app's manifest; any other has none. ``document`` is the page that shows it, by whose address what a
    script fetches is completed; what a script names: :mod:`archiver.parse.scripts`.
    """
    media = (page.header(b"content-type") or b"text/html").split(b";")[0].strip().lower().decode("latin-1")
    if media not in READ or not page.body:
        return ()
    if media in _SCRIPTS:
        return tuple(dict.fromkeys(literals(_text(page), document or page.url, page.url)))
    reader = _READERS[media]
    found = reader(_text(page), page.url)
    linked = tuple(_of_headers(page)) if reader is _html else ()
    return tuple(dict.fromkeys((*linked, *found))) if linked else found


def images_of(page: Page) -> tuple[str, ...]:
    """The pictures alone: all that differs between the comment pages of one article (avatars)."""
    found = (
        address
        for tag in _IMAGE.finditer(_text(page))
        for address in _of_tag("img", attributes(tag[1]), page.url)
    )
    return tuple(dict.fromkeys(found))


def default_icon(page: Page) -> str:
    """The address of the icon that a browser asks for where ``page`` links none (HTML, 4.6.7.8); "" where it links one."""
    relations = (attributes(link[1]).get("rel", "").lower().split() for link in _LINK.finditer(_text(page)))
    return "" if any("icon" in words for words in relations) else fetchable("/favicon.ico", page.url)


def srcset(value: str) -> Iterator[str]:
    """The addresses of a ``srcset``; commas inside an address are its own (HTML, 4.8.4.3.10)."""
    place = 0
    while found := _CANDIDATE.match(value, place):
        yield found[1].rstrip(",")
        comma = found.end() - 1 if found[1].endswith(",") else value.find(",", found.end())
        if comma < 0:
            return
        place = comma + 1


def attributes(text: str) -> Attributes:
    """A tag's attributes as written, by name in small letters; the first of a name counts."""
    found: Attributes = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), double or single or bare)
    return found


def _read(value: str) -> str:
    """An attribute's value, its references undone."""
    return unescape(value) if "&" in value else value


def _of_headers(page: Page) -> Iterator[str]:
    """What ``Link`` header lines have a browser fetch before it reads the page."""
    for name, value in page.headers:
        if name.lower() == b"link":
            for address, words in _LINKED.findall(value):
                relation = _RELATION.search(words.decode("latin-1"))
                if relation and _LINKS & set((relation[1] or relation[2]).lower().split()):
                    yield from _fetchables((address.decode("utf-8", "replace"),), page.url)


def _text(page: Page) -> str:
    return utf8_body(page).decode("utf-8", "replace")


def _html(text: str, url: str, *, inside: bool = False) -> tuple[str, ...]:
    """``inside``: it is the document that a frame's attribute holds; one that holds a further one is not looked into."""
    found: list[tuple[int, str]] = []
    base, frames = url, 0
    apart: list[tuple[int, int]] = []  # scripts, styles and comments: no attributes stand in them
    for tag in (_TAG_OF_ANY_CASE if _CAPITAL.search(text) else _TAG).finditer(text):
        if tag[4] is None:
            apart.append((tag.end(2) if tag[1] else tag.start(), tag.end()))
            found += [(tag.start(), address) for address in _of_text(tag, base)]
            continue
        name, given = tag[4].lower(), attributes(tag[5])
        if name == "base" and base == url:
            base = fetchable(_read(given.get("href", "")), url) or base
        elif name in _FRAMES:
            frames += 1
        if name not in _FRAMES or frames <= FRAMES:
            found += [(tag.start(), address) for address in _of_tag(name, given, base)]
            if "srcdoc" in given and not inside:
                found += [
                    (tag.start(), address) for address in _html(_read(given["srcdoc"]), base, inside=True)
                ]
    found += _of_any_element(text, apart, base)
    if text.startswith("<?xml"):
        styles = (attributes(given).get("href", "") for given in _SHEET_OF_XML.findall(text))
        found += [(0, address) for address in _fetchables((_read(href) for href in styles), base)]
    found.sort(key=_place)
    return tuple(dict.fromkeys([address for _, address in found]))


def _place(found: tuple[int, str]) -> int:
    return found[0]


def _of_text(tag: re.Match[str], base: str) -> Iterator[str]:
    """A script or style element; a comment (no group) names nothing."""
    if tag[1] is None:
        return
    if tag[1].lower() == "style":
        yield from css_requisites(tag[3] or "", base)
        return
    given = attributes(tag[2])
    if source := given.get("src") or given.get("href") or given.get("xlink:href"):  # the latter two in SVG
        yield from _fetchables((_read(source),), base)
    yield from literals(tag[3] or "", base)


def _of_any_element(text: str, apart: list[tuple[int, int]], base: str) -> Iterator[tuple[int, str]]:
    """Attributes that any element may bear, outside the spans ``apart`` (in order)."""
    ends = [end for _, end in apart]
    for pattern in _ANYWHERE:
        for found in pattern.finditer(text):
            if text[found.start() - 1] not in _BEFORE_A_NAME:
                continue
            value = found[3]
            place = bisect_right(ends, found.start())
            if place == len(apart) or found.start() < apart[place][0]:
                for address in _of_attribute(found[1].lower(), _read(value), base):
                    yield found.start(), address


def _of_attribute(name: str, value: str, base: str) -> Iterator[str]:
    if "url(" in value:
        yield from css_requisites(value, base)
    elif name == "style":
        return
    elif "srcset" in name:
        yield from _fetchables(srcset(value), base)
    elif value[0] in "{[":
        yield from literals(value, base)
    elif " " not in value.strip() and (STATIC.search(value) or (name.endswith("src") and "/" in value)):
        yield from _fetchables((value,), base)  # an avatar's data-src has no ending


def _of_tag(name: str, given: Attributes, base: str) -> Iterator[str]:
    if name == "link":
        yield from _of_link(given, base)
    elif name == "meta":
        said = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
        if said in _METAS:
            yield from _fetchables((_read(given.get("content", "")),), base)
    elif name == "param":
        if given.get("name", "").lower() in ("movie", "src"):
            yield from _fetchables((_read(given.get("value", "")),), base)
    else:
        keys = _BY_TAG.get(name, _SOURCES)
        yield from _fetchables((_read(given[key]) for key in keys if given.get(key)), base)
        if value := given.get("srcset"):
            yield from _fetchables(srcset(_read(value)), base)


def _of_link(given: Attributes, base: str) -> Iterator[str]:
    relations = set(given.get("rel", "").lower().split())
    if not relations & _LINKS:
        return
    yield from _fetchables((_read(given.get("href", "")),), base)
    if value := given.get("imagesrcset"):
        yield from _fetchables(srcset(_read(value)), base)


def _fetchables(found: "Iterator[str] | tuple[str, ...]", base: str) -> Iterator[str]:
    for value in found:
        if address := fetchable(value, base):
            yield address


def _manifest(text: str, url: str) -> tuple[str, ...]:
    try:
        held = json.loads(text)
    except ValueError:
        return ()
    lists = [held.get("icons"), held.get("screenshots")] if isinstance(held, dict) else []
    if lists and isinstance(shortcuts := held.get("shortcuts"), list):
        lists += [one.get("icons") for one in shortcuts if isinstance(one, dict)]
    pictures = [one for some in lists if isinstance(some, list) for one in some if isinstance(one, dict)]
    named = (one.get("src") for one in pictures)
    return tuple(dict.fromkeys(_fetchables((value for value in named if isinstance(value, str)), url)))


_READERS: dict[str, Callable[[str, str], tuple[str, ...]]] = {
    "text/html": _html,
    "application/xhtml+xml": _html,
    "text/css": css_requisites,
    "image/svg+xml": _html,
    "application/manifest+json": _manifest,
}
_SCRIPTS = frozenset(
    {
        "text/javascript",
        "application/javascript",
        "application/x-javascript",
        "application/ecmascript",
        "text/ecmascript",
    }
)
READ = _READERS.keys() | _SCRIPTS
"""The media types that may name requisites of their own."""

DOCUMENTS = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"})
"""Those whose scripts run by their own address."""
