"""tagDiv's Newspaper, a theme that many sites bear or bore.

Its article element wraps sidebar, related posts and comments too, so only the one
content element is the body. Its dates are wall time with a false ``+00:00``; its
comments carry no depth, and exact Unix time in ``pubdate``.
"""

from archiver.parse.site import Layout
from archiver.sites.generic import GENERIC

NEWSPAPER = Layout(
    name="newspaper",
    held="tagDiv Newspaper 6 to 12: on Caracas Chronicles from Dec 2016 to about 2020",
    marks=("div.td-post-content", "div.td-page-content", "div.td-comments-title"),
    beneath=GENERIC,
    zero_offset_lies=True,
    title=(
        "header.td-post-title h1.entry-title",
        ".td-post-title .entry-title",
        ".tdb-title-text",
        ".td-page-header .td-page-title",  # a page, which is no post
    ),
    subtitle=("p.td-post-sub-title", ".tdb_single_subtitle p"),
    byline=(
        "header.td-post-title .td-post-author-name > a",
        "header .td-post-author-name > a",
        ".td-post-author-name > a",
        "a.tdb-author-name",
    ),
    published=("header.td-post-title time.entry-date", "header time.entry-date", "time.entry-date"),
    modified=("meta[itemprop=dateModified]",),
    categories=("ul.td-category > li.entry-category > a", "a.tdb-entry-category"),
    tags=("ul.td-tags > li > a", "ul.tdb-tags > li > a"),
    body=("div.td-post-content", "div.td-page-content"),
    furniture=(
        ".td-post-featured-image",
        ".td-post-sharing-top",
        ".td-post-sharing-bottom",
        ".td-post-next-prev",
        ".td-post-source-tags",
        ".page-nav-post",
    ),
    image=(
        ".td-post-featured-image figure > a[href]",
        ".td-post-featured-image > a[href]",
        ".td-post-featured-image img",
        ".tdb_single_featured_image figure > a[href]",
        ".td-post-template-bg[style]",  # templates with the picture behind the title
        ".td-post-header [style*='background-image']",
        "img.td-backstretch",
    ),
    credit=(
        ".td-post-featured-image figcaption.wp-caption-text",
        ".td-post-featured-image figure > a[data-caption]",
        ".tdb_single_featured_image figcaption",
    ),
    parts=(".page-nav-post > *",),
    area=("div#comments",),
    heading=(".td-comments-title span", ".td-comments-title", "#comments h4.block-title"),
    count=("header .td-post-comments a", ".td-post-comments a"),
    author=("./article/footer/cite", "./article/footer//cite"),
    time=("./article/footer//time",),
    content=("./article/div[contains(concat(' ', @class, ' '), ' comment-content ')]",),
    pages=("div.comment-pagination a",),
    closed=(
        "#comments .td-comments-closed",
        "#comments > p.td-pb-padding-side",
        ".no-comments",
        ".nocomments",
    ),
)
