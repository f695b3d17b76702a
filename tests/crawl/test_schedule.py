"""What a run asks for: crawls of the demo site, one after another, and what its server was asked."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.crawling import crawl_caracas
from tests.demo.model import Post, Said
from tests.demo.server import DemoServer

FEEDS = {"/comments/feed/", "/feed/"}
AT_ONCE = ("-s", "DUE_ARTICLE_FEED_MINUTES=0")
OFTEN = ("-s", "DUE_SHORTEST_MINUTES=0", "-s", "DUE_SHARE_COUNTS=0", "-s", "DUE_SHARE_FEED=0")


def _asked(server: DemoServer, folder: Path, *arguments: str, status: int = 0) -> list[str]:
    """What a crawl asks the server for, without what pages need."""
    before = len(server.requests)
    done = crawl_caracas(server.base_url, folder, "-s", "REQUISITES_ENABLED=0", *arguments)
    assert done.status == status, done.said
    return server.requests[before:]


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        return store.execute(query).fetchall()


def _newest(server: DemoServer) -> Post:
    """The post with the newest comment of all: without it, every other comment keeps its number."""
    number = max(server.truth.comments, key=lambda comment: comment.id).post
    return next(post for post in server.site.posts if post.id == number)


def _say(server: DemoServer, post: Post, said: tuple[Said, ...]) -> None:
    server.site.posts = tuple(replace(one, said=said) if one is post else one for one in server.site.posts)


def test_a_run_that_finds_nothing_due_asks_for_the_feeds_alone(demo_site: DemoServer, tmp_path: Path) -> None:
    assert len(_asked(demo_site, tmp_path)) > 20
    assert _asked(demo_site, tmp_path) == ["/comments/feed/"]  # robots.txt and the lists are good for a day
    asked = _asked(demo_site, tmp_path, *AT_ONCE)
    assert {path.partition("?")[0] for path in asked} == FEEDS
    assert len(asked) <= 3  # a page more for the counts, in its turn
    assert "/robots.txt" in _asked(demo_site, tmp_path, "-a", "mode=all")


def test_the_comment_feed_tells_which_thread_moved(demo_site: DemoServer, tmp_path: Path) -> None:
    post = _newest(demo_site)
    _say(demo_site, post, post.said[:-1])
    _asked(demo_site, tmp_path)
    _say(demo_site, _newest_of(demo_site, post), post.said)
    # Its own clock says that the comment is older than our look: what counts is that we don't hold it.
    asked = _asked(demo_site, tmp_path, "-s", "DUE_CLOCK_SKEW_MINUTES=10000000")
    assert {path for path in asked if path.startswith("/20")} == {post.path}
    (why,) = _rows(tmp_path, "SELECT fields FROM notes WHERE kind = 'look-start' ORDER BY at DESC LIMIT 1")[0]
    assert json.loads(str(why))["why"] == "new comments"
    assert _asked(demo_site, tmp_path, "-s", "DUE_CLOCK_SKEW_MINUTES=10000000") == ["/comments/feed/"]


def _newest_of(server: DemoServer, post: Post) -> Post:
    return next(one for one in server.site.posts if one.id == post.id)


def test_a_count_in_the_article_feed_tells_of_a_deletion(demo_site: DemoServer, tmp_path: Path) -> None:
    post = _newest(demo_site)
    _asked(demo_site, tmp_path)
    _say(demo_site, post, post.said[:-1])
    asked = _asked(demo_site, tmp_path, *AT_ONCE)
    assert {path for path in asked if path.startswith("/20")} == {post.path}
    assert not [
        path for path in _asked(demo_site, tmp_path, *AT_ONCE) if path.startswith("/20")
    ]  # told once, looked at once
    assert _rows(tmp_path, "SELECT count(*) FROM v_vanished") == [(1,)]


def test_a_thread_whose_first_page_is_as_it_was_is_walked_no_further(
    demo_site: DemoServer, tmp_path: Path
) -> None:
    _asked(demo_site, tmp_path)
    long = {
        post.url.removeprefix(demo_site.base_url) for post in demo_site.truth.posts if post.comment_pages > 1
    }
    asked = _asked(demo_site, tmp_path, *OFTEN)
    assert long <= set(asked)
    assert not [path for path in asked if "comment-page-" in path]
    assert _rows(tmp_path, "SELECT count(*) FROM threads WHERE complete = 0") == [(0,)]
    asked = _asked(demo_site, tmp_path, *OFTEN, "-s", "DUE_WHOLE_DAYS=0")
    assert [path for path in asked if "comment-page-" in path]


def test_a_change_of_the_first_page_has_the_whole_walked(demo_site: DemoServer, tmp_path: Path) -> None:
    _asked(demo_site, tmp_path)
    post = max(demo_site.site.posts, key=lambda one: len(one.said))
    _say(demo_site, post, (*post.said, replace(post.said[0], text="<p>One more.</p>", after=60 * 24 * 365)))
    asked = _asked(demo_site, tmp_path, *OFTEN, "-s", "DUE_ARTICLE_FEED_MINUTES=600")
    assert [path for path in asked if path.startswith(f"{post.path}comment-page-")]


def test_a_run_that_has_spent_its_budget_says_what_is_left(demo_site: DemoServer, tmp_path: Path) -> None:
    # robots.txt, five seeds and four sitemaps come first.
    before = len(demo_site.requests)
    done = crawl_caracas(demo_site.base_url, tmp_path, "-s", "REQUISITES_ENABLED=0", "-a", "pages=12")
    assert done.status == 0, done.said
    articles = {path for path in demo_site.requests[before:] if path.startswith("/20")}
    assert 0 < len({path.split("comment-page-")[0] for path in articles}) <= 3
    assert "budget spent" in done.said
    assert " new, " in done.said
    assert _rows(tmp_path, "SELECT finish_reason FROM runs") == [("budget",)]
    (fields,) = _rows(tmp_path, "SELECT fields FROM notes WHERE kind = 'run-end'")[0]
    assert "new" in json.loads(str(fields))["left"]
    whole = _asked(demo_site, tmp_path)
    assert not articles & {path for path in whole if "comment-page" not in path}  # the next run goes on
    assert _rows(tmp_path, "SELECT count(*) FROM v_articles WHERE kind = 'post'")[0][0] == len(
        demo_site.truth.posts
    )


def test_minutes_are_a_budget_too(demo_site: DemoServer, tmp_path: Path) -> None:
    done = crawl_caracas(demo_site.base_url, tmp_path, "-a", "minutes=1")
    assert (done.status, "budget spent" in done.said) == (0, False), done.said


def test_a_site_that_refused_is_asked_again_in_the_next_run(demo_site: DemoServer, tmp_path: Path) -> None:
    _asked(demo_site, tmp_path, "-a", "limit=1")
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as store, store:
        store.execute(
            "UPDATE captures SET status = 403, page_kind = 'refused' WHERE url LIKE '%/feed/' OR url = ?",
            (f"{demo_site.base_url}/",),
        )
    assert set(_asked(demo_site, tmp_path, "-a", "limit=1")) >= FEEDS
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as store, store:
        store.execute("UPDATE captures SET status = 404, page_kind = 'gone' WHERE url LIKE '%/feed/'")
    assert not FEEDS & set(_asked(demo_site, tmp_path, "-a", "limit=1"))
