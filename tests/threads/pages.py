"""Pages of the replica's threads in the markup of two themes."""

from collections.abc import Callable, Sequence
from datetime import datetime

from archiver.derive.observations import Observation, Sighting


def page_of(seen: Observation, *, base: str, number: int, path: str, theme: str) -> str:
    """The article ``number`` at ``path`` with the page of its thread that ``seen`` describes."""
    render = _newspaper if theme == "b" else _stock
    return render(seen, base, number, path)


def _frame(base: str, number: int, path: str, inner: str) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="generator" content="WordPress 6.1"><title>Article {number}</title>'
        f'<link rel="canonical" href="{base}{path}"><link rel="shortlink" href="{base}/?p={number}"></head>'
        f'<body class="post-template-default single single-post postid-{number}">{inner}</body></html>'
    )


def _stock(seen: Observation, base: str, number: int, path: str) -> str:
    count = seen.claimed
    heading = f'<h2 class="comments-title">{count} comment{"" if count == 1 else "s"}</h2>' if count else ""
    items = _items(seen, base + path, _stock_item)
    listed = f'<ol class="comment-list">{items}</ol>' if items else ""
    body = (
        f'<article id="post-{number}" class="post-{number} post type-post hentry"><header>'
        f'<h1 class="entry-title">Article {number}</h1></header><div class="entry-content"><p>The words of article'
        f' {number}, which are many and say little.</p></div></article><div id="comments" class="comments-area">'
        f"{heading}{listed}{_paging(seen, base + path)}{_form(seen, base, number, 'no-comments')}</div>"
    )
    return _frame(base, number, path, body)


def _newspaper(seen: Observation, base: str, number: int, path: str) -> str:
    count = seen.claimed or 0
    heading = f'<h4 class="td-comments-title block-title"><span>{count} COMMENTS</span></h4>' if count else ""
    items = _items(seen, base + path, _newspaper_item)
    listed = f'<ol class="comment-list">{items}</ol>' if items else ""
    body = (
        f'<article id="post-{number}" class="post-{number} post"><header class="td-post-title"><h1 class="entry-title">'
        f'Article {number}</h1><div class="td-post-comments"><a href="#comments">{count}</a></div></header>'
        f'<div class="td-post-content"><p>The words of article {number}, which are many and say little.</p></div>'
        f'<div class="comments" id="comments">{heading}{listed}<div class="comment-pagination">'
        f"{_paging(seen, base + path)}</div>{_form(seen, base, number, 'td-pb-padding-side')}</div></article>"
    )
    return _frame(base, number, path, body)


def _items(seen: Observation, url: str, opening: Callable[[Sighting, str, bool], str]) -> str:
    out: list[str] = []
    depth = 0
    for mark in seen.sightings:
        if mark.depth > depth:
            out.append('<ol class="children">' * bool(depth))
        else:
            out.append("</li>" + "</ol></li>" * (depth - mark.depth))
        replies = bool(seen.threaded) and seen.state == "open" and mark.depth < 3
        out.append(opening(mark, url, replies))
        depth = mark.depth
    return "".join(out) + ("</li>" + "</ol></li>" * (depth - 1) if depth else "")


def _reply(mark: Sighting, url: str, replies: bool) -> str:
    link = f'<a class="comment-reply-link" href="{url}?replytocom={mark.comment_id}#respond">Reply</a>'
    return f'<div class="reply">{link}</div>' if replies else ""


def _stock_item(mark: Sighting, url: str, replies: bool) -> str:
    number = mark.comment_id
    return (
        f'<li id="comment-{number}" class="comment depth-{mark.depth}"><article id="div-comment-{number}" class="comment-body">'
        f'<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Reader {number}</b></div>'
        f'<div class="comment-metadata"><a href="{url}#comment-{number}"><time datetime="{_iso(mark)}">then</time></a></div>'
        f'</footer><div class="comment-content"><p>{mark.words}</p></div>{_reply(mark, url, replies)}</article>'
    )


def _newspaper_item(mark: Sighting, url: str, replies: bool) -> str:
    number = mark.comment_id
    at = mark.at or datetime.min
    return (
        f'<li class="comment" id="comment-{number}"><article><footer><cite>Reader {number}</cite>'
        f'<a class="comment-link" href="#comment-{number}"><time pubdate="{int(at.timestamp())}">then</time></a></footer>'
        f'<div class="comment-content"><p>{mark.words}</p></div>'
        f'<div class="comment-meta" id="comment-{number}">{_reply(mark, url, replies)}</div></article>'
    )


def _iso(mark: Sighting) -> str:
    return mark.at.isoformat() if mark.at is not None else ""


def _paging(seen: Observation, url: str) -> str:
    number, highest = seen.number, seen.highest
    if number is None or highest is None or highest < 2:
        return ""
    older = f'<a href="{url}comment-page-{number - 1}/#comments">Older comments</a>' if number > 1 else ""
    newer = (
        f'<a href="{url}comment-page-{number + 1}/#comments">Newer comments</a>' if number < highest else ""
    )
    return older + newer


def _form(seen: Observation, base: str, number: int, closing: str) -> str:
    if seen.state == "closed":
        return f'<p class="{closing}">Comments are closed.</p>'
    return (
        f'<div id="respond" class="comment-respond"><form action="{base}/wp-comments-post.php" method="post"'
        f' id="commentform"><textarea name="comment"></textarea><input type="hidden" name="comment_post_ID"'
        f' value="{number}"></form></div>'
    )


def plain(classes: str, words: str) -> str:
    """Another page of the site's: no article."""
    return f'<!DOCTYPE html><html><body class="{classes}">{words}</body></html>'


def listing(base: str, paths: Sequence[str]) -> str:
    """The front page: a link to each article."""
    links = "".join(f'<h2 class="entry-title"><a href="{base}{path}">{path}</a></h2>' for path in paths)
    return plain("home blog", links)
