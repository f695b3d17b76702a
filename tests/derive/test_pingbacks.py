"""Themes print of a pingback its title alone: without its date, a page still proves what lies among the others."""

from dataclasses import replace

from archiver.derive.history import tell
from archiver.derive.observations import Sighting
from tests.derive.saying import page, said, told


def ping(number: int) -> Sighting:
    return replace(said(number, kind="pingback"), at=None)


def test_a_pingback_without_a_date_leaves_the_other_comments_their_places() -> None:
    before = page(1, [said(1), said(2), ping(3), said(4), said(5)], number=2, highest=3)
    after = page(5, [said(1), ping(3), said(4), said(5)], number=2, highest=3)
    assert told(tell([before, after], [])) == [("vanished", 2)]


def test_a_comment_without_a_date_leaves_none() -> None:
    dated = [said(1), said(2), replace(said(3), at=None), said(4), said(5)]
    before = page(1, dated, number=2, highest=3)
    after = page(5, [one for one in dated if one.comment_id != 2], number=2, highest=3)
    assert told(tell([before, after], [])) == []


def test_a_pingback_among_comments_lies_between_their_dates() -> None:
    before = page(1, [said(1), said(2), ping(3), said(4), said(5), ping(6), said(7)], number=2, highest=3)
    after = page(5, [said(1), said(2), said(4), said(5), ping(6), said(7)], number=2, highest=3)
    assert told(tell([before, after], [])) == [("vanished", 3)]
    narrow = page(5, [said(4), said(5), ping(6), said(7)], number=2, highest=3)
    assert told(tell([before, narrow], [])) == []
    turned = page(5, [said(7), ping(6), said(5), said(4), said(2), said(1)], number=2, highest=3)
    assert told(tell([before, turned], [])) == [("vanished", 3)]


def test_a_pingback_at_the_end_of_a_page_may_be_listed_apart() -> None:
    before = page(1, [said(1), said(2), said(4), ping(3), ping(5)], number=2, highest=3)
    after = page(5, [said(1), said(2), said(4), ping(5)], number=2, highest=3)
    assert told(tell([before, after], [])) == []


def test_a_pingback_printed_short_and_then_whole_is_not_edited() -> None:
    short, long = ping(2), said(2, kind="pingback", words="title and text")
    assert told(tell([page(1, [said(1), short]), page(5, [said(1), long])], [])) == []
    later = replace(long, words="title and other text")
    pages = [page(1, [long]), page(5, [short]), page(9, [later])]
    assert [(kind, number) for kind, number in told(tell(pages, []))] == [("edited", 2)]
