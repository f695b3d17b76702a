"""What happens to an article itself: edited, gone, back, moved."""

from typing import Any

from archiver.derive.history import tell
from archiver.derive.observations import Event, Observation
from tests.derive.saying import URL, between, page, said

PLAIN: dict[str, Any] = {
    "layout": None,
    "state": None,
    "number": None,
    "highest": None,
    "lowest": None,
    "threaded": None,
}


def article(when: float, **fields: Any) -> Observation:
    return page(when, [], **{**PLAIN, **fields})


def gone(when: float, **fields: Any) -> Observation:
    return article(when, **{"kind": "gone", "words": None, "part": None, **fields})


def of_article(*pages: Observation) -> list[Event]:
    return [event for event in tell(pages, []).events if event.comment_id is None]


def test_gone_and_back() -> None:
    told = of_article(article(1), article(2), gone(5), gone(6), article(9))
    assert [(event.kind, between(event)) for event in told] == [("gone", (2, 5)), ("back", (6, 9))]
    assert (told[0].before_evidence, told[0].after_evidence) == ("record at 2", "record at 5")


def test_a_comment_page_or_a_part_that_is_gone_is_not_the_article() -> None:
    comment_page = f"{URL}comment-page-2/"
    assert of_article(article(1), article(2, url=comment_page), gone(5, url=comment_page)) == []
    assert of_article(article(1), article(2, url=f"{URL}2/", part=2), gone(5, url=f"{URL}2/")) == []


def test_an_address_that_never_showed_the_article_can_not_be_gone() -> None:
    assert of_article(gone(1), article(2), gone(5, url="https://example.org/another/")) == []


def test_a_stale_answer_brings_nothing_back() -> None:
    assert [event.kind for event in of_article(article(1), gone(5), article(9, age=6))] == ["gone"]


def test_refused_and_cut_say_nothing() -> None:
    assert of_article(article(1), gone(5, kind="refused"), article(6, whole=False, words="half")) == []


def test_edited_part_by_part() -> None:
    told = of_article(
        article(1),
        article(2, url=f"{URL}2/", part=2, words="second part"),
        article(5, words="the article, put right"),
        article(6, url=f"{URL}2/", part=2, words="second part"),
    )
    assert [(event.kind, between(event), event.detail["part"]) for event in told] == [("edited", (1, 5), 1)]
    assert (told[0].detail["from_words"], told[0].detail["to_words"]) == (
        "the article",
        "the article, put right",
    )


def test_a_password_or_another_theme_edits_nothing() -> None:
    assert of_article(article(1), article(5, state="protected", words="a form")) == []
    assert (
        of_article(article(1, layout="old"), article(5, layout="new", words="the article in a new theme"))
        == []
    )


def test_moved_where_the_old_address_leads_and_the_new_one_shows_it() -> None:
    new = "https://example.org/2018/12/01/other/"
    told = of_article(article(1), article(5, kind="moved", words=None), article(6, url=new))
    assert [(event.kind, between(event)) for event in told] == [("moved", (1, 5))]
    assert dict(told[0].detail) == {"from_url": URL, "to_url": new}


def test_moved_where_the_new_address_was_met_before_the_old_one_was_asked() -> None:
    new = "https://example.org/2018/12/01/other/"
    leads = {"kind": "moved", "words": None}
    told = of_article(
        article(1), article(5, url=new), article(6, **leads), article(7, url=new), article(9, **leads)
    )
    assert [(event.kind, between(event)) for event in told] == [("moved", (1, 6))]
    assert dict(told[0].detail) == {"from_url": URL, "to_url": new}
    back = of_article(
        article(1), article(5, url=new), article(6, **leads), article(9), article(10, url=new, **leads)
    )
    assert [(event.kind, between(event)) for event in back] == [("moved", (1, 6)), ("moved", (5, 10))]


def test_another_address_of_the_same_page_that_leads_there_is_no_move() -> None:
    amp = f"{URL}amp/"
    pages = [
        article(1, permalink=URL),
        article(2, url=amp, permalink=URL),
        article(5, permalink=URL),
        article(6, url=amp, kind="moved", words=None),
    ]
    assert of_article(*pages) == []


def test_a_redirect_to_another_spelling_is_no_move() -> None:
    bare = URL.replace("https://", "http://")
    assert of_article(article(1, url=bare), article(5, url=bare, kind="moved", words=None), article(6)) == []
    told = of_article(article(1), gone(4), article(5, url=bare, kind="moved", words=None), article(6))
    assert [event.kind for event in told] == ["gone", "back"]


def test_its_comments_stay_as_they_were_when_it_is_gone() -> None:
    history = tell([page(1, [said(1), said(2)]), gone(5)], [])
    assert [comment.state for comment in history.comments] == ["present", "present"]
    assert (history.thread.complete, history.thread.reason) == (False, "gone")
