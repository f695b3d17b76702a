"""Articles in shapes that themes and plugins found in the wild give them: title, authors, date, quotes."""

from datetime import UTC, datetime

import pytest

from archiver.items import Article
from tests.parse.saved import CARACAS, read_text

ROSA = '<a class="url fn n" href="/author/rosa/">Rosa</a>'
JUAN = '<a class="url fn n" href="/author/juan/">Juan</a>'
BODY = '<div class="entry-content"><p>Words.</p></div>'


def article(head: str, *, before: str = "", behind: str = "") -> Article:
    page = f'<html><head>{before}</head><body class="single postid-7"><article class="post-7 post hentry">{head}</article>{behind}</body></html>'
    read = read_text(page, url=f"{CARACAS}/2018/12/11/slug/").article
    assert read is not None
    return read


def test_a_title_and_a_subtitle_of_two_lines() -> None:
    read = article(
        f'<h1 class="entry-title">One:<br/>two&nbsp;<i>three</i></h1><p class="entry-subtitle">a<br>b</p>{BODY}'
    )
    assert (read.title, read.subtitle) == ("One: two\u00a0three", "a b")


def test_a_quote_of_several_paragraphs() -> None:
    quote = '<figure class="wp-block-pullquote"><blockquote><p>One.</p><p>Two.</p><cite>Rosa</cite></blockquote></figure>'
    assert article(f'<div class="entry-content">{quote}</div>').quotes == ("One. Two. Rosa",)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        (
            f'<span class="byline"><span class="author vcard">{ROSA}</span> and <span class="author vcard">{JUAN}</span></span>',
            "Rosa, Juan",
        ),
        (f'<p class="byline">By {ROSA}, {JUAN} and {ROSA}</p>', "Rosa, Juan"),
        ('<span class="post-author vcard">Posted by <span class="fn">Rosa</span></span>', "Rosa"),  # Blogger
        (
            '<span class="byline">by <a href="/author/rosa/">Rosa</a> in <a href="/category/oil/">Oil</a></span>',
            "Rosa",
        ),
        (
            '<span class="byline"><a rel="author" href="/r/">Rosa</a> y <a rel="author" href="/j/">Juan</a></span>',
            "Rosa, Juan",
        ),
        (f'<span class="byline">{ROSA}</span><div><span class="byline x">{JUAN}</span></div>', "Rosa"),
        (
            '<div class="wp-block-x"><div class="c"><p class="wp-block-co-authors-plus-name"><a href="/author/rosa/">Rosa</a></p></div>'
            '<div class="c"><p class="wp-block-co-authors-plus-name"><a href="/author/juan/">Juan</a></p></div></div>',
            "Rosa, Juan",
        ),
    ],
)
def test_who_wrote_it(line: str, byline: str) -> None:
    read = article(
        f"{line}{BODY}", behind=f'<aside class="sidebar"><span class="byline">{JUAN}</span></aside>'
    )
    assert read.byline == byline


def test_who_wrote_it_as_machines_are_told() -> None:
    told = '{"@type":"Article","author":[{"name":"Rosa"},{"name":"Juan"},7]}'
    assert article(BODY, before=f'<script type="application/ld+json">{told}</script>').byline == "Rosa, Juan"


@pytest.mark.parametrize(
    ("told", "at"),
    [
        (
            '<meta property="article:published_time" content="2018-12-11T13:30:07+00:00">',
            datetime(2018, 12, 11, 13, 30, 7, tzinfo=UTC),
        ),
        ("", datetime(2019, 1, 1, 4, tzinfo=UTC)),
    ],
)
def test_a_last_change_is_no_date_of_publication_where_that_is_told(told: str, at: datetime) -> None:
    changed = '<div class="entry-meta"><time class="updated" datetime="2019-01-01T00:00:00-04:00">January 1, 2019</time></div>'
    read = article(f"{changed}{BODY}", before=told)
    assert read.published is not None
    assert read.published.at == at


OTHER = '<aside class="x"><h3 class="post-title">Other</h3><div class="post-content"><p>Of another post.</p></div></aside>'


def test_another_posts_words_are_not_taken_for_this_ones() -> None:
    page = f'<html><body class="single postid-7"><article class="post-7 post hentry"><div class="x"><p>Words.</p></div></article>{OTHER}'
    facts = read_text(page)
    assert facts.article is not None
    assert (facts.article.text, [each.kind for each in facts.problems]) == ("", ["unknown-markup"])


@pytest.mark.parametrize(
    ("heading", "told", "title"),
    [
        ('<h2 class="posttitle"><a href="/x/">A Bridge</a></h2>', "A Bridge | Gazette", "A Bridge"),
        ('<div class="x"><h2>A Bridge</h2></div>', "Gazette » Blog Archive » A Bridge", "A Bridge"),
        ("<h3>Oil</h3><div><h2>A Bridge</h2></div>", "A Bridge - Gazette of Oil", "A Bridge"),
        ("<h3>Oil</h3>", "A Bridge - Gazette of Oil", ""),
        ("<div></div>", "A Bridge", ""),
    ],
)
def test_a_heading_that_the_pages_title_repeats_is_the_title(heading: str, told: str, title: str) -> None:
    below = "<div><h2>A Bridge</h2></div>"
    assert article(f"<div>{heading}</div>{BODY}{below}", before=f"<title>{told}</title>").title == title


@pytest.mark.parametrize(
    "line",
    [
        "<header><small>Tuesday, December 11th, 2018 at 9:30 am</small></header>",
        '<p class="byline">Posted by X on December 11, 2018 at 9:30 am</p>',
        '<footer><time datetime="2018-12-1x" pubdate>December 11, 2018 at 9:30 am</time></footer>',
    ],
)
def test_when_it_was_printed(line: str) -> None:
    read = article(f"{BODY}{line}")
    assert read.published is not None
    assert read.published.at == datetime(2018, 12, 11, 13, 30, tzinfo=UTC)
