"""The demo site is what it says: whole, linked together, and true to its own ground truth."""

import http.client
import re
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from tests.demo.model import THREADS_PER_PAGE, plain
from tests.demo.server import DemoServer
from tests.demo.site import DemoSite

BASE = "http://demo.test"


@pytest.fixture
def site() -> DemoSite:
    return DemoSite(BASE)


def _tree(site: DemoSite, url: str) -> html.HtmlElement:
    answer = site.answer(urlsplit(url).path, urlsplit(url).query)
    assert answer.status == 200, url
    return html.document_fromstring(answer.body.decode())


def _named(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.iter("a", "img", "link", "script"):
        yield from (value for name in ("href", "src") if (value := element.get(name)))
        yield from (part.split()[0] for part in element.get("srcset", "").split(",") if part.strip())


def test_every_address_that_a_page_names_answers(site: DemoSite) -> None:
    waiting, seen = [BASE + "/"], {BASE + "/"}
    while waiting:
        url = waiting.pop()
        answer = site.answer(urlsplit(url).path, urlsplit(url).query)
        assert answer.status in (200, 301), url
        if not dict(answer.headers).get("Content-Type", "").startswith("text/html") or not answer.body:
            continue
        for link in _named(html.document_fromstring(answer.body.decode())):
            whole = urljoin(url, link).split("#")[0]
            if whole.startswith(BASE) and whole not in seen:
                seen.add(whole)
                waiting.append(whole)
    assert {post.url for post in site.truth().posts} < seen


def test_style_sheets_name_what_exists(site: DemoSite) -> None:
    sheet = BASE + "/wp-content/themes/Newspaper/style.css"
    names = re.findall(r'url\("?([^")]+)"?\)', site.answer(urlsplit(sheet).path).body.decode())
    assert len(names) == 3
    for name in names:
        parts = urlsplit(urljoin(sheet, name))
        assert site.answer(parts.path, parts.query).status == 200, name


def test_pages_show_the_comments_that_are_true(site: DemoSite) -> None:
    truth = site.truth()
    for post in truth.posts:
        comments = [comment for comment in truth.comments if comment.post == post.id]
        for page in range(1, post.comment_pages + 1 if comments else 1):
            tree = _tree(site, f"{post.url}comment-page-{page}/")
            shown = tree.xpath("//ol[@class='comment-list']//li[@id]")
            expected = [comment for comment in comments if comment.page == page]
            assert [item.get("id") for item in shown] == [f"comment-{comment.id}" for comment in expected]
            for item, comment in zip(shown, expected, strict=True):
                above = item.xpath("ancestor::li")
                assert len(above) + 1 == comment.depth
                assert (int(above[-1].get("id")[8:]) if above else None) == comment.printed_parent
                assert (
                    plain(html.tostring(item.xpath("./article/div[1]")[0], encoding="unicode"))
                    == comment.text
                )


def test_the_plain_address_shows_the_newest_page(site: DemoSite) -> None:
    post = max(site.truth().posts, key=lambda one: one.comment_pages)
    assert post.comment_pages == 3
    plain_address, last = _tree(site, post.url), _tree(site, post.url + "comment-page-3/")
    assert plain_address.xpath("//li/@id") == last.xpath("//li/@id") != []
    assert site.answer(urlsplit(post.url).path + "comment-page-4/").status == 404
    first = _tree(site, post.url + "comment-page-1/")
    assert len(first.xpath("//ol[@class='comment-list']/li")) == THREADS_PER_PAGE


def test_it_holds_one_of_each_kind(site: DemoSite) -> None:
    truth = site.truth()
    assert len(truth.posts) >= 8
    for mark in ("protected", "closed", "moved_from", "quotes", "subtitle", "image_credit"):
        assert any(getattr(post, mark) for post in truth.posts), mark
    assert any(post.parts == 2 for post in truth.posts)
    assert any(comment.kind == "pingback" for comment in truth.comments)
    assert any(not comment.author for comment in truth.comments)
    assert any(comment.true_depth > comment.depth for comment in truth.comments)
    for tag in ("<ul>", "<ol>", "<blockquote>", "<a href", "<strong>", "<code>"):
        assert any(tag in comment.inner for comment in truth.comments), tag


def test_nothing_secret_is_told(site: DemoSite) -> None:
    protected = next(post for post in site.truth().posts if post.protected)
    for path in (urlsplit(protected.url).path, "/feed/", "/comments/feed/", "/"):
        assert b"SECRET" not in site.answer(path).body


def test_a_moved_article_redirects(site: DemoSite) -> None:
    post = next(post for post in site.truth().posts if post.moved_from)
    answer = site.answer(urlsplit(post.moved_from).path)
    assert (answer.status, dict(answer.headers)["Location"]) == (301, post.url)
    assert dict(site.answer("/", f"p={post.id}").headers)["Location"] == post.url


def test_two_looks_at_a_page_differ_only_in_its_views(site: DemoSite) -> None:
    path = urlsplit(site.truth().posts[0].url).path
    first, second = (site.answer(path).body for _ in range(2))
    assert first != second
    views = re.compile(rb'(class="td-nr-views-\d+">)\d+')
    assert views.sub(rb"\1", first) == views.sub(rb"\1", second)


def test_it_is_the_same_each_time() -> None:
    assert DemoSite(BASE).truth() == DemoSite(BASE).truth()
    assert DemoSite(BASE).answer("/").body == DemoSite(BASE).answer("/").body


def test_it_is_served_as_a_real_site_is(demo_site: DemoServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(demo_site.base_url).netloc)
    connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    assert (answer.headers["Content-Encoding"], answer.headers["Transfer-Encoding"]) == ("gzip", "chunked")
    assert b"td-module-title" in zlib.decompress(answer.read(), 31)
    connection.request("GET", "/feed/")
    feed = connection.getresponse()
    feed.read()
    connection.request("GET", "/feed/", headers={"If-None-Match": feed.headers["ETag"]})
    again = connection.getresponse()
    assert (again.status, again.read()) == (304, b"")
    connection.request("GET", "/nowhere/")
    missing = connection.getresponse()
    missing.read()
    assert missing.status == 404
    assert demo_site.requests == ["/", "/feed/", "/feed/", "/nowhere/"]
    connection.close()
