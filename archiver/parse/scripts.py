"""What a script makes a browser fetch, as far as it is written out: no script is run.

Two kinds of literal count: one that begins with http, https or a slash and ends as static files do, wherever
it stands; and any that stands where only a fetched address does (``fetch("…")``, ``x.src = "…"``, ``import "…"``).
"""

import re
from collections.abc import Iterator

from archiver.parse.css import fetchable

STATIC = re.compile(
    r"\.(?:png|jpe?g|jfif|gif|webp|avif|svgz?|ico|cur|bmp|css|m?js|json|wasm|woff2?|ttf|otf|eot|mp4|m4v|webm|ogv|mp3|ogg"
    r"|oga|m4a|wav|vtt|webmanifest)(?:[?#]|$)",
    re.IGNORECASE,
)
"""How the addresses of static files end."""

_LITERAL = re.compile(r"[\"'`]((?:https?:)?\\?/[^\"'`\s<>{}|^]{3,2000}+)[\"'`]", re.IGNORECASE)
_ALONE = r"(?!\s*+\+)"  # what is added to is a part
_VALUE = r"\s*+([\"'`])([^\"'`\s<>{}|^]{1,2000}+)"
_FETCHED = re.compile(
    rf"(?:\bfetch\(|\bWorker\(|\.open\(\s*+[\"'`]GET[\"'`]\s*+,|\.(?:src|poster)\s*+=){_VALUE}\1{_ALONE}"
)
_IMPORTED = re.compile(
    rf"(?:\bimport\b\s*+\(?|\bfrom\b|\bimportScripts\(|\bnew URL\(){_VALUE}\1{_ALONE}(\s*+,\s*+import\.meta\.url)?"
)
_METHOD = re.compile(r"\s*+,\s*+\{[^}]{0,200}?\bmethod\b")
_FETCHES = ("fetch(", "Worker(", ".open(", ".src", ".poster")
_IMPORTS = ("import", "from", "new URL(")
_PATHS = ("/", "./", "../", "http://", "https://")


def literals(script: str, document: str, own: str | None = None) -> Iterator[str]:
    """The absolute addresses that ``script`` names, in no set order; some twice.

    ``document`` is the address of the page that runs it, by which a browser completes what a script fetches; ``own``
    the script's, by which it completes what it imports (None: it stands in the page).
    """
    if "/" in script:
        yield from _static(script, document)
    if any(word in script for word in _FETCHES):
        for found in _FETCHED.finditer(script):
            if not _METHOD.match(script, found.end()):  # what is posted is no file
                yield from _plain(found[2], document)
    if any(word in script for word in _IMPORTS):
        yield from _imported(script, own or document)


def _static(script: str, document: str) -> Iterator[str]:
    for found in _LITERAL.finditer(script):
        value = found[1].rstrip("\\")  # a quote inside quotes
        if STATIC.search(value):
            yield from _plain(value, document)


def _imported(script: str, own: str) -> Iterator[str]:
    for found in _IMPORTED.finditer(script):
        # A bare name is for the import map, whose addresses are literals; a URL made without meta is the page's.
        is_url = found[0].startswith("new")
        if found[3] if is_url else found[2].startswith(_PATHS) or found[0].startswith("importScripts"):
            yield from _plain(found[2], own)


def _plain(value: str, base: str) -> Iterator[str]:
    """``value`` absolute, unless it holds escapes other than a slash's."""
    value = value.replace("\\/", "/")
    if "\\" not in value and (address := fetchable(value, base)):
        yield address
