"""When what is asked for: the policy's functions, alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.settings import default_settings

from archiver import settings
from archiver.crawl.arguments import Arguments
from archiver.crawl.budget import Budget, BudgetMiddleware
from archiver.crawl.due import (
    due_at,
    is_full,
    is_hot,
    pause,
    scan_due,
    stops_at_first_page,
    why_due,
    why_named,
)
from archiver.crawl.policy import Policy
from archiver.crawl.seeds import ALL_POSTS, ARTICLE_FEED, COMMENT_FEED, FRONT, SITEMAP, Asked, seed_due
from archiver.crawl.walk import Walk
from archiver.errors import UsageError
from archiver.items import Address
from archiver.store.frontier import Standing

NOW = datetime(2019, 1, 5, 12, tzinfo=UTC)
URL = "https://example.org/2019/01/01/a/"
POLICY = Policy()
LOOKED = Standing(
    url=URL,
    article=True,
    last_look=NOW - timedelta(hours=10),
    published=NOW - timedelta(days=4),
    modified=None,
    active=None,
    incomplete=0,
)


def _named(**fields: object) -> Address:
    return replace(Address(url=URL, kind="article"), **fields)  # type: ignore[arg-type] # its own fields


@pytest.mark.parametrize(("tries", "hours"), [(1, 1), (2, 2), (3, 4), (5, 16), (20, 30 * 24)])
def test_garbage_is_asked_for_again_after_hours_then_days(tries: int, hours: int) -> None:
    garbage = replace(LOOKED, article=False, tries=tries)
    assert garbage.last_look is not None
    assert due_at(garbage) == (garbage.last_look + timedelta(hours=hours), "no article yet")


def test_a_pause_grows_with_stillness_and_shrinks_with_changes() -> None:
    def hours(**fields: object) -> float:
        standing = replace(LOOKED, **fields)  # type: ignore[arg-type] # its own fields
        return pause(standing, Policy(share_feed=0.5), "feed") / timedelta(hours=1)

    assert hours() == 43  # half of the 86 hours from its publication to the look
    assert hours(stirred=NOW - timedelta(hours=30)) == 10
    assert hours(stirred=NOW - timedelta(hours=30), changes=2) == pytest.approx(8)
    assert hours(changes=99) == hours(changes=4)
    assert hours(stirred=NOW - timedelta(hours=10)) == 1
    assert hours(published=NOW - timedelta(days=3000)) == 30 * 24
    assert hours(published=None) == 30 * 24


def test_what_was_not_looked_at_for_the_longest_pause_comes_before_what_is_merely_due() -> None:
    old = replace(LOOKED, published=NOW - timedelta(days=900))
    assert why_due(replace(old, last_look=NOW - timedelta(days=31)), NOW) == "floor"
    assert why_due(replace(old, last_look=NOW - timedelta(days=29)), NOW) is None
    fresh = replace(LOOKED, last_look=LOOKED.published)
    assert why_due(fresh, NOW) == "due"
    assert why_due(fresh, NOW, mode="new") is None


@pytest.mark.parametrize(
    ("address", "held", "told", "why"),
    [
        (_named(activity=True, comment_ids=(7,), modified=NOW), set(), None, "new comments"),
        (_named(activity=True, comment_ids=(7,), modified=NOW), {7}, None, None),
        (_named(activity=True, comment_ids=(7, 8), modified=NOW), {7}, None, "new comments"),
        (_named(activity=True, comment_ids=(7,), modified=NOW - timedelta(days=1)), set(), None, None),
        (
            _named(activity=True, comment_ids=(7,), modified=NOW - timedelta(hours=10, minutes=1)),
            set(),
            None,
            "new comments",
        ),
        (_named(modified=NOW), set(), None, "changed"),
        (_named(modified=NOW - timedelta(days=4), count=5), set(), 5, None),
        (_named(modified=NOW - timedelta(days=4), count=4), set(), 5, "count changed"),
        (_named(modified=NOW - timedelta(days=4), count=4), set(), None, None),
    ],
)
def test_what_feeds_tell(address: Address, held: set[int], told: int | None, why: str | None) -> None:
    assert why_named(LOOKED, address, held, told) == why


def test_a_comment_feed_that_is_full_of_what_is_new_may_have_left_some_out() -> None:
    feed = [_named(activity=True, comment_ids=tuple(range(6))), _named(comment_ids=tuple(range(6, 10)))]
    assert is_full(feed, set())
    assert not is_full(feed, {3})
    assert not is_full(feed[:1], set())
    assert not is_hot(LOOKED, NOW, POLICY)
    assert is_hot(replace(LOOKED, stirred=NOW - timedelta(hours=23)), NOW, POLICY)


def test_pages_of_counts_are_asked_for_by_their_age() -> None:
    policy = Policy(share_scan=0.1, shortest_scan_minutes=10, longest_scan_days=2)
    for days, hours in ((1, 2.4), (10, 24), (100, 48)):
        newest = NOW - timedelta(days=days)
        assert not scan_due(newest, NOW - timedelta(hours=hours) + timedelta(minutes=1), NOW, policy)
        assert scan_due(newest, NOW - timedelta(hours=hours), NOW, policy)
    assert scan_due(NOW, None, NOW, policy)


def test_only_a_guess_may_end_at_its_first_page() -> None:
    assert stops_at_first_page("due", timedelta(days=6), POLICY)
    assert not stops_at_first_page("due", timedelta(days=8), POLICY)
    assert not stops_at_first_page("due", None, POLICY)
    for why in ("floor", "new comments", "count changed", "incomplete", "all asked for", ""):
        assert not stops_at_first_page(why, timedelta(days=1), POLICY)


def test_feeds_are_asked_for_often_and_lists_seldom() -> None:
    def due(path: str, minutes: float, *, answered: bool = True, feed: bool = True) -> bool:
        last = Asked(at=NOW - timedelta(minutes=minutes), answered=answered)
        return seed_due(path, last, NOW, POLICY, feed=feed)

    assert due(COMMENT_FEED, 10)
    assert not due(ARTICLE_FEED, 10)
    assert due(ARTICLE_FEED, 30)
    assert not due(COMMENT_FEED, 10, answered=False)
    assert not due(FRONT, 60)
    assert due(FRONT, 60, feed=False)
    for path in (FRONT, SITEMAP, f"{ALL_POSTS}1"):
        assert due(path, 24 * 60)
    assert not due(f"{ALL_POSTS}2", 24 * 60)
    assert due(f"{ALL_POSTS}2", 7 * 24 * 60)


@pytest.mark.parametrize("value", ["often", "-1", "nan", "inf"])
def test_a_setting_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="DUE_SHARE_FEED"):
        Policy.of({"DUE_SHARE_FEED": value})
    assert Policy.of({"DUE_SHARE_FEED": "0.5"}).share_feed == 0.5


def test_scrapys_own_extensions_are_all_there_but_three() -> None:
    assert {
        name.rpartition(".")[2]
        for name in default_settings.EXTENSIONS_BASE.keys() - settings.EXTENSIONS_BASE.keys()
    } == {
        "TelnetConsole",
        "RemoteControl",
        "LogStats",
    }
    assert settings.EXTENSIONS_BASE.items() <= default_settings.EXTENSIONS_BASE.items()


def test_a_budget_lets_what_was_begun_end_and_nothing_begin() -> None:
    now = [0.0]
    budget = Budget(Arguments(minutes=2), clock=lambda: now[0])
    gate = BudgetMiddleware(budget)
    begun, waiting = Walk(article=URL, why="new"), Walk(article=URL, why="due")
    gate.process_request(Request(URL, meta={"walk": begun}))
    begun.look = "urn:uuid:1"
    now[0] = 120.0
    gate.process_request(Request(URL, meta={"walk": begun}))
    with pytest.raises(IgnoreRequest):
        gate.process_request(Request(URL, meta={"walk": waiting}))
    with pytest.raises(IgnoreRequest):
        gate.process_request(Request(URL, meta={"begins": "listing"}))
    gate.process_request(Request(URL, meta={"requisite": object()}))
    assert (budget.spent, budget.told(), budget.reason) == (2, "1 due, 1 listing", "minutes")


def test_pages_are_a_budget_as_they_are_asked_for() -> None:
    budget = Budget(Arguments(pages=1))
    gate = BudgetMiddleware(budget)
    gate.process_request(Request(URL, meta={"walk": Walk(article=URL)}))
    with pytest.raises(IgnoreRequest):
        gate.process_request(Request(URL, meta={"walk": Walk(article=URL, why="new")}))
    assert (budget.told(), budget.reason) == ("1 new", "budget")
