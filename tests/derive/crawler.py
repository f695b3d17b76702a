"""A crawler of the replica: walks oldest page first, asks again what is open, and may be told lies by a cache."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from archiver.derive.asking import to_ask
from archiver.derive.observations import LookMark, Observation
from tests.derive.replica import Thread, at

Between = Callable[[], None]


@dataclass
class Crawler:
    """``between`` is called before each fetch: what changes then changes under way."""

    thread: Thread
    random: Random
    between: Between
    stale: float = 0.0
    broken: float = 0.0
    rounds: int = 6
    observations: list[Observation] = field(default_factory=list)
    marks: list[LookMark] = field(default_factory=list)
    _cache: dict[int | None, tuple[int, Observation]] = field(default_factory=dict)

    def crawl(self, run: str) -> None:
        """One run: a walk, then what is open, in the same look or in one of its own."""
        self._begin(run)
        self._walk(run)
        for _ in range(self.rounds):
            asking = to_ask(self.observations, self.marks)
            if asking is None:
                return
            if asking.new_look:
                self._begin(run)
            for number in asking.pages:
                self.fetch(number, run)

    def fetch(self, number: int | None, run: str) -> Observation:
        self.between()
        page = self._answer(number, run)
        self.observations.append(page)
        return page

    def _begin(self, run: str) -> None:
        self.thread.tick += 1
        name = f"look {len(self.marks)}"
        self.marks.append(LookMark(record_id=name, run=run, started_at=at(self.thread.tick)))

    def _walk(self, run: str) -> None:
        page = self.fetch(None, run)
        if page.number is not None and page.number > 1:
            page = self.fetch(1, run)
        for _ in range(50):
            if page.number is None or page.highest is None or page.number >= page.highest:
                return
            page = self.fetch(page.number + 1, run)

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


def _broken(page: Observation, random: Random) -> Observation:
    """What else may come instead of a page: none of it tells that a comment is gone."""
    bare = {
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
