"""Categories and tags that a post's classes name and its template prints elsewhere, or by a link that no rule knows."""

import pytest

from tests.parse.saved import CARACAS, read_text

PAGE = (
    '<html><body class="single postid-7"><nav><a href="{0}/category/oil/">View all</a></nav><article id="post-7" class="post-7 post '
    'hentry {1}"><h1 class="entry-title">T</h1><div class="entry-content"><p>Words.</p></div></article><p>{2}</p></body></html>'
)


@pytest.mark.parametrize(
    ("classes", "links", "categories", "tags"),
    [
        ("category-oil", '<a href="{0}/category/oil/">Oil</a>', ("Oil",), ()),
        ("category-oil", '<a href="{0}/category/gas/">Gas</a>', (), ()),
        ("category-oil", '<a href="{0}/category/oil/" rel="category tag">Petróleo</a>', ("Petróleo",), ()),
        (
            "tag-cafe tag-rosas",
            '<a href="{0}/tag/rosas/">Rosa’s</a> <a href="{0}/tag/cafe/">Café</a>',
            (),
            ("Rosa’s", "Café"),
        ),
        ("tag-cafe", '<a href="{0}/tag/cafe/">More</a> <a href="{0}/tag/gas/" rel="tag">Gas</a>', (), ()),
        ("", '<a href="{0}/tag/cafe/">Café</a>', (), ()),
    ],
)
def test_terms_that_are_linked_elsewhere(
    classes: str, links: str, categories: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    article = read_text(PAGE.format(CARACAS, classes, links.format(CARACAS))).article
    assert article is not None
    assert (article.categories, article.tags) == (categories, tags)
