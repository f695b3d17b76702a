"""A crawl that finds no article of a site of which the archive has none: nobody may take that for a success."""

from pathlib import Path

from archiver.errors import Exit
from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawling import crawl_caracas

_HOME = Reply(body=b"<html><body><p>Nothing is published here.</p></body></html>", headers=HTML)


def _no_wordpress(path: str) -> Reply:
    return _HOME if path == "/" else NOT_THERE


def _one_article(path: str) -> Reply:
    if path == "/2018/12/11/one/":
        return article(1)
    body = b'<html><body class="home blog"><a href="/2018/12/11/one/">one</a></body></html>'
    return Reply(body=body, headers=HTML) if path == "/" else NOT_THERE


def test_a_site_that_is_no_wordpress_is_named_with_what_was_tried(tmp_path: Path) -> None:
    with Served(_no_wordpress) as site:
        for _ in range(2):  # the second run asks for less, and knows what the first was told
            done = crawl_caracas(site.base_url, tmp_path)
            assert done.status == Exit.FINDINGS, done.said
            assert (
                f"{site.site}: no article was found, and the archive has none of it. Asked at {site.base_url}:"
                " /robots.txt (404), / (200), /comments/feed/ (404), /feed/ (404), /wp-sitemap.xml (404),"
                " /wp-json/wp/v2/posts?per_page=100&page=1 (404);"
                " addresses named there that could be articles: none\n"
            ) in done.said


def test_addresses_that_show_no_article_are_counted(tmp_path: Path) -> None:
    def answer(path: str) -> Reply | None:
        if path == "/":
            return _one_article(path)
        return None if path == "/comments/feed/" else NOT_THERE

    with Served(answer) as site:
        done = crawl_caracas(site.base_url, tmp_path, "-s", "RETRY_TIMES=0")
        assert done.status == Exit.FINDINGS, done.said
        assert "/comments/feed/ (no answer), /feed/ (404)" in done.said
        assert "addresses named there that could be articles: 1, of which 1 asked for\n" in done.said


def test_a_known_site_with_nothing_due_is_done(tmp_path: Path) -> None:
    with Served(_one_article) as site:
        for _ in range(2):
            done = crawl_caracas(site.base_url, tmp_path)
            assert done.status == Exit.DONE, done.said
            assert "no article" not in done.said
        assert site.asked.count("/2018/12/11/one/") == 1
