"""The spider's arguments on the demo site: what each makes the crawl fetch, and leave."""

import sqlite3
from contextlib import closing
from pathlib import Path

from archiver.errors import Exit
from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer

LONGEST = "/2018/12/11/the-night-the-lights-stayed-on/"


def _articles(folder: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        return {row[0] for row in store.execute("SELECT url FROM v_articles WHERE kind = 'post'")}


def _days(urls: set[str], base: str) -> set[str]:
    return {"-".join(url.removeprefix(base).split("/")[1:4]) for url in urls}


def test_url_fetches_the_named_articles_with_their_threads_alone(
    demo_site: DemoServer, tmp_path: Path
) -> None:
    done = crawl_caracas(
        demo_site.base_url, tmp_path, "-a", f"url={demo_site.base_url}{LONGEST}comment-page-2/"
    )
    assert done.status == 0, done.said
    pages = {path for path in demo_site.requests if not path.startswith("/wp-")}
    threads = {f"{LONGEST}comment-page-{n}/" for n in (1, 2)}
    assert pages == {"/robots.txt", LONGEST} | threads
    assert _articles(tmp_path) == {demo_site.base_url + LONGEST}


def test_since_and_until_bound_an_articles_own_day(demo_site: DemoServer, tmp_path: Path) -> None:
    since, until = "2018-03-09", "2018-12-11"
    done = crawl_caracas(demo_site.base_url, tmp_path, "-a", f"since={since}", "-a", f"until={until}")
    assert done.status == 0, done.said
    there = {post.url for post in demo_site.truth.posts}
    days = _days(there, demo_site.base_url)
    assert any(day < since for day in days)
    assert any(day > until for day in days)
    wanted = {day for day in days if since <= day <= until}
    assert _days(_articles(tmp_path), demo_site.base_url) == wanted


def test_since_after_until_is_refused_before_anything_is_fetched(
    demo_site: DemoServer, tmp_path: Path
) -> None:
    done = crawl_caracas(demo_site.base_url, tmp_path, "-a", "since=2018-12-12", "-a", "until=2018-12-11")
    assert done.status == Exit.USAGE
    assert "since='2018-12-12' comes after until='2018-12-11'" in done.said
    assert demo_site.requests == []


def test_limit_counts_articles(demo_site: DemoServer, tmp_path: Path) -> None:
    done = crawl_caracas(demo_site.base_url, tmp_path, "-a", "limit=3")
    assert done.status == 0, done.said
    with closing(sqlite3.connect(f"file:{tmp_path / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        (held,) = store.execute("SELECT count(*) FROM v_articles").fetchone()
    assert held == 3


def test_a_run_right_after_fetches_no_article(demo_site: DemoServer, tmp_path: Path) -> None:
    assert crawl_caracas(demo_site.base_url, tmp_path).status == 0
    before = len(demo_site.requests)
    for mode in ("due", "new"):
        assert crawl_caracas(demo_site.base_url, tmp_path, "-a", f"mode={mode}").status == 0
    asked = {path for path in demo_site.requests[before:] if path.startswith("/20")}
    assert asked == set()
