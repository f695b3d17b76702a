"""The values that travel between rooms. They hold facts and do nothing.

Every value is frozen; headers are ordered pairs of bytes as received; every
instant is an aware ``datetime`` in UTC. Nothing here knows where a value came
from beyond what its fields say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Headers = tuple[tuple[bytes, bytes], ...]
"""Header lines in the order received: name and value, outer white space off."""

CaptureKind = Literal["response", "revisit", "failure"]
CommentKind = Literal["comment", "pingback", "trackback"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One exchange that is on disk. The names are those of the view ``v_captures``.

    ``record_id`` is the WARC-Record-ID of the response or revisit record, or of
    the metadata record that stands for a failure. ``offset`` and ``length`` are
    bytes of that record's gzip member in ``warc`` (a file's name, no folder).
    ``earliest`` is the earliest instant this answer can show: a cached answer
    stands for an interval (``Age``, ``Date``); else it equals ``captured_at``.
    ``captured_at`` is when the request began; ``latest``, the latest instant the answer can
    show, is when its last byte had come, and equals ``captured_at`` where no record tells that.
    """

    record_id: str
    url: str
    captured_at: datetime
    earliest: datetime
    latest: datetime
    status: int | None
    mime: str | None
    payload_digest: str | None
    block_digest: str | None
    kind: CaptureKind
    refers_to: str | None
    truncated: str | None
    warc: str
    offset: int
    length: int
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A response as parsers see it: made by ``archiver.wire.page`` from the
    captured block, live and in a rebuild alike.

    ``body`` has its transfer and content coding removed; ``whole`` is false
    when it was cut short.
    """

    url: str
    status: int
    headers: Headers
    body: bytes
    whole: bool
    capture: Capture

    def header(self, name: bytes) -> bytes | None:
        """The first value of the header ``name`` (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A time as a page tells it: what is printed, the instant if it is known,
    and how it was read (for example ``pubdate``, ``datetime+offset``,
    ``site-local``). What is not printed is never completed.
    """

    at: datetime | None
    printed: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What the parser did not understand, never a silent default.

    ``kind`` is a short stable word (``unknown-markup``, ``count-unreadable``,
    ``date-unreadable`` …); ``detail`` is a sentence with the text at fault.
    """

    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One wording of a work, as one page of it shows it.

    ``url`` is the canonical permalink (no comment page, no tracking query).
    ``part`` and ``parts`` count the pages of a post split with page breaks.
    ``html`` and ``text`` are the body alone; ``quotes`` are pull quotes, which
    repeat the body and are no part of ``text``.
    """

    url: str
    post_id: int | None
    kind: Literal["post", "page", "attachment"]
    title: str
    subtitle: str
    byline: str
    byline_url: str
    published: Instant | None
    modified: Instant | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    html: str
    text: str
    quotes: tuple[str, ...]
    image_url: str
    image_credit: str
    links: tuple[str, ...]
    protected: bool
    part: int
    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment as one page shows it.

    ``parent_id`` is None at the top. ``parent_known`` is false when the page
    can't tell the true parent (nesting limit reached, or a flat thread);
    ``parent_id`` is then the comment it is printed under, or None. ``depth``
    counts from 1 as printed; ``position`` counts comments on the page from 1.
    """

    comment_id: int
    kind: CommentKind
    parent_id: int | None
    parent_known: bool
    depth: int
    position: int
    author: str
    author_url: str
    published: Instant | None
    html: str
    text: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """The part of a thread that one page shows.

    ``number`` is the N of ``/comment-page-N/`` this page stands for, counted
    from the oldest, also on the plain address; None if it can't be told.
    ``lowest`` and ``highest`` are the smallest and largest page numbers that
    the page links or stands for. ``claimed`` is the count the page prints; None if
    it prints none. ``order`` is the order of top-level comments seen on the
    page (``single``: fewer than two, so no order shows). ``threaded`` is None
    if it can't be told. ``state``: ``open``, ``closed`` (comments are closed),
    ``protected`` (password), ``unmarked`` (nothing says which).
    """

    number: int | None
    lowest: int | None
    highest: int | None
    older_url: str | None
    newer_url: str | None
    claimed: int | None
    claimed_as_printed: str
    order: Literal["ascending", "descending", "mixed", "single"]
    threaded: bool | None
    state: Literal["open", "closed", "protected", "unmarked"]
    layout: str
    comments: tuple[Comment, ...]


Witness = Literal["rest", "feed"]
"""Who else than a page tells of a comment: WordPress's REST answers, or a comment feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """What a second witness says of one comment: that it is approved, not that a page shows it.

    ``post_id`` and ``article_url`` name its article, as far as the witness does. ``parent_known`` is
    false where the witness names no parent (a feed); ``kind`` is None where it says none.
    """

    comment_id: int
    witness: Witness
    post_id: int | None
    article_url: str | None
    parent_id: int | None
    parent_known: bool
    kind: CommentKind | None
    author: str
    author_url: str
    published: Instant | None
    html: str
    text: str


LinkKind = Literal["article", "comment-page", "post-page", "listing", "feed", "sitemap", "rest", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of this site that a page names, in its canonical form.

    ``modified`` is what a sitemap, feed or REST answer says of it. ``activity``
    is true where a comment feed names it: its thread has moved, by the comments in
    ``comment_ids``. ``count`` is how many comments an article feed says it has.
    """

    url: str
    kind: LinkKind
    modified: datetime | None = None
    activity: bool = False
    comment_ids: tuple[int, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """All that one page says: what ``archiver.parse`` gives and derive takes.

    ``kind`` is what the page *is*: ``article`` (a post or page, with or without
    thread), ``listing``, ``feed``, ``sitemap``, ``rest``, ``robots``, ``gone``
    (404/410), ``moved`` (a redirect), ``login`` (one to WordPress's login, or that
    page), ``refused`` (403, 429, challenge page), ``outage`` (5xx), ``other``.
    """

    kind: str
    page: Page
    article: Article | None = None
    thread: ThreadPage | None = None
    addresses: tuple[Address, ...] = ()
    problems: tuple[Problem, ...] = ()
    testimonies: tuple[Testimony, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A fact that no exchange shows, kept as a metadata record without target
    URI: the start of a look, why a walk stopped, a limit hit, a run's end.

    ``kind`` is one of ``look-start``, ``look-end``, ``limit``, ``run-end``, ``import``;
    ``fields`` are strings only, so that they read back the same.
    """

    record_id: str
    run: str
    at: datetime
    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """One capture on its way into the store: the item of the pipelines.

    ``page_kind`` is ``facts.kind``, or ``resource``, ``unchanged`` (304) or
    ``failure`` where there is nothing to parse. ``page_url`` is the permalink
    that the captured address belongs to by the site's rules, None if it has no
    article's form.
    """

    site: str
    capture: Capture
    page_kind: str
    page_url: str | None = None
    facts: PageFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStart:
    """A run as its warcinfo records begin it."""

    run: str
    site: str
    started_at: datetime
    record_id: str
    fields: Mapping[str, str] = field(default_factory=dict)
