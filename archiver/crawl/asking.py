"""What a run asks again so that its look at a thread closes: asked of the store, once a walk has ended.

A walk whose pages link each other to the end, and that showed every comment known to stand, leaves
nothing open; that is seen without the store's pages. Else all that landed is committed first, so that
what is judged is what the archive will say (``archiver.derive.asking``), and never another reading of it.
"""

from archiver.crawl.intake import Intake
from archiver.crawl.walk import Walk
from archiver.derive.asking import Asking, to_ask
from archiver.derive.observing import look_marks, observations
from archiver.store.read import article_rows
from archiver.store.standing import Known, known_thread

MOST_A_RUN = 2000
"""Pages that one run asks for again, of all threads together."""


class Asker:
    """For one run. It holds no page: the store does."""

    def __init__(self, intake: Intake, site: str) -> None:
        self._intake = intake
        self._site = site
        self._left = MOST_A_RUN

    async def next_of(self, walk: Walk, permalink: str) -> Asking | None:
        """What ``walk`` has still to ask of the article at ``permalink``; None if nothing is open, or if asking is no use."""
        if not walk.can_go_on:
            return None
        known = self._known(walk, permalink)
        if not walk.rounds and walk.ended == "whole" and (known is None or known.standing <= walk.shown):
            return None
        await self._intake.settle()
        asking = await self._intake.beside(self._judged, self._known(walk, permalink))
        if asking is None:
            return None
        if len(asking.pages) > self._left:
            walk.stop(f"{MOST_A_RUN} pages were asked for again in this run")
            return None
        self._left -= len(asking.pages)
        return asking

    def _known(self, walk: Walk, permalink: str) -> Known | None:
        with self._intake.store.reading() as connection:
            return known_thread(connection, self._site, (permalink, walk.article))

    def _judged(self, known: Known | None) -> Asking | None:
        """For a thread: a sixth of a second where 300 comments were looked at 200 times."""
        if known is None:  # the store has failed, and the run is being stopped
            return None
        with self._intake.store.reading() as connection:
            held = article_rows(connection, known.article)
        pages = sorted(held.pages, key=lambda page: (page["captured_at"], page["record_id"]))
        return to_ask(list(observations(pages, held.sightings)), list(look_marks(held.notes)))
