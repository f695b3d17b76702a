"""Digests that tell one wording from another.

``words`` covers what a reader reads and where its links lead; ``digest`` covers
everything a version row holds. Two captures under different themes can differ
in markup: that is another version row, and no edit.
"""

import json
from hashlib import blake2b

import orjson

from archiver.items import Article, Comment, Instant
from archiver.store.times import second

_BYTES = 16


def digest_of(*parts: object) -> str:
    """Equal for equal ``parts``, in hex; strings, numbers, None, and sequences of them."""
    return blake2b(_compact(parts), digest_size=_BYTES).hexdigest()


def _compact(parts: tuple[object, ...]) -> bytes:
    """JSON without spaces. Both ways give the same bytes; orjson refuses half a surrogate pair, which is no UTF-8."""
    try:
        return orjson.dumps(parts)
    except TypeError:
        plain = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return plain.encode("utf-8", "surrogatepass")


def _time(published: Instant | None) -> tuple[str | None, str | None, str | None]:
    if published is None:
        return (None, None, None)
    return (second(published.at), published.printed, published.source)


def _list(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else "[]"


def comment_row(comment: Comment) -> tuple[str, str, *tuple[object, ...]]:
    """The columns of ``comment_versions`` from ``digest`` on."""
    words = digest_of(comment.author, comment.text, comment.links)
    content = (
        comment.author,
        comment.author_url,
        *_time(comment.published),
        comment.html,
        comment.text,
        _list(comment.links),
    )
    return (digest_of(*content), words, *content)


def article_row(article: Article) -> tuple[str, str, *tuple[object, ...]]:
    """The columns of ``article_versions`` from ``digest`` on, without the settled ones."""
    dated = (
        second(article.published.at) if article.published else None
    )  # as printed differs by theme and language
    words = digest_of(article.title, article.subtitle, article.byline, dated, article.text, article.links)
    content = (
        article.title,
        article.subtitle,
        article.byline,
        article.byline_url,
        *_time(article.published),
        _list(article.categories),
        _list(article.tags),
        article.html,
        article.text,
        _list(article.quotes),
        article.image_url,
        article.image_credit,
        _list(article.links),
    )
    return (digest_of(*content), words, *content)
