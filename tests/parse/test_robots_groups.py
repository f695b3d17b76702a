"""Whom a group of robots.txt is for (RFC 9309, section 2.2.1): the product's name, in any letters, whole and without what follows."""

import pytest
from protego import Protego

from archiver.parse.robots import for_product


def _allowed(text: str, product: str = "archiver") -> bool:
    rules = Protego.parse(for_product(text, product))
    return rules.can_fetch("https://example.org/2018/12/11/a/", product)


@pytest.mark.parametrize(
    "name",
    [
        "archiver",
        "ARCHIVER",
        "archiver/1.0",
        "Archiver/0.1 (+https://example.org/bot)",
        "archiver # ours",
        "archiver*",
        "archiver 2",
    ],
)
@pytest.mark.parametrize(
    "line", ["User-agent: {}", "user-agent:{}", "  USER-AGENT : {}", "Useragent: {}", "User agent {}"]
)
def test_a_group_for_our_name_is_ours(line: str, name: str) -> None:
    text = f"User-agent: *\nAllow: /\n\n{line.format(name)}\nDisallow: /\n"
    assert not _allowed(text)
    assert not _allowed(text.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "name",
    [
        "arch",
        "a",
        "archive",
        "archiverbot",
        "archiver-x",
        "archiver_2",
        "ia_archiver",
        "archive.org_bot",
        "*archiver",
        "",
        "- archiver",
    ],
)
def test_a_group_for_another_name_is_not(name: str) -> None:
    assert _allowed(f"User-agent: {name}\nDisallow: /\n")
    assert not _allowed(f"User-agent: {name}\nAllow: /\n\nUser-agent: *\nDisallow: /\n")


def test_groups_for_one_name_are_one_and_a_group_may_have_many_names() -> None:
    """Sections 2.2.1 and 2.2.2."""
    text = (
        "User-agent: archiver/1\nDisallow: /2017/\n\nUser-agent: *\nDisallow: /\n\n"
        "User-agent: GPTBot\nUser-agent: archiver/2\nUser-agent: CCBot\nCrawl-delay: 9\nDisallow: /2018/\n"
    )
    rules = Protego.parse(for_product(text, "archiver"))
    reached = {
        year: rules.can_fetch(f"https://example.org/{year}/", "archiver") for year in (2016, 2017, 2018)
    }
    assert reached == {2016: True, 2017: False, 2018: False}


# As WordPress prints it, and as sites that name the robots of others do.
_WORDPRESS = """\
User-agent: *
Disallow: /wp-admin/
Allow: /wp-admin/admin-ajax.php

Sitemap: https://example.org/wp-sitemap.xml
"""
_OTHERS = """\
# As of 2018
User-agent: ia_archiver
User-agent: archive.org_bot
User-agent: Mozilla/5.0 (compatible; archiver/1.0)
User-agent: MJ12bot/v1.4.8
User-agent: SiteSnagger
Disallow: /

User-agent: Googlebot/2.1
Crawl-delay: 10
Disallow: /*?
"""


def test_files_as_sites_have_them_forbid_us_what_they_forbid_all() -> None:
    assert _allowed(_WORDPRESS)
    assert _allowed(_OTHERS)
    assert _allowed(_OTHERS + _WORDPRESS)
    assert not _allowed(_OTHERS + _WORDPRESS.replace("/wp-admin/", "/2018/"))
    assert "Sitemap: https://example.org/wp-sitemap.xml" in for_product(_WORDPRESS, "archiver").splitlines()
