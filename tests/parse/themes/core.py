"""What WordPress's own functions print, for all themes: classes, links, walkers, paging, the form; and bodies of posts."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.parse.themes.model import ADDRESS, ENGLISH, LIMIT, Language, Placed, Post, Remark, placed

Show = Callable[[Placed], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a post in one language, and what a theme asks WordPress for it."""

    post: Post
    page: int = 1
    language: Language = ENGLISH
    limit: int = LIMIT

    @property
    def url(self) -> str:
        """The page's address."""
        return self.address(self.page)

    def address(self, page: int) -> str:
        """The address of a page of the thread; the oldest stands at the post's own."""
        return ADDRESS if page == 1 else f"{ADDRESS}comment-page-{page}/"

    def permalink(self, remark: Remark) -> str:
        """``get_comment_link()``."""
        return f"{self.url}#comment-{remark.number}"

    def classes(self, item: Placed, *more: str) -> str:
        """``comment_class()``."""
        own = "byuser comment-author-rosa bypostauthor " if item.remark.own else ""
        kind = item.remark.kind
        parent = " parent" if item.below else ""
        return " ".join([f"{kind} {own}even thread-even depth-{item.depth}{parent}", *more])

    def author(self, remark: Remark) -> str:
        """``get_comment_author_link()``."""
        if not remark.site:
            return remark.author
        href = remark.site.replace("&", "&#038;")
        return f"<a href='{href}' rel='external nofollow' class='url'>{remark.author}</a>"

    def reply(self, item: Placed, before: str = "", after: str = "") -> str:
        """``comment_reply_link()``: nothing at the limit, and for what is no comment."""
        number = item.remark.number
        if item.depth >= self.limit or item.remark.kind != "comment":
            return ""
        return (
            f"{before}<a rel='nofollow' class='comment-reply-link' href='{ADDRESS}?replytocom={number}#respond' "
            f'data-commentid="{number}" data-postid="{self.post.number}" '
            f"aria-label='Reply to {item.remark.author}'>{self.language.reply}</a>{after}"
        )

    def edit(self, item: Placed, before: str = "", after: str = "") -> str:
        """``edit_comment_link()``, as its own writer sees it."""
        if not item.remark.own:
            return ""
        href = f"https://gazette.example/wp-admin/comment.php?action=editcomment&#038;c={item.remark.number}"
        return f'{before}<a class="comment-edit-link" href="{href}">(Edit)</a>{after}'

    def avatar(self, size: int = 40) -> str:
        """``get_avatar()``."""
        source = f"http://0.gravatar.com/avatar/ad516503a11cd5ca435acc9bb6523536?s={size}"
        return (
            f"<img alt='' src='{source}' class='avatar avatar-{size} photo' height='{size}' width='{size}' />"
        )

    def waits(self, item: Placed, tag: str = "em", name: str = "comment-awaiting-moderation") -> str:
        """The notice above a comment that awaits moderation."""
        if not item.remark.waits:
            return ""
        named = f' class="{name}"' if name else ""
        return f"<{tag}{named}>Your comment is awaiting moderation.</{tag}><br />\n"

    def when(self, item: Placed) -> str:
        """Day and hour of a comment."""
        return self.language.at(item.remark.wall)

    def iso(self, item: Placed) -> str:
        """``get_comment_time( 'c' )``."""
        return item.remark.wall.isoformat()

    def thread(
        self,
        show: Show,
        close: str = "</li>\n",
        children: tuple[str, str] = ('<ul class="children">\n', "</ul>\n"),
        keep: str = "",
    ) -> str:
        """``wp_list_comments()``: each comment as ``show`` begins it, what answers it beneath. ``keep`` is ``comment`` or
        ``ping`` where a theme lists one kind alone.
        """
        items = placed(self.post, self.page, self.limit)
        kept = tuple(
            item for item in items if not keep or (item.remark.kind == "comment") == (keep == "comment")
        )
        return self._listed(kept, show, close, children)

    def _listed(self, items: tuple[Placed, ...], show: Show, close: str, children: tuple[str, str]) -> str:
        pieces = []
        for item in items:
            below = self._listed(item.below, show, close, children)
            pieces.append(show(item) + (f"{children[0]}{below}{children[1]}" if below else "") + close)
        return "".join(pieces)

    def links(self, frame: str = '<nav class="navigation comment-navigation">{}</nav>') -> str:
        """``previous_comments_link()`` and ``next_comments_link()``."""
        older = newer = ""
        if self.page > 1:
            href = f"{self.address(self.page - 1)}#comments"
            older = f'<div class="nav-previous"><a href="{href}">{self.language.older}</a></div>'
        if self.page < len(self.post.pages):
            href = f"{self.address(self.page + 1)}#comments"
            newer = f'<div class="nav-next"><a href="{href}">{self.language.newer}</a></div>'
        return frame.format(older + newer)

    def bare_links(self) -> str:
        """The same as themes of 2009 print them, told apart by their words alone."""
        text = self.links("{}")
        return text.replace("nav-previous", "alignleft").replace("nav-next", "alignright")

    def numbers(self, frame: str = '<nav class="comments-pagination">{}</nav>') -> str:
        """``paginate_comments_links()``."""
        pieces = []
        if self.page > 1:
            pieces.append(
                f'<a class="prev page-numbers" href="{self.address(self.page - 1)}#comments">&laquo;</a>'
            )
        for number in range(1, len(self.post.pages) + 1):
            if number == self.page:
                pieces.append(f"<span aria-current='page' class='page-numbers current'>{number}</span>")
            else:
                pieces.append(f"<a class='page-numbers' href='{self.address(number)}#comments'>{number}</a>")
        if self.page < len(self.post.pages):
            pieces.append(
                f'<a class="next page-numbers" href="{self.address(self.page + 1)}#comments">&raquo;</a>'
            )
        return frame.format("\n".join(pieces))

    def heading(self, words: str | None = None) -> str:
        """The words of the heading above the thread."""
        return (words or self.language.many).format(len(self.post.remarks), self.post.title)

    def form(self) -> str:
        """``comment_form()``."""
        return (
            '<div id="respond" class="comment-respond"><h3 id="reply-title" class="comment-reply-title">Leave a Reply '
            '<small><a rel="nofollow" id="cancel-comment-reply-link" href="#respond" style="display:none;">Cancel reply</a>'
            '</small></h3><form action="https://gazette.example/wp-comments-post.php" method="post" id="commentform" '
            'class="comment-form"><p class="comment-notes">Your email address will not be published.</p>'
            '<p class="comment-form-comment"><label for="comment">Comment</label> <textarea id="comment" name="comment">'
            '</textarea></p><p class="comment-form-author"><label for="author">Name</label> <input id="author" name="author">'
            f"</p><p class=\"form-submit\"><input type='hidden' name='comment_post_ID' value='{self.post.number}' "
            "id='comment_post_ID' /><input type='hidden' name='comment_parent' value='0' /></p></form></div>"
        )

    def page_of(self, inside: str, *, body: str | None = None, head: str = "", after: str = "") -> str:
        """The whole document around what a theme prints, with other posts in the sidebar."""
        classes = (
            f"single single-post postid-{self.post.number} single-format-standard" if body is None else body
        )
        direction = ' dir="rtl"' if self.language.rtl else ""
        return (
            f'<!DOCTYPE html>\n<html lang="{self.language.code}"{direction}><head><meta charset="UTF-8" />'
            f"<title>{self.post.title} | The Gazette</title><link rel='canonical' href='{ADDRESS}' />"
            '<meta name="generator" content="WordPress 6.4.2" />'
            f"<link rel='shortlink' href='https://gazette.example/?p={self.post.number}' />{head}</head>\n"
            f'<body class="{classes}"><header id="masthead" class="site-header"><h1 class="site-title"><a href="/">'
            f'The Gazette</a></h1><nav><ul><li><a href="/category/sports/">Sports</a></li></ul></nav></header>\n{inside}\n'
            f"{_SIDEBAR}{after}</body></html>"
        )


_SIDEBAR = (
    '<aside id="secondary" class="widget-area sidebar"><section class="widget widget_recent_comments"><h2>Recent Comments'
    '</h2><ul id="recentcomments"><li class="recentcomments"><span class="comment-author-link">Zed</span> on '
    '<a href="/2012/04/01/other/#comment-9">Other</a></li></ul></section><section class="widget"><ul>'
    '<li><a href="/2012/04/01/other/">Other</a> <span class="post-date">April 1, 2012</span> by '
    '<span class="author vcard"><a class="fn" href="/author/zed/">Zed</a></span></li></ul></section></aside>'
)

CLASSIC = (
    "<p>It rained for <em>nine</em> days.</p>\n"
    '<div id="attachment_5" style="width: 310px" class="wp-caption alignleft"><a href="/a.jpg"><img src="/a-300.jpg" alt="a" '
    'width="300" /></a><p id="caption-5" class="wp-caption-text">The toll house</p></div>\n'
    "<h2>What was built</h2>\n<blockquote><p>A bridge is a promise.</p></blockquote>\n"
    "<ul>\n<li>Piers: 135</li>\n<li>Length: 8.7 km</li>\n</ul>\n"
    "<p><iframe width='500' height='281' src='https://www.youtube.com/embed/x?feature=oembed'></iframe></p>\n"
    "<div id='gallery-1' class='gallery galleryid-77 gallery-columns-2'><dl class='gallery-item'><dt class='gallery-icon'>"
    "<a href='/g1/'><img src='/g1.jpg' alt='' /></a></dt><dd class='wp-caption-text gallery-caption'>Steel</dd></dl></div>\n"
    "<p>See below.<sup><a href='#fn1' id='ref1'>1</a></sup></p>\n"
    "<p id='fn1'>1. By the engineer. <a href='#ref1'>&#8617;</a></p>\n"
)
CLASSIC_TEXT = (
    "It rained for nine days. The toll house What was built A bridge is a promise. Piers: 135 Length: 8.7 km Steel"
    " See below.1 1. By the engineer. ↩"
)
BLOCKS = (
    '<p class="has-drop-cap">It rained for <em>nine</em> days.</p>\n'
    '<figure class="wp-block-image size-large"><img src="/a-1024.jpg" alt="" class="wp-image-5"/>'
    '<figcaption class="wp-element-caption">The toll house</figcaption></figure>\n'
    '<h2 class="wp-block-heading" id="h-built">What was built</h2>\n'
    '<blockquote class="wp-block-quote"><p>A bridge is a promise.</p><cite>The engineer</cite></blockquote>\n'
    '<figure class="wp-block-table"><table><thead><tr><th>Part</th><th>Count</th></tr></thead><tbody><tr><td>Piers</td>'
    '<td>135</td></tr></tbody><tfoot></tfoot></table><figcaption class="wp-element-caption">Parts</figcaption></figure>\n'
    '<figure class="wp-block-embed is-type-video is-provider-youtube wp-block-embed-youtube"><div class="wp-block-embed__wrapper">'
    '<iframe title="v" src="https://www.youtube.com/embed/x"></iframe></div></figure>\n'
    '<figure class="wp-block-embed is-provider-twitter"><div class="wp-block-embed__wrapper"><blockquote class="twitter-tweet">'
    '<p lang="en" dir="ltr">It stands.</p>&mdash; Rosa (@rosa) <a href="https://twitter.com/rosa/status/1">May 3, 2012</a>'
    '</blockquote><script async src="https://platform.twitter.com/widgets.js"></script></div></figure>\n'
    '<figure class="wp-block-gallery has-nested-images columns-2"><figure class="wp-block-image"><img src="/g1.jpg" alt=""/>'
    '<figcaption class="wp-element-caption">Steel</figcaption></figure></figure>\n'
    '<div class="wp-block-columns"><div class="wp-block-column"><p>Left.</p></div><div class="wp-block-column"><p>Right.</p>'
    "</div></div>\n"
    '<pre class="wp-block-code"><code>span = 235</code></pre>\n'
    '<p>See below.<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup></p>\n'
    '<ol class="wp-block-footnotes"><li id="f1">By the engineer. <a href="#f1-link">↩︎</a></li></ol>\n'
)
BLOCKS_TEXT = (
    "It rained for nine days. The toll house What was built A bridge is a promise. The engineer Part Count Piers 135 Parts"
    " It stands. — Rosa (@rosa) May 3, 2012 Steel Left. Right. span = 235 See below.1 By the engineer. ↩︎"
)
