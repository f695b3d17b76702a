"""What must be told of a site that changes between crawls, from its ground truth at each of them.

A :class:`Ledger` is given the truth as of each crawl, in order, and says which events those
crawls can show: what a visitor saw before, and what he sees now. What the pages can't show (a
parent beyond the nesting limit, a pingback where no other is printed) is no duty, and counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.wordpress.site import Truth

Record = Mapping[str, Any]
NO_COUNT = "the thread is empty, and the theme prints no 0: it may as well be hidden"
MAYBE_NESTED = "a closed thread without replies: it may as well be nested, and the comment below another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One crawl: everything it captured lies between these instants."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether ``at`` lies within."""
        return self.start <= at <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An event between the crawls ``before`` (None: any time before) and ``after``.

    The last that showed the old may be any from ``before`` to ``until`` (None: it is ``before``).
    ``unshown`` says why a page may not be able to tell it; "" makes it a duty.
    """

    post: int
    comment: int | None
    kind: str
    before: int | None
    after: int
    until: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    unshown: str = ""


@dataclass(slots=True)
class _Comment:
    """A comment as it was last shown: at which crawl, how, and from when to when under which parent.

    ``absent`` is the last crawl that lacked it, ``unshown`` why that may not be proved; ``sure`` the last that surely showed ``parent``.
    """

    shown: int
    words: tuple[str, str]
    present: bool = True
    absent: int | None = None
    unshown: str = ""
    parent: int | None = None
    nested: int | None = None
    sure: int | None = None


@dataclass(slots=True)
class _Post:
    """A post as it was last shown."""

    stood: int
    url: str
    public: bool = True
    parts: list[tuple[Any, ...]] = field(default_factory=list)
    read: int | None = None
    gone: int | None = None


class Ledger:
    """``expected`` grows with each truth; ``unshown`` counts changes that no page tells, by reason."""

    def __init__(self) -> None:
        self.expected: list[Expected] = []
        self.unshown: Counter[str] = Counter()
        self._comments: dict[int, _Comment] = {}
        self._posts: dict[int, _Post] = {}
        self._readable: dict[int, int] = {}  # the last crawl that could read a post's thread
        self._home: dict[int, int] = {}  # the post of each comment
        self._pings: dict[int, str] = {}

    def add(self, crawl: int, truth: Truth) -> None:
        """The site as of the crawl of this number; ``truth`` holds what is hidden too."""
        new: list[Expected] = []
        for post in truth.posts:
            new += self._post(crawl, post)
        posts = {post["id"]: post for post in truth.posts}
        limit = int(truth.site["thread_comments_depth"]) if int(truth.site["thread_comments"] or 0) else 0
        rows = {row["id"]: row for row in truth.comments}
        shown = {row["post"] for row in truth.comments if row["on_page"]}
        for number in sorted(rows.keys() | self._comments.keys()):
            row = rows.get(number)
            held = self._comments.get(number)
            home: int = self._home[number] if row is None else row["post"]
            if self._readable.get(home) != crawl:
                continue
            self._home[number] = home
            if row is not None and row["on_page"]:
                new += self._seen(crawl, row, held, limit, posts[home], rows)
            elif held is not None and held.present:
                unshown = self._pings.get(number, "") if home in shown else NO_COUNT
                if not limit and not posts[home]["comments_open"]:
                    unshown = unshown or MAYBE_NESTED
                new.append(self._vanished(crawl, number, home, held, unshown))
            elif held is not None:
                held.absent = crawl
        self.expected += new
        self.unshown.update(event.unshown for event in new if event.unshown)

    # Articles

    def _post(self, crawl: int, post: Record) -> Iterator[Expected]:
        number = post["id"]
        held = self._posts.get(number)
        if held is None:
            if post["public"]:
                self._posts[number] = held = _Post(stood=crawl, url=post["url"])
                self._read(crawl, post, held)
            return
        if not post["public"]:
            if held.public:
                yield Expected(post=number, comment=None, kind="gone", before=held.stood, after=crawl)
            held.public, held.gone = False, crawl
            return
        if not held.public:
            yield Expected(post=number, comment=None, kind="back", before=held.gone, after=crawl)
        if post["url"] != held.url:
            detail = {"from_url": held.url, "to_url": post["url"]}
            yield Expected(
                post=number, comment=None, kind="moved", before=held.stood, after=crawl, detail=detail
            )
        before, parts = held.read, held.parts
        held.public, held.stood, held.url = True, crawl, post["url"]
        self._read(crawl, post, held)
        if held.read == crawl and before is not None:
            for part, (old, new) in enumerate(zip(parts, held.parts, strict=True), 1):
                if old != new:
                    detail = {"part": part}
                    yield Expected(
                        post=number, comment=None, kind="edited", before=before, after=crawl, detail=detail
                    )

    def _read(self, crawl: int, post: Record, held: _Post) -> None:
        if post["protected"]:
            return
        self._readable[post["id"]] = crawl
        held.read = crawl
        pages = post["content"].split("<!--nextpage-->")
        held.parts = [(post["title"], post["author"], post["date_gmt"], page) for page in pages]

    # Comments

    def _vanished(self, crawl: int, number: int, home: int, held: _Comment, unshown: str) -> Expected:
        event = Expected(
            post=home, comment=number, kind="vanished", before=held.shown, after=crawl, unshown=unshown
        )
        held.present, held.absent, held.unshown = False, crawl, unshown
        return event

    def _seen(
        self,
        crawl: int,
        row: Record,
        held: _Comment | None,
        limit: int,
        post: Record,
        rows: Mapping[int, Record],
    ) -> Iterator[Expected]:
        number, home = row["id"], row["post"]
        words = (row["author"], row["content"] if row["type"] == "comment" else "")
        self._pings[number] = _among_pings(row, rows)
        if held is None:
            yield Expected(post=home, comment=number, kind="appeared", before=None, after=crawl)
            self._comments[number] = held = _Comment(shown=crawl, words=words)
        else:
            if not held.present:
                yield Expected(
                    post=home,
                    comment=number,
                    kind="returned",
                    before=held.absent,
                    after=crawl,
                    unshown=held.unshown,
                )
            if words != held.words:
                yield Expected(post=home, comment=number, kind="edited", before=held.shown, after=crawl)
        if limit:
            yield from self._nested(crawl, row, held, limit, post)
        held.shown, held.words, held.present, held.absent = crawl, words, True, None

    def _nested(
        self, crawl: int, row: Record, held: _Comment, limit: int, post: Record
    ) -> Iterator[Expected]:
        """At the nesting limit the page shows some parents; without reply links the limit itself is unknown."""
        sure = row["depth"] < limit and post["comments_open"]
        if held.nested is not None and row["parent"] != held.parent:
            yield Expected(
                post=row["post"],
                comment=row["id"],
                kind="moved",
                before=held.nested if held.sure is None else held.sure,
                until=held.nested,
                after=crawl,
                detail={"from_parent": held.parent or None, "to_parent": row["parent"] or None},
                unshown=self._pings.get(held.parent or 0, "")
                if sure and held.sure is not None
                else "a parent at the nesting limit",
            )
            held.sure = None
        held.parent, held.nested = row["parent"], crawl
        if sure:
            held.sure = crawl


def _among_pings(row: Record, rows: Mapping[int, Record]) -> str:
    """Why a page may not prove that this comment is gone: themes may leave out all of a kind."""
    while row["type"] == "comment":
        if row["parent"] not in rows:
            return ""
        row = rows[row["parent"]]
    return "a pingback, or below one: no other may stand on the page"
