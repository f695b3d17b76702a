"""One walk over one thread, oldest page first: which page is next, and why it ends.

Oldest first, because a page proves what was not there only if each page below
it was looked at before it (docs/decisions.md, "Absence is proved by a page").
No I/O: a page's facts in, the next address out.
"""

from dataclasses import dataclass, field

from archiver.items import ThreadPage

MOST_PAGES = 5000
"""No thread has so many pages: a server that always links one more is stopped here."""


@dataclass(slots=True)
class Walk:
    """A walk under way. ``article`` is the permalink as it is asked for; ``ended`` is why it
    ended, None while it goes on.
    """

    article: str
    oldest: str
    look: str | None = None
    ended: str | None = None
    numbers: list[int] = field(default_factory=list)
    _started: bool = False

    def after(self, thread: ThreadPage | None, url: str) -> str | None:
        """The address of the next page after ``url``, which showed ``thread``; None ends the walk."""
        if self.ended is not None:
            return None
        if thread is None:
            return self._end("no thread on the page" if self._started else "no thread")
        if not self._started:
            self._started = True
            if thread.older_url is not None:  # the plain address shows the newest page
                return self.oldest
        return self._onward(thread, url)

    @property
    def is_remarkable(self) -> bool:
        """Whether the end says more than the pages do: their own links show a whole walk."""
        return self.ended not in (None, "whole", "no thread")

    def stop(self, reason: str) -> None:
        """End the walk for a reason from outside."""
        self.ended = self.ended or reason

    def _onward(self, thread: ThreadPage, url: str) -> str | None:
        if thread.number is not None:
            if thread.number in self.numbers:
                return self._end(f"page {thread.number} came twice")
            self.numbers.append(thread.number)
        if thread.newer_url is None:
            return self._end("whole")
        if len(self.numbers) >= MOST_PAGES or thread.newer_url == url:
            return self._end(
                f"more than {MOST_PAGES} pages" if thread.newer_url != url else "a page that links itself"
            )
        return thread.newer_url

    def _end(self, reason: str) -> str | None:
        self.ended = reason
        return None
