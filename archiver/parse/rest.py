"""WordPress's REST answers (``/wp-json/wp/v2/``): lists of posts and of comments."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from archiver.items import Address, CommentKind, Instant, Page, Problem, Testimony
from archiver.parse.addresses import article_address, post_page_url
from archiver.parse.feeds import together
from archiver.parse.fragments import fragment, words
from archiver.parse.site import Site
from archiver.parse.times import in_utc

_OF_ONE_POST = re.compile(r"/comments\?(?:.*&)?post=\d+")
_KINDS: dict[str, CommentKind] = {"comment": "comment", "pingback": "pingback", "trackback": "trackback"}
_PAGE_BREAK = "<!--nextpage-->"


def rest_addresses(page: Page, site: Site) -> tuple[tuple[Address, ...], tuple[Problem, ...]]:
    """The articles that a list names: posts with their last change, comments as activity. The comments of one
    post, asked for by its number, are no news of it.
    """
    answer = _answer(page)
    if answer is None:
        return (), (Problem(kind="rest-unreadable", detail=f"no JSON at {page.url}"),)
    if _OF_ONE_POST.search(page.url):
        return (), ()
    found: dict[str, Address] = {}
    for record in _records(answer):
        link = record.get("link")
        url = article_address(link, site) if isinstance(link, str) else None
        if url is None:
            continue
        is_comment = "post" in record and "author_name" in record
        modified = _utc(record, "date_gmt" if is_comment else "modified_gmt")
        known = found.get(url)
        numbers = (record["id"],) if is_comment else ()
        named = Address(url=url, kind="article", modified=modified, activity=is_comment, comment_ids=numbers)
        found[url] = named if known is None else together(known, named)
        for part in range(2, _parts(record) + 1):
            address = post_page_url(url, part)
            found[address] = Address(url=address, kind="post-page")
    return tuple(found.values()), ()


def rest_testimonies(page: Page, site: Site) -> tuple[Testimony, ...]:
    """What a list of comments says of each: its true parent, its instant in UTC, its words."""
    return tuple(
        _testimony(record, site)
        for record in _records(_answer(page))
        if "post" in record and "author_name" in record and record["id"] > 0
    )


def _testimony(record: dict[str, Any], site: Site) -> Testimony:
    parent, post, link, content = (record.get(name) for name in ("parent", "post", "link", "content"))
    rendered = content.get("rendered") if isinstance(content, dict) else None
    html, text = fragment(rendered if isinstance(rendered, str) else "")
    at, printed = _utc(record, "date_gmt"), str(record.get("date_gmt") or "")
    url = record.get("author_url")
    known = isinstance(parent, int) and parent != record["id"]
    return Testimony(
        comment_id=record["id"],
        witness="rest",
        post_id=post if isinstance(post, int) and post > 0 else None,
        article_url=article_address(link, site) if isinstance(link, str) else None,
        parent_id=parent if known and isinstance(parent, int) and parent > 0 else None,
        parent_known=known,
        kind=_KINDS.get(str(record.get("type"))),
        author=words(str(record["author_name"] or "")),
        author_url=url if isinstance(url, str) else "",
        published=Instant(at=at, printed=printed, source="rest") if printed else None,
        html=html,
        text=text,
    )


def _answer(page: Page) -> Any:
    try:
        return json.loads(page.body)
    except (ValueError, RecursionError):
        return None


def _parts(record: dict[str, Any]) -> int:
    """Into how many pages the post is broken. Block themes print no links to the further ones of
    posts from the classic editor: WordPress looks for the block of that name alone.
    """
    content = record.get("content")
    rendered = content.get("rendered") if isinstance(content, dict) else None
    return 1 + rendered.count(_PAGE_BREAK) if isinstance(rendered, str) else 1


def _records(answer: Any) -> Iterator[dict[str, Any]]:
    for record in answer if isinstance(answer, list) else [answer]:
        if isinstance(record, dict) and isinstance(record.get("id"), int):
            yield record


def _utc(record: dict[str, Any], key: str) -> datetime | None:
    """A ``…_gmt`` field: ISO 8601 in UTC, written without saying so."""
    value = record.get(key)
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else in_utc(at)
