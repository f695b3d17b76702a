"""What REST lists and comment feeds say of each comment."""

import json
from datetime import UTC, datetime

from tests.parse.saved import CARACAS, read_text

POST = f"{CARACAS}/2018/12/11/slug/"
REST = f"{CARACAS}/wp-json/wp/v2/comments?post=77&per_page=100&order=asc&orderby=date_gmt&page=1"
COMMENT = {
    "id": 9,
    "post": 77,
    "parent": 5,
    "author_name": "Ana &amp; Luis",
    "author_url": "https://example.org/",
    "date_gmt": "2018-12-11T13:30:07",
    "content": {"rendered": "<p>One <b>two</b></p>\n<p>three</p>\n"},
    "link": f"{POST}comment-page-2/#comment-9",
    "type": "comment",
}


def test_rest_tells_parents_instants_and_words() -> None:
    facts = read_text(
        json.dumps([COMMENT, COMMENT | {"id": 5, "parent": 0}]), url=REST, media="application/json"
    )
    reply, top = facts.testimonies
    assert (reply.comment_id, reply.post_id, reply.article_url, reply.witness) == (9, 77, POST, "rest")
    assert (reply.parent_id, reply.parent_known, top.parent_id, top.parent_known) == (5, True, None, True)
    assert (reply.author, reply.author_url, reply.kind) == ("Ana & Luis", "https://example.org/", "comment")
    assert reply.text == "One two\n\nthree"
    assert reply.published is not None
    assert reply.published.at == datetime(2018, 12, 11, 13, 30, 7, tzinfo=UTC)
    assert facts.addresses == ()  # that it was asked is no news of the article


def test_odd_records_say_what_they_can() -> None:
    odd = [
        COMMENT | {"id": -1},
        {"id": 3, "post": 77},
        "words",
        COMMENT | {"id": 4, "parent": 4, "content": None, "date_gmt": "soon", "link": 7, "type": "review"},
    ]
    (one,) = read_text(json.dumps(odd), url=REST, media="application/json").testimonies
    assert (one.comment_id, one.parent_known, one.text, one.kind, one.article_url) == (
        4,
        False,
        "",
        None,
        None,
    )
    assert one.published is not None
    assert (one.published.at, one.published.printed) == (None, "soon")
    for body in ("{", "[" * 100_000, '{"code":"rest_forbidden"}'):
        assert read_text(body, url=REST, media="application/json").testimonies == ()


FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<item><title>By: X</title><link>{post}#comment-9</link><dc:creator><![CDATA[X &#038; Y]]></dc:creator>
<pubDate>Tue, 11 Dec 2018 13:30:07 +0000</pubDate><description><![CDATA[In reply to <a href="{post}#comment-5">Z</a>.
Short]]></description><content:encoded><![CDATA[<p>In reply to <a href="{post}#comment-5">Z</a>.</p><p>Long</p>]]></content:encoded></item>
<item><link>{post}</link><title>No comment</title></item></channel></rss>"""


def test_a_feed_tells_of_comments_and_is_not_believed_about_parents() -> None:
    facts = read_text(FEED.format(post=POST), url=f"{CARACAS}/comments/feed/", media="text/xml")
    (one,) = facts.testimonies
    assert (one.comment_id, one.witness, one.article_url, one.author) == (9, "feed", POST, "X & Y")
    assert (one.parent_id, one.parent_known, one.kind) == (None, False, None)
    assert one.text == "In reply to Z.\n\nLong"
    assert [address.activity for address in facts.addresses] == [True]


def test_a_form_for_a_password_is_not_what_was_said() -> None:
    asked = '<p>Password protected.</p><form action="/wp-login.php?action=postpass"><label>Password: </label></form>'
    body = FEED.format(post=POST).replace("<p>Long</p>", asked)
    (one,) = read_text(body, url=f"{CARACAS}/comments/feed/", media="text/xml").testimonies
    assert (one.comment_id, one.author, one.text, one.html) == (9, "X & Y", "", "")


def test_the_feed_of_one_article_is_no_news_of_it() -> None:
    facts = read_text(FEED.format(post=POST), url=f"{POST}feed/", media="text/xml")
    assert len(facts.testimonies) == 1
    assert facts.addresses == ()
