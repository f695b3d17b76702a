"""The testbed keeps its word: known content, the same each time, and what a visitor sees is what it says."""

import re
import urllib.request

import pytest

from tests.wordpress.known_article import SLUG, read_article
from tests.wordpress.site import ARTICLE, WordPress


def test_the_known_article_has_every_shape_a_reader_meets() -> None:
    credit, paragraphs, appeal, comments = read_article(ARTICLE)
    assert credit.startswith("Photo:")
    assert "donation" in appeal
    assert sum(paragraphs.count(one) for one in paragraphs) == len(paragraphs)
    assert len(comments) >= 20
    assert {comment["depth"] for comment in comments} >= {1, 2, 3, 4, 5, 6}


on_a_site = pytest.mark.wordpress


@on_a_site
def test_truth_is_what_the_pages_show(wordpress: WordPress) -> None:
    truth = wordpress.truth()
    assert len(wordpress.truth(everything=True).comments) > 4000
    known = next(post for post in truth.posts if post["slug"] == SLUG)
    with urllib.request.urlopen(known["url"]) as answer:
        page = answer.read().decode()
    shown = {
        int(number) for number in re.findall(r'<(?:li|div|article)[^>]* id="(?:div-)?comment-(\d+)"', page)
    }
    true = {
        comment["id"] for comment in truth.comments if comment["post"] == known["id"] and comment["on_page"]
    }
    assert len(true) >= 20
    assert shown == true


@on_a_site
def test_options_and_content_are_put_back(wordpress: WordPress) -> None:
    before = wordpress.truth()
    wordpress.option(comments_per_page=20, theme="twentytwentythree")
    changes = wordpress.mutate()
    changed = wordpress.truth()
    assert changed.site["theme"] == "twentytwentythree"
    assert {comment["id"] for comment in changes["new_comments"]} <= {
        comment["id"] for comment in changed.comments
    }
    wordpress.reset()
    assert wordpress.truth() == before
