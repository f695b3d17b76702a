"""Whom to ask beside the pages of a thread: one REST answer goes ahead, and the others wait for it."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from archiver.crawl import witnesses
from archiver.crawl.intake import Intake
from archiver.crawl.walk import Walk
from archiver.crawl.witnesses import Witnesses
from archiver.items import Article
from archiver.parse.site import Site
from archiver.store.times import FOREVER
from archiver.store.unfinished import UnaskedThread

BASE = "https://example.org"
AT = datetime(2019, 1, 1, tzinfo=UTC)


def _article(post_id: int | None) -> Article:
    made = SimpleNamespace(protected=False, post_id=post_id, url=f"{BASE}/2018/12/11/slug-{post_id}/")
    return cast("Article", made)


def _walk() -> Walk:
    return Walk(article=f"{BASE}/", numbers=[1], shown={1}, claimed=2)


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Witnesses]:
    answers: dict[str, object] = {
        "last_answer": None,
        "last_asked": None,
        "told_of": frozenset(),
        "unasked_threads": (),
        "answers_of_cut_runs": (),
    }
    for name, answer in answers.items():
        monkeypatch.setattr(witnesses, name, lambda *_, answer=answer: answer)
    store = SimpleNamespace(reading=lambda: nullcontext(None))
    site: Any = SimpleNamespace(name="site", base=BASE, witnesses=("rest", "feed"))
    intake = cast("Intake", SimpleNamespace(store=store))
    return lambda: Witnesses(
        intake, cast("Site", site), frozenset({"rest", "feed"}), AT + timedelta(days=9), FOREVER
    )


@pytest.fixture
def asked(make: Callable[[], Witnesses]) -> Witnesses:
    return make()


def test_a_feeds_answer_does_not_forget_who_waits_for_rest(asked: Witnesses) -> None:
    first = asked.ask(_walk(), _article(1))
    assert first is not None
    assert asked.ask(_walk(), _article(2)) is None  # waits for the first answer
    feed = asked.ask(_walk(), _article(None))
    assert feed is not None
    assert feed.endswith("/feed/")
    assert asked.answered(feed, 200) == ()
    (waited,) = asked.answered(first, 200)
    assert "post=2&" in waited


def test_what_is_owed_of_a_thread_that_is_walked_again_is_asked_after_that(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], Witnesses]
) -> None:
    article = _article(1)
    owed = UnaskedThread(article=article.url, post_id=1, looked_at=AT, surplus=True, unsure=frozenset())
    monkeypatch.setattr(witnesses, "unasked_threads", lambda *_: (owed,))
    asked = make()
    assert list(asked.owed(lambda _url: False)) == []
    first = asked.ask(_walk(), article)
    assert first is not None
    assert list(asked.owed(lambda _url: True)) == []  # once a run
    assert list(make().owed(lambda _url: True)) == [first]
    monkeypatch.setattr(witnesses, "last_asked", lambda *_: AT + timedelta(seconds=1))
    assert list(make().owed(lambda _url: True)) == []  # it was asked after that look


def test_a_count_of_pages_too_long_to_be_one_ends_the_asking(asked: Witnesses) -> None:
    url = f"{BASE}/wp-json/wp/v2/comments?post=1&page=1"
    assert asked.next_page(url, b"2") == url.replace("page=1", "page=2")
    assert asked.next_page(url, b"9" * 5000) is None
