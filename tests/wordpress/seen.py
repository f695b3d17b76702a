"""Every page of the site that shows an article, parsed and held against the truth: what a crawl would derive from it,
without a crawl. So a theme and its settings cost a few seconds."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from archiver.items import Article, Comment, Instant, PageFacts, ThreadPage
from archiver.parse.page import parse_page
from archiver.parse.site import Site
from archiver.sites import at_base, site_named
from tests.parse.saved import page_of
from tests.wordpress.compare import markup, words
from tests.wordpress.site import Truth, WordPress

Record = dict[str, Any]
_LINKS = ("http://", "https://", "//")


def _fetched(url: str, site: Site) -> PageFacts:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            status, headers, body = answer.status, answer.headers.items(), answer.read()
    except urllib.error.HTTPError as error:
        status, headers, body = error.code, error.headers.items(), error.read()
    told = tuple((name.encode(), value.encode("latin-1")) for name, value in headers)
    return parse_page(page_of(body, url, status=status, media=None, headers=told), site)


def differences(wordpress: WordPress, *, dated: bool = True) -> Iterator[str]:
    """Each difference between what the pages are parsed to and the truth, as a sentence; every problem is one.

    ``dated`` is false where the theme prints no instant.
    """
    site = at_base(site_named("caracas"), wordpress.base_url.rstrip("/"))
    truth = wordpress.truth()
    for post in truth.posts:
        shown = [each for each in truth.comments if each["post"] == post["id"] and each["on_page"]]
        for url, part, page in _addresses(post, shown, truth.site):
            here = [each for each in shown if each["page"] == page]
            said = _of_page(_fetched(url, site), post, here, truth, part=part, dated=dated)
            yield from (f"{url}: {each}" for each in said)


def _addresses(post: Record, shown: list[Record], site: Record) -> Iterator[tuple[str, int, int]]:
    """The addresses that show the post: each with its part of the post and its page of the thread."""
    pages = max((each["page"] for each in shown), default=1)
    plain = pages if site["default_comments_page"] == "newest" and site["page_comments"] == "1" else 1
    for part in range(1, len(post["pages_html"]) + 1):
        yield post["url"] + (f"{part}/" if part > 1 else ""), part, plain
    for page in range(1, pages + 1) if pages > 1 else ():
        yield f"{post['url']}comment-page-{page}/", 1, page


def _of_page(
    facts: PageFacts, post: Record, shown: list[Record], truth: Truth, *, part: int, dated: bool
) -> Iterator[str]:
    yield from (f"{problem.kind}: {problem.detail}" for problem in facts.problems)
    if facts.article is None:
        yield f"this is {facts.kind}"
        return
    if facts.article.protected != post["protected"]:
        yield f"protected: {facts.article.protected}"
    if post["protected"]:
        return
    expected = _article(post, part)
    for name, value in _told(facts.article, expected).items():
        if value != expected[name]:
            yield f"{name}: {value!r} is not {expected[name]!r}"
    if facts.thread is None:
        if shown or post["comments_open"]:  # a closed thread without comments prints nothing in block themes
            yield f"no thread, {len(shown)} comments"
        return
    yield from _of_thread(facts.thread, post, shown, truth, dated=dated)


def _article(post: Record, part: int) -> Record:
    expected: Record = {"url": post["url"], "post_id": post["id"], "title": post["title"]}
    expected["words"] = words(post["pages_html"][part - 1])
    if post["type"] == "post":
        expected |= {name: sorted(post[name]) for name in ("categories", "tags")}
        expected |= {"byline": post["author"], "image_url": bool(post["image"]), "at": post["date_gmt"]}
    return expected


def _told(article: Article, expected: Record) -> Record:
    told: Record = {name: getattr(article, name, None) for name in expected}
    told["words"] = words(article.html)
    if "at" in expected:
        told |= {"categories": sorted(article.categories), "tags": sorted(article.tags)}
        told |= {"image_url": bool(article.image_url)}
        told["at"] = expected["at"] if _is(article.published, expected["at"]) else article.published
    return told


def _is(instant: Instant | None, gmt: str) -> bool:
    """Is it that second, or its minute where no more is printed?"""
    true = datetime.fromisoformat(gmt)
    if instant is not None and instant.source.endswith("minute"):
        true = true.replace(second=0)
    return instant is not None and instant.at == true


def _of_thread(
    thread: ThreadPage, post: Record, shown: list[Record], truth: Truth, *, dated: bool
) -> Iterator[str]:
    if (thread.state == "open") != post["comments_open"]:
        yield f"state: {thread.state}"
    if thread.claimed not in (None, post["comment_count"]):
        yield f"claimed: {thread.claimed} ({thread.claimed_as_printed!r}) is not {post['comment_count']}"
    held = {each.comment_id: each for each in thread.comments}
    true = {each["id"]: each for each in shown}
    if held.keys() != true.keys():
        yield f"comments: {sorted(held)} are not {sorted(true)}"
    if thread.number is not None and shown and thread.number != shown[0]["page"]:
        yield f"page {thread.number} is page {shown[0]['page']}"
    meant = {"asc": "ascending", "desc": "descending"}[truth.site["comment_order"]]
    if thread.order not in (meant, "single", "mixed"):
        yield f"order: {thread.order}"
    for number in sorted(held.keys() & true.keys()):
        yield from (
            f"comment {number}: {said}" for said in _of_comment(held[number], true[number], dated=dated)
        )


def _of_comment(comment: Comment, true: Record, *, dated: bool) -> Iterator[str]:
    short = true["type"] != "comment" and not comment.html  # some themes print of a pingback its author alone
    link = true["author_url"]
    expected = {
        "kind": true["type"],
        "author": re.sub(r"^ +| +$", "", true["author"]),
        "author_url": link if link.startswith(_LINKS) else "",
        "depth": true["shown_depth"],
    }
    if comment.parent_known:
        expected["parent_id"] = true["parent"] or None
    for name, value in expected.items():
        if getattr(comment, name) != value:
            yield f"{name}: {getattr(comment, name)!r} is not {value!r}"
    if dated and not short and not _is(comment.published, true["date_gmt"]):
        yield f"published: {comment.published} is not {true['date_gmt']}"
    if not dated and comment.published is not None and comment.published.at is not None:
        yield f"published: {comment.published} is a guess"
    if (
        not short
        and markup(comment.html) != markup(true["html"])
        and (comment.html or true["content"] != "0")
    ):
        yield f"html: {markup(comment.html)!r} is not {markup(true['html'])!r}"
