"""``python -m benchmarks.year [SEED]``: a simulated year of runs, every ten minutes, beside two naive schedules.

No network: the site is ``year_site``, and what to ask is decided by the very functions that the crawl calls
(``archiver.crawl.due``, ``seeds``, ``policy``). Every request counts, feeds and lists too.
"""

import heapq
import math
import sys
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median, quantiles

from archiver.crawl.due import due_at, is_full, is_hot, scan_due, stops_at_first_page, why_due, why_named
from archiver.crawl.policy import Hints, Policy
from archiver.crawl.seeds import ARTICLE_FEED, COMMENT_FEED, SEEDS, SITEMAP, Asked, seed_due
from archiver.items import Address
from archiver.store.frontier import Standing
from benchmarks.year_site import PER_PAGE, YEAR, Post, Said, at, make, minutes

STEP = timedelta(minutes=10)
FEED_ITEMS = 10


@dataclass(slots=True)
class Seen:
    """What a schedule has seen, and what that cost. Lags are minutes."""

    requests: Counter[int] = field(default_factory=Counter)  # by day
    kinds: Counter[str] = field(default_factory=Counter)
    first: dict[int, float] = field(default_factory=dict)
    arrival: list[float] = field(default_factory=list)
    edit: list[float] = field(default_factory=list)
    vanishing: list[float] = field(default_factory=list)
    stood: list[tuple[float, bool, bool]] = field(default_factory=list)  # how long, captured, in a burst
    missed: int = 0

    def ask(self, minute: float, kind: str, requests: int = 1) -> None:
        """Count requests."""
        self.requests[int(minute // 1440)] += requests
        self.kinds[kind] += requests


@dataclass(slots=True)
class Thread:
    """A thread as a schedule knows it: what happened and was not yet looked at begins at ``next``."""

    post: Post
    next: int = 0
    present: list[Said] = field(default_factory=list)  # at the last look, in the order of the pages
    whole: float = -math.inf

    def pending(self, minute: float) -> list[tuple[float, str, Said]]:
        """What has happened since the last whole look."""
        end = bisect_right(self.post.happenings, minute, key=lambda one: one[0])
        return self.post.happenings[self.next : end]

    def look(self, minute: float, seen: Seen, *, may_stop: bool = False) -> int:
        """Look at ``minute``: whole, or at the first page alone where that shows nothing new. The requests it took."""
        pending = self.pending(minute)
        if may_stop and not self._shows(pending):
            seen.missed += len(pending)
            return 1
        self.next += len(pending)
        self.whole = minute
        for _, what, said in pending:
            if what == "said":
                insort(self.present, said, key=lambda one: one.at)
            elif what == "edited":
                if said.number in seen.first:
                    seen.edit.append(minute - said.edited)
            else:
                self.present.remove(said)
                captured = said.number in seen.first
                seen.stood.append((said.deleted - said.at, captured, said.burst))
                if captured:
                    seen.vanishing.append(minute - said.deleted)
        for _, what, said in pending:
            if what == "said" and said.deleted > minute:
                seen.first[said.number] = minute
                seen.arrival.append(minute - said.at)
        return max(1, math.ceil(len(self.present) / PER_PAGE))

    def _shows(self, pending: list[tuple[float, str, Said]]) -> bool:
        """Whether the first page or the count tells of any of what is pending."""
        count = sum({"said": 1, "deleted": -1, "edited": 0}[what] for _, what, _ in pending)
        edge = self.present[PER_PAGE - 1].at if len(self.present) >= PER_PAGE else math.inf
        return count != 0 or any(said.at <= edge for _, _, said in pending)


class Feeds:
    """The site's feeds as a run finds them; asked at growing instants."""

    def __init__(self, posts: list[Post]) -> None:
        self._posts = posts
        self._all = sorted(
            ((when, what, said, post) for post in posts for when, what, said in post.happenings),
            key=lambda one: (one[0], one[2].number),
        )
        self._next = 0
        self._newest: list[tuple[float, int, Said, Post]] = []
        self.counts: Counter[int] = Counter()

    def go_on(self, minute: float) -> None:
        """Let happen what has happened by ``minute``."""
        while self._next < len(self._all) and self._all[self._next][0] <= minute:
            _, what, said, post = self._all[self._next]
            self._next += 1
            key = (said.at, said.number, said, post)
            if what == "said":
                self.counts[post.number] += 1
                insort(self._newest, key, key=lambda one: one[:2])
            elif what == "deleted":
                self.counts[post.number] -= 1
                if key in self._newest:
                    self._newest.remove(key)
        del self._newest[:-300]

    def comments(self) -> list[Address]:
        """The comment feed, as the parser gives it: an address for each article, its newest date and its comments."""
        named: dict[int, list[Said]] = {}
        for _, _, said, post in self._newest[-FEED_ITEMS:]:
            named.setdefault(post.number, []).append(said)
        return [
            Address(
                url=str(number),
                kind="article",
                modified=at(max(said.at for said in many)),
                activity=True,
                comment_ids=tuple(said.number for said in many),
            )
            for number, many in named.items()
        ]

    def articles(self, known: int, page: int) -> list[Address]:
        """A page of the article feed, counted from 1, when ``known`` articles have been published."""
        last = known - (page - 1) * FEED_ITEMS
        return [
            Address(
                url=str(post.number),
                kind="article",
                modified=at(post.published),
                count=self.counts[post.number],
            )
            for post in self._posts[max(0, last - FEED_ITEMS) : last]
        ]


class Schedule:
    """The crawl's own schedule, with what the site tells."""

    def __init__(self, posts: list[Post], policy: Policy, hints: Hints) -> None:
        self.posts, self.policy, self.hints = posts, policy, hints
        self.seen = Seen()
        self.feeds = Feeds(posts)
        self.threads = [Thread(post) for post in posts]
        self.standings: dict[int, Standing] = {}
        self.told: dict[int, int] = {}
        self._asked: dict[str, Asked] = {}
        self._due: list[tuple[datetime, int]] = []
        self._published = [post.published for post in posts]
        self._changes: Counter[int] = Counter()

    def run(self, minute: float) -> None:
        """One run."""
        now = at(minute)
        known = bisect_right(self._published, minute)
        self.feeds.go_on(minute)
        wanted: dict[int, str] = {}
        for path in SEEDS:
            if seed_due(path, self._asked.get(path), now, self.policy, feed=self.hints != "none"):
                self._ask(path, minute, now, known, wanted)
        if self.hints == "counts":
            self._scan(minute, now, known, wanted)
        while self._due and self._due[0][0] <= now:
            number = heapq.heappop(self._due)[1]
            why = why_due(self.standings[number], now, policy=self.policy, hints=self.hints)
            if why is not None:
                wanted.setdefault(number, why)
        for number, why in wanted.items():
            self._look(number, why, minute, now)

    def _ask(self, path: str, minute: float, now: datetime, known: int, wanted: dict[int, str]) -> None:
        is_feed = path in (COMMENT_FEED, ARTICLE_FEED)
        self._asked[path] = Asked(at=now, answered=not is_feed or self.hints != "none")
        self.seen.ask(minute, path)
        if (
            path == SITEMAP
        ):  # with robots.txt, the sitemaps that it names, and once a week all pages of the REST list
            self.seen.ask(minute, "lists", 2 + math.ceil(known / 2000) + math.ceil(known / 100 / 7))
        if path == COMMENT_FEED and self.hints != "none":
            named = self.feeds.comments()
            self._hear(named, wanted)
            if is_full(named, self.seen.first):
                wanted.update(
                    {
                        n: "burst"
                        for n, standing in self.standings.items()
                        if n not in wanted and is_hot(standing, now, self.policy)
                    }
                )
        elif path != COMMENT_FEED:
            self._hear(self.feeds.articles(known, 1), wanted)

    def _scan(self, minute: float, now: datetime, known: int, wanted: dict[int, str]) -> None:
        for page in range(2, math.ceil(known / FEED_ITEMS) + 1):
            name = f"{ARTICLE_FEED}?paged={page}"
            newest = self.posts[known - (page - 1) * FEED_ITEMS - 1]
            last = self._asked[name].at if name in self._asked else None
            if scan_due(at(newest.published), last, now, self.policy):
                self._asked[name] = Asked(at=now, answered=True)
                self.seen.ask(minute, "scan")
                self._hear(self.feeds.articles(known, page), wanted)

    def _hear(self, named: Iterable[Address], wanted: dict[int, str]) -> None:
        for address in named:
            number = int(address.url)
            standing = self.standings.get(number)
            told = self.told.get(number)
            count = address.count if self.hints == "counts" else None
            why = (
                "new"
                if standing is None
                else why_named(
                    standing,
                    replace(address, count=count) if count is None else address,
                    self.seen.first,
                    told,
                )
            )
            if why is not None:
                wanted.setdefault(number, why)

    def _look(self, number: int, why: str, minute: float, now: datetime) -> None:
        thread, seen = self.threads[number], self.seen
        since = timedelta(minutes=minute - thread.whole) if thread.whole > -math.inf else None
        before = thread.next
        # What fills the page is asked for in any case; with the first page comes the count.
        taken = thread.look(minute, seen, may_stop=stops_at_first_page(why, since, self.policy))
        seen.ask(minute, f"look: {why}", taken)
        happened = thread.post.happenings[before : thread.next]
        self._changes[number] += sum(
            what != "said" for _, what, said in happened if said.number in seen.first
        )
        stirred = [when for when, what, said in happened if what == "said" and said.number in seen.first]
        earlier = self.standings.get(number)
        last = max((at(when) for when in stirred), default=None)
        if earlier is not None and earlier.stirred is not None:
            last = max(last, earlier.stirred) if last else earlier.stirred
            if any(what != "said" for _, what, _ in happened) and earlier.last_look:
                last = max(
                    last, earlier.last_look
                )  # an edit or deletion lies after the last sight of the old
        standing = Standing(
            url=str(number),
            article=True,
            last_look=now,
            published=at(thread.post.published),
            modified=None,
            active=None,
            incomplete=0,
            stirred=last,
            changes=self._changes[number],
        )
        self.standings[number] = standing
        self.told[number] = self.feeds.counts[number]
        heapq.heappush(self._due, (due_at(standing, self.policy, self.hints)[0], number))


def all_daily(posts: list[Post]) -> Seen:
    """Every thread once a day."""
    seen, threads = Seen(), [Thread(post) for post in posts]
    for day in range(1, YEAR.days + 1):
        for thread in threads:
            if thread.post.published <= day * 1440:
                seen.ask(day * 1440 - 1, "look", thread.look(day * 1440, seen))
    return seen


def newest(posts: list[Post], count: int = 50) -> Seen:
    """The newest ``count`` articles in each run."""
    seen, threads = Seen(), [Thread(post) for post in posts]
    published = [post.published for post in posts]
    for step in range(1, int(YEAR / STEP) + 1):
        minute = step * minutes(STEP)
        known = bisect_right(published, minute)
        for thread in threads[max(0, known - count) : known]:
            seen.ask(minute - 1, "look", thread.look(minute, seen))
    return seen


def ours(posts: list[Post], policy: Policy, hints: Hints) -> Seen:
    """The crawl's schedule."""
    schedule = Schedule(posts, policy, hints)
    for step in range(1, int(YEAR / STEP)):
        schedule.run(step * minutes(STEP))
    return schedule.seen


def told(seen: Seen, posts: list[Post]) -> dict[str, float]:
    """The year in numbers: requests a day, shares in percent, lags in hours."""
    end = minutes(YEAR)
    gone = [said for post in posts for said in post.comments if said.deleted < end]
    noticed = set(seen.first)
    row: dict[str, float] = {
        "requests a day": sum(seen.requests.values()) / YEAR.days,
        "at the end": sum(seen.requests[day] for day in range(YEAR.days - 30, YEAR.days)) / 30,
    }
    for hours in (1, 6, 24):
        stood = [said for said in gone if said.deleted - said.at >= hours * 60]
        row[f"captured of {hours} h"] = 100 * sum(said.number in noticed for said in stood) / len(stood)
    burst = [said for said in gone if said.burst and said.deleted - said.at >= 120]
    row["captured of bursts, 2 h"] = 100 * sum(said.number in noticed for said in burst) / max(1, len(burst))
    captured = [said for said in gone if said.number in noticed]
    # Those gone in the last month may yet be noticed; any other that was not counts as never.
    settled = sum(said.deleted < end - 30 * 1440 for said in captured)
    lags = sorted(lag / 60 for lag in seen.vanishing)
    lags += [math.inf] * max(0, settled - len(lags))
    row["never noticed"] = 100 * (1 - len(seen.vanishing) / len(captured))
    row["vanishing, median h"] = lags[len(lags) // 2]
    row["vanishing, p90 h"] = lags[int(len(lags) * 0.9)]
    row["new, median min"] = median(seen.arrival)
    row["new, p90 h"] = quantiles(seen.arrival, n=10)[-1] / 60
    row["edit, median h"] = median(seen.edit) / 60
    row["edit, p90 h"] = quantiles(seen.edit, n=10)[-1] / 60
    row["missed at first page"] = seen.missed
    return row


def main() -> None:
    posts = make(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    policy = Policy()
    columns = {
        "all daily": all_daily(posts),
        "newest 50": newest(posts),
        "ours, counts": ours(posts, policy, "counts"),
        "ours, feed": ours(posts, policy, "feed"),
        "ours, none": ours(posts, policy, "none"),
    }
    rows = {name: told(seen, posts) for name, seen in columns.items()}
    names = list(next(iter(rows.values())))
    print("| | " + " | ".join(rows) + " |")
    print("| --- |" + " ---: |" * len(rows))
    for name in names:
        print(f"| {name} | " + " | ".join(f"{row[name]:,.1f}" for row in rows.values()) + " |")
    for name, seen in columns.items():
        print(name, {kind: round(n / 365, 1) for kind, n in seen.kinds.most_common()})


if __name__ == "__main__":
    main()
