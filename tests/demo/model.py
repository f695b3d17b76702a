"""What the demo site is made of, and what is true of it. Values only."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

THREADS_PER_PAGE = 5
DEEPEST = 5  # replies below are printed at this depth


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One comment as written: ``depth`` 1 opens a thread, a deeper one answers the last one above it.

    ``after`` is minutes since the comment before; ``text`` is the HTML that the site prints.
    """

    depth: int = 1
    author: str
    url: str = ""
    after: int = 12
    text: str
    kind: str = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One article as written. ``body`` has one string of HTML for each of its pages."""

    id: int
    slug: str
    title: str
    subtitle: str = ""
    published: datetime
    modified: datetime
    author: str
    categories: tuple[str, ...]
    tags: tuple[str, ...] = ()
    body: tuple[str, ...]
    image: str = ""
    caption: str = ""
    background: bool = False
    protected: bool = False
    closed: bool = False
    moved_from: str = ""
    said: tuple[Said, ...] = ()

    @property
    def path(self) -> str:
        """The permalink's path."""
        return f"/{self.published:%Y/%m/%d}/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment as it stands on the site, with all that is true of it.

    ``parent`` is the comment that it answers, ``printed_parent`` the one that it is
    printed under (another, where the thread is deeper than the page nests); ``depth``
    is as printed. ``page`` counts from the oldest, ``position`` on that page from 1.
    ``inner`` is the HTML inside ``div.comment-content``.
    """

    id: int
    post: int
    kind: str
    parent: int | None
    printed_parent: int | None
    true_depth: int
    depth: int
    page: int
    position: int
    author: str
    author_url: str
    at: datetime
    printed: str
    inner: str

    @property
    def text(self) -> str:
        """The words alone, white space made single."""
        return plain(self.inner)


def plain(markup: str) -> str:
    """The words of this HTML, white space made single."""
    spaced = re.sub(r"</(?:p|li|ul|ol|h3|pre|blockquote|figcaption|t[dhr])>|<br ?/?>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", spaced)).split())


def clock(moment: datetime) -> str:
    """A local time as the theme prints it under a comment."""
    hour = moment.hour % 12 or 12
    return (
        f"{moment:%B} {moment.day}, {moment.year} at {hour}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"
    )


def conversation(posts: tuple[Post, ...], first_id: int = 4101) -> dict[int, tuple[Comment, ...]]:
    """The comments of each post, by the post's id, in the order of the pages. Ids grow with time."""
    times = [(_moments(post)[n], post.id, n) for post in posts for n in range(len(post.said))]
    ids = {(post, n): first_id + place for place, (_, post, n) in enumerate(sorted(times))}
    return {post.id: _thread(post, ids) for post in posts}


def _moments(post: Post) -> list[datetime]:
    moments = []
    moment = post.published + timedelta(minutes=20)
    for number, said in enumerate(post.said):
        moment += timedelta(minutes=said.after, seconds=7 * (number % 8))
        moments.append(moment)
    return moments


def _thread(post: Post, ids: dict[tuple[int, int], int]) -> tuple[Comment, ...]:
    made: list[Comment] = []
    line: list[int] = []
    threads = positions = page = 0
    for number, (said, moment) in enumerate(zip(post.said, _moments(post), strict=True)):
        del line[said.depth - 1 :]
        threads += said.depth == 1
        if (threads - 1) // THREADS_PER_PAGE + 1 != page:
            page, positions = page + 1, 0
        positions += 1
        made.append(
            Comment(
                id=ids[post.id, number],
                post=post.id,
                kind=said.kind,
                parent=line[-1] if line else None,
                printed_parent=line[: DEEPEST - 1][-1] if line else None,
                true_depth=said.depth,
                depth=min(said.depth, DEEPEST),
                page=page,
                position=positions,
                author=said.author,
                author_url=said.url,
                at=moment.astimezone(UTC),
                printed=clock(moment),
                inner=said.text,
            )
        )
        line.append(made[-1].id)
    return tuple(made)
