"""A site that answers and then does so no more: the run's status says that it can't be reached, not that some pages failed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.crawl.outcome import Tally
from archiver.errors import Exit
from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas

ONE, OTHER = "/2018/12/11/one/", "/2018/12/11/other/"
_LINKS = "".join(f'<a href="{path}">an article</a>' for path in (ONE, OTHER))
_HOME = Reply(body=f'<html><body class="home blog">{_LINKS}</body></html>'.encode(), headers=HTML)


def _site(fails: Callable[[str, list[str]], bool], failure: Reply | None) -> Served:
    """Two articles, where each address answers ``failure`` once it ``fails``, by what was asked for before it."""
    asked: list[str] = []

    def answer(path: str) -> Reply | None:
        asked.append(path)
        if fails(path, asked):
            return failure
        if path == "/":
            return _HOME
        return article(1) if path in (ONE, OTHER) else NOT_THERE

    return Served(answer)


def _dead_behind_an_article(path: str, asked: list[str]) -> bool:
    return len({ONE, OTHER} & set(asked)) == 2 or (path in (ONE, OTHER) and asked.count(path) > 1)


@pytest.mark.parametrize("failure", [None, Reply(status=503)], ids=["no-answer", "503"])
def test_a_site_that_dies_in_mid_run_cant_be_reached(failure: Reply | None, tmp_path: Path) -> None:
    with _site(_dead_behind_an_article, failure) as site:
        done = crawl_caracas(site.base_url, tmp_path, "-s", "RETRY_TIMES=0")
        assert done.status == Exit.UNREACHABLE, done.said
        assert "the site can't be reached: exit status 6\n" in done.said
        assert site.asked.count("/") == 2  # at first, and once more behind the last failure


@pytest.mark.parametrize("failure", [None, Reply(status=500)], ids=["no-answer", "500"])
def test_a_page_that_fails_on_a_site_that_answers_is_a_finding(failure: Reply | None, tmp_path: Path) -> None:
    with _site(lambda path, _: path in (ONE, OTHER), failure) as site:
        for _ in range(2):
            done = crawl_caracas(site.base_url, tmp_path, "-s", "RETRY_TIMES=0")
            assert done.status == Exit.FINDINGS, done.said


def test_a_failure_before_the_last_answer_asks_for_nothing_more(tmp_path: Path) -> None:
    with _site(lambda path, _: path == "/comments/feed/", None) as site:
        done = crawl_caracas(site.base_url, tmp_path, "-s", "RETRY_TIMES=0")
        assert done.status == Exit.FINDINGS, done.said
        assert site.asked.count("/") == 1


def test_a_robots_txt_that_ends_a_run_behind_other_answers_makes_no_finding_of_it() -> None:
    """As where the address without TLS still leads to the one with it, which is dead."""
    tally = Tally(pages=1, failures=1, finish_reason="robots_unreachable")
    assert tally.exit_status() == Exit.UNREACHABLE
