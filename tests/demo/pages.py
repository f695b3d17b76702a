"""The demo site's pages, in the markup of the first site's theme (tagDiv Newspaper, 2016 to about 2020).

Every function gives HTML; ``base`` is the site's address without the last slash.
"""

from collections.abc import Sequence
from html import escape

from tests.demo.content import AUTHORS, CATEGORIES, TITLE
from tests.demo.model import Comment, Post
from tests.demo.thread import comments_block

APPEAL = "This site is 100% reader-supported. Support independent journalism by making a donation."


def shell(base: str, *, title: str, canonical: str, body_class: str, main: str, sidebar: str) -> str:
    """A whole page around ``main``."""
    theme = f"{base}/wp-content/themes/Newspaper"
    menu = "".join(
        f'<li class="menu-item"><a href="{base}/category/{slug}/">{escape(name)}</a></li>'
        for slug, name in CATEGORIES.items()
    )
    return f"""<!doctype html>
<html lang="en-US" prefix="og: http://ogp.me/ns#">
<head>
<meta charset="UTF-8" />
<title>{escape(title)} | {escape(TITLE)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="canonical" href="{canonical}" />
<link rel="icon" type="image/png" href="{base}/wp-content/uploads/icon.png">
<link rel="alternate" type="application/rss+xml" title="{escape(TITLE)} &raquo; Feed" href="{base}/feed/" />
<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="{base}/comments/feed/" />
<link rel='stylesheet' id='td-theme-css' href='{theme}/style.css?ver=8.1' type='text/css' media='all' />
<script type='text/javascript' src='{base}/wp-includes/js/comment-reply.min.js?ver=4.9.8'></script>
</head>
<body class="{body_class} td-full-layout" itemscope="itemscope" itemtype="https://schema.org/WebPage">
<div id="td-outer-wrap" class="td-theme-wrap">
<div class="td-header-wrap"><div class="td-header-sp-logo"><a class="td-main-logo" href="{base}/">{escape(TITLE)}</a></div>
<ul id="menu-main" class="sf-menu">{menu}</ul></div>
<div class="td-main-content-wrap td-container-wrap"><div class="td-container"><div class="td-pb-row">
<div class="td-pb-span8 td-main-content" role="main"><div class="td-ss-main-content">
{main}
</div></div>
<div class="td-pb-span4 td-main-sidebar" role="complementary"><div class="td-ss-main-sidebar">
{sidebar}
</div></div>
</div></div></div>
<div class="td-footer-container"><a href="{base}/about/">About</a> <a href="{base}/wp-login.php">Log in</a></div>
</div>
</body>
</html>
"""


def byline(base: str, post: Post) -> str:
    """The author's line, which occurs in sidebars and listings as well as above the article."""
    return (
        f'<div class="td-post-author-name"><div class="td-author-by">By</div> '
        f'<a href="{base}/author/{post.author}/">{escape(AUTHORS[post.author])}</a>'
        f'<div class="td-author-line"> - </div> </div>'
    )


def _date(post: Post) -> str:
    # The theme prints the wall time of the site with an offset that is not its own.
    wall = f"{post.published:%Y-%m-%dT%H:%M:%S}+00:00"
    printed = f"{post.published:%B} {post.published.day}, {post.published.year}"
    return (
        '<span class="td-post-date"><time class="entry-date updated td-module-date" '
        f'datetime="{wall}" >{printed}</time></span>'
    )


def module(base: str, post: Post, name: str = "td_module_10") -> str:
    """One article in a listing or a sidebar."""
    title = escape(post.title)
    return f"""<div class="{name} td_module_wrap td-animation-stack">
<div class="item-details"><h3 class="entry-title td-module-title"><a href="{base}{post.path}" rel="bookmark" title="{title}">{title}</a></h3>
<div class="td-module-meta-info">{byline(base, post)}{_date(post)}</div></div>
</div>"""


def sidebar(base: str, posts: Sequence[Post]) -> str:
    """The newest articles, with the same class names as the article's own header."""
    rows = "\n".join(module(base, post, "td_module_6") for post in posts)
    return (
        f'<div class="td_block_wrap td_block_7"><h4 class="block-title"><span>LATEST</span></h4>{rows}</div>'
    )


def _picture(base: str, post: Post) -> str:
    if not post.image or post.background:
        return ""
    folder = f"{base}/wp-content/uploads/{post.published:%Y/%m}/{post.image}"
    credit = (
        f'<figcaption class="wp-caption-text">{escape(post.caption)}</figcaption>' if post.caption else ""
    )
    return (
        f'<div class="td-post-featured-image"><figure><a href="{folder}.png" data-caption="{escape(post.caption)}">'
        f'<img width="640" height="360" class="entry-thumb td-modal-image" src="{folder}.png" '
        f'srcset="{folder}.png 640w, {folder}-300x169.png 300w" sizes="(max-width: 640px) 100vw, 640px" '
        f'alt="" title="{escape(post.image)}"/></a>{credit}</figure></div>\n'
    )


def _header(base: str, post: Post, held: int, views: int) -> str:
    labels = "".join(
        f'<li class="entry-category"><a href="{base}/category/{slug}/">{escape(CATEGORIES[slug])}</a></li>'
        for slug in post.categories
    )
    title = f"Protected: {post.title}" if post.protected else post.title
    subtitle = f'<p class="td-post-sub-title">{escape(post.subtitle)}</p>' if post.subtitle else ""
    style = f"{base}/wp-content/uploads/{post.published:%Y/%m}/{post.image}.png"
    background = (
        f'<div class="td-post-template-bg" style="background-image: url(\'{style}\')"></div>'
        if post.background
        else ""
    )
    return f"""<div class="td-post-header">{background}
<ul class="td-category">{labels}</ul>
<header class="td-post-title">
<h1 class="entry-title">{escape(title)}</h1>
{subtitle}
<div class="td-module-meta-info">{byline(base, post)}{_date(post)}
<div class="td-post-comments"><a href="{base}{post.path}#comments"><i class="td-icon-comments"></i>{held}</a></div>
<div class="td-post-views"><i class="td-icon-views"></i><span class="td-nr-views-{post.id}">{views}</span></div></div>
</header></div>
<div class="td-post-sharing-top"><a class="td-social-sharing-button" href="{base}{post.path}?share=twitter">Share</a></div>"""


def _body(base: str, post: Post, part: int) -> str:
    if post.protected:
        return (
            f'<form action="{base}/wp-login.php?action=postpass" class="post-password-form" method="post">'
            "<p>This content is password protected. To view it please enter your password below:</p>"
            '<p><label>Password: <input name="post_password" type="password" size="20" /></label></p></form>\n'
        )
    others = [
        f'<span class="page-number">{n}</span>' if n == part else f'<a href="{_part(base, post, n)}">{n}</a>'
        for n in range(1, len(post.body) + 1)
    ]
    pages = f'<div class="page-nav page-nav-post">{" ".join(others)}</div>' if len(others) > 1 else ""
    return _picture(base, post) + post.body[part - 1].replace("{base}", base) + pages


def _part(base: str, post: Post, number: int) -> str:
    return f"{base}{post.path}" + (f"{number}/" if number > 1 else "")


def _footer(base: str, post: Post, related: Sequence[Post]) -> str:
    tags = "".join(f'<li><a href="{base}/tag/{slug(name)}/">{escape(name)}</a></li>' for name in post.tags)
    box = f'<ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span></li>{tags}</ul>'
    nearby = "".join(
        f'<div class="td-block-span6 td-post-next-prev-content"><a href="{base}{other.path}">{escape(other.title)}</a></div>'
        for other in related[:2]
    )
    offset = f"{post.modified:%z}"
    modified = f"{post.modified:%Y-%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:]}"
    return f"""<footer>
<div class="td-post-source-tags">{box if tags else ""}</div>
<div class="td-post-sharing-bottom"><a class="td-social-sharing-button" href="{base}{post.path}?share=facebook">Share</a></div>
<div class="td-block-row td-post-next-prev">{nearby}</div>
<div class="author-box-wrap"><div class="desc"><div class="td-author-name vcard author"><span class="fn">
<a href="{base}/author/{post.author}/">{escape(AUTHORS[post.author])}</a></span></div></div></div>
<meta itemprop="datePublished" content="{post.published:%Y-%m-%dT%H:%M:%S}+00:00">
<meta itemprop="dateModified" content="{modified}">
</footer>"""


def slug(name: str) -> str:
    """The part of an address that stands for a tag."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def article(
    base: str,
    post: Post,
    comments: Sequence[Comment],
    *,
    part: int,
    page: int | None,
    views: int,
    others: Sequence[Post],
) -> str:
    """An article's page: part ``part`` of its text, with comment page ``page`` (None: the plain address)."""
    related = [other for other in others if other.id != post.id][:3]
    boxes = (
        f'<div class="support-box"><p>{APPEAL}</p></div>\n<div id="jp-relatedposts" class="jp-relatedposts">'
        '<h3 class="jp-relatedposts-headline"><em>Related</em></h3><ul>'
        + "".join(f'<li><a href="{base}{other.path}">{escape(other.title)}</a></li>' for other in related)
        + "</ul></div>"
    )
    tail = (
        f'<div class="td_block_wrap td_block_related_posts">{"".join(module(base, other) for other in related)}</div>\n'
        + comments_block(base, post, comments, page)
    )
    inside = f"""{_header(base, post, len(comments), views)}
<div class="td-post-content">
{_body(base, post, part)}{boxes}
</div>
{_footer(base, post, related)}"""
    # In one template the wrapper closes before the thread, in the other it holds the thread too.
    wraps = post.background
    main = (
        f'<article id="post-{post.id}" class="post-{post.id} post type-post status-publish format-standard hentry" '
        f'itemscope itemtype="https://schema.org/Article">{inside}\n'
        + (f"{tail}</article>" if wraps else f"</article>\n{tail}")
    )
    return shell(
        base,
        title=post.title,
        canonical=_part(base, post, part) + (f"comment-page-{page}/#comments" if page else ""),
        body_class=f"single single-post postid-{post.id} single-format-standard",
        main=main,
        sidebar=sidebar(base, others[:4]),
    )


def listing(
    base: str,
    heading: str,
    posts: Sequence[Post],
    *,
    here: str,
    page: int,
    pages: int,
    latest: Sequence[Post],
) -> str:
    """A front page, archive, category, tag or author page; ``here`` is its first page's address."""
    rows = "\n".join(module(base, post) for post in posts)
    numbers = " ".join(
        f'<span class="current">{n}</span>'
        if n == page
        else f'<a href="{here}{f"page/{n}/" if n > 1 else ""}" class="page" title="{n}">{n}</a>'
        for n in range(1, pages + 1)
    )
    nav = f'<div class="page-nav td-pb-padding-side">{numbers}</div>' if pages > 1 else ""
    main = f'<h1 class="entry-title td-page-title"><span>{escape(heading)}</span></h1>\n{rows}\n{nav}'
    return shell(
        base,
        title=heading,
        canonical=here,
        body_class="archive",
        main=main,
        sidebar=sidebar(base, latest[:4]),
    )


def plain_page(
    base: str, heading: str, body: str, *, path: str, body_class: str, latest: Sequence[Post]
) -> str:
    """A page that is no article: "About", or what a wrong address gets."""
    main = (
        f'<div class="td-page-header"><h1 class="entry-title td-page-title"><span>{escape(heading)}</span></h1></div>\n'
        f'<div class="td-page-content">{body}</div>'
    )
    return shell(
        base,
        title=heading,
        canonical=base + path,
        body_class=body_class,
        main=main,
        sidebar=sidebar(base, latest[:4]),
    )
