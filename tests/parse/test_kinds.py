"""What a page is: by status, form and markup; and no bytes make the parser raise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.items import Address
from tests.parse.saved import CARACAS, PAGES, read_text

POST = f"{CARACAS}/2018/12/11/slug/"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, "gone"),
        (410, "gone"),
        (403, "refused"),
        (429, "refused"),
        (401, "refused"),
        (500, "outage"),
        (503, "outage"),
    ],
)
def test_statuses(status: int, kind: str) -> None:
    facts = read_text("<html><body class='single'><h1>x</h1></body></html>", url=POST, status=status)
    assert (facts.kind, facts.article, facts.thread) == (kind, None, None)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_moved_page_names_where_to(status: int) -> None:
    facts = read_text(
        "", url=POST, status=status, headers=((b"Location", b"/2018/12/12/slug/?utm_source=x"),)
    )
    assert facts.kind == "moved"
    assert facts.addresses == (Address(url=f"{CARACAS}/2018/12/12/slug/", kind="article"),)


CHALLENGES = [
    "<html><head><title>Just a moment...</title></head><body><div id='cf-wrapper'></div><script>window._cf_chl_opt={}</script></body></html>",
    "<html><head><title>Attention Required! | Cloudflare</title></head><body><div class='cf-error-details'></div></body></html>",
    "<html><body><script src='/_Incapsula_Resource?SWJIYLWA=1'></script></body></html>",
    "<html><head><title>Access denied</title></head><body>Sucuri WebSite Firewall</body></html>",
]


@pytest.mark.parametrize("page", CHALLENGES)
@pytest.mark.parametrize("status", [200, 503])
def test_challenges_are_refusals_whatever_their_status(page: str, status: int) -> None:
    assert read_text(page, url=POST, status=status).kind == "refused"


def test_a_challenge_by_header() -> None:
    assert read_text("<html></html>", url=POST, headers=((b"CF-Mitigated", b"challenge"),)).kind == "refused"


def test_an_article_about_challenges_is_an_article() -> None:
    page = (PAGES / "newspaper-one.html").read_text(encoding="utf-8")
    page = page.replace(
        "to the point.", "Attention Required! Just a moment... /cdn-cgi/challenge-platform/ wordfence"
    )
    assert read_text(page, url=POST).kind == "article"


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("home blog", "listing"),
        ("home page-template page page-id-4", "listing"),
        ("archive category category-politics", "listing"),
        ("archive tag tag-maduro", "listing"),
        ("archive author author-quico", "listing"),
        ("archive date", "listing"),
        ("search search-results", "other"),
        ("error404", "gone"),
        ("page page-id-4", "article"),
        ("single single-post postid-4", "article"),
        ("attachment single single-attachment attachmentid-4", "article"),
    ],
)
def test_wordpress_says_what_a_page_is(classes: str, kind: str) -> None:
    page = f'<html><body class="{classes}"><h1 class="entry-title">T</h1><div class="entry-content">x</div><a href="/2018/">y</a></body></html>'
    facts = read_text(page, url=f"{CARACAS}/whatever/")
    assert facts.kind == kind
    if kind == "listing":
        assert facts.addresses == (Address(url=f"{CARACAS}/2018/", kind="listing"),)


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("single-post postid-4", "post"),
        ("page page-id-4", "page"),
        ("attachment single attachmentid-4", "attachment"),
    ],
)
def test_kinds_of_articles_and_their_number(classes: str, kind: str) -> None:
    page = f'<html><body class="{classes}"><h1 class="entry-title">T</h1><div class="entry-content">x</div></body></html>'
    found = read_text(page, url=POST).article
    assert found is not None
    assert (found.kind, found.post_id) == (kind, 4)


def test_an_undated_address_is_an_article_if_the_page_is_one() -> None:
    page = (
        (PAGES / "newspaper-one.html")
        .read_text(encoding="utf-8")
        .replace("/2017/03/02/a-short-note/", "/el-feed/a-short-note/")
    )
    facts = read_text(page, url=f"{CARACAS}/el-feed/a-short-note/")
    assert facts.article is not None
    assert facts.article.url == f"{CARACAS}/el-feed/a-short-note/"


def test_an_old_address_of_an_article_is_led_to_its_own() -> None:
    page = (PAGES / "newspaper-one.html").read_text(encoding="utf-8")
    facts = read_text(page, url=f"{CARACAS}/?p=60001")
    assert facts.article is not None
    assert facts.article.url == f"{CARACAS}/2017/03/02/a-short-note/"


def test_without_body_classes_many_entries_are_a_listing() -> None:
    entry = '<div class="post hentry" id="post-{0}"><h2 class="entry-title"><a href="/2018/12/11/s{0}/">T</a></h2></div>'
    page = f"<html><body>{entry.format(1)}{entry.format(2)}</body></html>"
    assert read_text(page, url=f"{CARACAS}/").kind == "listing"


@pytest.mark.parametrize(
    ("path", "thread", "kind"),
    [
        ("/2008/12/11/", "", "listing"),
        ("/category/oil/", "", "listing"),
        ("/2008/12/11/slug/", "", "article"),
        ("/category/oil/", '<h3 id="comments">No comments</h3>', "article"),
    ],
)
def test_without_body_classes_an_address_tells_a_listing_of_one_post(
    path: str, thread: str, kind: str
) -> None:
    page = f'<html><body><div class="post" id="post-7"><h2><a href="/2008/12/11/slug/">T</a></h2><div class="entry">x</div></div>{thread}'
    assert read_text(page, url=f"{CARACAS}{path}").kind == kind


def test_an_embedded_card_is_no_article() -> None:
    page = '<html><body class="single single-post postid-4"><div class="wp-embed post-4"><p class="wp-embed-heading">T</p></div></body></html>'
    assert read_text(page, url=f"{POST}embed/").kind == "other"


@pytest.mark.parametrize(
    ("media", "declared", "body"),
    [
        ("text/html; charset=ISO-8859-1", "", "<p>ma\xf1ana \x93quoted\x94</p>".encode("latin-1")),
        ("text/html", "<meta charset=windows-1252>", "<p>mañana “quoted”</p>".encode("cp1252")),
        ("text/html", "", "<p>mañana “quoted”</p>".encode()),
        ("text/html", "", "<p>mañana “quoted”</p>".encode("cp1252")),
        ("text/html; charset=utf-8", "", b"\xef\xbb\xbf" + "<p>mañana “quoted”</p>".encode()),
        ("text/html; charset=utf-8", "<meta charset=latin1>", "<p>mañana “quoted”</p>".encode()),
    ],
)
def test_the_charset_is_decided_as_browsers_do(media: str, declared: str, body: bytes) -> None:
    head = f'<html><head>{declared}</head><body class="single postid-4"><div class="entry-content">'.encode()
    start = b"\xef\xbb\xbf" if body.startswith(b"\xef\xbb\xbf") else b""
    page = start + head + body.removeprefix(start) + b"</div></body></html>"
    found = read_text(page, url=POST, media=media).article
    assert found is not None
    assert found.text == "mañana “quoted”"


@settings(max_examples=200)
@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html", "text/xml", "application/json", "text/html; charset=nonsense"]),
)
def test_no_bytes_raise(body: bytes, media: str | None) -> None:
    for url in (POST, f"{CARACAS}/feed/", f"{CARACAS}/robots.txt", f"{CARACAS}/sitemap.xml.gz"):
        read_text(body, url=url, media=media)


@settings(max_examples=60)
@given(st.data())
def test_no_cut_or_damaged_page_raises(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["newspaper-thread", "kubrick-2009", "misnested", "stock-2022-last"]))
    body = bytearray((PAGES / f"{name}.html").read_bytes())
    del body[data.draw(st.integers(0, len(body))) :]
    for _ in range(data.draw(st.integers(0, 5))):
        if body:
            body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    read_text(bytes(body), url=POST)
