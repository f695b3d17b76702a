"""An article that moves, and moves back: each time its thread is walked where it is."""

from dataclasses import replace
from pathlib import Path

from archiver.errors import Exit
from tests.crawl.test_redirects import status_of
from tests.crawling import crawl_caracas
from tests.demo.content import POSTS
from tests.demo.server import DemoServer

SLUG = "the-night-the-lights-stayed-on"  # three pages, of which the plain address shows the newest
ALL_DUE = [
    word
    for name in ("LONGEST_DAYS", "SHORTEST_MINUTES", "LISTS_HOURS", "ARTICLE_FEED_MINUTES", "WHOLE_DAYS")
    for word in ("-s", f"DUE_{name}=0")
]


def test_a_thread_is_walked_where_its_article_was_found(tmp_path: Path) -> None:
    (post,) = (post for post in POSTS if post.slug == SLUG)
    there = replace(post, slug="another-night", moved_from=post.path)
    back = replace(post, moved_from=there.path)
    with DemoServer() as server:
        for now in (post, there, back):
            server.site.posts = tuple(now if one is post else one for one in POSTS)
            before = len(server.requests)
            done = crawl_caracas(server.base_url, tmp_path, "-s", "REQUISITES_ENABLED=0", *ALL_DUE)
            assert done.status == Exit.DONE, done.said
            asked = server.requests[before:]
            assert [path for path in asked if path.startswith(f"{now.moved_from}comment-page-")] == [], (
                now.slug
            )
    assert status_of(tmp_path)["threads"] == status_of(tmp_path)["whole_threads"]
