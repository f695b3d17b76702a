"""A server that redirects without end gets a bound, and the operator is told."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from archiver.crawl.redirects import MOST_LISTED
from archiver.errors import Exit
from tests.crawl.served import NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas, crawl_environment
from tests.machine import ROOT

FEW = ("-s", "REDIRECT_MAX_TIMES=3")
A_CHAIN = 4
"""The address and what three redirects lead to."""


def _endless(form: str) -> Callable[[str], Reply]:
    numbers = count()

    def answer(path: str) -> Reply:
        if path == "/robots.txt":
            return NOT_THERE
        return Reply(status=302, headers={"Location": form.format(next(numbers))})

    return answer


def status_of(folder: Path) -> dict[str, Any]:
    told = subprocess.run(
        [str(Path(sys.executable).parent / "archiver"), "status", "--json"],
        cwd=ROOT,
        env=crawl_environment(folder),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    (site,) = json.loads(told.stdout)["sites"]
    return dict(site)


def test_redirects_to_ever_new_addresses_have_an_end(tmp_path: Path) -> None:
    with Served(_endless("/2018/12/11/slug-{}/")) as site:
        done = crawl_caracas(site.base_url, tmp_path, *FEW, timeout=60)
        first = len(site.pages)
        again = crawl_caracas(site.base_url, tmp_path, "-a", "mode=new", *FEW, timeout=60)
    assert done.status == Exit.FINDINGS, done.said
    # Five seeds, and where each leads to first.
    assert first == 10 * A_CHAIN
    sentence = f"redirects without end: after 3 in a row these were left: {site.base_url}/ and 9 more"
    assert f"{sentence}\n" in done.said
    # What only redirects led to is not taken for new the next time: that is the five seeds' part again.
    assert len(site.pages) - first == 10 * A_CHAIN, again.said
    assert status_of(tmp_path)["remarks"][0] == sentence
    with closing(sqlite3.connect(f"file:{tmp_path / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        notes = [json.loads(row[0]) for row in store.execute("SELECT fields FROM notes WHERE kind = 'limit'")]
    assert [(note["of"], note["chains"], note["followed"]) for note in notes] == [
        ("redirects", "10", "3")
    ] * 2
    assert json.loads(notes[0]["listed"])[0] == f"{site.base_url}/"


def test_an_article_behind_several_redirects_is_fetched_as_its_own(tmp_path: Path) -> None:
    places = [f"/2018/12/{day}/moved/" for day in (11, 12, 13, 14)]

    def answer(path: str) -> Reply:
        if path == "/":
            return article(1, places[0])
        if path in places[:-1]:
            return Reply(status=301, headers={"Location": places[places.index(path) + 1]})
        return article(7) if path == places[-1] else NOT_THERE

    with Served(answer) as site:
        done = crawl_caracas(site.base_url, tmp_path)
    assert done.status in (Exit.DONE, Exit.FINDINGS), done.said
    assert "redirects without end" not in done.said
    assert site.pages.count(places[-1]) == 3  # through the first, through the second, and on its own
    with closing(sqlite3.connect(f"file:{tmp_path / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        urls = {row[0] for row in store.execute("SELECT url FROM v_articles WHERE post_id = 7")}
    assert urls == {site.base_url + places[-1]}


def test_of_many_chains_some_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    links = [f"/2018/12/11/a-{number}/" for number in range(MOST_LISTED + 5)]

    def answer(path: str) -> Reply:
        if path == "/":
            return article(1, *links)
        return Reply(status=302, headers={"Location": path}) if path in links else NOT_THERE

    with Served(answer) as site:
        crawl_caracas(site.base_url, tmp_path, "-s", "REDIRECT_MAX_TIMES=0", timeout=60)
    with closing(sqlite3.connect(f"file:{tmp_path / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        (row,) = store.execute("SELECT fields FROM notes WHERE kind = 'limit'")
    note = json.loads(row[0])
    assert (note["chains"], len(json.loads(note["listed"]))) == (str(len(links)), MOST_LISTED)


def test_a_site_that_moves_to_another_host_is_no_success(tmp_path: Path) -> None:
    """The archive has articles of it, nothing is refused, and no new article would ever be found again."""
    place = "/2018/12/11/one/"
    moved: list[str] = []

    def answer(path: str) -> Reply:
        if moved and path != "/robots.txt":
            return Reply(status=301, headers={"Location": moved[0] + path})
        return article(1) if path == place else NOT_THERE

    with Served(answer) as old, Served(lambda _: NOT_THERE) as new:
        first = crawl_caracas(old.base_url, tmp_path, "-a", f"url={old.base_url}{place}")
        assert first.status == Exit.DONE, first.said
        moved.append(new.base_url)
        after = crawl_caracas(old.base_url, tmp_path)
    assert after.status == Exit.FINDINGS, after.said
    assert f"the site's front page leads to {new.base_url}/: if the site has moved" in after.said
    assert any(new.base_url in sentence for sentence in status_of(tmp_path)["remarks"])


@pytest.mark.parametrize("front", [True, False])
def test_articles_that_lead_to_another_host_are_told(front: bool, tmp_path: Path) -> None:
    """Of each the archive knows that it moved, which is no fault of its thread; that many did nobody would see."""
    places = ["/2018/12/11/one/", "/2018/12/12/two/"]
    moved: list[str] = []

    def answer(path: str) -> Reply:
        if moved and (path in places or (front and path == "/")):
            return Reply(status=301, headers={"Location": moved[0] + path})
        return article(places.index(path) + 1) if path in places else article(9, *places)

    with Served(answer) as old, Served(lambda _: NOT_THERE) as new:
        named = "url=" + ",".join(old.base_url + place for place in places)
        first = crawl_caracas(old.base_url, tmp_path, "-a", named)
        assert "another host" not in first.said
        moved.append(new.base_url)
        after = crawl_caracas(old.base_url, tmp_path, "-a", "mode=all")
    (sentence,) = [said for said in status_of(tmp_path)["remarks"] if "articles lead to another host" in said]
    pairs = [f"{old.base_url}{place} to {new.base_url}{place}" for place in places]
    assert sentence in [f"2 articles lead to another host: {pair} and 1 more" for pair in pairs]
    assert f"{sentence}\n" in after.said
