"""When an article is looked at again: the whole policy, as pure functions of what is known of it.

The crawl and the simulated year (``benchmarks/year.py``) call the same ones. Why
they are as they are: docs/decisions.md, "The schedule".
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from archiver.crawl.policy import Hints, Policy
from archiver.items import Address
from archiver.store.frontier import Standing

Mode = Literal["new", "due", "all"]
MODES: tuple[Mode, ...] = ("new", "due", "all")

FIRST_BACKOFF = timedelta(minutes=10)
LONGEST_BACKOFF = timedelta(days=7)
FIRST_FRUITLESS = timedelta(hours=1)

AT_ONCE = datetime.min.replace(tzinfo=UTC)
FEED_ITEMS = 10
"""How many comments WordPress's comment feed names; a feed of so many that are all new may have left some out."""

RANKS = (
    "new",
    "incomplete",
    "new comments",
    "count changed",
    "changed",
    "burst",
    "floor",
    "due",
    "no article yet",
)
"""Why, in the order in which a budget is spent."""

DEFAULT = Policy()


def due_at(standing: Standing, policy: Policy = DEFAULT, hints: Hints = "feed") -> tuple[datetime, str]:
    """From when on this address is to be fetched, as far as the store knows, and why in a word or two."""
    last = standing.last_look
    if last is None:
        return AT_ONCE, "new"
    if not standing.article:  # it answered, and with no article: gone, refused, or cut
        return last + _fruitless(standing.tries, policy), "no article yet"
    if standing.active and standing.active > last:
        return AT_ONCE, "new comments"
    if standing.modified and standing.modified > last:
        return AT_ONCE, "changed"
    if standing.incomplete:
        return last + _backoff(standing.incomplete), "incomplete"
    return last + pause(standing, policy, hints), "due"


def why_due(
    standing: Standing,
    now: datetime,
    *,
    mode: Mode = "due",
    policy: Policy = DEFAULT,
    hints: Hints = "feed",
) -> str | None:
    """Why this address is to be fetched at ``now``, one of ``RANKS`` or ``all asked for``; None if it is not."""
    if standing.last_look is None:
        return "new"
    if mode == "new":
        return None
    if mode == "all":
        return "all asked for"
    at, why = due_at(standing, policy, hints)
    if now < at:
        return None
    return "floor" if why == "due" and now - standing.last_look >= policy.longest else why


def pause(standing: Standing, policy: Policy, hints: Hints) -> timedelta:
    """How long a whole thread is left alone after its last look: a share of the time that it had been
    still by then, less where it has changed before. Where no feed tells of arrivals, what stirred last is
    seen late and seldom, and the article's age is the better guess.
    """
    last = standing.last_look
    stirred = (standing.stirred if hints != "none" else None) or standing.published
    if last is None or stirred is None:
        return policy.longest
    share = policy.share(hints) * (1 - policy.share_of_a_change * min(standing.changes, 4))
    return min(max((last - stirred) * share, policy.shortest), policy.longest)


def why_named(
    standing: Standing,
    address: Address,
    held: Collection[int],
    told: int | None,
    policy: Policy = DEFAULT,
) -> str | None:
    """Why an article that a feed or list names is to be fetched at once; None if that says nothing new.

    ``held`` has those of the address's ``comment_ids`` that the store holds; ``told`` is the count that a feed
    had printed when the last look began, else what the thread claims, None if neither is known.
    """
    last = standing.last_look
    if last is None:
        return "new"
    if address.activity:
        unknown = not address.comment_ids or any(number not in held for number in address.comment_ids)
        if unknown and (
            address.modified is None or address.modified > last - timedelta(minutes=policy.clock_skew_minutes)
        ):
            return "new comments"
    elif address.modified and address.modified > last:
        return "changed"
    if address.count is not None and told is not None and address.count != told:
        return "count changed"
    return None


def is_full(comment_feed: Sequence[Address], held: Collection[int]) -> bool:
    """Whether a comment feed may have left new comments out: it is as long as it gets, and none of it is known."""
    named = [number for address in comment_feed for number in address.comment_ids]
    return len(named) >= FEED_ITEMS and not any(number in held for number in named)


def is_hot(standing: Standing, now: datetime, policy: Policy) -> bool:
    """Whether a full comment feed is reason enough to look at this thread, as one that stirred lately."""
    stirred = max((at for at in (standing.stirred, standing.published) if at), default=None)
    return standing.article and stirred is not None and now - stirred <= timedelta(days=policy.hot_days)


def scan_due(newest: datetime, last: datetime | None, now: datetime, policy: Policy) -> bool:
    """Whether a page of the article feed is to be asked for, for the counts that it prints: ``newest`` is when
    its newest article was published, ``last`` when it was last asked for.
    """
    shortest, longest = (
        timedelta(minutes=policy.shortest_scan_minutes),
        timedelta(days=policy.longest_scan_days),
    )
    return last is None or now - last >= min(max((now - newest) * policy.share_scan, shortest), longest)


def is_unprompted(why: str) -> bool:
    """Whether nobody told us to make a look that has this reason: its time had come."""
    return why == "due"


def stops_at_first_page(why: str, since_whole: timedelta | None, policy: Policy) -> bool:
    """Whether a look made for reason ``why`` may end at its first page if that is as it was; ``since_whole``
    is how long ago the thread was last walked whole.
    """
    lately = since_whole is not None and since_whole < timedelta(days=policy.whole_days)
    return lately and is_unprompted(why)


def _backoff(tries: int) -> timedelta:
    """At once the first time (a run that was cut off is continued), then with growing pauses."""
    if tries <= 1:
        return timedelta(0)
    return min(FIRST_BACKOFF * (1 << min(tries - 2, 16)), LONGEST_BACKOFF)


def _fruitless(tries: int, policy: Policy) -> timedelta:
    """Hours, then days: garbage or a redirect loop is seldom for ever."""
    return min(FIRST_FRUITLESS * (1 << min(max(tries, 1) - 1, 16)), policy.longest)
