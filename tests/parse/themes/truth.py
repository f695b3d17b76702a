"""What a reader made of a printed page, beside what was meant: each difference as one line."""

import html
from collections.abc import Iterator
from datetime import datetime

from archiver.items import Article, Comment, Instant, PageFacts, ThreadPage
from tests.parse.themes.core import Sheet
from tests.parse.themes.model import ADDRESS, AUTHOR, ZONE, Placed, in_order, placed
from tests.parse.themes.theme import Theme


def differences(theme: Theme, sheet: Sheet, facts: PageFacts) -> list[str]:
    """Every value that is not what was meant; [] if the page was read rightly."""
    if facts.kind != "article" or facts.article is None:
        return [f"kind: {facts.kind}"]
    told = [
        f"problem: {each.kind} {each.detail}" for each in facts.problems if not _is_meant(theme, each.kind)
    ]
    return [*told, *_article(theme, sheet, facts.article), *_thread(theme, sheet, facts)]


def _is_meant(theme: Theme, kind: str) -> bool:
    return kind in theme.admits or ("pings" in theme.lacks and kind == "pingback-without-number")


def _article(theme: Theme, sheet: Sheet, article: Article) -> Iterator[str]:
    post = sheet.post
    meant = {
        "url": ADDRESS,
        "post_id": post.number,
        "title": post.title,
        "subtitle": post.subtitle,
        "byline": AUTHOR[0],
        "byline_url": AUTHOR[1],
        "category": (post.category,),
        "tags": post.tags,
        "image": post.image,
        "credit": post.credit,
        "text": theme.text,
    }
    read = {
        "category": article.categories,
        "image": article.image_url,
        "credit": article.image_credit,
        "text": " ".join(article.text.split()),
    }
    empty = {"category": (), "tags": (), "post_id": None}
    for name, value in meant.items():
        wanted = empty.get(name, "") if name in theme.lacks and name != "post_id" else value
        found = read.get(name, getattr(article, name, None))
        if found != wanted:
            yield f"article {name}: {found!r}, not {wanted!r}"
    yield from _time("published", article.published, post.published, theme.printed)
    if "modified" not in theme.lacks:
        yield from _time("modified", article.modified, post.modified, "second")


def _time(name: str, read: Instant | None, meant: datetime, exact: str) -> Iterator[str]:
    if exact == "nothing":
        return
    if read is None:
        yield f"{name}: none"
        return
    wanted = {"second": meant, "minute": meant.replace(second=0), "day": None}[exact]
    if read.at != wanted or (exact == "day" and read.source != "date-only"):
        wall = meant.astimezone(ZONE)
        yield f"{name}: {read.at} of {read.printed!r} ({read.source}), not {wanted} ({wall:%H:%M:%S} there)"


def _thread(theme: Theme, sheet: Sheet, facts: PageFacts) -> Iterator[str]:
    thread = facts.thread
    if thread is None:
        yield "no thread"
        return
    if thread.claimed != (None if "claim" in theme.lacks else len(sheet.post.remarks)):
        yield f"claimed: {thread.claimed} of {thread.claimed_as_printed!r}"
    if "pages" not in theme.lacks:
        yield from _paging(sheet, thread)
    if thread.state != ("unmarked" if "form" in theme.lacks else "open"):
        yield f"state: {thread.state}"
    meant = list(in_order(placed(sheet.post, sheet.page, theme.limit)))
    if "pings" in theme.lacks:
        meant = [each for each in meant if each.remark.kind == "comment"]
    if "order" in theme.lacks:  # pings stand behind all others
        meant.sort(key=lambda each: each.remark.kind != "comment")
    numbers = [each.remark.number for each in meant]
    if [each.comment_id for each in thread.comments] != numbers:
        yield f"comments: {[each.comment_id for each in thread.comments]}, not {numbers}"
        return
    for position, (comment, item) in enumerate(zip(thread.comments, meant, strict=True), 1):
        for line in _comment(theme, comment, item, position):
            yield f"#{comment.comment_id} {line}"


def _paging(sheet: Sheet, thread: ThreadPage) -> Iterator[str]:
    older = sheet.address(sheet.page - 1) if sheet.page > 1 else None
    newer = sheet.address(sheet.page + 1) if sheet.page < len(sheet.post.pages) else None
    if (thread.number, thread.older_url, thread.newer_url) != (sheet.page, older, newer):
        yield f"pages: {thread.number} {thread.older_url} {thread.newer_url}"


def _comment(theme: Theme, comment: Comment, item: Placed, position: int) -> Iterator[str]:
    remark = item.remark
    short = remark.kind != "comment" and not comment.text
    meant = {
        "author": html.unescape(remark.author),
        "author_url": "" if "author_url" in theme.lacks else remark.site,
        "kind": "comment" if "kind" in theme.lacks else remark.kind,
        "depth": item.depth,
        "position": position,
        "text": "" if short else remark.text,
    }
    for name, wanted in meant.items():
        found = getattr(comment, name)
        if name == "text":
            found = " ".join(found.split())
            if remark.waits and "moderation" in theme.lacks:
                continue
        unread = name == "author" and found == "" and "comment-author-unknown" in theme.admits
        if found != wanted and not unread:
            yield f"{name}: {found!r}, not {wanted!r}"
    bare = (
        "comment-author-unknown" in theme.admits and not comment.author
    )  # two days in one line: whose is which?
    if not short and not (bare and comment.published is None):
        yield from _time("published", comment.published, remark.at, theme.hour)
    if comment.parent_known and comment.parent_id != remark.parent:
        yield f"parent: {comment.parent_id}, said to be known, not {remark.parent}"
    unknown = theme.limit == 1 or ("order" in theme.lacks and item.depth == 1)
    if (
        not unknown
        and item.depth < theme.limit
        and not (comment.parent_known and comment.parent_id == remark.parent)
    ):
        yield f"parent: {comment.parent_id} {comment.parent_known}, not {remark.parent}"
