"""Sites by name and by address."""

import pytest

from archiver.errors import UsageError
from archiver.parse.tree import compiled
from archiver.sites import at_base, site_named, site_of_run
from tests.parse.saved import read_text

FIELDS = [
    "marks",
    "title",
    "subtitle",
    "byline",
    "published",
    "modified",
    "categories",
    "tags",
    "body",
    "furniture",
    "quotes",
    "image",
    "credit",
    "parts",
    "area",
    "heading",
    "count",
    "author",
    "time",
    "content",
    "pages",
    "closed",
]


@pytest.mark.parametrize(
    ("base", "name", "canonical"),
    [
        ("http://127.0.0.1:8089", "caracas@127.0.0.1:8089", "http://127.0.0.1:8089"),
        ("http://127.0.0.1:8089/", "caracas@127.0.0.1:8089", "http://127.0.0.1:8089"),
        ("https://mirror.example.org", "caracas@mirror.example.org", "https://mirror.example.org"),
        ("http://mirror.example.org", "caracas@mirror.example.org:80", "http://mirror.example.org"),
        ("https://example.org/blog/", "caracas@example.org~blog", "https://example.org/blog"),
        ("http://[::1]:8080/", "caracas@[::1]:8080", "http://[::1]:8080"),
        ("http://LOCALHOST:8080", "caracas@localhost:8080", "http://localhost:8080"),
    ],
)
def test_the_same_rules_at_another_address(base: str, name: str, canonical: str) -> None:
    site = at_base(site_named("caracas"), base)
    assert (site.name, site.base, site.timezone) == (name, canonical, "America/Caracas")
    assert site.layouts is site_named("caracas").layouts
    again = site_named(name)
    assert (again.name, again.base, again.hosts) == (site.name, site.base, site.hosts)
    assert site_of_run(name, base).base == canonical


def test_a_mirrors_pages_name_the_original_and_mean_the_mirror() -> None:
    site = at_base(site_named("caracas"), "http://127.0.0.1:8089")
    link = '<html><body class="home"><a href="https://www.caracaschronicles.com/2018/12/11/slug/">x</a></body></html>'
    facts = read_text(link, site, url="http://127.0.0.1:8089/")
    assert [address.url for address in facts.addresses] == ["http://127.0.0.1:8089/2018/12/11/slug/"]


@pytest.mark.parametrize(
    "base", ["ftp://example.org/", "example.org", "http://", "http://host:port/", "http://host:99999/"]
)
def test_what_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(UsageError, match="not an address to start from"):
        at_base(site_named("caracas"), base)


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="caracas, wordpress"):
        site_named("nowhere")


@pytest.mark.parametrize("name", ["caracas", "wordpress"])
def test_every_selector_compiles(name: str) -> None:
    site = site_named(name)
    for layout in site.layouts:
        for field in FIELDS:
            for selector in getattr(layout, field):
                assert compiled(selector) is not None
    for selector in site.furniture:
        assert compiled(selector) is not None
    assert site.layouts[-1].marks == ()
