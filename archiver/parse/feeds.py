"""Feeds: RSS 2.0, RSS 1.0 and Atom. A comment feed names articles whose thread has moved."""

import re
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from archiver.items import Address, Instant, Page, Problem, Testimony
from archiver.parse.addresses import article_address
from archiver.parse.fragments import fragment, words
from archiver.parse.numbers import whole_number
from archiver.parse.site import Site
from archiver.parse.times import in_utc
from archiver.parse.tree import Element
from archiver.parse.xml import in_utf8, is_cut, name, text, xml_tree

_COMMENT = re.compile(r"#comment-(\d+)")
_LOCK = "action=postpass"
"""In the form that stands for the words of what was said beneath a protected post."""


def feed_addresses(page: Page, site: Site) -> tuple[tuple[Address, ...], tuple[Problem, ...]]:
    """The articles a feed names, each with its newest date and all comments named, and a problem if it can't be
    read. The feed of one article's comments is no news of it.
    """
    body = in_utf8(page.body)
    root = xml_tree(body)
    if root is None or name(root) not in ("rss", "feed", "RDF"):
        return (), (Problem(kind="feed-unreadable", detail=f"no XML in the feed at {page.url}"),)
    cut = (Problem(kind="feed-cut", detail=f"the feed at {page.url} ends before its end"),)
    if _is_of_one_article(page.url, site):
        return (), ()
    found: dict[str, Address] = {}
    for item in root.iter("{*}item", "{*}entry"):
        address = _address(item, site)
        if address is not None:
            known = found.get(address.url)
            found[address.url] = address if known is None else together(known, address)
    return tuple(found.values()), cut if is_cut(body) else ()


def feed_testimonies(page: Page, site: Site) -> tuple[Testimony, ...]:
    """What a comment feed says of each comment it names. Whom it answers is not taken from it: the words
    "In reply to" before the text may be the commenter's own.
    """
    root = xml_tree(in_utf8(page.body))
    items = () if root is None else root.iter("{*}item", "{*}entry")
    return tuple(found for item in items if (found := _testimony(item, site)) is not None)


def _testimony(item: Element, site: Site) -> Testimony | None:
    link = text(item, "link") or _atom_link(item) or text(item, "guid")
    named = _COMMENT.search(link) or _COMMENT.search(text(item, "guid", "id"))
    number = whole_number(named[1]) if named else None
    url = article_address(link, site)
    if not number or url is None:
        return None
    said = text(item, "pubDate", "date", "published", "updated")
    at = instant(said)
    written = text(item, "encoded", "content", "description", "summary")
    html, shown = fragment("" if _LOCK in written else written)
    return Testimony(
        comment_id=number,
        witness="feed",
        post_id=None,
        article_url=url,
        parent_id=None,
        parent_known=False,
        kind=None,
        author=words(text(item, "creator")),
        author_url="",
        published=Instant(at=at, printed=said, source="feed") if said else None,
        html=html,
        text=shown,
    )


def _is_of_one_article(url: str, site: Site) -> bool:
    path = url.partition("?")[0].rstrip("/")
    above = path.removesuffix("/feed")
    return above not in (path, f"{site.base}/comments") and article_address(f"{above}/", site) is not None


def _address(item: Element, site: Site) -> Address | None:
    link = text(item, "link") or _atom_link(item) or text(item, "guid")
    named = _COMMENT.search(link) or _COMMENT.search(text(item, "guid", "id"))
    number = whole_number(named[1]) if named else None
    url = article_address(link, site)
    if url is None:
        return None
    said = text(item, "updated", "pubDate", "date", "published")
    # In a comment feed that is when the comment was made: since then the thread has moved.
    return Address(
        url=url,
        kind="article",
        modified=instant(said),
        activity=named is not None,
        comment_ids=(number,) if number is not None else (),
        count=_count(item),
    )


def together(one: Address, other: Address) -> Address:
    """What two items say of one article: the newest date, every comment."""
    dates = [at for at in (one.modified, other.modified) if at]
    return replace(
        one,
        modified=max(dates, default=None),
        activity=one.activity or other.activity,
        comment_ids=tuple(dict.fromkeys((*one.comment_ids, *other.comment_ids))),
        count=one.count if one.count is not None else other.count,
    )


def _count(item: Element) -> int | None:
    """``slash:comments`` (RSS 1.0's module slash): how many comments there are; RSS's own ``comments`` is an address."""
    printed = (child.text for child in item if name(child).endswith("comments") and "slash" in str(child.tag))
    return next((whole_number((number or "").strip()) for number in printed), None)


def _atom_link(item: Element) -> str:
    links = [child for child in item if name(child) == "link" and child.get("href")]
    best = next((link for link in links if link.get("rel", "alternate") == "alternate"), None)
    return (best.get("href") or "").strip() if best is not None else ""


def instant(said: str) -> datetime | None:
    """A time with its offset as feeds, sitemaps and REST write it (RFC 822 or ISO 8601) in UTC; else None."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(said)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return in_utc(at) if at.tzinfo is not None else None
    return None
