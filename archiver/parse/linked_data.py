"""What a page says of itself to machines: JSON-LD and ``meta``. Read only when the markup is silent."""

import json
from collections.abc import Iterator
from typing import Any

from archiver.parse.tree import Element, compiled

_SCRIPTS = "//script[@type='application/ld+json']"
_ARTICLES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "OpinionNewsArticle", "ReportageNewsArticle", "WebPage"}
)


def meta(tree: Element, name: str) -> str:
    """The content of ``<meta name|property|itemprop=name>``, "" if there is none."""
    path = f"//meta[@property='{name}' or @name='{name}' or @itemprop='{name}']"
    for element in compiled(path)(tree):
        value = (element.get("content") or "").strip()
        if value:
            return value
    return ""


def metas(tree: Element, name: str) -> tuple[str, ...]:
    """All contents of the metas of that name."""
    found = compiled(f"//meta[@property='{name}' or @name='{name}']")(tree)
    return tuple(value for element in found if (value := (element.get("content") or "").strip()))


def described(tree: Element) -> dict[str, Any]:
    """The first article that the page's JSON-LD describes, {} if none."""
    nodes = [node for script in compiled(_SCRIPTS)(tree) for node in _nodes(script.text or "")]
    ranked = [node for node in nodes if _types(node) & (_ARTICLES - {"WebPage"})]
    ranked += [node for node in nodes if "WebPage" in _types(node)]
    return ranked[0] if ranked else {}


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    for node in value if isinstance(value, list) else [value]:
        if isinstance(node, dict):
            graph = node.get("@graph")
            inner = graph if isinstance(graph, list) else [node]
            yield from (each for each in inner if isinstance(each, dict))


def _types(node: dict[str, Any]) -> frozenset[str]:
    kind = node.get("@type")
    return frozenset(each for each in (kind if isinstance(kind, list) else [kind]) if isinstance(each, str))


def string(node: dict[str, Any], key: str) -> str:
    """A string field of a JSON-LD node, "" if it is none."""
    value = node.get(key)
    return value.strip() if isinstance(value, str) else ""


def strings(node: dict[str, Any], key: str) -> tuple[str, ...]:
    """A field that may be a string or a list of them."""
    value = node.get(key)
    many = value if isinstance(value, list) else [value]
    return tuple(each.strip() for each in many if isinstance(each, str) and each.strip())


def person(node: dict[str, Any]) -> str:
    """The name of a JSON-LD node's first author, "" if it tells none."""
    author = node.get("author")
    first = author[0] if isinstance(author, list) and author else author
    return string(first, "name") if isinstance(first, dict) else string(node, "author")
