"""Values that are legal on a page and that Python, or the store, won't take: each once made the parser raise."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from archiver.items import Address
from archiver.parse.addresses import article_address, canonical, part_number
from archiver.parse.numbers import whole_number
from archiver.parse.times import Clock, from_machine, from_words
from archiver.sites import site_named
from tests.parse.saved import CARACAS, kind_of, read_text

SITE = site_named("caracas")
HERE = Clock(zone=ZoneInfo("America/Caracas"))
POST = f"{CARACAS}/2018/12/11/slug/"
LONG = "9" * 5000  # int() refuses more than 4,300 digits
NUMBERS = ["²", "٣²", LONG, "", "-1", "1.5", "+3", " 4"]


@pytest.mark.parametrize("said", [*NUMBERS, None, "٣"])
def test_what_is_no_number(said: str | None) -> None:
    assert whole_number(said) is None


def test_what_is_one() -> None:
    assert [whole_number(said) for said in ("0", "007", "9" * 18)] == [0, 7, 10**18 - 1]
    assert whole_number("9" * 19) is None  # more than a store's integer holds


@pytest.mark.parametrize("said", NUMBERS)
def test_addresses_with_odd_numbers(said: str) -> None:
    if said not in ("+3", " 4", "-1", "1.5"):  # those are escapes of the query, or no more than words
        assert canonical(f"{POST}?cpage={said}", SITE) == POST
        assert canonical(f"{CARACAS}/feed/?paged={said}", SITE) == f"{CARACAS}/feed/"
    assert kind_of(f"{CARACAS}/?p={said}", SITE) in ("listing", "other")


def test_a_path_of_many_digits_is_no_page_of_a_post() -> None:
    assert (kind_of(f"{POST}{LONG}/", SITE), part_number(f"{POST}{LONG}/", SITE)) == ("other", None)
    assert article_address(f"{POST}{LONG}/", SITE) is None


def _page(body_class: str = "single single-post", inside: str = "") -> str:
    return (
        f'<html><body class="{body_class}"><h1 class="entry-title">T</h1><div class="entry-content"><p>Words.</p></div>'
        f"{inside}</body></html>"
    )


@pytest.mark.parametrize(
    "page",
    [
        _page(f"single single-post postid-{LONG}"),
        _page(inside='<input name="comment_post_ID" value="²">'),
        _page(inside=f'<input name="comment_post_ID" value="{LONG}">'),
        _page(inside=f'<article id="post-{LONG}"></article>'),
        _page(inside=f'<div class="page-links"><span>{LONG}</span></div>'),
        _page(inside='<div class="page-links"><span>1</span><a>100000000</a></div>'),
        _page(inside=f'<span class="page-numbers current">{LONG}</span>'),
        _page(inside='<link rel="canonical" href="http://[x">'),
    ],
)
def test_pages_with_odd_numbers(page: str) -> None:
    article = read_text(page, url=POST).article
    assert article is not None
    assert (article.post_id, article.part, article.parts, article.text) == (None, 1, 1, "Words.")


def test_a_number_too_long_does_not_hide_a_right_one() -> None:
    page = _page(inside='<input name="comment_post_ID" value="²"><input name="comment_post_ID" value="7">')
    article = read_text(page, url=POST).article
    assert article is not None
    assert article.post_id == 7


def test_a_count_too_long_is_unreadable_and_none_that_is_claimed() -> None:
    facts = read_text(
        _page(inside=f'<div id="comments"><h2 class="comments-title">{LONG} comments</h2></div>'), url=POST
    )
    assert facts.thread is None or facts.thread.claimed is None
    assert "count-unreadable" in [problem.kind for problem in facts.problems]


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:30:00-05:00", "9999-12-31T23:30:00"]
)
def test_the_calendars_first_and_last_day(value: str) -> None:
    assert from_machine(value, "x", HERE).at is None
    assert from_words("December 31, 9999 at 11:30 pm", HERE).at is None
    feed = f"<rss><channel><item><link>{POST}</link><date>{value}</date></item></channel></rss>"
    facts = read_text(feed, url=f"{CARACAS}/feed/", media="text/xml")
    assert facts.addresses == (Address(url=POST, kind="article"),)
    record = f'[{{"id": 1, "link": "{POST}", "modified_gmt": "{value}"}}]'
    facts = read_text(record, url=f"{CARACAS}/wp-json/wp/v2/posts", media="application/json")
    assert [address.url for address in facts.addresses] == [POST]


def test_a_year_that_no_calendar_has() -> None:
    feed = f"<rss><channel><item><link>{POST}</link><pubDate>Tue, 11 Dec 99999999999 13:30:00 +0000</pubDate></item></channel></rss>"
    facts = read_text(feed, url=f"{CARACAS}/feed/", media="text/xml")
    assert facts.addresses == (Address(url=POST, kind="article"),)


def test_a_month_of_letters_that_only_look_like_digits() -> None:
    assert from_words("²²² 12, 2018 at 3:04 pm", HERE).source == "unread"
    assert from_words("2018-12-11 15:04:05", HERE).at == datetime(2018, 12, 11, 19, 4, 5, tzinfo=UTC)
