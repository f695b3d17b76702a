"""What a run asks for before it knows what moved: feeds each time, lists of all articles seldom.

Pure: what was asked for when, and how it answered, comes in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from archiver.crawl.policy import Policy

FRONT = "/"
COMMENT_FEED = "/comments/feed/"
ARTICLE_FEED = "/feed/"
SITEMAP = "/wp-sitemap.xml"
ALL_POSTS = "/wp-json/wp/v2/posts?per_page=100&page="

SEEDS = (FRONT, COMMENT_FEED, ARTICLE_FEED, SITEMAP, f"{ALL_POSTS}1")
"""What WordPress offers for discovery, below its base; robots.txt may name more sitemaps."""

ROBOTS_HOURS = 24
"""RFC 9309, section 2.4: a robots.txt is good for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """When an address was last asked for with an answer, and whether that was a page (200, 304)."""

    at: datetime
    answered: bool


def seed_due(path: str, last: Asked | None, now: datetime, policy: Policy, *, feed: bool) -> bool:
    """Whether a run at ``now`` asks for ``path`` (one of ``SEEDS``, or a later page of all posts).

    ``feed``: whether the article feed answers; else the front page is what tells of new articles.
    A feed that did not answer is asked for as seldom as a list.
    """
    if last is None:
        return True
    lists = timedelta(hours=policy.lists_hours)
    often = timedelta(minutes=policy.article_feed_minutes)
    if path == COMMENT_FEED and last.answered:
        every = timedelta(0)
    elif (path == ARTICLE_FEED and last.answered) or (path == FRONT and not feed):
        every = often
    elif path.startswith(ALL_POSTS) and path != f"{ALL_POSTS}1":
        every = timedelta(days=policy.all_posts_days)
    else:
        every = lists
    return now - last.at >= every
