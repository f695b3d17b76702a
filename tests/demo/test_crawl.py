"""The main job on the demo site, compared with the site's ground truth, field by field."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.crawling import crawl_caracas
from tests.demo.model import DEEPEST
from tests.demo.server import DemoServer

TABLES = ("articles", "article_versions", "comments", "comment_versions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """A crawl that has ended: the site, still served, and the archive's folder."""

    server: DemoServer
    folder: Path
    status: int
    said: str

    def rows(self, query: str) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(f"file:{self.folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
            store.row_factory = sqlite3.Row
            return store.execute(query).fetchall()


def crawl(server: DemoServer, folder: Path, *arguments: str) -> Crawled:
    done = crawl_caracas(server.base_url, folder, *arguments)
    return Crawled(server=server, folder=folder, status=done.status, said=done.said)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with DemoServer() as server:
        yield crawl(server, tmp_path_factory.mktemp("archive"))


def _words(text: str) -> str:
    return " ".join(text.split())


def test_it_ends_well(crawled: Crawled) -> None:
    assert crawled.status == 0, crawled.said


def test_every_article_is_held_as_it_is(crawled: Crawled) -> None:
    held = {row["post_id"]: row for row in crawled.rows("SELECT * FROM v_articles WHERE kind = 'post'")}
    truth = {post.id: post for post in crawled.server.truth.posts}
    assert set(held) == set(truth)
    for number, post in truth.items():
        row = held[number]
        assert row["site"] == "caracas@" + crawled.server.base_url.removeprefix("http://")
        for column in ("url", "title", "subtitle"):
            assert row[column] == getattr(post, column), (number, column)
        assert row["byline"] == post.author, number
        assert datetime.fromisoformat(row["published_at"]) == post.published, number
        assert datetime.fromisoformat(row["modified_at"]) == post.modified, number
        assert json.loads(row["categories"]) == list(post.categories), number
        assert json.loads(row["tags"]) == list(post.tags), number
        assert _words(row["text"]) == post.text, number
        assert row["image_credit"] == post.image_credit, number
        # The heading prints no 0; the count beside the title does.
        assert row["claimed_comments"] == (post.claimed or (None if post.protected else 0)), number


def test_every_comment_is_held_as_it_is(crawled: Crawled) -> None:
    truth = crawled.server.truth
    urls = {post.id: post.url for post in truth.posts}
    held = {row["comment_id"]: row for row in crawled.rows("SELECT * FROM v_comments")}
    assert set(held) == {comment.id for comment in truth.comments}
    for comment in truth.comments:
        row = held[comment.id]
        expected = {
            "article_url": urls[comment.post],
            "parent_id": comment.parent,
            "depth": comment.depth,
            "position": comment.position,
            "page": comment.page,
            "author": comment.author,
            "author_url": comment.author_url,
            "kind": comment.kind,
            "published_as_printed": comment.printed,
            "state": "present",
            "versions": 1,
        }
        assert {name: row[name] for name in expected} == expected
        assert datetime.fromisoformat(row["published_at"]) == comment.at
        assert _words(row["text"]) == comment.text, comment.id
        assert row["parent_known"] == 1
        # At the nesting limit the page can't tell; the site's REST answers do.
        first = comment.depth < DEEPEST or row["parent_witness"] == "page"
        assert row["parent_witness"] == ("page" if first else "rest")


def test_threads_are_whole(crawled: Crawled) -> None:
    truth = crawled.server.truth
    threads = {row["article_url"]: row for row in crawled.rows("SELECT * FROM v_threads")}
    for post in truth.posts:
        if post.claimed:
            row = threads[post.url]
            assert (row["claimed"], row["held"], row["pages"]) == (
                post.claimed,
                post.claimed,
                post.comment_pages,
            )
            assert row["complete"] == 1, row["reason"]


def test_each_row_has_a_capture_on_disk(crawled: Crawled) -> None:
    captures = {row["record_id"]: row for row in crawled.rows("SELECT * FROM v_captures")}
    for view in ("v_articles", "v_comments"):
        for row in crawled.rows(f"SELECT evidence FROM {view}"):
            capture = captures[row["evidence"]]
            (file,) = crawled.folder.glob(f"collections/*/archive/{capture['warc']}")
            assert file.stat().st_size >= capture["offset"] + capture["length"]


def test_requisites_are_captured(crawled: Crawled) -> None:
    got = {
        row["url"].removeprefix(crawled.server.base_url) for row in crawled.rows("SELECT url FROM v_captures")
    }
    theme = "/wp-content/themes/Newspaper/"
    for name in (
        "style.css?ver=8.1",
        "css/base.css?ver=8.1",
        "images/icons/newspaper.woff",
        "images/paper.png",
    ):
        assert theme + name in got
    assert {"/wp-content/uploads/2018/12/lights.png", "/wp-content/uploads/2018/12/lights-300x169.png"} <= got


def test_nothing_is_asked_for_that_cant_matter(crawled: Crawled) -> None:
    for path in crawled.server.requests:
        assert not any(
            trap in path for trap in ("replytocom", "share=", "wp-login", "wp-admin", "wp-comments")
        ), path
    twice = {path for path in crawled.server.requests if crawled.server.requests.count(path) > 1}
    posts = crawled.server.truth.posts
    newest_page = {
        post.url for post in posts if post.comment_pages > 1
    }  # looked at again, after the older ones
    moved_here = {post.url for post in posts if post.moved_from}
    assert {crawled.server.base_url + path for path in twice} == newest_page | moved_here
    assert max(map(crawled.server.requests.count, twice)) == 2


def test_a_second_crawl_adds_sightings_and_nothing_else(tmp_path: Path) -> None:
    counts = " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(*) AS held FROM {table}" for table in TABLES
    )
    with DemoServer() as server:
        first = crawl(server, tmp_path)
        before = [tuple(row) for row in first.rows(counts)]
        looks = first.rows("SELECT count(*) AS n FROM article_sightings")[0]["n"]
        second = crawl(server, tmp_path, "-a", "mode=all")
        assert second.status == 0, second.said
        assert [tuple(row) for row in first.rows(counts)] == before
        assert first.rows("SELECT count(*) AS n FROM article_sightings")[0]["n"] >= 2 * looks


def test_where_articles_and_comments_lead_is_told(crawled: Crawled) -> None:
    rows = crawled.rows("SELECT * FROM v_links WHERE current = 1")
    led = {(row["article_url"], row["comment_id"], row["url"]) for row in rows}
    held = crawled.rows("SELECT article_url, comment_id, html FROM v_comments WHERE html LIKE '%href=%'")
    held += crawled.rows("SELECT url AS article_url, NULL AS comment_id, html FROM v_articles")
    expected = {
        (row["article_url"], row["comment_id"], urljoin(row["article_url"], unescape(href)))
        for row in held
        for href in re.findall(r'<a\b[^>]* href="(?!mailto:|#)([^"]*)"', " " + row["html"])
    }
    assert {comment for _, comment, _ in expected} > {None}
    assert led == expected
    known = {row["record_id"] for row in crawled.rows("SELECT record_id FROM captures WHERE status = 200")}
    assert all(row["evidence"] in known and row["first_seen"] <= row["last_seen"] for row in rows)
