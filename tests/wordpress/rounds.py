"""Rounds of changes to a site with a crawl after each, and what was told held against what happened."""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.crawling import crawl_caracas, crawl_environment
from tests.machine import ROOT
from tests.wordpress.compare import rows
from tests.wordpress.happened import Expected, Ledger, Window
from tests.wordpress.site import Truth, WordPress

Record = Mapping[str, Any]
SAYS_CLOSED = "twentytwentyone"  # and below comments only; the block themes print nothing of it
EVERYTHING_DUE = ("-a", "mode=all", "-s", "REQUISITES_ENABLED=0", "-s", "LOG_LEVEL=WARNING")
OPEN = "neither seen nor proved absent"


def archiver(folder: Path, *words: str) -> str:
    """What the archiver's command says of the archive in ``folder``, which must end well."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "archiver"), *words],
        cwd=ROOT,
        env=crawl_environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, (words, done.returncode, done.stdout[-3000:], done.stderr[-3000:])
    return done.stdout


@dataclass(slots=True)
class Rounds:
    """An archive of a site, crawled again after each round. ``windows`` are the crawls so far,
    ``made`` when each new comment was written, ``done`` counts the changes by kind.
    """

    site: WordPress
    folder: Path
    ledger: Ledger = field(default_factory=Ledger)
    windows: list[Window] = field(default_factory=list)
    urls: dict[str, int] = field(default_factory=dict)
    made: dict[int, datetime] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def change(self, changes: Sequence[Record]) -> None:
        """Change the site."""
        for change in self.site.change(changes):
            self.done[change["do"]] += 1
            if change["do"] == "comment":
                self.made[change["made"]] = _at(change["not_after"])

    def mutate(self, round_number: int) -> None:
        """One round of the site's own, which dates what is new in 2019."""
        for what, changed in self.site.mutate(round_number).items():
            self.done[what] += len(changed) if isinstance(changed, list) else 0

    def crawl(self) -> Truth:
        """Crawl with everything due; the truth that it met."""
        truth = self.site.truth(everything=True)
        self.urls.update((post["url"], post["id"]) for post in truth.posts)
        start = datetime.now(UTC)
        crawl = crawl_caracas(self.site.base_url, self.folder, *EVERYTHING_DUE)
        assert crawl.status in (0, 1), crawl.said[-5000:]
        self.statuses[crawl.status] += 1
        self.ledger.add(len(self.windows), truth)
        self.windows.append(Window(start=start, end=datetime.now(UTC)))
        return truth

    def events(self) -> list[dict[str, Any]]:
        """All that ``archiver events`` tells."""
        told: list[dict[str, Any]] = json.loads(archiver(self.folder, "events", "--json", "--limit", "0"))
        return told

    # Told against expected

    def differences(self, *, strict: bool = True) -> Iterator[str]:
        """Each false event, and where ``strict`` each that is missing, as a sentence."""
        captured = {
            row["record_id"]: Window(start=_at(row["earliest"]), end=_at(row["latest"]))
            for row in rows(self.folder, "SELECT record_id, earliest, latest FROM v_captures")
        }
        waiting: dict[tuple[int, int | None, str], list[Expected]] = {}
        for event in self.ledger.expected:
            waiting.setdefault((event.post, event.comment, event.kind), []).append(event)
        for told in sorted(self.events(), key=lambda told: str(told["not_after"])):
            key = (self.urls.get(told["article_url"], 0), told["comment_id"], told["kind"])
            found = next((one for one in waiting.get(key, ()) if self._fits(told, one, strict)), None)
            if found is None:
                yield f"FALSE {self._place(told)} {told}; expected: {waiting.get(key, [])}"
                continue
            waiting[key].remove(found)
            yield from _badly_proved(told, captured)
        if strict:
            yield from (f"MISSING {one}" for left in waiting.values() for one in left if not one.unshown)

    def other_facts(self, truth: Truth) -> Iterator[str]:
        """Each thread of which ``v_threads`` does not say that it is gone, locked or closed where it is, as a sentence."""
        reasons = {
            self.urls.get(row["article_url"], 0): row["reason"]
            for row in rows(self.folder, "SELECT article_url, reason FROM v_threads")
        }
        shown = {row["post"] for row in truth.comments if row["on_page"]}
        unsure = {event.post for event in self.ledger.expected if event.unshown}
        for post in truth.posts:
            told = reasons.get(post["id"], "")
            expected = "" if post["public"] else "gone"
            if post["public"] and post["protected"]:
                expected = "protected"
            elif post["public"] and not post["comments_open"]:
                says = truth.site["theme"] == SAYS_CLOSED and post["id"] in shown
                expected = "closed" if says else _fact(told)
            if OPEN in told and post["id"] in unsure:
                continue  # what no page shows can't be closed: the thread says so instead
            if post["id"] in reasons and _fact(told) != expected:
                yield f"post {post['id']}: {told!r}, expected {expected!r}"

    def _fits(self, told: Record, one: Expected, strict: bool) -> bool:
        """Whether the interval told is that of the change, and what it says of it is so."""
        if any(told["detail"].get(name) != value for name, value in one.detail.items()):
            return False
        after = _at(told["not_after"])
        before = _at(told["not_before"]) if told["not_before"] else None
        turned = self.windows[one.after - 1].end if one.after else self.windows[0].start
        if one.before is None:  # not before its own date, or a capture that lacks it
            turned = max(turned, self.made.get(one.comment or 0, turned))
        if one.unshown or not strict:  # told later, or between captures further apart: still true
            return after >= self.windows[one.after].start and (before is None or before <= turned)
        if not self.windows[one.after].holds(after):
            return False
        if one.before is None:
            return before is None or before <= turned
        last = one.before if one.until is None else one.until
        return before is not None and self.windows[one.before].start <= before <= self.windows[last].end

    def _place(self, told: Record) -> str:
        after = _at(told["not_after"])
        return f"(crawl {next((n for n, window in enumerate(self.windows) if window.holds(after)), None)})"

    @property
    def kinds(self) -> Counter[str]:
        """How many events of each kind are a duty."""
        return Counter(
            f"{'comment' if event.comment else 'article'} {event.kind}"
            for event in self.ledger.expected
            if not event.unshown
        )


def _fact(reason: str) -> str:
    """The fact that a thread's reason names, "" if it names none of these."""
    return next((fact for fact in ("gone", "protected", "closed") if fact in reason), "")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _badly_proved(told: Record, captured: Mapping[str, Window]) -> Iterator[str]:
    """An event lasts from the earliest instant that the one capture can show to the latest of the other; a comment may appear
    no sooner than its own date.
    """
    after = captured.get(told["after_evidence"])
    if after is None or after.end != _at(told["not_after"]):
        yield f"UNPROVED after: {told}"
    if told["kind"] == "appeared" and told["before_evidence"] is None:
        return
    proof = told["detail"].get("before_proof", told["before_evidence"] or "").split()
    if told["not_before"] is None or _at(told["not_before"]) not in {captured[one].start for one in proof}:
        yield f"UNPROVED before: {told}"


# What to change


class Chooser:
    """Draws the changes of a round. ``random`` alone decides, so a seed gives the same rounds."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._drawn = 0

    def changes(self, truth: Truth, count: int) -> list[dict[str, Any]]:
        """``count`` changes, none of them to what another of them changes too, but for posts' threads."""
        pool = _Pool(truth, self._random)
        made: list[dict[str, Any]] = []
        for _ in range(200):
            if len(made) == count:
                break
            self._drawn += 1
            kind = KINDS[self._drawn % len(KINDS)]
            change = kind(pool, self._drawn)
            if change is not None:
                made.append(change)
        self._random.shuffle(made)
        return made


@dataclass(slots=True)
class _Pool:
    truth: Truth
    random: random.Random
    used: set[tuple[str, int]] = field(default_factory=set)

    def comment(self, wanted: Callable[[Record], bool]) -> Record | None:
        found = [
            row for row in self.truth.comments if wanted(row) and ("comment", row["id"]) not in self.used
        ]
        return self._take("comment", found)

    def post(self, wanted: Callable[[Record], bool]) -> Record | None:
        found = [row for row in self.truth.posts if wanted(row) and ("post", row["id"]) not in self.used]
        return self._take("post", found)

    def _take(self, what: str, found: Sequence[Record]) -> Record | None:
        if not found:
            return None
        row = self.random.choice(found)
        self.used.add((what, row["id"]))
        return row


Change = dict[str, Any]


def _plain(row: Record) -> bool:
    return bool(row["on_page"] and row["type"] == "comment" and "<" not in row["content"])


def _shown(row: Record) -> bool:
    return bool(row["on_page"])


def _standing(post: Record) -> bool:
    return bool(post["public"] and not post["protected"])


def _is_post(post: Record) -> bool:
    return _standing(post) and post["type"] == "post"


def _write(pool: _Pool, n: int, **more: str) -> Change | None:
    post = pool.post(lambda post: _standing(post) and post["comments_open"])
    if post is None:
        return None
    pool.used.discard(("post", post["id"]))
    parent = pool.comment(lambda row: row["post"] == post["id"] and row["on_page"]) if n % 2 else None
    text = f"Late comment {n}. ¿Y ahora qué?"
    return {
        "do": "comment", "post": post["id"], "parent": parent["id"] if parent else 0,
        "author": f"Latecomer {n}", "text": text, **more,
    }  # fmt: skip


def _edit(pool: _Pool, n: int) -> Change | None:
    row = pool.comment(_plain)
    if row is None:
        return None
    text = row["content"]
    shorter = text[: len(text) // 2].strip()
    return {
        "do": "edit",
        "comment": row["id"],
        "text": shorter if n % 3 == 0 and shorter else f"{text} [{n}]",
    }


def _rename(pool: _Pool, n: int) -> Change | None:
    row = pool.comment(_plain)
    return None if row is None else {"do": "rename", "comment": row["id"], "author": f"Renamed {n}"}


def _hide(do: str, wanted: Callable[[Record], bool]) -> Callable[[_Pool, int], Change | None]:
    def change(pool: _Pool, n: int) -> Change | None:
        row = pool.comment(wanted)
        return None if row is None else {"do": do, "comment": row["id"]}

    return change


def _answered(pool: _Pool, n: int) -> Change | None:
    """Deletes a comment that others answer: they go to its parent."""
    parents = {row["parent"] for row in pool.truth.comments if row["on_page"]}
    row = pool.comment(lambda row: row["on_page"] and row["id"] in parents)
    return None if row is None else {"do": "delete", "comment": row["id"]}


def _status(*statuses: str) -> Callable[[Record], bool]:
    return lambda row: row["status"] in statuses


def _of_post(
    do: str, wanted: Callable[[Record], bool], **more: Callable[[Record, int], Any]
) -> Callable[[_Pool, int], Change | None]:
    def change(pool: _Pool, n: int) -> Change | None:
        post = pool.post(wanted)
        return (
            None
            if post is None
            else {
                "do": do,
                "post": post["id"],
                **{name: value(post, n) for name, value in more.items()},
            }
        )

    return change


def _other_date(post: Record, n: int) -> str:
    """Some minutes later on the same day, or (another address) two days earlier."""
    local = datetime.fromisoformat(post["date"]).replace(tzinfo=None)
    moved = local - timedelta(days=2) if n % 2 else local.replace(minute=(local.minute + 7) % 60)
    return moved.strftime("%Y-%m-%d %H:%M:%S")


def _new_post(pool: _Pool, n: int) -> Change:
    return {
        "do": "post",
        "title": f"New post {n}",
        "text": f"It appeared at change {n}.\n\nIt has two paragraphs.",
    }


KINDS: tuple[Callable[[_Pool, int], Change | None], ...] = (
    _write,
    _edit,
    _hide("trash", _shown),
    _of_post("title", _is_post, text=lambda post, n: f"{post['title']} ({n})"),
    _hide("untrash", _status("trash")),
    _answered,
    _write,
    _hide("spam", _shown),
    _of_post(
        "body", _is_post, text=lambda post, n: f"{post['content']}\n\nUpdate {n}: the embassy did not answer."
    ),
    _rename,
    _hide("unspam", _status("spam")),
    _hide("delete", lambda row: row["status"] in ("1", "trash", "spam", "0")),
    _of_post("slug", _is_post, slug=lambda post, n: f"moved-{n}"),
    lambda pool, n: _write(pool, n, approved="0"),
    _hide("hold", _shown),
    _of_post("trash-post", _is_post),
    _hide("approve", _status("0")),
    _of_post("date", _is_post, date=_other_date),
    _edit,
    _of_post("close", lambda post: _is_post(post) and post["comments_open"]),
    _write,
    _of_post("untrash-post", lambda post: post["status"] == "trash"),
    _of_post("password", _is_post, password=lambda post, n: "secret"),
    _answered,
    _of_post("byline", _is_post, user=lambda post, n: 1 + n % 6),
    _of_post("open", lambda post: post["public"] and not post["comments_open"]),
    _of_post("password", lambda post: post["protected"], password=lambda post, n: ""),
    _new_post,
)
