"""A few pages of the real WordPress, in each of its themes, replay as a browser showed them live, with the text of the store."""

from pathlib import Path

import pytest

from tests.crawling import crawl_caracas
from tests.fidelity.live import fidelities, loaded_live
from tests.wordpress.known_article import SLUG
from tests.wordpress.site import WordPress

pytestmark = [pytest.mark.wordpress, pytest.mark.browser, pytest.mark.pywb]


@pytest.mark.parametrize("theme", ["twentytwentyone", "twentytwentytwo", "twentytwentythree"])
def test_pages_replay(wordpress: WordPress, theme: str, tmp_path: Path) -> None:
    wordpress.option(theme=theme, comments_per_page=20)
    posts = wordpress.truth().posts
    known = next(post["url"] for post in posts if post["slug"] == SLUG)
    longest = max(posts, key=lambda post: int(post["comment_count"]))["url"]
    done = crawl_caracas(wordpress.base_url, tmp_path, "-a", f"url={known},{longest}")
    assert done.status == 0, done.said
    for found in fidelities(tmp_path, loaded_live(known, f"{longest}comment-page-1/")):
        assert found.page["loaded"], found.page["url"]
        assert found.page["differences"] == []
        assert found.of("leaked") == []
        assert found.lost == {}
