"""A news site's year, made from a seed: articles, comments as they arrive, edits, deletions, bursts.

Calibrated by what the schedule's issue says of the site it was measured on: 40,000 comments under 2,000 articles,
median arrival 6 h after publication, and of those deleted that had stood 1, 6 and 24 h a daily visit to everything
has seen about 43, 71 and 100 %.
"""

import math
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
ARTICLES, COMMENTS = 2000, 40_000
PER_PAGE = 50

ARRIVAL_MEDIAN, ARRIVAL_SIGMA = timedelta(hours=6), 1.9
DELETED, EDITED = 0.04, 0.03
STOOD_MEDIAN, STOOD_SIGMA = timedelta(hours=5), 1.9
BURSTS, BURST_MINUTES = 40, 10


@dataclass(slots=True)
class Said:
    """A comment: instants in minutes of the year; inf where it never happens."""

    number: int
    at: float
    edited: float = math.inf
    deleted: float = math.inf
    burst: bool = False


@dataclass(slots=True)
class Post:
    """An article with what happens under it, in order of time: (minute, what, comment)."""

    number: int
    published: float
    comments: list[Said] = field(default_factory=list)
    happenings: list[tuple[float, str, Said]] = field(default_factory=list)


def minutes(span: timedelta) -> float:
    """A span as minutes."""
    return span.total_seconds() / 60


def at(minute: float) -> datetime:
    """The instant of a minute of the year."""
    return START + timedelta(minutes=minute)


def make(seed: int) -> list[Post]:
    """The year's articles, oldest first, each with its happenings."""
    chance = random.Random(seed)
    year = minutes(YEAR)
    posts = [
        Post(n, minute) for n, minute in enumerate(sorted(chance.uniform(0, year) for _ in range(ARTICLES)))
    ]
    # A few articles have most of the talk.
    sums = list(accumulate(chance.lognormvariate(0, 1.0) for _ in posts))
    quarrel = [chance.gammavariate(0.7, 1 / 0.7) for _ in posts]  # and some are moderated more than others
    for number in range(COMMENTS):
        (post,) = chance.choices(posts, cum_weights=sums, k=1)
        delay = chance.lognormvariate(math.log(minutes(ARRIVAL_MEDIAN)), ARRIVAL_SIGMA)
        _say(chance, post, post.published + delay, number, quarrel[post.number])
    number = COMMENTS
    for _ in range(BURSTS):
        begins = chance.uniform(year * 0.05, year * 0.98)
        old = [post for post in posts if post.published < begins]
        chosen = [*chance.sample(old[-15:], 2), chance.choice(old)]
        for _ in range(chance.randint(15, 60)):
            number += 1
            post = chance.choice(chosen)
            _say(chance, post, begins + chance.uniform(0, BURST_MINUTES), number, 8.0, burst=True)
    for post in posts:
        _order(post)
    return posts


def _say(
    chance: random.Random, post: Post, minute: float, number: int, quarrel: float, *, burst: bool = False
) -> None:
    said = Said(number, minute, burst=burst)
    if chance.random() < DELETED * quarrel:
        said.deleted = minute + chance.lognormvariate(math.log(minutes(STOOD_MEDIAN)), STOOD_SIGMA)
    elif chance.random() < EDITED * quarrel:
        said.edited = minute + chance.lognormvariate(math.log(30), 2.0)
    post.comments.append(said)


def _order(post: Post) -> None:
    post.comments.sort(key=lambda said: said.at)
    happenings = [(said.at, "said", said) for said in post.comments]
    happenings += [(said.edited, "edited", said) for said in post.comments if said.edited < math.inf]
    happenings += [(said.deleted, "deleted", said) for said in post.comments if said.deleted < math.inf]
    post.happenings = sorted(happenings, key=lambda one: (one[0], one[2].number))
