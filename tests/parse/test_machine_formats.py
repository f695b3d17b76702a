"""Feeds, sitemaps, REST answers and robots.txt: the addresses they name and what they say of them."""

import gzip
from datetime import UTC, datetime

import pytest

from archiver.items import Address
from tests.parse.saved import CARACAS, read_text

POST = f"{CARACAS}/2018/12/11/slug/"
AT = datetime(2018, 12, 11, 13, 30, tzinfo=UTC)

RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>
<title>x</title><link>{CARACAS}</link>
<item><title>A &amp; B</title><link>{POST}</link><pubDate>Tue, 11 Dec 2018 13:30:00 +0000</pubDate><slash:comments>4</slash:comments></item>
<item><title>Elsewhere</title><link>https://example.org/x/</link></item>
<item><title>Undated</title><link>{CARACAS}/2018/12/10/other/?utm_source=rss</link></item></channel></rss>"""


def test_a_feed_of_articles() -> None:
    facts = read_text(RSS, url=f"{CARACAS}/feed/", media="application/rss+xml")
    assert facts.kind == "feed"
    assert facts.addresses == (
        Address(url=POST, kind="article", modified=AT, count=4),
        Address(url=f"{CARACAS}/2018/12/10/other/", kind="article"),
    )


def test_a_feed_of_comments_names_articles_whose_threads_have_moved() -> None:
    item = "<item><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate><description>In reply to X.</description></item>"
    items = "".join(
        item.format(link=f"{POST}comment-page-{page}/#comment-{n}", date=date)
        for page, n, date in (
            (1, 5, "Tue, 11 Dec 2018 09:30:00 -0400"),
            (2, 9, "Tue, 11 Dec 2018 13:00:00 +0000"),
        )
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    facts = read_text(body, url=f"{CARACAS}/comments/feed/", media="text/xml")
    assert facts.addresses == (
        Address(url=POST, kind="article", modified=AT, activity=True, comment_ids=(5, 9)),
    )


def test_atom() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="replies" href="https://example.org/"/>'
        f'<link rel="alternate" href="{POST}"/><updated>2018-12-11T09:30:00-04:00</updated></entry></feed>'
    )
    facts = read_text(body, url=f"{CARACAS}/feed/atom/", media="application/atom+xml")
    assert (facts.kind, facts.addresses) == ("feed", (Address(url=POST, kind="article", modified=AT),))


def test_a_feed_that_is_cut_gives_what_it_holds() -> None:
    facts = read_text(RSS[: RSS.index("Elsewhere")], url=f"{CARACAS}/feed/", media="application/rss+xml")
    assert [address.url for address in facts.addresses] == [POST]


URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    f"<url><loc>{POST}</loc><lastmod>2018-12-11T13:30:00+00:00</lastmod></url><url><loc>{CARACAS}/about/</loc></url>"
    "<url><loc>https://example.org/</loc></url></urlset>"
)


@pytest.mark.parametrize("packed", [False, True])
def test_a_sitemap_plain_and_packed(packed: bool) -> None:
    body = gzip.compress(URLSET.encode()) if packed else URLSET
    name = "post-sitemap.xml.gz" if packed else "post-sitemap.xml"
    facts = read_text(body, url=f"{CARACAS}/{name}", media="application/x-gzip" if packed else "text/xml")
    assert facts.kind == "sitemap"
    assert facts.addresses == (
        Address(url=POST, kind="article", modified=AT),
        Address(url=f"{CARACAS}/about/", kind="article"),
    )


def test_a_packed_sitemap_that_is_damaged_is_a_problem() -> None:
    facts = read_text(
        gzip.compress(URLSET.encode())[:30], url=f"{CARACAS}/sitemap.xml.gz", media="application/gzip"
    )
    assert [problem.kind for problem in facts.problems] == ["sitemap-unreadable"]


def test_an_index_of_sitemaps() -> None:
    body = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{CARACAS}/post-sitemap.xml</loc><lastmod>2018-12-11T09:30:00-04:00</lastmod></sitemap>"
        f"<sitemap><loc>{CARACAS}/maps/one.xml</loc></sitemap></sitemapindex>"
    )
    facts = read_text(body, url=f"{CARACAS}/sitemap_index.xml", media="text/xml; charset=UTF-8")
    assert facts.addresses == (
        Address(url=f"{CARACAS}/post-sitemap.xml", kind="sitemap", modified=AT),
        Address(url=f"{CARACAS}/maps/one.xml", kind="sitemap"),
    )


def test_no_entity_is_resolved() -> None:
    body = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel><item><link>&a;</link></item></channel></rss>'
    assert read_text(body, url=f"{CARACAS}/feed/", media="text/xml").addresses == ()


def test_rest_posts_and_comments() -> None:
    posts = (
        f'[{{"id":1,"link":"{POST}","modified_gmt":"2018-12-11T13:30:00","date_gmt":"2018-12-10T00:00:00"}}]'
    )
    url = f"{CARACAS}/wp-json/wp/v2/posts"
    facts = read_text(posts, url=url, media="application/json; charset=UTF-8")
    assert (facts.kind, facts.addresses) == ("rest", (Address(url=POST, kind="article", modified=AT),))
    comments = (
        f'[{{"id":7,"post":1,"author_name":"A","link":"{POST}#comment-7","date_gmt":"2018-12-11T13:30:00"}}]'
    )
    facts = read_text(comments, url=f"{CARACAS}/wp-json/wp/v2/comments", media="application/json")
    assert facts.addresses == (
        Address(url=POST, kind="article", modified=AT, activity=True, comment_ids=(7,)),
    )


@pytest.mark.parametrize(
    "body", ["[]", '{"code":"rest_no_route"}', "[1, null, []]", '[{"id": 1, "link": 5}]']
)
def test_rest_answers_that_name_nothing(body: str) -> None:
    facts = read_text(body, url=f"{CARACAS}/wp-json/wp/v2/posts", media="application/json")
    assert (facts.kind, facts.addresses, facts.problems) == ("rest", (), ())


def test_rest_that_is_no_json_is_a_problem() -> None:
    facts = read_text("[{", url=f"{CARACAS}/wp-json/wp/v2/posts", media="application/json")
    assert [problem.kind for problem in facts.problems] == ["rest-unreadable"]


def test_robots_names_sitemaps() -> None:
    body = f"User-agent: *\r\nDisallow: /wp-admin/\r\n\r\nSitemap: {CARACAS}/wp-sitemap.xml\rsitemap:/b-sitemap.xml\n# Sitemap: {CARACAS}/no.xml\n"
    facts = read_text(body, url=f"{CARACAS}/robots.txt", media="text/plain")
    assert facts.kind == "robots"
    assert facts.addresses == (
        Address(url=f"{CARACAS}/wp-sitemap.xml", kind="sitemap"),
        Address(url=f"{CARACAS}/b-sitemap.xml", kind="sitemap"),
    )
