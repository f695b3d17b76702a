"""A comment that prints less than its reply: no part of the reply becomes the parent's. And what tells times apart."""

from datetime import UTC, datetime

import pytest

from archiver.items import Comment
from tests.parse.saved import CARACAS, PAGES, read_text

POST = f"{CARACAS}/2018/12/11/slug/"


def _reply(number: int) -> str:
    return (
        f'<li class="comment" id="comment-{number}"><article><footer><cite><a href="https://reply.example/">Reply</a>'
        '</cite><a href="#"><time pubdate="1544536931">December 11, 2018 at 10:02 am</time></a></footer>'
        '<div class="comment-content"><p>Words of the reply.</p></div></article></li>'
    )


def _thread(bare: str) -> tuple[Comment, ...]:
    page = (
        '<html><body class="single single-post postid-7"><div class="td-post-content"><p>W</p></div><div id="comments">'
        f'<ol class="comment-list"><li class="comment" id="comment-1">{bare}<ul class="children">{_reply(2)}</ul></li>'
        '</ol><div id="respond"></div></div></body></html>'
    )
    thread = read_text(page, url=POST).thread
    assert thread is not None
    return thread.comments


@pytest.mark.parametrize(
    "bare",
    [
        "<article><footer><cite></cite></footer></article>",
        "<article><footer></footer></article>",
        "<article></article>",
        "",
        '<article><footer></footer><div class="comment-content"></div></article>',
    ],
)
def test_nothing_of_a_reply_leaks_into_a_bare_parent(bare: str) -> None:
    parent, reply = _thread(bare)
    assert (parent.author, parent.author_url, parent.published, parent.text) == ("", "", None, "")
    assert parent.links == ()
    assert (reply.author, reply.author_url, reply.text, reply.parent_id) == (
        "Reply",
        "https://reply.example/",
        "Words of the reply.",
        1,
    )
    assert reply.published is not None
    assert reply.published.at == datetime(2018, 12, 11, 14, 2, 11, tzinfo=UTC)


@pytest.mark.parametrize("version", ["4.9.8", "5.3", "6.1.1"])
@pytest.mark.parametrize("site", ["caracas", "wordpress"])
def test_newspapers_zero_offset_is_false_under_any_version(version: str, site: str) -> None:
    source = (PAGES / "newspaper-thread.html").read_text(encoding="utf-8")
    page = source.replace("<head>", f'<head><meta name="generator" content="WordPress {version}">')
    article = read_text(page, site, url=f"{CARACAS}/2018/12/11/bread-and-statecraft/").article
    assert article is not None
    assert article.published is not None
    wall = (
        datetime(2018, 12, 11, 13, 30, tzinfo=UTC) if site == "caracas" else None
    )  # without a zone: no instant
    assert (article.published.at, article.published.printed) == (wall, "December 11, 2018")


def _loose(number: int, printed: str) -> str:
    return (
        f'<li class="comment" id="comment-{number}"><div class="comment-meta">{printed}</div>'
        '<div class="comment-content">w</div></li>'
    )


@pytest.mark.parametrize(
    ("items", "order"),
    [
        ([(1, "May 3, 2012 at 10:22 am"), (2, "May 3, 2012 at 10:23 am")], "ascending"),
        ([(2, "May 3, 2012 at 10:23 am"), (1, "May 3, 2012 at 10:22 am")], "descending"),
        (
            [(1, "May 3, 2012 at 10:23 am"), (2, "May 3, 2012 at 10:22 am")],
            "descending",
        ),  # time before number
        (
            [(2, "May 3, 2012 at 10:22 am"), (1, "May 3, 2012 at 10:22 am")],
            "mixed",
        ),  # one minute settles nothing
        (
            [(n, f"May 3, 2012 at 10:2{m} am") for n, m in ((1, 1), (2, 2), (3, 1))],
            "mixed",
        ),
        ([(1, "May 3, 2012"), (2, "May 3, 2012")], "ascending"),  # no instants: by number
        ([(1, "May 3, 2012 at 10:22 am")], "single"),
    ],
)
def test_the_order_that_shows(items: list[tuple[int, str]], order: str) -> None:
    page = (
        '<html><body class="single"><div class="entry-content">W</div><div id="comments"><ol>'
        f"{''.join(_loose(*item) for item in items)}</ol></div></body></html>"
    )
    thread = read_text(page, url=POST).thread
    assert thread is not None
    assert thread.order == order
