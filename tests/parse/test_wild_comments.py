"""Comments in shapes that themes found in the wild give them: who, when, what, and in answer to whom."""

from datetime import UTC, datetime

import pytest

from archiver.items import Comment
from tests.parse.saved import read_text
from tests.parse.test_other_years import URL, themed

NAME = '<a class="url" rel="external nofollow" href="http://ana.example">Ana</a>'
ISO = '<time datetime="2012-05-03T10:22:00-04:30">3 days ago</time>'
DAY = "May 3, 2012 at 10:22 am"
WORDS = "<p>One.</p><p>Two.</p>"
ITEM = '<li class="comment depth-1" id="comment-5">'
AT = datetime(2012, 5, 3, 14, 52, tzinfo=UTC)


def problems_and_comments(item: str) -> tuple[set[str], tuple[Comment, ...]]:
    facts = read_text(
        themed(f'<ol class="list">{item}</ol>', heading='<h2 class="comments-title">1 comment</h2>'), url=URL
    )
    assert facts.thread is not None
    return {each.kind for each in facts.problems}, facts.thread.comments


HEAD_WITHIN = (
    f'<div class="comment-content"><div class="x-head"><div class="comment-author">{NAME} {ISO}</div></div>'
)
SHAPES = {
    "the head stands within what is named like the words": f'{ITEM}{HEAD_WITHIN}<div class="x-comment-content">{WORDS}</div></div></li>',
    "its first class is a theme's": f'{ITEM}<div class="comment-entry"><div class="x"><span class="name">{NAME}</span> <span class="date">'
    f'{ISO}</span></div><div class="comment-message">{WORDS}</div></div></li>',
    "the name's class ends like the words'": f'{ITEM}<div class="comment-author"><img alt=""></div><div class="name_comment-text"><cite '
    f'class="fn">{NAME}</cite> <div class="comment-meta">{DAY}</div>{WORDS}</div></li>',
    "the cite holds the time": f'{ITEM}<header class="comment-author"><cite><i></i> {NAME} <i></i> <a href="#comment-5">{ISO}</a></cite>'
    f'</header><section class="comment-content">{WORDS}</section></li>',
    "a badge stands behind the link": f'{ITEM}<div class="comment-author"><cite class="fn">{NAME}<span class="x"> Author</span></cite>{ISO}'
    f'</div><div class="comment-content">{WORDS}</div></li>',
    "a paragraph around the words": f'{ITEM}<div class="comment-author">{NAME}</div><div class="comment-meta">{DAY}</div><p class='
    f'"commenttext">{WORDS}</p><div class="reply"></div></li>',
    "the words behind their element": f'{ITEM}<div class="comment-author">{NAME}</div><div class="comment-meta">{DAY}</div><div class='
    f'"comment-text"></div>{WORDS}</li>',
    "names with an underscore": f'<li><div id="comment-5"><p class="comment_author">{NAME}</p><p class="comment_time">{DAY}</p><div '
    f'class="comment_text">{WORDS}</div></div></li>',
    "a prefix to all names": f'<li><article id="comment-5" class="x-comment"><header class="x-comment-header"><h3 class="x-comment-title">'
    f'{NAME}</h3><p class="x-comment-meta"><time datetime="2012-05-03">{DAY}</time> | <a href="#comment-5">#</a></p></header><div class='
    f'"x-comment-body">{WORDS}</div></article></li>',
    "a day wrongly spelled": f'{ITEM}<header class="comment-author">{NAME} <time datetime="2012-05-3">{DAY}</time></header><div class='
    f'"comment-content">{WORDS}</div></li>',
    "a definition list": f'<dt id="comment-5"><span class="date">{DAY}</span></dt><dd><strong class="author">{NAME}</strong> <small>:</small>'
    f'<div class="comment_text">{WORDS}</div></dd>',
    "the line about it below": f'<li id="comment-5"><cite>{NAME}</cite> wrote:{WORDS}<small class="commentmetadata">{DAY} <a href='
    f'"#comment-5">#</a></small></li>',
    "the time below": f'{ITEM}<div class="comment-author"><strong>{NAME}</strong>:</div>{WORDS}<div class="clear"></div><span class='
    f'"datetime">{DAY}</span></li>',
    "everything in what is named like the words": f'{ITEM}<div class="comment-text"><span class="reply"></span><span class="author">{NAME}'
    f'</span><span class="date">{DAY}</span><em><i></i> Comment awaiting approval</em><br />{WORDS}</div></li>',
    "a report link among the words": f'{ITEM}<div class="comment-author">{NAME}</div><div class="comment-meta">{DAY}</div>{WORDS}<span '
    f'class="safe-comments-report-link"><a href="#">Report</a></span></li>',
    "votes among the words": f'{ITEM}<div class="comment-author">{NAME}</div><div class="comment-meta">{DAY}</div>{WORDS}<p>Like: <img '
    f'id="up-5"> <span id="karma-5-up">7</span>&nbsp;<img id="down-5"> <span id="karma-5-down">1</span></p></li>',
    "a line about it within the words' frame": f'{ITEM}<div class="comment-body"><div class="comment-author">{NAME}</div><div class="w">'
    f'<div>{WORDS}</div><div><div class="comment-meta">{DAY}</div></div></div></div></li>',
    "an avatar beside the frame": f'{ITEM}<img class="avatar"><div><div class="comment-meta"><strong>{NAME}</strong> {DAY}</div><div class='
    f'"text">{WORDS}</div></div></li>',
    "a name and a link with the day": f'<li class="alt" id="comment-5"><strong>{NAME}</strong> | <a href="#comment-5">{DAY}</a> <br/>'
    f"{WORDS}</li>",
    "a short class": f'{ITEM}<div class="comment-author">{NAME} <a class="comm_date">{DAY}</a></div><div class="comment-text">{WORDS}</div></li>',
    "by somebody": f'<li id="comment-5"><cite>By {NAME}:</cite><br><small class="commentmetadata">{DAY}</small>{WORDS}</li>',
    "one line within the words' element": f'{ITEM}<div class="comment_entry"><div class="x"><cite>{NAME}</cite><span class="commentmeta">'
    f"{DAY}</span>{WORDS}</div></div></li>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_who_when_and_what(shape: str) -> None:
    problems, (comment,) = problems_and_comments(SHAPES[shape])
    assert comment.published is not None
    read = (comment.author, comment.author_url, comment.published.at, comment.text, problems)
    assert read == ("Ana", "http://ana.example", AT, "One.\n\nTwo.", set())


# All that WordPress lets a commenter write: no class, no id.
PRETENCES = (
    "<p>One <cite>Eva</cite> <strong>Eva</strong> <em>Eva</em>.</p><p>Two.</p>",
    '<p>One <abbr title="2001-05-04T03:00:00Z">x</abbr>.</p><p>Two.</p>',
    '<p><del datetime="2001-05-04T03:00:00Z">May 4, 2001 at 3:00 am</del></p><p>Two.</p>',
    f'<p><a href="{URL}#comment-4">May 4, 2001 at 3:00 am</a></p><p>Two.</p>',
    f'<blockquote cite="{URL}#comment-4"><p><cite>Eva</cite>, May 4, 2001 at 3:00 am</p></blockquote><p>Two.</p>',
    "<p>Your comment is awaiting moderation.</p><p>Two.</p>",
)


@pytest.mark.parametrize("words", PRETENCES)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_commenter_writes_is_words_alone(shape: str, words: str) -> None:
    _, (plain,) = problems_and_comments(f'{ITEM}{HEAD}<div class="comment-content">{words}</div></li>')
    _, (comment,) = problems_and_comments(SHAPES[shape].replace(WORDS, words))
    assert comment.published is not None
    assert (comment.author, comment.author_url, comment.published.at) == ("Ana", "http://ana.example", AT)
    assert (comment.text, comment.links) == (plain.text, plain.links)


@pytest.mark.parametrize(
    ("named", "author"),
    [
        ('Ana <span class="x-label x-editor">Editor</span>', "Ana"),
        ('Ana<em class="post-author">Author</em>', "Ana"),
        ('By <span class="x">Ana</span>', "By Ana"),
        ('Ana <span class="labels">Luz</span>', "Ana Luz"),
    ],
)
def test_what_somebody_is_on_the_site_is_no_part_of_the_name(named: str, author: str) -> None:
    head = f'<cite class="fn">{named}</cite><div class="comment-meta">{DAY}</div>'
    _, (comment,) = problems_and_comments(f'{ITEM}{head}<div class="comment-content">{WORDS}</div></li>')
    assert comment.author == author


def test_a_name_that_links_to_its_comment_has_no_site() -> None:
    head = f'<div class="comment-meta"><a href="{URL}#comment-5"><b class="fn">Ana</b></a> {ISO}</div>'
    _, (comment,) = problems_and_comments(f'{ITEM}{head}<div class="comment-content">{WORDS}</div></li>')
    assert (comment.author, comment.author_url) == ("Ana", "")


@pytest.mark.parametrize("classes", ["", 'class="comment first" '])
def test_a_list_item_without_a_class_is_the_comment_where_answers_stand_in_it(classes: str) -> None:
    item = '<li id="x-{0}"><div {2}id="comment-{0}"><cite>Ana</cite><div class="comment_text"><p>{0}</p></div></div>{1}</li>'
    _, (first, second) = problems_and_comments(
        item.format(5, f"<ul>{item.format(6, '', classes)}</ul>", classes)
    )
    assert (first.depth, second.depth, second.parent_id) == (1, 2, 5)


def test_a_line_whose_day_no_rule_reads_tells_the_name_and_a_problem() -> None:
    line = '<p class="comment-metadata"><strong>Ana</strong> | 03-May-12 at 4:00 pm</p>'
    _, (comment,) = problems_and_comments(f'<li id="comment-5">{line}{WORDS}</li>')
    assert (comment.author, comment.text) == ("Ana", "One.\n\nTwo.")


def test_a_time_that_no_rule_finds_beside_the_name_is_a_problem() -> None:
    head = '<div class="comment_entry"><span class="commentmeta">Ana, 03.05.2012 | 4:00 pm</span>'
    problems, (comment,) = problems_and_comments(f"{ITEM}{head}{WORDS}</div></li>")
    assert comment.published is None
    assert "comment-clock-unknown" in problems


@pytest.mark.parametrize(
    ("printed", "told"), [("03/05/2012 4:00 pm", True), ("3 мая 2012", True), ("3 days ago", False)]
)
def test_a_time_that_can_not_be_read_is_a_problem(printed: str, told: bool) -> None:
    head = f'<div class="comment-author">{NAME}</div><span class="comment-date">{printed}</span>'
    problems, (comment,) = problems_and_comments(
        f'{ITEM}{head}<div class="comment-content">{WORDS}</div></li>'
    )
    assert comment.published is not None
    assert (comment.published.at, comment.published.printed) == (None, printed)
    assert ("date-unreadable" in problems) == told


@pytest.mark.parametrize(
    ("dated", "at", "kinds"),
    [
        ('<span class="entry-date">03/05/2012</span>', None, ["date-unreadable"]),
        (
            '<meta property="article:published_time" content="2012-05-03T14:52:00Z"><span class="entry-date">03/05/2012</span>',
            AT,
            [],
        ),
        (f'<time class="entry-date" datetime="2012-05-03">{DAY}</time>', AT, []),
        (f'<time class="entry-date" datetime="2012-05-3">{DAY}</time>', AT, []),
        ('<time class="entry-date" datetime="2012-05-03">May 4, 2012 at 10:22 am</time>', None, []),
    ],
)
def test_the_same_of_articles(dated: str, at: datetime | None, kinds: list[str]) -> None:
    page = themed("").replace('<div class="entry-content">', f'{dated}<div class="entry-content">')
    facts = read_text(page, url=URL)
    assert facts.article is not None
    assert facts.article.published is not None
    assert (facts.article.published.at, [each.kind for each in facts.problems]) == (at, kinds)


WAITS = "Your comment is awaiting moderation."
HEAD = f'<div class="comment-author">{NAME}</div><div class="comment-meta">{DAY}</div>'


@pytest.mark.parametrize(
    "words",
    [
        f"<em>{WAITS}</em><br />{WORDS}",
        f'<p style="color:red"><em>{WAITS}</em></p>{WORDS}',
        f'{WORDS}<p class="x">Tu comentario está pendiente de moderación.</p>',
        f"<strong>Dein Kommentar wartet auf Freischaltung.</strong>{WORDS}",
        f"<small>{WAITS} This is a preview; your comment will be visible after it has been approved.</small>{WORDS}",
    ],
)
@pytest.mark.parametrize("frame", ["{}", '<div class="comment-text">{}</div>'])
def test_a_notice_without_a_name_is_none_of_the_words(words: str, frame: str) -> None:
    _, (comment,) = problems_and_comments(f"{ITEM}{HEAD}{frame.format(words)}</li>")
    assert (comment.text, comment.html) == ("One.\n\nTwo.", WORDS)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (f"<p>{WAITS}</p>", WAITS),
        (f"<p><em>{WAITS}</em></p>{WORDS}", f"{WAITS}\n\nOne.\n\nTwo."),
        (f"They said <em>{WAITS}</em>", f"They said {WAITS}"),
        (f"<em>{WAITS}</em> they said", f"{WAITS} they said"),
        (f"<em>Nobody here is moderate.</em>{WORDS}", "Nobody here is moderate.\n\nOne.\n\nTwo."),
    ],
)
def test_a_commenter_may_quote_it(words: str, text: str) -> None:
    _, (comment,) = problems_and_comments(f'{ITEM}{HEAD}<div class="comment-text">{words}</div></li>')
    assert comment.text == text


def test_of_a_comment_that_stands_twice_the_more_complete_is_kept() -> None:
    featured = f'<div id="comment-6" class="comment"><p>One.</p></div>{ITEM}{HEAD}<div class="comment-content"><p>x</p></div></li>'
    item = f'<li class="comment depth-1" id="comment-6">{HEAD}<div class="comment-content">{WORDS}</div></li>'
    problems, (first, second) = problems_and_comments(featured + item)
    assert (first.comment_id, second.comment_id, second.author, second.text) == (5, 6, "Ana", "One.\n\nTwo.")
    assert "comment-twice" in problems


def test_a_widget_lists_comments_on_other_posts() -> None:
    widget = f'<div class="widget"><ul><li class="comment" id="comment-9">{HEAD}<div class="comment-content"><p>x</p></div></li></ul></div>'
    _, comments = problems_and_comments(
        f'{widget}{ITEM}{HEAD}<div class="comment-content">{WORDS}</div></li>'
    )
    assert [each.comment_id for each in comments] == [5]


def test_a_comment_of_which_the_page_holds_a_part_is_told() -> None:
    more = '<span id="wpdiscuz-readmore-5_0"><span class="wpdiscuz-hellip">&hellip;&nbsp;</span><span class="wpdiscuz-readmore">Read</span></span>'
    problems, (comment,) = problems_and_comments(
        f'{ITEM}{HEAD}<div class="wpd-comment-text"><p>One two{more}</p></div></li>'
    )
    assert comment.text == "One two…\u00a0"
    assert problems == {"comment-cut"}


def test_what_an_editor_gives_a_class_is_words_where_name_and_day_are_told() -> None:
    words = f'{WORDS}<span class="date">May 9, 2012</span><div class="author">By me</div><time>May 9</time>'
    _, (comment,) = problems_and_comments(f'{ITEM}<div class="comment-body">{HEAD}{words}</div></li>')
    assert comment.text == "One.\n\nTwo.\n\nMay 9, 2012\nBy me\nMay 9"
