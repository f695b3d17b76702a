"""What a page says of itself to machines: JSON-LD and ``meta``. Read only when the markup is silent."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from archiver.parse.tree import Document

_METAS = ("property", "name", "itemprop")
_ARTICLES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "OpinionNewsArticle", "ReportageNewsArticle", "WebPage"}
)


def meta(page: Document, name: str) -> str:
    """The content of ``<meta name|property|itemprop=name>``, "" if there is none."""
    return next(_contents(page, name, _METAS), "")


def metas(page: Document, name: str) -> tuple[str, ...]:
    """All contents of the metas of that name."""
    return tuple(_contents(page, name, _METAS[:2]))


def _contents(page: Document, name: str, attributes: Sequence[str]) -> Iterator[str]:
    for element in page.index.tagged("meta"):
        value = (element.get("content") or "").strip()
        if value and any(element.get(each) == name for each in attributes):
            yield value


def described(page: Document) -> dict[str, Any]:
    """The first article that the page's JSON-LD describes, {} if none."""
    scripts = page.tagged("script", type="application/ld+json")
    nodes = [node for script in scripts for node in _nodes(script.text or "")]
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


def people(node: dict[str, Any]) -> str:
    """The names of a JSON-LD node's authors with commas between them, "" if it tells none."""
    author = node.get("author")
    named = [
        string(each, "name")
        for each in (author if isinstance(author, list) else [author])
        if isinstance(each, dict)
    ]
    return ", ".join(dict.fromkeys(filter(None, named))) or string(node, "author")
