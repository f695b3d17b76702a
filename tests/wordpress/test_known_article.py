"""The known article comes out whole: credit, body, pull quotes once, no appeal, the thread in place."""

import json
from pathlib import Path

import pytest

from tests.crawling import crawl_caracas
from tests.wordpress.compare import rows
from tests.wordpress.known_article import SLUG, read_article
from tests.wordpress.site import ARTICLE, WordPress

pytestmark = pytest.mark.wordpress

APPEAL = "100% reader-supported"  # what the testbed prints below every body


def _words(text: str) -> str:
    """Words alone: WordPress makes quotation marks and dashes typographic."""
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def test_the_known_article_comes_out_whole(wordpress: WordPress, tmp_path: Path) -> None:
    (post,) = [post for post in wordpress.truth().posts if post["slug"] == SLUG]
    done = crawl_caracas(wordpress.base_url, tmp_path, "-a", f"url={post['url']}")
    assert done.status == 0, done.said
    credit, paragraphs, _, comments = read_article(ARTICLE)
    (article,) = rows(tmp_path, "SELECT * FROM v_articles")
    assert article["image_credit"] == credit
    assert APPEAL not in article["text"]
    assert "Related" not in article["text"]
    text = _words(article["text"])
    (version,) = rows(tmp_path, "SELECT quotes FROM article_versions")
    quotes = json.loads(version["quotes"])
    assert quotes
    for paragraph in paragraphs:
        assert text.count(_words(paragraph)) == 1, paragraph
    assert text == _words(" ".join(p for p in paragraphs if _words(p) not in map(_words, quotes)))
    held = rows(tmp_path, "SELECT * FROM v_comments ORDER BY position")
    shown = [row for row in held if _words(row["text"])]  # a picture stands where a comment had no words
    assert [(row["depth"], _words(row["text"])) for row in shown] == [
        (min(comment["depth"], 5), _words(comment["text"]))
        for comment in comments  # WordPress nests to 5
    ]
    parents = {row["comment_id"]: row["parent_id"] for row in held}
    depths = {row["comment_id"]: row["depth"] for row in held}
    for number, parent in parents.items():
        # At the limit a reply is printed beside what it answers; REST tells the true parent.
        assert depths[number] == (1 if parent is None else min(depths[parent] + 1, 5))
