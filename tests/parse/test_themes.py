"""Pages of themes and plugins that nobody here has crawled, held against the model that they were printed from."""

from dataclasses import replace

import pytest

from archiver.sites import wordpress
from tests.parse.saved import read_text
from tests.parse.themes import custom, early, later, layouts, plugins, translated
from tests.parse.themes.articles import kubrick
from tests.parse.themes.core import CLASSIC, CLASSIC_TEXT, Sheet
from tests.parse.themes.model import ADDRESS, Post
from tests.parse.themes.theme import Theme
from tests.parse.themes.truth import differences

SITE = replace(
    wordpress.SITE,
    name="gazette",
    base="https://gazette.example",
    hosts=frozenset({"gazette.example"}),
    timezone="America/Caracas",
)
THEMES = (*early.THEMES, *later.THEMES, *custom.THEMES, *layouts.THEMES, *plugins.THEMES, *translated.THEMES)


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_read_is_what_was_meant(theme: Theme, page: int) -> None:
    sheet = theme.sheet(page)
    facts = read_text(theme.show(sheet), SITE, url=sheet.url)
    assert differences(theme, sheet, facts) == []


def test_a_page_that_only_links_its_thread_tells_nothing_of_it() -> None:
    theme = Theme(name="amp", show=layouts.amp, lacks=frozenset({"subtitle", "modified", "byline_url"}))
    sheet = theme.sheet(1)
    facts = read_text(theme.show(sheet), SITE, url=f"{sheet.url}amp/")
    assert differences(theme, sheet, facts) == ["no thread"]


@pytest.mark.parametrize(
    ("printed", "part", "parts"),
    [
        ('<p><strong>Pages:</strong> 1 <a href="{0}2/">2</a> <a href="{0}3/">3</a></p>', 1, 3),
        ('<p>Pages: <a href="{0}">1</a> 2 <a href="{0}3/">3</a></p>', 2, 3),
        (
            '<p class="post-nav-links">Pages: <a href="{0}" class="post-page-numbers">1</a> <span class="post-page-numbers current">2</span></p>',
            2,
            2,
        ),
        ('<div class="page-links">Seiten: <span>1</span> <a href="{0}2/"><span>2</span></a></div>', 1, 2),
        ("<p>Pages: 1 2 3 are lost.</p>", 1, 1),
    ],
)
def test_the_pages_of_a_post_are_no_words_of_it(printed: str, part: int, parts: int) -> None:
    sheet = Sheet(post=Post())
    shown = kubrick(sheet).replace(CLASSIC, CLASSIC + printed.format(ADDRESS))
    article = read_text(sheet.page_of(shown), SITE, url=ADDRESS if part == 1 else f"{ADDRESS}{part}/").article
    assert article is not None
    assert (article.part, article.parts) == (part, parts)
    assert (" ".join(article.text.split()) == CLASSIC_TEXT) == (parts > 1)
