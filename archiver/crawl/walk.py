"""One walk over one thread, oldest page first: which page is next, and why it ends.

Oldest first, because a page proves what was not there only if each page below
it was looked at before it (docs/decisions.md, "Absence is proved by a page").
No I/O: a page's facts in, the next address out.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from archiver.items import ThreadPage
from archiver.parse.addresses import comment_page_url
from archiver.store.frontier import AS_IT_WAS, LastWhole

MOST_PAGES = 5000
"""No thread has so many pages: a server that always links one more is stopped here."""

MOST_ROUNDS = 6
"""How often one run asks for what its look at a thread left open; what then is open waits for a later run."""

MOST_SAME = 3
"""How often in a row the same pages are asked for, whatever they answer."""

MOST_AGAIN = 60
"""Pages of one thread that one run fetches again."""


@dataclass(slots=True)
class Walk:
    """A walk under way. ``article`` is the permalink as it is asked for, ``home`` the one where the article was found,
    if that is another (it has moved); ``ended`` is why it
    ended, None while it goes on. ``shown`` are the comments that its pages showed, ``unsure`` those
    whose parent a page could not tell, ``claimed`` the count printed last. ``why`` is why
    the article was due, ``count`` how many comments a feed says it has. ``before`` is the last whole look,
    where a first page that is as it was then ends the walk.

    After its end it may go on over pages that are asked for again (:meth:`again`).
    """

    article: str
    home: str = ""
    why: str = "asked for"
    count: int | None = None
    before: LastWhole | None = None
    look: str | None = None
    ended: str | None = None
    numbers: list[int] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    claimed: int | None = None
    rounds: int = 0
    _started: bool = False
    _barred: bool = False
    _left: int = MOST_AGAIN
    _same: int = 0
    _asked: list[int] = field(default_factory=list)
    _asked_of: tuple[object, ...] = ()
    _told: dict[int, tuple[object, ...]] = field(default_factory=dict)
    _waiting: deque[int] = field(default_factory=deque)
    _addresses: dict[int, str] = field(default_factory=dict)

    def after(self, thread: ThreadPage | None, url: str) -> str | None:
        """The address of the next page after ``url``, which showed ``thread``; None ends the walk."""
        self._remember(thread, url)
        if self._waiting:
            return self._next()
        if self.ended is not None:
            return None
        if thread is None:
            return self._end("no thread on the page" if self._started else "no thread")
        if not self._started:
            self._started = True
            if self._is_as_it_was(thread):
                return self._end(AS_IT_WAS)
            if thread.older_url is not None:  # the plain address shows the newest page
                return self._page(1)
        return self._onward(thread, url)

    def past_the_end(self, status: int) -> str | None:
        """A page answered that there is none: there are fewer than the last one said. The next address, or None."""
        if not self.numbers:
            self.stop(f"{self.article} answered {status} and no article")
            return None
        if self._waiting:
            return self._next()
        self.ended = self.ended or f"a page past the end answered {status}"
        return None

    def again(self, numbers: Iterable[int], *, new_look: bool = False) -> str | None:
        """Ask for these pages, each after the one before it, in a look of their own or not: the first address. None if that is
        more than a run may, or if they were just asked for in the same way and answered as before: they would again.
        """
        wanted = list(numbers)
        self._same = self._same + 1 if wanted == self._asked else 1
        told = (new_look, *((number, self._told.get(number)) for number in wanted))
        repeats, self._asked, self._asked_of = told == self._asked_of, wanted, told
        if repeats:
            self.ended = f"{self.ended or 'whole'}; what is open was asked for, and the answers were the same"
            return None
        if self.rounds >= MOST_ROUNDS or self._same > MOST_SAME or len(wanted) > self._left:
            self.ended = f"{self.ended or 'whole'}; what is open was asked for {self.rounds} times"
            return None
        self.rounds += 1
        self._left -= len(wanted)
        self._waiting.extend(wanted)
        return self._next()

    @property
    def can_go_on(self) -> bool:
        """Whether the walk has ended, and for no reason that makes asking again useless."""
        return self.ended is not None and not self._barred and bool(self.numbers)

    @property
    def is_remarkable(self) -> bool:
        """Whether the end says more than the pages do: their own links show a whole walk."""
        return self.ended not in (None, "whole", "no thread")

    def stop(self, reason: str) -> None:
        """End the walk for good, for a reason from outside."""
        self.ended = self.ended if self.ended not in (None, "whole") else reason
        self._barred = True
        self._waiting.clear()

    def _next(self) -> str:
        number = self._waiting.popleft()
        self._told.pop(number, None)  # what it said before is no answer to this
        return self._addresses.get(number) or self._page(number)

    def _page(self, number: int) -> str:
        # Not of the old address: WordPress leads each comment page there to the article's plain address.
        return comment_page_url(self.home or self.article, number)

    def _remember(self, thread: ThreadPage | None, url: str) -> None:
        if thread is not None:
            self.shown.update(comment.comment_id for comment in thread.comments)
            self.unsure.update(comment.comment_id for comment in thread.comments if not comment.parent_known)
            self.claimed = self.claimed if thread.claimed is None else thread.claimed
            if thread.number is not None:
                self._told[thread.number] = _content(thread)
            # What the plain address stands for may change; a numbered one keeps its page.
            if thread.number is not None and url not in (self.article, self.home):
                self._addresses[thread.number] = url

    @property
    def is_first(self) -> bool:
        """Whether no page of the thread has come yet."""
        return not self._started

    def _is_as_it_was(self, thread: ThreadPage) -> bool:
        """Whether a page of several claims and shows what the last whole look found there."""
        if self.before is None or thread.number is None or thread.claimed is None:
            return False
        if thread.newer_url is None and thread.older_url is None:
            return False
        ids = tuple(comment.comment_id for comment in thread.comments)
        return self.before.pages.get(thread.number) == (thread.claimed, thread.highest, thread.state, ids)

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


def _content(thread: ThreadPage) -> tuple[object, ...]:
    """What a page says of presence and place, which is all that asking again is about."""
    places = tuple((comment.comment_id, comment.parent_id, comment.depth) for comment in thread.comments)
    return thread.claimed, thread.highest, thread.state, thread.threaded, places
