"""The demo site's pages, read without a crawl and held against what is true of them: every field of every post."""

from urllib.parse import urlsplit

import pytest

from archiver.items import Address, Article, Comment, PageFacts
from archiver.parse.page import parse_page
from archiver.sites import site_named
from tests.demo.model import Comment as TrueComment
from tests.demo.model import plain as words
from tests.demo.site import DemoSite, TruePost
from tests.parse.saved import CARACAS, page_of

SITE = site_named("caracas")
DEMO = DemoSite(CARACAS)
TRUTH = DEMO.truth()
IDS = [post.url.rsplit("/", 2)[1] for post in TRUTH.posts]


def read(url: str) -> PageFacts:
    """What is made of the demo site's answer at ``url``."""
    parts = urlsplit(url)
    answer = DEMO.answer(parts.path, parts.query)
    headers = tuple((name.encode(), value.encode()) for name, value in answer.headers)
    page = page_of(answer.body, url, status=answer.status, media=None, headers=headers)
    return parse_page(page, SITE)


def article_at(url: str) -> Article:
    found = read(url).article
    assert found is not None
    return found


@pytest.fixture(params=TRUTH.posts, ids=IDS)
def post(request: pytest.FixtureRequest) -> TruePost:
    found: TruePost = request.param
    return found


def test_an_article_says_what_is_true_of_it(post: TruePost) -> None:
    facts = read(post.url)
    found = facts.article
    assert found is not None
    assert (facts.kind, facts.problems) == ("article", ())
    names = [
        "url", "title", "subtitle", "categories", "tags", "image_url", "image_credit", "parts", "protected",
    ]  # fmt: skip
    assert {name: getattr(found, name) for name in names} == {name: getattr(post, name) for name in names}
    assert (found.post_id, found.byline, found.byline_url) == (post.id, post.author, post.author_url)
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.at, found.modified.at) == (post.published, post.modified)
    assert found.published.source == "site-local"  # its offset is false


def test_words_and_quotes_of_all_parts(post: TruePost) -> None:
    pages = [post.url, *(f"{post.url}{part}/" for part in range(2, post.parts + 1))]
    parts = [article_at(page) for page in pages]
    assert [part.part for part in parts] == list(range(1, post.parts + 1))
    assert {part.url for part in parts} == {post.url}
    assert " ".join(" ".join(part.text.split()) for part in parts).strip() == post.text
    assert " ".join(words(part.html) for part in parts).strip() == _with_quotes(post)
    assert tuple(quote for part in parts for quote in part.quotes) == post.quotes


def _with_quotes(post: TruePost) -> str:
    """The words of the whole body: its pull quotes stand in its markup, and only there."""
    source = next(each for each in DEMO.posts if each.id == post.id)
    return "" if post.protected else " ".join(words(part) for part in source.body)


def test_threads_page_by_page(post: TruePost) -> None:
    if post.protected:
        assert read(post.url).thread is None
        return
    for number in range(1, post.comment_pages + 1):
        there = [one for one in TRUTH.comments if (one.post, one.page) == (post.id, number)]
        thread = read(f"{post.url}comment-page-{number}/").thread
        assert thread is not None
        assert (thread.claimed or None) == post.claimed
        if there:  # else nothing on the page tells whether it is the first or lies past the last
            assert (thread.number, thread.lowest) == (number, max(1, number - 1))
        assert [_said(each) for each in thread.comments] == [_true(each) for each in there]
        assert thread.state == ("closed" if post.closed else "open")


def _said(each: Comment) -> tuple[object, ...]:
    at = each.published.at if each.published else None
    place = (each.parent_id, each.depth, each.position)
    return (each.comment_id, each.kind, each.author, each.author_url, at, " ".join(each.text.split()), *place)


def _true(each: TrueComment) -> tuple[object, ...]:
    place = (each.printed_parent, each.depth, each.position)
    return (each.id, each.kind, each.author, each.author_url, each.at, each.text, *place)


def test_a_parent_that_is_said_to_be_known_is_the_true_one() -> None:
    true = {each.id: each for each in TRUTH.comments}
    unsure = []
    for post in TRUTH.posts:
        for number in range(1, post.comment_pages + 1):
            thread = read(f"{post.url}comment-page-{number}/").thread
            for each in thread.comments if thread else ():
                if each.parent_known:
                    assert each.parent_id == true[each.comment_id].parent
                else:
                    unsure.append(each.comment_id)
    deeper = [each.id for each in TRUTH.comments if each.true_depth > each.depth]
    assert deeper
    assert set(deeper) <= set(unsure)


def test_the_plain_address_is_the_newest_page_and_knows_its_number() -> None:
    post = max(TRUTH.posts, key=lambda each: each.comment_pages)
    plain_page, last = read(post.url).thread, read(f"{post.url}comment-page-3/").thread
    assert plain_page is not None
    assert last is not None
    assert plain_page.comments == last.comments
    assert (plain_page.number, plain_page.lowest, plain_page.highest) == (3, 2, 3)
    assert plain_page.older_url == f"{post.url}comment-page-2/"
    assert read(f"{post.url}comment-page-4/").kind == "gone"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "listing"),
        ("/page/2/", "listing"),
        ("/2018/12/", "listing"),
        ("/category/society/", "listing"),
        ("/author/lucia-marin/", "listing"),
        ("/about/", "article"),
        ("/robots.txt", "robots"),
        ("/feed/", "feed"),
        ("/comments/feed/", "feed"),
        ("/sitemap_index.xml", "sitemap"),
        ("/post-sitemap.xml", "sitemap"),
        ("/nowhere/", "gone"),
        ("/wp-admin/", "login"),
        ("/2018/11/02/ferry-notes/", "moved"),
    ],
)
def test_other_pages(path: str, kind: str) -> None:
    assert read(CARACAS + path).kind == kind


def test_a_page_has_its_own_title_and_nothing_of_the_posts_beside_it() -> None:
    about = read(f"{CARACAS}/about/").article
    assert about is not None
    assert (about.kind, about.title) == ("page", "About")
    assert (about.byline, about.byline_url, about.published) == ("", "", None)
    assert "Nothing in it happened" in about.text


def test_sitemap_and_listings_name_every_post() -> None:
    posts = {post.url for post in TRUTH.posts}
    listed = read(f"{CARACAS}/post-sitemap.xml").addresses
    assert {each.url for each in listed} == posts
    assert {each.url: each.modified for each in listed} == {post.url: post.modified for post in TRUTH.posts}
    pages = [read(f"{CARACAS}/"), *(read(f"{CARACAS}/page/{number}/") for number in (2, 3))]
    named = {each.url for page in pages for each in page.addresses if each.kind == "article"}
    assert posts <= named


def test_feeds_name_articles_and_tell_which_threads_have_moved() -> None:
    newest = {each.url for each in read(f"{CARACAS}/feed/").addresses}
    assert newest <= {post.url for post in TRUTH.posts}
    moved = read(f"{CARACAS}/comments/feed/").addresses
    assert moved
    assert all(isinstance(each, Address) and each.activity and each.kind == "article" for each in moved)
    open_posts = {post.url for post in TRUTH.posts if not post.protected}
    assert {each.url for each in moved} <= open_posts


def test_a_page_names_no_trap() -> None:
    for post in TRUTH.posts:
        for each in read(post.url).addresses:
            assert not any(
                trap in each.url for trap in ("share=", "replytocom", "wp-login", "wp-content", "#")
            )
