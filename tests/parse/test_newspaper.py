"""Each line that is known of tagDiv's Newspaper on Caracas Chronicles, on saved pages in its markup."""

from datetime import UTC, datetime

import pytest

from archiver.items import Article, Comment, ThreadPage
from tests.parse.saved import CARACAS, PAGES, read, read_text

ADDRESS = f"{CARACAS}/2018/12/11/bread-and-statecraft/"


def article(name: str = "newspaper-thread") -> Article:
    found = read(name).article
    assert found is not None
    return found


def thread(name: str = "newspaper-thread") -> ThreadPage:
    found = read(name).thread
    assert found is not None
    return found


def comment(number: int, name: str = "newspaper-thread") -> Comment:
    return next(each for each in thread(name).comments if each.comment_id == number)


def source(name: str = "newspaper-thread") -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


# --- the article


def test_the_address_is_the_permalink_on_every_page_of_it() -> None:
    assert article().url == article("newspaper-thread-2").url == article("newspaper-beyond").url == ADDRESS


def test_title_may_be_missing_and_no_other_heading_takes_its_place() -> None:
    assert article().title == "Bread and Statecraft—A Visit in 3 Acts"
    assert article("newspaper-untitled").title == ""


def test_subtitle() -> None:
    assert article().subtitle == "Somebody came to lunch. What did he want?"


def test_author_is_the_one_in_the_title_not_one_of_sidebar_or_footer() -> None:
    assert article().byline == "Juan José Martínez"
    assert article().byline_url == f"{CARACAS}/author/jmartinez/"


def test_date_is_wall_time_whatever_offset_it_claims() -> None:
    published = article().published
    assert published is not None
    assert published.at == datetime(2018, 12, 11, 13, 30, tzinfo=UTC)
    assert (published.printed, published.source) == ("December 11, 2018", "site-local")


def test_modified_has_the_true_offset() -> None:
    modified = article().modified
    assert modified is not None
    assert modified.at == datetime(2018, 12, 12, 14, 5, 9, tzinfo=UTC)


def test_a_parent_category_printed_beside_its_child_is_not_the_posts_own() -> None:
    assert 'category/politics/">Politics</a></li><li class="entry-category">' in source()
    assert article().categories == ("Diplomacy",)


def test_tags_without_their_heading() -> None:
    assert article().tags == ("North Korea", "food & medicine")


@pytest.mark.parametrize(
    "furniture",
    [
        "Advertisement",
        "reader-supported",
        "Related",
        "Twitter",
        "Prensa Presidencial",
        "Sidebar",
        "First on the page",
        "312",
    ],
)
def test_the_body_is_free_of_furniture(furniture: str) -> None:
    body = article()
    assert furniture not in body.text
    assert furniture not in body.html


def test_body_has_its_own_parts() -> None:
    body = article()
    assert body.text.startswith(
        "The visitor landed at Maiquetía at noon, and by one o’clock the plaza was closed & quiet."
    )
    assert "wheat\noil, at half price" in body.text
    assert "Line one of a verse\nline two of it" in body.text
    assert "The oven. Photo: A. Reader" in body.text
    assert body.links == ("https://example.org/bread?a=1&b=2",)


def test_a_pull_quote_is_text_once_and_kept_apart() -> None:
    body = article()
    assert body.text.count("Nobody had asked the baker what he thought.") == 1
    assert body.quotes == ("Nobody had asked the baker what he thought.",)
    assert body.html.count("Nobody had asked the baker what he thought.") == 2


def test_a_pull_quote_whose_words_stand_nowhere_else_is_text() -> None:
    page = source().replace("Nobody had asked the baker what he thought. He told us", "He told us")
    found = read_text(page, url=ADDRESS).article
    assert found is not None
    assert "Nobody had asked the baker what he thought." in found.text
    assert found.quotes == ("Nobody had asked the baker what he thought.",)


def test_featured_image_at_full_size_with_its_credit() -> None:
    assert article().image_url == f"{CARACAS}/wp-content/uploads/2018/12/handshake.jpg"
    assert article().image_credit == "Photo: Prensa Presidencial"


def test_without_featured_image_there_is_none() -> None:
    assert (article("newspaper-none").image_url, article("newspaper-none").image_credit) == ("", "")


def test_pages_of_a_post() -> None:
    part = article("newspaper-parts")
    assert (part.url, part.part, part.parts) == (f"{CARACAS}/2018/06/01/long-read/", 2, 3)
    assert thread("newspaper-parts").comments[0].text == "Shown on every part."


def test_what_changes_with_every_request_changes_nothing_of_the_facts() -> None:
    before = read_text(source(), url=ADDRESS)
    after = read_text(
        source().replace(">311<", ">312<").replace("td_ajax_nonce", "td_ajax_nonce2"), url=ADDRESS
    )
    assert (before.article, before.thread) == (after.article, after.thread)


def test_mojibake_from_the_import_is_kept() -> None:
    assert article("newspaper-untitled").text == "Venezuelaâ€™s week, as it was imported."


# --- the thread


@pytest.mark.parametrize(
    ("name", "claimed", "printed"),
    [
        ("newspaper-thread", 14, "14 COMMENTS"),
        ("newspaper-one", 1, "1 COMMENT"),
        ("newspaper-none", 0, "0"),
        ("newspaper-early-none", 0, "NO COMMENTS"),
        ("newspaper-early-thread", 1003, "1,003 COMMENTS"),
    ],
)
def test_claimed_count(name: str, claimed: int, printed: str) -> None:
    assert (thread(name).claimed, thread(name).claimed_as_printed) == (claimed, printed)


def test_nesting_without_depth_classes() -> None:
    places = {each.comment_id: (each.parent_id, each.depth) for each in thread().comments}
    assert places == {
        1001: (None, 1), 1002: (1001, 2), 1004: (1002, 3), 1005: (1004, 4), 1006: (1005, 5), 1008: (1005, 5),
        1003: (1001, 2), 1009: (1001, 2), 1007: (None, 1), 1010: (None, 1), 1011: (None, 1), 1012: (None, 1),
    }  # fmt: skip
    assert [each.position for each in thread().comments] == list(range(1, 13))


def test_at_the_nesting_limit_only_the_first_of_a_list_has_a_sure_parent() -> None:
    unsure = [each.comment_id for each in thread().comments if not each.parent_known]
    assert unsure == [1008]


def test_the_id_that_stands_twice_is_one_comment() -> None:
    assert source().count('id="comment-1001"') == 2
    assert [each.comment_id for each in thread().comments].count(1001) == 1


def test_older_releases_name_the_item_li_comment() -> None:
    early = thread("newspaper-early-thread")
    assert [(each.comment_id, each.parent_id, each.kind) for each in early.comments] == [
        (2201, None, "comment"),
        (2202, 2201, "comment"),
        (2203, None, "trackback"),
    ]


def test_pingbacks() -> None:
    ping = comment(1012)
    assert (ping.kind, ping.author, ping.author_url) == (
        "pingback",
        "Daniel’s Notes » Archive",
        "https://example.net/551/notes",
    )


def test_a_replys_words_do_not_leak_into_its_parent() -> None:
    assert comment(1001).text == "First on the page. See the report."
    assert comment(1001).links == ("https://example.org/report?id=7&lang=es#p2",)


def test_pubdate_is_the_instant_and_the_words_beside_it_are_kept() -> None:
    published = comment(1001).published
    assert published is not None
    assert published.at == datetime(2018, 12, 11, 14, 2, 11, tzinfo=UTC)
    assert (published.printed, published.source) == ("December 11, 2018 at 10:02 am", "pubdate")


def test_a_pubdate_that_disagrees_with_its_words_is_a_problem() -> None:
    page = source().replace("December 11, 2018 at 10:02 am", "December 11, 2018 at 2:02 pm")
    assert [problem.kind for problem in read_text(page, url=ADDRESS).problems] == ["times-disagree"]


def test_names_may_be_empty_in_any_script_or_look_like_markup() -> None:
    assert comment(1007).author == ""
    assert comment(1011).author == "محمد الأمين"
    assert comment(1010).author == '<Anon> R&D "Joe" O\'Hara'
    assert (comment(1003).author, comment(1003).author_url) == ("Kathy", "https://example.org/kathy")


def test_lists_and_quotations_in_comments() -> None:
    assert comment(1003).text == "Three things:\n\nwater\npower\nbread & milk\n\nIn that order."
    assert comment(1002).text == "First on the page.\n\nAnd second below it."
    assert comment(1009).text == "One\nTwo\nTwo a"
    assert comment(1021, "newspaper-thread-2").text.endswith("line one\n  line   two")


def test_the_form_is_no_comment_but_a_comment_may_quote_it() -> None:
    form = "LEAVE A REPLY\n\nPlease enter your comment!\n\nPlease enter your name here"
    assert [each.text for each in thread().comments if "LEAVE A REPLY" in each.text] == [form]


def test_a_comment_that_quotes_the_appeal_is_a_comment() -> None:
    assert comment(1010).text.startswith("Caracas Chronicles is 100% reader-supported.")


def test_pages_are_older_and_newer_and_the_first_is_the_plain_address() -> None:
    one, two = thread(), thread("newspaper-thread-2")
    assert (one.number, one.lowest, one.highest, one.older_url) == (1, 1, 2, None)
    assert one.newer_url == f"{ADDRESS}comment-page-2/"
    assert (two.number, two.lowest, two.highest, two.newer_url) == (2, 1, 2, None)
    assert two.older_url == ADDRESS


def test_the_last_page_on_the_plain_address_is_numbered_by_its_link_to_the_older() -> None:
    last = thread("newspaper-early-thread")
    assert (last.number, last.lowest, last.highest) == (21, 20, 21)


def test_past_the_end_there_is_no_page_and_no_claim_of_an_empty_thread() -> None:
    beyond = thread("newspaper-beyond")
    assert (beyond.number, beyond.comments, beyond.claimed) == (None, (), 14)


def test_open_closed_and_order() -> None:
    assert (thread().state, thread("newspaper-closed").state) == ("open", "closed")
    assert thread().order == "ascending"


def test_in_a_closed_thread_only_what_nesting_proves_is_known() -> None:
    # Without reply links nothing says where the limit lies: the first of a list is sure all the same.
    assert [each.parent_known for each in thread("newspaper-closed").comments] == [True, True]


def test_a_protected_post_has_no_thread_no_words_and_no_problem() -> None:
    facts = read("newspaper-protected")
    assert facts.article is not None
    assert facts.article.protected
    assert (facts.article.text, facts.article.html, facts.thread, facts.problems) == ("", "", None, ())


def test_unknown_markup_is_a_problem_and_never_an_empty_thread() -> None:
    facts = read("newspaper-unknown")
    assert facts.thread is None
    assert [problem.kind for problem in facts.problems] == ["unknown-markup"]
