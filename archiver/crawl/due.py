"""When an article is looked at again: the whole policy, as one pure function.

The numbers were measured (docs/decisions.md): a look after
0.2 of an article's age where a comment feed tells of new comments, 0.07 where
none does.
"""

from datetime import datetime, timedelta
from typing import Literal

from archiver.store.frontier import Standing

Mode = Literal["new", "due", "all"]
MODES: tuple[Mode, ...] = ("new", "due", "all")

SHARE_OF_AGE = 0.2
SHARE_OF_AGE_WITHOUT_FEED = 0.07
SHORTEST = timedelta(minutes=30)
LONGEST = timedelta(days=30)
FIRST_BACKOFF = timedelta(minutes=10)
LONGEST_BACKOFF = timedelta(days=7)


def why_due(standing: Standing, now: datetime, *, mode: Mode = "due", feed: bool = True) -> str | None:
    """Why this address is to be fetched at ``now``, in a word or two; None if it is not.

    ``feed``: whether the site's comment feed answers.
    """
    if standing.last_look is None:
        return "new"
    if mode == "new":
        return None
    if mode == "all":
        return "all asked for"
    since = now - standing.last_look
    if not standing.article:  # it answered, and with no article: gone, refused, or cut
        return "no article yet" if since >= LONGEST else None
    if standing.active and standing.active > standing.last_look:
        return "new comments"
    if standing.modified and standing.modified > standing.last_look:
        return "changed"
    if standing.incomplete:
        return "incomplete" if since >= _backoff(standing.incomplete) else None
    return "due" if since >= _interval(standing, now, feed) else None


def _backoff(tries: int) -> timedelta:
    """At once the first time (a run that was cut off is continued), then with growing pauses."""
    if tries <= 1:
        return timedelta(0)
    return min(FIRST_BACKOFF * (1 << min(tries - 2, 16)), LONGEST_BACKOFF)


def _interval(standing: Standing, now: datetime, feed: bool) -> timedelta:
    if standing.published is None:
        return LONGEST
    share = SHARE_OF_AGE if feed else SHARE_OF_AGE_WITHOUT_FEED
    return min(max((now - standing.published) * share, SHORTEST), LONGEST)
