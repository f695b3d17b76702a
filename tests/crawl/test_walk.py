"""A walk over a thread: oldest page first, then what is open, and never without end."""

from archiver.crawl.walk import MOST_AGAIN, MOST_ROUNDS, MOST_SAME, Walk
from archiver.items import ThreadPage

ARTICLE = "https://example.org/2018/12/11/slug/"


def _url(number: int) -> str:
    return f"{ARTICLE}comment-page-{number}/"


def _page(number: int, highest: int) -> ThreadPage:
    return ThreadPage(
        number=number,
        lowest=1,
        highest=highest,
        older_url=_url(number - 1) if number > 1 else None,
        newer_url=_url(number + 1) if number < highest else None,
        claimed=None,
        claimed_as_printed="",
        order="single",
        threaded=True,
        state="open",
        layout="theme",
        comments=(),
    )


def _whole() -> Walk:
    walk = Walk(article=ARTICLE)
    assert walk.after(_page(3, 3), ARTICLE) == _url(1)  # the plain address shows the newest page
    assert walk.after(_page(1, 3), _url(1)) == _url(2)
    assert walk.after(_page(2, 3), _url(2)) == _url(3)
    assert walk.after(_page(3, 3), _url(3)) is None
    assert (walk.ended, walk.numbers) == ("whole", [1, 2, 3])
    return walk


def test_what_is_open_is_asked_for_one_page_after_the_other() -> None:
    walk = _whole()
    assert walk.again((2, 3, 2)) == _url(2)
    assert walk.after(_page(2, 3), _url(2)) == _url(3)
    assert walk.after(_page(3, 4), _url(3)) == _url(2)  # a page that came under way is another round's matter
    assert walk.after(_page(2, 4), _url(2)) is None
    assert walk.again((4,)) == _url(4)


def test_nothing_is_asked_for_without_end() -> None:
    walk = _whole()
    for turn in range(MOST_ROUNDS):
        number = 1 + turn % 2
        assert walk.again((number,)) == _url(number)
        assert walk.after(_page(number, 3), _url(number)) is None
    assert walk.again((1,)) is None
    assert walk.is_remarkable
    assert walk.ended == "whole; what is open was asked for 6 times"
    assert _whole().again(range(1, MOST_AGAIN + 2)) is None


def test_pages_that_go_on_changing_are_not_asked_on_and_on() -> None:
    walk = _whole()
    for turn in range(MOST_SAME):
        assert walk.again((2,)) == _url(2)
        assert walk.after(_page(2, 4 + turn), _url(2)) is None
    assert walk.again((2,)) is None
    assert walk.ended == "whole; what is open was asked for 3 times"


def test_pages_that_answer_as_before_are_asked_again_in_a_look_of_their_own_and_no_more() -> None:
    walk = _whole()
    for new_look in (False, True):
        assert walk.again((1, 2), new_look=new_look) == _url(1)
        assert walk.after(_page(1, 3), _url(1)) == _url(2)
        assert walk.after(_page(2, 3), _url(2)) is None
    assert walk.again((1, 2), new_look=True) is None
    assert walk.is_remarkable
    assert walk.ended == "whole; what is open was asked for, and the answers were the same"


def test_a_page_that_is_gone_since_has_not_answered_as_before() -> None:
    walk = _whole()
    assert walk.again((2,)) == _url(2)
    assert walk.past_the_end(404) is None
    assert walk.again((2,)) == _url(2)
    assert walk.past_the_end(404) is None
    assert walk.again((2,)) is None
    assert walk.ended == "whole; what is open was asked for, and the answers were the same"


def test_a_page_past_the_end_ends_no_round() -> None:
    walk = _whole()
    walk.again((4, 3))
    assert walk.past_the_end(404) == _url(3)
    assert walk.after(_page(3, 3), _url(3)) is None
    assert walk.can_go_on


def test_a_wall_ends_all_asking() -> None:
    walk = _whole()
    walk.again((2, 3))
    walk.stop("refused")
    assert (walk.ended, walk.can_go_on) == ("refused", False)
    gone = Walk(article=ARTICLE)
    assert gone.past_the_end(410) is None
    assert not gone.can_go_on
