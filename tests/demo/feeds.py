"""What the demo site tells machines: feeds, sitemaps, robots.txt."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from tests.demo.content import AUTHORS, CATEGORIES, TITLE
from tests.demo.model import Comment, Post, plain

NEWEST = 10
REST = 100
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n<channel>\n'
)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]&gt;')}]]>"


def robots(base: str) -> str:
    """robots.txt, which names the sitemap."""
    return (
        "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
        f"Sitemap: {base}/sitemap_index.xml\n"
    )


def posts_feed(base: str, posts: Sequence[Post], counts: Mapping[int, int]) -> str:
    """RSS of the newest articles, newest first."""
    items = "".join(
        f"""<item>
<title>{escape(("Protected: " if post.protected else "") + post.title)}</title>
<link>{base}{post.path}</link>
<comments>{base}{post.path}#comments</comments>
<pubDate>{format_datetime(post.published)}</pubDate>
<dc:creator>{_cdata(AUTHORS[post.author])}</dc:creator>
{"".join(f"<category>{_cdata(CATEGORIES[name])}</category>" for name in post.categories)}
<guid isPermaLink="false">{base}/?p={post.id}</guid>
<description>{_cdata("" if post.protected else plain(post.body[0])[:200])}</description>
<slash:comments>{counts.get(post.id, 0)}</slash:comments>
</item>
"""
        for post in posts[:NEWEST]
    )
    return (
        f'{HEAD}<title>{escape(TITLE)}</title>\n<atom:link href="{base}/feed/" rel="self" type="application/rss+xml" />\n'
        f"<link>{base}</link>\n{items}</channel>\n</rss>\n"
    )


def comments_feed(base: str, title: str, comments: Sequence[tuple[Post, Comment]], here: str) -> str:
    """RSS of the newest comments, newest first; ``here`` is its own address."""
    newest = sorted(comments, key=lambda pair: (pair[1].at, pair[1].id), reverse=True)[:NEWEST]
    items = "".join(
        f"""<item>
<title>Comment on {escape(post.title)} by {escape(comment.author)}</title>
<link>{base}{post.path}#comment-{comment.id}</link>
<dc:creator>{_cdata(comment.author)}</dc:creator>
<pubDate>{format_datetime(comment.at)}</pubDate>
<guid isPermaLink="false">{base}{post.path}#comment-{comment.id}</guid>
<content:encoded>{_cdata(comment.inner)}</content:encoded>
</item>
"""
        for post, comment in newest
    )
    return (
        f'{HEAD}<title>{escape(title)}</title>\n<atom:link href="{here}" rel="self" type="application/rss+xml" />\n'
        f"<link>{base}</link>\n{items}</channel>\n</rss>\n"
    )


def rest_comments(
    base: str, post: Post, comments: Sequence[Comment], page: int
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A page of REST's list of a post's comments, oldest first, and the headers that count them: no pingbacks."""
    held = [comment for comment in comments if comment.kind == "comment"]
    shown = sorted(held, key=lambda comment: (comment.at, comment.id))[(page - 1) * REST : page * REST]
    records = [
        {
            "id": comment.id,
            "post": post.id,
            "parent": comment.parent or 0,
            "author_name": escape(comment.author),
            "author_url": comment.author_url,
            "date_gmt": comment.at.replace(tzinfo=None).isoformat(),
            "content": {"rendered": comment.inner},
            "link": f"{base}{post.path}#comment-{comment.id}",
            "type": "comment",
        }
        for comment in shown
    ]
    pages = str(-(-len(held) // REST))
    return json.dumps(records), (("X-WP-Total", str(len(held))), ("X-WP-TotalPages", pages))


def sitemap_index(base: str) -> str:
    """The sitemap that names the others."""
    names = ("post-sitemap.xml", "page-sitemap.xml", "category-sitemap.xml")
    rows = "".join(f"<sitemap><loc>{base}/{name}</loc></sitemap>\n" for name in names)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{rows}</sitemapindex>\n"
    )


def sitemap(rows: Sequence[tuple[str, datetime | None]]) -> str:
    """A sitemap of addresses, each with the time of its last change where that is told."""
    lines = "".join(
        f"<url><loc>{escape(url)}</loc>{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</url>\n"
        for url, at in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{lines}</urlset>\n"
    )
