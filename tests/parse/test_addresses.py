"""One form for each address, and what an address can be: every duplicate and trap that is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.parse.addresses import (
    article_address,
    canonical,
    comment_page_number,
    comment_page_url,
    part_number,
    post_page_url,
)
from archiver.sites import at_base, site_named
from tests.parse.saved import kind_of

CARACAS = site_named("caracas")
HERE = "https://www.caracaschronicles.com"
POST = f"{HERE}/2018/12/11/bread-and-statecraft/"
TESTBED = at_base(site_named("wordpress"), "http://127.0.0.1:8089")

SAME = [
    "http://caracaschronicles.com/2018/12/11/bread-and-statecraft",
    "http://www.caracaschronicles.com:80/2018/12/11/bread-and-statecraft/",
    "https://caracaschronicles.com:443/2018/12/11/bread-and-statecraft/#comments",
    "https://WWW.CaracasChronicles.com/2018/12/11/bread-and-statecraft/#comment-1001",
    "https://caracaschronicles.wordpress.com/2018/12/11/bread-and-statecraft/",
    "http://caracaschronicles.blogspot.com/2018/12/11/bread-and-statecraft/",
    "//www.caracaschronicles.com/2018/12/11/bread-and-statecraft/",
    "https://www.caracaschronicles.com//2018/12/11//bread-and-statecraft/",
    "https://www.caracaschronicles.com/2018/12/./11/x/../bread-and-statecraft/",
    "https://www.caracaschronicles.com/2018/12/11/bread%2Dand-statecr%61ft/",
    "https://www.caracaschronicles.com/index.php/2018/12/11/bread-and-statecraft/",
    f"{POST}?replytocom=1001",
    f"{POST}?replytocom=1001#respond",
    f"{POST}amp/",
    f"{POST}?amp",
    f"{POST}?amp=1",
    f"{POST}?utm_source=feed&utm_medium=rss",
    f"{POST}?share=jetpack-whatsapp",
    f"{POST}?share=twitter&nb=1",
    f"{POST}print/",
    f"{POST}?fbclid=x",
    f"{POST}1/",
    f"{POST}comment-page-0/",
    f"{POST}?cpage=0",
    f"{POST}?print=print",
    f"{POST}amp/?utm_source=x#comments",
]


@pytest.mark.parametrize("address", SAME)
def test_the_same_content_at_another_address(address: str) -> None:
    assert canonical(address, CARACAS) == POST
    assert kind_of(address, CARACAS) == "article"
    assert article_address(address, CARACAS) == POST


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "listing"),
        ("/page/7/", "listing"),
        ("/category/politics/", "listing"),
        ("/category/politics/diplomacy/page/3/", "listing"),
        ("/tag/maduro/", "listing"),
        ("/author/quico/", "listing"),
        ("/author/quico/page/2/", "listing"),
        ("/2018/", "listing"),
        ("/2018/12/", "listing"),
        ("/2018/12/11/", "listing"),
        ("/2018/12/page/2/", "listing"),
        ("/?cat=3", "listing"),
        ("/2004_05_02_archive.html", "listing"),
        ("/2018/12/11/bread-and-statecraft/", "article"),
        ("/2003/12/05/121/", "article"),
        ("/2018/12/11/requiem-for-the-comments-section-2/", "article"),
        ("/el-feed/una-nota/", "article"),
        ("/about/", "article"),
        ("/2005/03/some-slug.html", "article"),
        ("/archives/123/", "article"),
        ("/2018/12/11/slug/comment-page-3/", "comment-page"),
        ("/2018/12/11/slug/?cpage=3", "comment-page"),
        ("/el-feed/una-nota/comment-page-1/", "comment-page"),
        ("/2018/12/11/slug/2/", "post-page"),
        ("/2003/12/05/121/2/", "post-page"),
        ("/el-feed/una-nota/2/", "post-page"),
        ("/feed/", "feed"),
        ("/feed/atom/", "feed"),
        ("/comments/feed/", "feed"),
        ("/2018/12/11/slug/feed/", "feed"),
        ("/category/politics/feed/", "feed"),
        ("/?feed=rss2", "feed"),
        ("/feed/?paged=3", "feed"),
        ("/wp-sitemap.xml", "sitemap"),
        ("/wp-sitemap-posts-post-1.xml", "sitemap"),
        ("/sitemap.xml", "sitemap"),
        ("/sitemap_index.xml", "sitemap"),
        ("/post-sitemap2.xml", "sitemap"),
        ("/sitemap-2018.xml.gz", "sitemap"),
        ("/wp-json/wp/v2/posts?per_page=100", "rest"),
        ("/?rest_route=/wp/v2/posts", "rest"),
        ("/xmlrpc.php", "other"),
        ("/wp-login.php?action=lostpassword", "other"),
        ("/wp-admin/", "other"),
        ("/wp-content/uploads/2018/12/oven.jpg", "other"),
        ("/?s=maduro", "other"),
        ("/search/maduro/", "other"),
        ("/?p=54321", "other"),
        ("/?attachment_id=9", "other"),
        ("/2018/12/11/slug/embed/", "other"),
        ("/2018/12/11/slug/trackback/", "other"),
        ("/2018/12/11/slug/attachment/oven/", "other"),
        ("/2018/12/11/slug/oven-2/", "other"),
        ("/2018/13/", "other"),
        ("/2018/12/32/", "other"),
        ("/events/2030-01/", "other"),
        ("/calendar/2030/01/", "other"),
        ("/favicon.ico", "other"),
        ("/2018/12/11/slug/2/comment-page-1/", "other"),  # 404 on a real WordPress
        ("/2018/12/11/comment-page-2/", "other"),
        ("/comment-page-2/", "other"),
        ("/category/politics/comment-page-2/", "other"),
        ("/2018/12/11/slug/comment-page-2/embed/", "other"),
        ("/wp-comments-post.php", "other"),
        ("/page/2/feed/", "feed"),
        ("/my.sitemap.xml", "sitemap"),
        ("/sitemap.xsl", "other"),
        ("/author/quico/feed/", "feed"),
        ("/slug/attachment/oven/", "other"),
        ("/a-bare-slug/", "article"),
        ("/2018/12/11/slug", "article"),
        ("/2003/12/05/2/", "article"),
        ("/2003/12/05/121/feed/", "feed"),
    ],
)
def test_what_an_address_looks_like(path: str, kind: str) -> None:
    assert kind_of(HERE + path, CARACAS) == kind


def test_escapes_are_one_whatever_their_case_and_unescaped_letters_too() -> None:
    lower = f"{HERE}/2018/12/10/%d0%ba%d0%b0/"
    assert canonical(lower, CARACAS) == lower
    assert canonical(lower.replace("%d0%ba%d0%b0", "%D0%BA%D0%B0"), CARACAS) == lower
    assert canonical(f"{HERE}/2018/12/10/ка/", CARACAS) == lower
    assert canonical(f"{HERE}/2018/12/10/a%2Fb/", CARACAS) == f"{HERE}/2018/12/10/a%2fb/"


def test_a_number_at_the_slugs_end_is_no_page() -> None:
    second = f"{HERE}/2018/10/30/requiem-for-the-comments-section-2/"
    assert article_address(second, CARACAS) == second
    assert part_number(second, CARACAS) is None


def test_pages_belong_to_their_article() -> None:
    assert article_address(f"{POST}comment-page-2/#comments", CARACAS) == POST
    assert article_address(f"{POST}?cpage=2", CARACAS) == POST
    assert article_address(f"{POST}2/", CARACAS) == POST
    assert article_address(f"{HERE}/2003/12/05/121/comment-page-2/", CARACAS) == f"{HERE}/2003/12/05/121/"
    assert article_address(f"{HERE}/2018/12/", CARACAS) is None
    assert article_address(f"{POST}feed/", CARACAS) is None
    assert article_address("https://example.org/2018/12/11/slug/", CARACAS) is None


@pytest.mark.parametrize(
    "page",
    [
        f"{POST}comment-page-2/",
        f"{POST}comment-page-02",
        f"{POST}comment-page-2/?replytocom=5#respond",
        f"{POST}comment-page-2/amp/",
        f"{POST}amp/comment-page-2/",
        f"{POST}print/?cpage=2",
        f"{POST}?cpage=2&utm_source=x#comment-1001",
        "http://caracaschronicles.wordpress.com/2018/12/11/bread-and-statecraft/comment-page-2/#comments",
    ],
)
def test_one_form_for_a_page_of_a_thread(page: str) -> None:
    assert canonical(page, CARACAS) == comment_page_url(POST, 2)
    assert (kind_of(page, CARACAS), article_address(page, CARACAS)) == ("comment-page", POST)
    assert comment_page_number(page, CARACAS) == 2


def test_numbers_in_addresses() -> None:
    assert comment_page_number(f"{POST}comment-page-02/", CARACAS) == 2
    assert comment_page_number(f"{POST}?cpage=7#comment-9", CARACAS) == 7
    assert comment_page_number(POST, CARACAS) is None
    assert part_number(f"{POST}3/", CARACAS) == 3
    assert part_number(POST, CARACAS) is None


def test_addresses_made_are_read_back() -> None:
    assert comment_page_number(comment_page_url(POST, 4), CARACAS) == 4
    assert part_number(post_page_url(POST, 4), CARACAS) == 4
    assert post_page_url(POST, 1) == POST


def test_plain_permalinks_are_articles_where_a_site_may_have_them() -> None:
    post = "http://127.0.0.1:8089/?p=18"
    assert kind_of(f"{post}&utm_source=x", TESTBED) == "article"
    assert article_address(comment_page_url(post, 2), TESTBED) == post
    assert comment_page_number(comment_page_url(post, 2), TESTBED) == 2
    assert canonical(f"{post}&replytocom=9#respond", TESTBED) == post
    part = post_page_url(post, 2)
    assert (canonical(part, TESTBED), kind_of(part, TESTBED)) == (part, "post-page")
    assert (article_address(part, TESTBED), part_number(part, TESTBED)) == (post, 2)
    assert canonical(f"{post}&page=1", TESTBED) == canonical(f"{post}&cpage=0", TESTBED) == post


def test_another_site_only_loses_its_fragment() -> None:
    assert canonical("https://example.org/a?b=1#c", CARACAS) == "https://example.org/a?b=1"
    assert kind_of("https://example.org/a", CARACAS) is None
    assert kind_of("mailto:someone@example.org", CARACAS) is None
    assert kind_of("https://www.caracaschronicles.com.example.org/2018/", CARACAS) is None
    assert kind_of("https://www.caracaschronicles.com@example.org/2018/", CARACAS) is None


def test_a_site_in_a_folder_owns_that_folder_alone() -> None:
    folder = at_base(site_named("wordpress"), "https://example.org/blog/")
    assert kind_of("https://example.org/blog/2018/12/11/slug/", folder) == "article"
    assert kind_of("https://example.org/blog", folder) == "listing"
    assert kind_of("https://example.org/blogs/x/", folder) is None
    assert kind_of("https://example.org/2018/12/11/slug/", folder) is None


PIECES = st.sampled_from(
    [
        "2018", "12", "11", "slug", "slug-2", "2", "feed", "amp", "print", "page", "comment-page-3", "embed", "%D0%BA",
        "category", "tag", "wp-json", "a b", "ñ", "..", "", "x.html", "?p=1", "?amp", "?cpage=2", "?s=a", "#c",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=7).map("/".join))
def test_the_one_form_is_its_own_one_form(path: str) -> None:
    once = canonical(f"{HERE}/{path}", CARACAS)
    assert canonical(once, CARACAS) == once
    assert kind_of(once, CARACAS) == kind_of(f"{HERE}/{path}", CARACAS)


@given(st.text(max_size=60))
def test_no_address_raises(text: str) -> None:
    for address in (text, f"https://www.caracaschronicles.com/{text}", f"//{text}"):
        canonical(address, CARACAS)
        kind_of(address, CARACAS)
        article_address(address, CARACAS)
