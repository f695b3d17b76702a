"""Pages of themes and plugins that nobody here has crawled, held against the model that they were printed from."""

from dataclasses import replace

import pytest

from archiver.sites import wordpress
from tests.parse.saved import read_text
from tests.parse.themes import custom, early, later, layouts, plugins, translated
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
