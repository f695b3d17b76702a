"""What pages need is asked for, of other hosts too, within bounds, and no failure of it is a finding."""

import gzip
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.crawl.allowance import Allowance, Bounds, Wanted
from archiver.crawl.requisites import DEAD_AFTER
from tests.crawling import Crawl, crawl_caracas, crawl_environment
from tests.demo.content import POSTS
from tests.demo.server import DemoServer
from tests.requisites.elsewhere import Elsewhere

DEAD = "http://127.0.0.1:9/dead.png"  # nobody listens at "discard"
DEAD_ROBOTS = "http://127.0.0.1:9/robots.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A crawl that has ended, and who was asked."""

    server: DemoServer
    elsewhere: Elsewhere
    folder: Path
    crawl: Crawl

    def rows(self, query: str) -> list[tuple[str | int | None, ...]]:
        with closing(sqlite3.connect(f"file:{self.folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
            return store.execute(query).fetchall()


def _site(elsewhere: Elsewhere) -> DemoServer:
    """The demo site, one article of which takes from elsewhere."""
    base = elsewhere.base_url
    taken = (
        f'<p><img src="{base}/a.png"><img data-lazy-src="{base}/moved.png"><img src="{base}/refused.png">'
        f'<img src="{base}/gone.png"><img src="{DEAD}"><iframe src="{base}/frame/"></iframe>'
        f'<link rel="stylesheet" href="{base}/style.css"><img src="//[no]/host.png"></p>'
    )
    posts = tuple(
        replace(post, body=(post.body[0] + taken, *post.body[1:])) if post.id == 603 else post
        for post in POSTS
    )
    return DemoServer(posts)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("archive")
    with Elsewhere() as elsewhere, _site(elsewhere) as server:
        crawl = crawl_caracas(server.base_url, folder)
        yield Asked(server=server, elsewhere=elsewhere, folder=folder, crawl=crawl)


def test_what_fails_there_is_no_finding(asked: Asked) -> None:
    assert asked.crawl.status == 0, asked.crawl.said
    kinds = {row[0]: row[1] for row in asked.rows("SELECT url, page_kind FROM captures")}
    assert kinds[DEAD_ROBOTS] == "failure"
    assert DEAD not in kinds  # its host has no robots.txt to be had, so nothing there may be asked for
    assert kinds[f"{asked.elsewhere.base_url}/refused.png"] == "refused"


def test_each_is_asked_for_once_with_all_that_it_names(asked: Asked) -> None:
    paths = asked.elsewhere.asked
    expected = ["a", "framed", "dot", "refused", "gone", "moved"]
    assert {f"/{name}.png" for name in expected} | {
        "/style.css",
        "/more.css",
        "/face.woff2",
        "/frame/",
    } <= set(paths)
    twice = {path for path in paths if paths.count(path) > 1}
    assert twice == {"/a.png"}  # named once, and reached once more by a redirect


def test_the_same_bytes_again_are_a_revisit(asked: Asked) -> None:
    kinds = asked.rows(
        f"SELECT kind FROM captures WHERE url = '{asked.elsewhere.base_url}/a.png' ORDER BY captured_at LIMIT 2"
    )
    assert kinds == [("response",), ("revisit",)]


def test_robots_of_the_other_host_are_obeyed(asked: Asked) -> None:
    assert asked.elsewhere.asked[0] == "/robots.txt"
    assert "/private/paper.png" not in asked.elsewhere.asked


def test_what_was_left_out_is_noted_once(asked: Asked) -> None:
    notes = [
        json.loads(str(fields)) for (fields,) in asked.rows("SELECT fields FROM notes WHERE kind = 'limit'")
    ]
    paper = f"{asked.elsewhere.base_url}/private/paper.png"
    (note,) = notes
    assert sorted(json.loads(note.pop("listed"))) == [["no robots.txt", DEAD], ["robots", paper]]
    assert note == {"of": "requisites", "robots": "1", "no robots.txt": "1"}


def test_it_is_asked_for_as_a_browser_asks(asked: Asked) -> None:
    assert asked.elsewhere.headers_of("/style.css")["Referer"] == f"{asked.server.base_url}/"
    assert asked.elsewhere.headers_of("/style.css")["Accept"] == "*/*"


def test_an_article_in_a_frame_is_none_of_the_sites(asked: Asked) -> None:
    urls = {url for (url,) in asked.rows("SELECT url FROM article_urls")}
    assert not [url for url in urls if str(url).startswith(asked.elsewhere.base_url)]
    (title,) = asked.rows("SELECT title FROM v_articles WHERE post_id = 517")[0]
    assert title == next(post.title for post in POSTS if post.id == 517)


def test_later_only_what_failed_is_asked_for_and_then_all_by_condition(asked: Asked) -> None:
    before = len(asked.elsewhere.asked)
    crawl_caracas(asked.server.base_url, asked.folder, "-a", "mode=all")
    assert set(asked.elsewhere.asked[before:]) <= {"/robots.txt", "/refused.png", "/private/paper.png"}
    crawl_caracas(asked.server.base_url, asked.folder, "-a", "mode=all", "-s", "REQUISITES_MAX_AGE_DAYS=0")
    assert asked.elsewhere.headers_of("/dot.png")["If-None-Match"] == '"1"'
    assert "If-None-Match" not in asked.elsewhere.headers_of(
        "/a.png"
    )  # reached by a redirect from /moved.png
    first, *_, last = asked.rows(
        "SELECT record_id, status, kind, refers_to FROM captures"
        f" WHERE url = '{asked.elsewhere.base_url}/dot.png' ORDER BY captured_at"
    )
    assert first[1:] == (200, "response", None)
    assert last[1:] == (304, "revisit", first[0])


@pytest.mark.parametrize(
    ("settings", "asks", "left"),
    [
        (("REQUISITES_ENABLED=0",), False, {}),
        (("REQUISITES_HOSTS=0",), False, {"hosts": "7"}),
        (("REQUISITES_PER_PAGE=0",), False, None),
        (("REQUISITES_BYTES=1",), True, None),
    ],
)
def test_the_bounds_hold(
    tmp_path: Path, settings: tuple[str, ...], asks: bool, left: dict[str, str] | None
) -> None:
    words = [word for setting in settings for word in ("-s", setting)]
    with Elsewhere() as elsewhere, _site(elsewhere) as server:
        url = next(post.url for post in server.truth.posts if post.id == 603)
        crawl = crawl_caracas(server.base_url, tmp_path, "-a", f"url={url}", *words)
        assert crawl.status == 0, crawl.said
        assert bool(elsewhere.asked) == asks
        with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as store:
            rows = store.execute("SELECT fields FROM notes WHERE kind = 'limit'").fetchall()
    notes = [json.loads(fields) for (fields,) in rows]
    for note in notes:  # each that was left out is listed, with the reason
        listed = Counter(reason for reason, _ in json.loads(note.pop("listed")))
        assert {"of": "requisites", **{reason: str(count) for reason, count in listed.items()}} == note
    if left is not None:
        assert [{"of": "requisites", **left}] * bool(left) == notes
    else:
        assert len(notes) == 1


def test_what_nobody_answers_for_takes_no_place(tmp_path: Path) -> None:
    dead = "".join(f'<img src="{DEAD}?{number}">' for number in range(45))
    with Elsewhere() as elsewhere:
        last = f'<img src="{elsewhere.base_url}/a.png">'
        posts = tuple(
            replace(post, body=(f"<p>{dead}{last}</p>", *post.body)) if post.id == 603 else post
            for post in POSTS
        )
        with DemoServer(posts) as server:
            url = next(post.url for post in server.truth.posts if post.id == 603)
            crawl = crawl_caracas(
                server.base_url, tmp_path, "-a", f"url={url}", "-s", "REQUISITES_PER_PAGE=40"
            )
        assert crawl.status == 0, crawl.said
        assert "/a.png" in elsewhere.asked


def test_a_host_that_never_answers_is_left_alone_after_three_addresses(tmp_path: Path) -> None:
    dead = "".join(f'<img src="{DEAD}?{number}">' for number in range(45))
    posts = tuple(
        replace(post, body=(f"<p>{dead}</p>", *post.body)) if post.id == 603 else post for post in POSTS
    )
    with DemoServer(posts) as server:
        url = next(post.url for post in server.truth.posts if post.id == 603)
        unruled = ("-s", "REQUISITES_OBEY_ROBOTS=0")  # else its robots.txt alone would be asked for
        crawl = crawl_caracas(server.base_url, tmp_path, "-a", f"url={url}", *unruled)
    assert crawl.status == 0, crawl.said
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as store:
        tried = store.execute("SELECT url FROM captures WHERE url LIKE ?", (f"{DEAD}?%",)).fetchall()
        ((fields,),) = store.execute("SELECT fields FROM notes WHERE kind = 'limit'")
    tries = Counter(url for (url,) in tried)
    assert (len(tries), set(tries.values())) == (DEAD_AFTER, {2})  # each once again
    assert json.loads(fields)["dead host"] == str(45 - DEAD_AFTER)


def test_places_come_free_as_often_as_the_bound_says_and_what_is_behind_is_told() -> None:
    bounds = Bounds(max_age=timedelta(0), addresses=2, hosts=9, bytes=9)
    page = Allowance(bounds=bounds, own=())
    wanted = [
        Wanted(url=f"http://a/{number}", by="", document="", depth=1, allowance=page) for number in range(6)
    ]
    assert [page.refuse(one.url) for one in wanted[:3]] == [None, None, "addresses"]
    assert [page.keep(one) for one in wanted[2:]] == [True, True, False, False]
    assert list(page.settle(answered=False)) == [(wanted[2], None)]
    assert list(page.settle(answered=False)) == [(wanted[3], None)]
    assert page.keep(wanted[4])
    assert list(page.settle(answered=False)) == []
    assert list(page.settle(answered=False)) == [(wanted[4], "addresses")]
    assert not page.keep(wanted[5])  # nothing is pending: no place can come free


def test_whether_robots_are_obeyed_is_a_setting_and_said(tmp_path: Path) -> None:
    with Elsewhere() as elsewhere, _site(elsewhere) as server:
        url = next(post.url for post in server.truth.posts if post.id == 603)
        crawl_caracas(server.base_url, tmp_path, "-a", f"url={url}", "-s", "REQUISITES_OBEY_ROBOTS=0")
        assert "/private/paper.png" in elsewhere.asked
        assert "/robots.txt" not in elsewhere.asked
    (warc,) = tmp_path.glob("collections/*/archive/*.warc.gz")
    with gzip.open(warc) as records:
        info = records.read().partition(b"WARC/1.1\r\nWARC-Type: re")[0].decode()
    assert "WARC-Type: warcinfo" in info
    assert '"REQUISITES_OBEY_ROBOTS": "0"' in info


def test_status_tells_what_was_left_out(asked: Asked) -> None:
    words = [str(Path(sys.executable).parent / "archiver"), "status", "--json"]
    told = subprocess.run(
        words, env=crawl_environment(asked.folder), capture_output=True, text=True, check=True
    )
    (site,) = json.loads(told.stdout)["sites"]
    paper = f"{asked.elsewhere.base_url}/private/paper.png"
    left = site["left_out"]  # in each run
    assert sorted(left.pop("listed")) == [["no robots.txt", DEAD], ["robots", paper]]
    assert left == {"robots": 1, "no robots.txt": 1}
