"""A robots.txt that forbids what a run came for: no answer tells of that, so the run must."""

from pathlib import Path

import pytest

from archiver.errors import Exit
from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawl.test_redirects import status_of
from tests.crawling import crawl_caracas

ONE, OTHER = "/2018/12/11/one/", "/2018/12/12/other/"
_LINKS = "".join(f'<a href="{path}">an article</a>' for path in (ONE, OTHER))
_HOME = Reply(body=f'<html><body class="home blog">{_LINKS}</body></html>'.encode(), headers=HTML)


def _site(rules: list[str]) -> Served:
    """Two articles, and a robots.txt that forbids ``rules``."""

    def answer(path: str) -> Reply:
        if path == "/robots.txt":
            lines = "".join(f"Disallow: {rule}\n" for rule in rules)
            return Reply(body=f"User-agent: *\n{lines}".encode(), headers={"Content-Type": "text/plain"})
        if path == "/":
            return _HOME
        return article(1 if path == ONE else 2) if path in (ONE, OTHER) else NOT_THERE

    return Served(answer)


def test_a_site_that_forbids_everything_from_one_day_on_is_never_done(tmp_path: Path) -> None:
    rules: list[str] = []
    with _site(rules) as site:
        assert crawl_caracas(site.base_url, tmp_path).status == Exit.DONE
        rules.append("/")
        for _ in range(2):
            site.asked.clear()
            done = crawl_caracas(site.base_url, tmp_path, "-a", "mode=all")  # asks for robots.txt anew
            assert site.asked == ["/robots.txt"]
            assert done.status == Exit.REFUSED, done.said
            robots = f"{site.base_url}/robots.txt"
            assert status_of(tmp_path)["remarks"] == [
                f"{robots} forbids the site to us, its front page too",
                f"{robots} forbids articles that this run came for: {site.base_url}{OTHER} and 1 more",
            ]


@pytest.mark.parametrize("words", [(), ("-a", f"url={{base}}{ONE}")], ids=["found", "named"])
def test_a_forbidden_article_is_a_finding(words: tuple[str, ...], tmp_path: Path) -> None:
    with _site([ONE]) as site:
        done = crawl_caracas(
            site.base_url, tmp_path, *(word.replace("{base}", site.base_url) for word in words)
        )
        assert done.status == Exit.FINDINGS, done.said
        assert f"robots.txt forbids articles that this run came for: {site.base_url}{ONE}\n" in done.said
        assert "forbids the site" not in done.said


def test_a_forbidden_feed_is_none(tmp_path: Path) -> None:
    with _site(["/comments/feed/", "/wp-json/"]) as site:
        for _ in range(2):
            done = crawl_caracas(site.base_url, tmp_path)
            assert done.status == Exit.DONE, done.said
            assert "forbids" not in done.said


def test_a_site_that_forbids_its_front_page_alone_is_done_when_nothing_is_new(tmp_path: Path) -> None:
    with _site(["/$"]) as site:
        assert crawl_caracas(site.base_url, tmp_path, "-a", f"url={site.base_url}{ONE}").status == Exit.DONE
        done = crawl_caracas(site.base_url, tmp_path)
        assert "/feed/" in site.asked
        assert done.status == Exit.DONE, done.said


def test_a_site_that_forbids_everything_refuses_a_run_that_knows_no_article(tmp_path: Path) -> None:
    with _site(["/"]) as site:
        for _ in range(2):
            assert crawl_caracas(site.base_url, tmp_path).status == Exit.REFUSED
