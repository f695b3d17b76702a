"""Caracas Chronicles, 2002 to today: https://www.caracaschronicles.com.

Each layout says when it held; a redesign adds one, old ones stay, for stored
pages are still parsed. What is in none of them falls to the rules for any WordPress.
"""

from archiver.parse.site import Layout, Site
from archiver.sites.wordpress import FURNITURE, GENERIC

NEWSPAPER = Layout(
    name="newspaper",
    held="tagDiv Newspaper, Dec 2016 to about 2020",
    marks=("div.td-post-content", "div.td-comments-title"),
    beneath=GENERIC,
    title=("header.td-post-title h1.entry-title", ".td-post-title .entry-title", ".tdb-title-text"),
    subtitle=("p.td-post-sub-title",),
    byline=(
        "header.td-post-title .td-post-author-name > a",
        "header .td-post-author-name > a",
        ".td-post-author-name > a",
    ),
    published=("header.td-post-title time.entry-date", "header time.entry-date", "time.entry-date"),
    modified=("meta[itemprop=dateModified]",),
    categories=("ul.td-category > li.entry-category > a",),
    tags=("ul.td-tags > li > a",),
    body=("div.td-post-content",),
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
    ),
    credit=(
        ".td-post-featured-image figcaption.wp-caption-text",
        ".td-post-featured-image figure > a[data-caption]",
    ),
    parts=(".page-nav-post > *",),
    area=("div#comments",),
    heading=(".td-comments-title span", ".td-comments-title", "#comments h4.block-title"),
    count=("header .td-post-comments a", ".td-post-comments a"),
    author=("./article/footer/cite", "./article/footer//cite"),
    time=("./article/footer//time",),
    content=("./article/div[contains(concat(' ', @class, ' '), ' comment-content ')]",),
    pages=("//div[contains(@class, 'comment-pagination')]//a",),
    closed=("#comments .td-comments-closed", ".no-comments", ".nocomments"),
)

SITE = Site(
    name="caracas",
    base="https://www.caracaschronicles.com",
    hosts=frozenset(
        {
            "www.caracaschronicles.com",
            "caracaschronicles.com",
            "caracaschronicles.wordpress.com",
            "caracaschronicles.blogspot.com",
            "www.caracaschronicles.blogspot.com",
        }
    ),
    timezone="America/Caracas",
    layouts=(NEWSPAPER, GENERIC),
    furniture=FURNITURE,
    appeals=(r"Caracas Chronicles is 100% reader-supported\b",),
)
