"""A crawler of the replica, with the walk and the asking of a real crawl; it may be told lies by a cache."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from archiver.crawl.walk import Walk
from archiver.derive.asking import to_ask
from archiver.derive.observations import LookMark, Observation, Sighting
from archiver.items import Comment, ThreadPage
from tests.derive.replica import ARTICLE, Thread, at

Between = Callable[[], None]


@dataclass
class Crawler:
    """``between`` is called before each fetch: what changes then changes under way."""

    thread: Thread
    random: Random
    between: Between
    stale: float = 0.0
    broken: float = 0.0
    observations: list[Observation] = field(default_factory=list)
    marks: list[LookMark] = field(default_factory=list)
    _cache: dict[int | None, tuple[int, Observation]] = field(default_factory=dict)

    def crawl(self, run: str) -> Walk:
        """One run: a walk, then what is open, in the same look or in one of its own."""
        self._begin(run)
        walk = Walk(article=ARTICLE)
        url: str | None = ARTICLE
        while url is not None:
            page = self.fetch(_number(url), run)
            if page.kind == "article":
                url = walk.after(_thread(page), url)
            elif page.kind == "gone":
                url = walk.past_the_end(404)
            else:
                walk.stop(page.kind)
                url = None
            url = url or self._again(walk, run)
        return walk

    def _again(self, walk: Walk, run: str) -> str | None:
        asking = to_ask(self.observations, self.marks) if walk.can_go_on else None
        if asking is None:
            return None
        url = walk.again(asking.pages, new_look=asking.new_look)
        if url is not None and asking.new_look:
            self._begin(run)
        return url

    def fetch(self, number: int | None, run: str) -> Observation:
        self.between()
        page = self._answer(number, run)
        self.observations.append(page)
        return page

    def _begin(self, run: str) -> None:
        self.thread.tick += 1
        name = f"look {len(self.marks)}"
        self.marks.append(LookMark(record_id=name, run=run, started_at=at(self.thread.tick)))

    def _answer(self, number: int | None, run: str) -> Observation:
        made, kept = self._cache.get(number, (0, None))
        if kept is not None and self.random.random() < self.stale:
            self.thread.tick += 1
            now = at(self.thread.tick)
            return replace(
                kept, record_id=f"{kept.record_id}/{now}", run=run, captured_at=now, earliest=at(made)
            )
        page = self.thread.fetch(number, run)
        self._cache[number] = (self.thread.tick, page)
        return _broken(page, self.random) if self.random.random() < self.broken else page


def _number(url: str) -> int | None:
    found = re.search(r"comment-page-(\d+)/$", url)
    return int(found[1]) if found else None


def _thread(page: Observation) -> ThreadPage | None:
    """What the parser makes of the page, as far as a walk looks at it."""
    if page.state in (None, "protected"):
        return None
    number, highest = page.number, page.highest
    comments = tuple(_comment(mark) for mark in page.sightings)
    return ThreadPage(
        number=number,
        lowest=page.lowest,
        highest=highest,
        older_url=f"{ARTICLE}comment-page-{number - 1}/" if number is not None and number > 1 else None,
        newer_url=f"{ARTICLE}comment-page-{number + 1}/" if number and highest and number < highest else None,
        claimed=page.claimed,
        claimed_as_printed="",
        order="single",
        threaded=page.threaded,
        state="open",
        layout=page.layout or "",
        comments=comments,
    )


def _comment(mark: Sighting) -> Comment:
    return Comment(
        comment_id=mark.comment_id,
        kind="comment",
        parent_id=mark.parent_id,
        parent_known=mark.parent_known,
        depth=mark.depth,
        position=mark.position,
        author="",
        author_url="",
        published=None,
        html="",
        text="",
        links=(),
    )


def _broken(page: Observation, random: Random) -> Observation:
    """What else may come instead of a page: none of it tells that a comment is gone."""
    bare: dict[str, Any] = {
        "number": None,
        "lowest": None,
        "highest": None,
        "claimed": None,
        "threaded": None,
        "sightings": (),
    }
    kind = random.choice(("cut", "refused", "other", "protected", "hidden", "closed", "empty"))
    if kind == "cut":
        return replace(page, whole=False, sightings=page.sightings[: len(page.sightings) // 2])
    if kind in ("refused", "other"):
        return replace(page, kind=kind, state=None, layout=None, words=None, **bare)
    if kind == "protected":
        return replace(page, state="protected", words="no words", **bare)
    if kind == "closed":
        return replace(page, state="closed", **{**bare, "claimed": 0, "number": 1})
    return replace(page, state="unmarked" if kind == "hidden" else "open", **bare)
