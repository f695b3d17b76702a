"""The thread under an article, as the theme prints it."""

from collections.abc import Sequence
from html import escape

from tests.demo.model import DEEPEST, Comment, Post


def pages_of(comments: Sequence[Comment]) -> int:
    """How many comment pages there are; 1 where there is no comment."""
    return max((comment.page for comment in comments), default=1)


def comments_block(base: str, post: Post, comments: Sequence[Comment], page: int | None) -> str:
    """``div#comments``: heading, thread, links to older and newer pages, form. Nothing behind a password.

    The plain address (``page`` None) shows the newest page, as WordPress's own setting has it.
    """
    if post.protected:
        return ""
    pages = pages_of(comments)
    shown = pages if page is None else page
    count = len(comments)
    heading = (
        '<div class="td-comments-title-wrap"><h4 class="td-comments-title block-title"><span>'
        f"{count} COMMENT{'' if count == 1 else 'S'}</span></h4></div>\n"
        if comments
        else ""
    )
    here = [comment for comment in comments if comment.page == shown]
    thread = f'<ol class="comment-list">\n{_items(base, post, here)}</ol>\n' if here else ""
    links = _links(f"{base}{post.path}", shown, pages)
    end = '<p class="td-pb-padding-side">Comments are closed.</p>' if post.closed else _form(base, post)
    return f'<div class="comments" id="comments">\n{heading}{thread}{links}{end}\n</div>'


def _items(base: str, post: Post, comments: Sequence[Comment]) -> str:
    out: list[str] = []
    depth = 0
    for comment in comments:
        if comment.depth > depth:
            out.append('<ul class="children">\n' if depth else "")
        else:
            out.append("</li>\n" + "</ul>\n</li>\n" * (depth - comment.depth))
        out.append(_item(base, post, comment))
        depth = comment.depth
    return "".join(out) + "</li>\n" + "</ul>\n</li>\n" * (depth - 1)


def _item(base: str, post: Post, comment: Comment) -> str:
    name = escape(comment.author)
    if comment.author_url:
        name = f"<a href='{escape(comment.author_url)}' rel='external nofollow' class='url'>{name}</a>"
    kind = "comment" if comment.kind == "comment" else f"comment {comment.kind}"
    reply = (
        f"<a rel='nofollow' class='comment-reply-link' href='{base}{post.path}?replytocom={comment.id}#respond' "
        f"aria-label='Reply to {escape(comment.author)}'>Reply</a>"
        if comment.kind == "comment" and not post.closed and comment.depth < DEEPEST  # as WordPress does
        else ""
    )
    return f"""<li class="{kind}" id="comment-{comment.id}">
<article>
<footer>
<cite>{name}</cite>
<a class="comment-link" href="#comment-{comment.id}"><time pubdate="{int(comment.at.timestamp())}">{comment.printed}</time></a>
</footer>
<div class="comment-content">
{comment.inner}
</div>
<div class="comment-meta" id="comment-{comment.id}">{reply}</div>
</article>
"""


def _links(address: str, page: int, pages: int) -> str:
    if pages == 1:
        return ""
    older = f'<a href="{address}comment-page-{page - 1}/#comments" >&larr; Older Comments</a>'
    # The newest page has no number of its own in any link: it is the plain address.
    newest = page + 1 == pages
    newer = f'<a href="{address}{"" if newest else f"comment-page-{page + 1}/"}#comments" >Newer Comments &rarr;</a>'
    parts = [older if page > 1 else "", newer if page < pages else ""]
    return f'<div class="comment-pagination">{" ".join(part for part in parts if part)}</div>\n'


def _form(base: str, post: Post) -> str:
    return f"""<div id="respond" class="comment-respond">
<h3 id="reply-title" class="comment-reply-title">LEAVE A REPLY <small><a rel="nofollow" id="cancel-comment-reply-link" href="{base}{post.path}#respond" style="display:none;">Cancel reply</a></small></h3>
<form action="{base}/wp-comments-post.php" method="post" id="commentform" class="comment-form" novalidate>
<div class="clearfix"></div>
<div class="comment-form-input-wrap td-form-comment"><textarea placeholder="Comment:" id="comment" name="comment" cols="45" rows="8" aria-required="true"></textarea>
<div class="td-warning-comment">Please enter your comment!</div></div>
<div class="comment-form-input-wrap td-form-author"><input class="" id="author" name="author" placeholder="Name:*" type="text" value="" size="30" />
<div class="td-warning-author">Please enter your name here</div></div>
<p class="form-submit"><input name="submit" type="submit" id="submit" class="submit" value="Post Comment" />
<input type='hidden' name='comment_post_ID' value='{post.id}' id='comment_post_ID' /></p>
</form></div>"""
