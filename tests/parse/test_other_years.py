"""Pages from before Newspaper and after it, and themes that others use."""

from datetime import UTC, datetime

import pytest

from archiver.items import Comment, PageFacts
from tests.parse.saved import CARACAS, read, read_text

URL = f"{CARACAS}/2018/12/11/slug/"


def only(facts: PageFacts) -> Comment:
    assert facts.thread is not None
    assert len(facts.thread.comments) == 1
    return facts.thread.comments[0]


def themed(
    comments: str, *, body: str = "single single-post postid-7", heading: str = "", form: bool = True
) -> str:
    respond = '<div id="respond"></div>' if form else ""
    return (
        f'<html><body class="{body}"><article id="post-7" class="post-7 post hentry category-news">'
        '<h1 class="entry-title">Title 2018</h1><div class="entry-content"><p>Words.</p></div></article>'
        f'<div id="comments" class="comments-area">{heading}{comments}{respond}</div></body></html>'
    )


def test_wordpress_com_of_2012() -> None:
    facts = read("wordpress-com-2012")
    assert facts.thread is not None
    assert facts.article is not None
    assert facts.article.url == f"{CARACAS}/2012/05/03/the-barrel/"
    assert (facts.thread.claimed, facts.thread.claimed_as_printed) == (6, "6 thoughts on “The Barrel”")
    assert [each.comment_id for each in facts.thread.comments] == [3001, 3002, 3003, 3004, 3005, 3006]
    first = facts.thread.comments[0].published
    assert first is not None  # Caracas stood at -04:30 then
    assert (first.at, first.source) == (datetime(2012, 5, 3, 14, 52, 11, tzinfo=UTC), "site-local")
    assert facts.thread.comments[2].text == ":) indeed"


def test_comments_loaded_by_script_are_a_problem() -> None:
    facts = read("intensedebate-2010")
    assert facts.thread is None
    assert [problem.kind for problem in facts.problems] == ["unknown-markup"]
    assert facts.article is not None
    assert facts.article.text == "The lights went out again in January."


def test_the_first_comment_template_has_its_words_loose() -> None:
    facts = read("kubrick-2009")
    assert facts.thread is not None
    assert [(each.comment_id, each.text) for each in facts.thread.comments] == [
        (401, "Loose words.\n\nIn two paragraphs."),
        (402, "A reply."),
        (403, ""),
        (404, "A day without an hour."),
    ]
    assert facts.article is not None
    assert facts.article.text == "What a dollar costs in Mérida — “officially”."


def test_printed_times_are_exact_to_the_minute_and_dates_are_not_completed() -> None:
    facts = read("kubrick-2009")
    assert facts.thread is not None
    times = [each.published for each in facts.thread.comments]
    assert times[0] is not None
    assert (times[0].at, times[0].source) == (datetime(2009, 10, 22, 14, 10, tzinfo=UTC), "site-local-minute")
    assert times[3] is not None
    assert (times[3].at, times[3].printed, times[3].source) == (None, "October 23, 2009", "date-only")


def test_old_articles_are_shown_without_their_comments_after_2020() -> None:
    facts = read("after-2020")
    assert facts.thread is None  # nothing on the page says that there are none
    assert facts.problems == ()
    assert facts.article is not None
    assert facts.article.byline == "Juan José Martínez"
    assert facts.article.categories == ("Diplomacy",)
    assert facts.article.published is not None
    assert facts.article.published.at == datetime(2018, 12, 11, 13, 30, tzinfo=UTC)
    assert "Give." not in facts.article.text


def test_an_item_straight_inside_an_item_is_read_by_html5() -> None:
    thread = read("misnested").thread
    assert thread is not None
    places = [(each.comment_id, each.parent_id, each.depth, each.parent_known) for each in thread.comments]
    assert places == [
        (1, None, 1, True), (2, 1, 2, True), (3, 1, 2, False), (4, 1, 2, False), (5, None, 1, True), (6, 5, 2, True),
    ]  # fmt: skip


def test_where_depth_is_printed_it_decides() -> None:
    thread = read("stock-2023-deep").thread
    assert thread is not None
    assert [each.depth for each in thread.comments[:7]] == [1, 2, 3, 4, 5, 5, 5]
    assert [each.parent_known for each in thread.comments[:7]] == [True] * 5 + [False] * 2
    assert thread.comments[6].text.startswith("Level 7.")


def test_a_flat_page_knows_no_parents() -> None:
    for theme in ("2021", "2022", "2023"):
        thread = read(f"stock-{theme}-flat").thread
        assert thread is not None
        assert (thread.threaded, thread.order) == (False, "descending")
        assert all(not each.parent_known and each.parent_id is None for each in thread.comments)


def test_a_closed_page_without_any_reply_tells_nothing_of_parents() -> None:
    one = '<li id="comment-1" class="comment depth-1"><div class="comment-content"><p>a</p></div></li>'
    thread = read_text(themed(f'<ol class="comment-list">{one}</ol>', form=False), url=URL).thread
    assert thread is not None
    assert thread.threaded is None
    assert not thread.comments[0].parent_known


def test_a_depth_that_skips_a_level_has_no_sure_parent() -> None:
    items = "".join(
        f'<li id="comment-{n}" class="comment depth-{d}"><div class="comment-content">{n}</div></li>'
        for n, d in ((1, 1), (2, 3))
    )
    thread = read_text(themed(f'<ol class="comment-list">{items}</ol>'), url=URL).thread
    assert thread is not None
    assert [(each.parent_id, each.parent_known) for each in thread.comments] == [(None, True), (1, False)]


def test_of_several_depths_the_least_counts() -> None:
    """Fails in seven processes of eight if a set's order decides."""
    printed = " ".join(f"depth-{depth}" for depth in range(2, 9))
    item = f'<li id="comment-1" class="comment {printed} depth-1"><div class="comment-content">a</div></li>'
    thread = read_text(themed(f'<ol class="comment-list">{item}</ol>'), url=URL).thread
    assert thread is not None
    assert thread.comments[0].depth == 1


THEMES = {
    "twenty-ten": (
        '<li class="comment depth-1" id="li-comment-5"><div id="comment-5"><div class="comment-author vcard">'
        '<cite class="fn"><a href="http://ann.example/" class="url">Ann</a></cite> <span class="says">says:</span></div>'
        '<div class="comment-meta commentmetadata"><a href="#comment-5">May 3, 2012 at 10:22 am</a></div>'
        '<div class="comment-body"><p>Well <cite>said</cite>.</p></div>'
        '<div class="reply"><a class="comment-reply-link" href="?replytocom=5#respond">Reply</a></div></div></li>'
    ),
    "twenty-twelve": (
        '<li class="comment depth-1" id="li-comment-5"><article id="comment-5" class="comment">'
        '<header class="comment-meta comment-author vcard"><cite><b class="fn"><a href="http://ann.example/">Ann</a></b>'
        ' <span>Post author</span></cite><a href="#comment-5"><time datetime="2012-05-03T10:22:00+00:00">May 3, 2012 at'
        ' 10:22 am</time></a></header><section class="comment-content comment"><p>Well <cite>said</cite>.</p></section>'
        '<div class="reply"><a class="comment-reply-link" href="?replytocom=5#respond">Reply</a></div></article></li>'
    ),
    "twenty-nineteen": (
        '<li id="comment-5" class="comment depth-1"><article id="div-comment-5" class="comment-body"><footer class='
        '"comment-meta"><div class="comment-author vcard"><a href="http://ann.example/" class="url"><div class='
        '"comment-author-avatar"><img alt=""></div><b class="fn">Ann</b> <span class="screen-reader-text says">says:</span>'
        '</a></div><div class="comment-metadata"><a><time datetime="2012-05-03T10:22:00-04:30">May 3, 2012</time></a></div>'
        '</footer><div class="comment-content"><p>Well <cite>said</cite>.</p></div></article>'
        '<div class="comment-reply"><a class="comment-reply-link" href="?replytocom=5#respond">Reply</a></div></li>'
    ),
    "astra": (
        '<li class="comment depth-1" id="li-comment-5"><article id="comment-5" class="ast-comment"><header class='
        '"ast-comment-meta"><div class="ast-comment-cite-wrap"><cite><b class="fn"><a href="http://ann.example/">Ann</a></b>'
        '</cite></div><div class="ast-comment-time"><time datetime="2012-05-03T10:22:00-04:30">May 3</time></div></header>'
        '<section class="ast-comment-content comment"><p>Well <cite>said</cite>.</p></section></article></li>'
    ),
    "divi": (
        '<li class="comment depth-1" id="li-comment-5"><article id="comment-5" class="comment-body clearfix">'
        '<div class="comment_avatar"><img alt=""></div><div class="comment_postinfo"><span class="fn">'
        '<a href="http://ann.example/">Ann</a></span><span class="comment_date"> on May 3, 2012 at 10:22 am</span></div>'
        '<div class="comment_area"><div class="comment-content clearfix"><p>Well <cite>said</cite>.</p><span class='
        '"reply-container"><a class="comment-reply-link" href="?replytocom=5#respond">Reply</a></span></div></div>'
        "</article></li>"
    ),
    "genesis": (
        '<li class="comment depth-1" id="comment-5"><article itemprop="comment"><header class="comment-header">'
        '<p class="comment-author"><img alt=""><span itemprop="name"><a href="http://ann.example/">Ann</a></span>'
        '<span class="says">says</span></p><p class="comment-meta"><time datetime="2012-05-03T10:22:00-04:30">May 3</time>'
        '</p></header><div class="comment-content"><p>Well <cite>said</cite>.</p></div></article></li>'
    ),
    "generatepress": (
        '<li id="comment-5" class="comment depth-1"><article class="comment-body" id="div-comment-5"><footer class='
        '"comment-meta"><div class="comment-author-info"><div class="comment-author vcard"><cite itemprop="name" class="fn">'
        '<a href="http://ann.example/">Ann</a></cite></div><div class="entry-meta comment-metadata"><a href="#comment-5">'
        '<time datetime="2012-05-03T10:22:00-04:30">May 3</time></a></div></div></footer><div class="comment-content">'
        "<p>Well <cite>said</cite>.</p></div></article></li>"
    ),
    "avada": (
        '<li class="comment depth-1" id="comment-5"><div class="the-comment"><div class="comment-box"><div class='
        '"comment-author meta"><strong><a href="http://ann.example/">Ann</a></strong>May 3, 2012 at 10:22 am'
        '<a class="comment-reply-link" href="?replytocom=5#respond"> - Reply</a></div><div class="comment-text">'
        "<p>Well <cite>said</cite>.</p></div></div></div></li>"
    ),
    "before-2.7": (
        '<li class="alt" id="comment-5"><cite><a href="http://ann.example/">Ann</a></cite> Says: <br />'
        '<small class="commentmetadata"><a href="#comment-5" title="">May 3rd, 2012 at 10:22 am</a></small>'
        "<p>Well <cite>said</cite>.</p></li>"
    ),
    "divs": (
        '<div class="comment depth-1" id="comment-5"><div class="comment-author vcard"><cite class="fn">'
        '<a href="http://ann.example/">Ann</a></cite></div><div class="comment-meta commentmetadata">'
        '<a href="#comment-5">May 3, 2012 at 10:22 am</a></div><p>Well <cite>said</cite>.</p></div>'
    ),
    "without-ids": (
        '<li class="comment depth-1"><div class="comment-author vcard"><b class="fn"><a href="http://ann.example/">Ann</a>'
        '</b></div><time datetime="2012-05-03T10:22:00-04:30"><a href="/2018/12/11/slug/#comment-5">May 3</a></time>'
        '<div class="comment-content"><p>Well <cite>said</cite>.</p></div></li>'
    ),
}


@pytest.mark.parametrize("theme", THEMES)
def test_a_comment_in_the_markup_of(theme: str) -> None:
    found = only(read_text(themed(f'<ol class="commentlist">{THEMES[theme]}</ol>'), url=URL))
    assert (found.comment_id, found.author, found.author_url, found.text) == (
        5,
        "Ann",
        "http://ann.example/",
        "Well said.",
    )
    assert found.published is not None
    assert found.published.at == datetime(2012, 5, 3, 14, 52, tzinfo=UTC)


def test_divs_nest_too() -> None:
    nested = THEMES["divs"].replace(
        "</p></div>", '</p><div class="comment depth-2" id="comment-6"><p>Inner.</p></div></div>'
    )
    thread = read_text(themed(nested), url=URL).thread
    assert thread is not None
    assert [(each.comment_id, each.parent_id) for each in thread.comments] == [(5, None), (6, 5)]
    assert thread.comments[0].text == "Well said."


@pytest.mark.parametrize(
    ("heading", "claimed"),
    [
        ('<h2 class="comments-title">22 comments</h2>', 22),
        ('<h2 class="comments-title">1 comment</h2>', 1),
        ('<h3 id="comments">One response to &#8220;Title 2018&#8221;</h3>', 1),
        ('<h3 id="comments">3 responses to &#8220;Title 2018&#8221;</h3>', 3),
        ('<h2 class="comments-title">&#8220;Title 2018&#8221; üzerine 7 yorum</h2>', 7),
        ('<h2 class="comments-title">12.345 comentarios en &laquo;Title 2018&raquo;</h2>', 12345),
        (
            '<h2 class="comments-title">Join the Conversation</h2><p class="discussion-meta-info">4 Comments</p>',
            4,
        ),
        ('<h3 id="comments-title">2 Responses to <em>Title 2018</em></h3>', 2),
        ('<h2 class="comments-title">Una respuesta</h2>', 1),
    ],
)
def test_headings(heading: str, claimed: int) -> None:
    comments = f'<ol class="commentlist">{THEMES["astra"]}</ol>'
    thread = read_text(themed(comments, heading=heading), url=URL).thread
    assert thread is not None
    assert thread.claimed == claimed


def test_a_comment_that_imitates_a_comment_is_words() -> None:
    fake = (
        '<li id="comment-1" class="comment depth-1"><div class="comment-content"><ol><li id="comment-2" class="comment '
        'depth-2"><b class="fn">Eve</b><div class="comment-content">fake</div></li></ol></div></li>'
    )
    assert only(read_text(themed(f'<ol class="comment-list">{fake}</ol>'), url=URL)).comment_id == 1


def test_a_comment_like_element_in_the_articles_body_is_no_comment() -> None:
    page = themed("").replace(
        "<p>Words.</p>", '<p>Words.</p><div id="comment-9" class="comment">quoted</div>'
    )
    thread = read_text(page, url=URL).thread
    assert thread is not None
    assert thread.comments == ()


def test_a_comment_that_stands_twice_is_kept_once_and_told() -> None:
    facts = read_text(themed(THEMES["divs"] + THEMES["divs"]), url=URL)
    assert only(facts).comment_id == 5
    assert [problem.kind for problem in facts.problems] == ["comment-twice"]


def test_pingbacks_without_a_number_are_told() -> None:
    ping = '<li class="post pingback"><p>Pingback: <a href="https://example.net/">Notes</a></p></li>'
    facts = read_text(themed(f'<ol class="commentlist">{THEMES["twenty-ten"]}{ping}</ol>'), url=URL)
    assert only(facts).comment_id == 5
    assert [problem.kind for problem in facts.problems] == ["pingback-without-number"]
