"""Seeded histories: a thread that changes at random between fetches, crawled a few times, and told."""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from archiver.derive.history import tell
from archiver.derive.observations import History, Observation
from tests.derive.crawler import Crawler
from tests.derive.oracle import falsehoods, settled
from tests.derive.replica import Reply, Settings, Thread


@dataclass(frozen=True)
class Kind:
    """What may happen in a history."""

    looks: int = 3
    most_changes: int = 3
    busy: float = 0.5
    stale: float = 0.0
    broken: float = 0.0
    imports: int = 0
    settings_change: float = 0.0
    claims: bool | None = None
    partial: bool = True
    pings: float = 0.1
    closed: float = 0.3
    toggling: float = 0.0


@dataclass(frozen=True)
class Told:
    history: History
    false: list[str]
    known: int
    gone: int
    requests: int
    pages: float
    whole: int
    silent: list[str]


def begin(random: Random, kind: Kind) -> Thread:
    """A thread of a few pages, under settings drawn at random."""
    thread = Thread(random=random, settings=drawn(random, kind))
    thread.spacing = random.choice(((0, 1, 5, 60, 61, 300), (5, 60, 61, 300), (60, 120), (0, 0, 60)))
    for _ in range(random.randint(3, 14)):
        thread.add(_parent(thread, random), kind="pingback" if random.random() < kind.pings else "comment")
    if random.random() < 0.1:
        _renumber(thread, random)
    return thread


def drawn(random: Random, kind: Kind) -> Settings:
    return Settings(
        per_page=random.randint(2, 5),
        descending=random.random() < 0.3,
        newest_first_page=random.random() < 0.5,
        threaded=random.random() < 0.8,
        depth=random.randint(2, 5),
        theme=random.choice("ab"),
        pings_shown=random.random() < 0.8,
        pings_dated=not kind.pings or random.random() < 0.5,
        claims=random.random() < 0.7 if kind.claims is None else kind.claims,
        minutes_only=random.random() < 0.2,
        open=random.random() >= kind.closed,
        beyond=random.choice(("empty", "gone")),
    )


def _renumber(thread: Thread, random: Random) -> None:
    """Ids that disagree with dates, as after an import."""
    dates = [reply.date for reply in thread.replies.values()]
    random.shuffle(dates)
    for reply, date in zip(list(thread.replies.values()), dates, strict=True):
        thread.replies[reply.number] = replace(reply, date=date)
    thread.changed()


def _parent(thread: Thread, random: Random) -> int | None:
    standing = [reply.number for reply in thread.replies.values() if reply.approved]
    return random.choice(standing) if standing and random.random() < 0.5 else None


def change(thread: Thread, random: Random, kind: Kind) -> None:
    """One change of any sort. ``toggling``: how often the oldest comment goes or comes instead, which shifts all."""
    if thread.replies and random.random() < kind.toggling:
        _toggle(min(thread.replies.values(), key=lambda reply: (reply.date, reply.number)), thread)
        return
    if random.random() < kind.settings_change:
        _change_settings(thread, random, kind)
        return
    held = list(thread.replies.values())
    sort = random.choices(("add", "late", "edit", "delete", "approve"), (3, 1, 2, 4, 3))[0]
    if sort == "add" or not held:
        thread.add(_parent(thread, random))
    elif sort == "late":  # it waited for approval under its own date
        thread.add(
            _parent(thread, random),
            date=random.choice(held).date + timedelta(seconds=random.choice((0, 30, 61))),
        )
    elif sort == "edit":
        thread.edit(random.choice(held).number)
    elif sort == "delete":
        thread.delete(random.choice(held).number)
    else:
        _toggle(random.choice(held), thread)


def _toggle(reply: Reply, thread: Thread) -> None:
    thread.approve(reply.number, not reply.approved)


def _change_settings(thread: Thread, random: Random, kind: Kind) -> None:
    new = drawn(random, kind)
    if not thread.settings.open:  # a closed thread's pages may not tell whether they are flat
        new = replace(new, threaded=thread.settings.threaded)
    field = random.choice(
        (
            "per_page",
            "descending",
            "newest_first_page",
            "threaded",
            "depth",
            "theme",
            "pings_shown",
            "pings_dated",
            "minutes_only",
        )
    )
    thread.settings = replace(thread.settings, **{field: getattr(new, field)})
    thread.changed()


def history_of(seed: int, kind: Kind = Kind()) -> Told:
    """The history of one seed, told from all captures and from a part of them, and what is false in it."""
    random = Random(seed)
    thread = begin(random, kind)

    def between() -> None:
        if random.random() < kind.busy:
            for _ in range(random.randint(1, kind.most_changes)):
                change(thread, random, kind)

    crawler = Crawler(thread=thread, random=random, between=between, stale=kind.stale, broken=kind.broken)
    pages, begun = 0, 0
    ends: list[str | None] = []
    for look in range(kind.looks):
        for _ in range(random.randint(0, 2 * kind.most_changes)):
            change(thread, random, kind)
        for stray in range(random.randint(0, kind.imports)):
            crawler.fetch(random.choice((None, 1, random.randint(1, 6))), f"import {look}.{stray}")
        begun = thread.tick
        ends.append(crawler.crawl(f"run {look}").ended)
        pages += thread.pages()
    history = told_anyhow(crawler, random)
    false = falsehoods(history, thread)
    if kind.partial:
        part = [page for page in crawler.observations if random.random() < 0.6]
        false += falsehoods(tell(part, crawler.marks), thread)
    known, gone = settled(history, thread, begun)
    looks = [look for look in history.snapshots if not look.run.startswith("import")]
    silent = [
        f"{look.run} ended, and nothing says how" for look in looks if not (look.complete or look.reason)
    ]
    silent += [f"run {number}: the walk did not end" for number, end in enumerate(ends) if end is None]
    runs = {look.run for look in looks if look.complete}
    return Told(
        history=history,
        false=false,
        known=known,
        gone=gone,
        requests=thread.fetches,
        pages=pages,
        whole=len(runs),
        silent=silent,
    )


def told_anyhow(crawler: Crawler, random: Random) -> History:
    """The history, which must be the same in whatever order the captures arrive."""
    history = tell(crawler.observations, crawler.marks)
    shuffled: list[Observation] = list(crawler.observations)
    random.shuffle(shuffled)
    marks = list(crawler.marks)
    random.shuffle(marks)
    if tell(shuffled, marks) != history:
        raise AssertionError("the order of arrival matters")
    return history
