"""The comments that one page shows, in the order it shows them."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from archiver.items import Comment, CommentKind, Instant, Problem
from archiver.parse.heads import is_permalink
from archiver.parse.nesting import Place, depths_of, is_threaded, places_of
from archiver.parse.roots import Root
from archiver.parse.text import Words, line_of, name_of, words_of
from archiver.parse.times import (
    Clock,
    from_both,
    from_element,
    from_unix,
    from_words,
    in_words,
    looks_dated,
    printed_day,
    printed_wall,
)
from archiver.parse.tree import Element

Order = Literal["ascending", "descending", "mixed", "single"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadComments:
    """What :func:`comments_of` gives: the comments, whether replies are nested, what was not understood."""

    comments: tuple[Comment, ...]
    threaded: bool | None
    order: Order
    problems: tuple[Problem, ...]


def comments_of(
    roots: Sequence[Root], clock: Clock, base: str, *, form: bool, unnumbered: Set[Element] = frozenset()
) -> ReadComments:
    """The comments at ``roots`` (document order). ``base`` is the article's address, which a link without
    one of its own begins at whatever page of the thread it stands on;
    ``form`` says that it has a form for comments, ``unnumbered`` are pingbacks that can't be kept.
    """
    problems: list[Problem] = []
    roots = _each_once(roots, problems)
    depths = depths_of(roots)
    threaded = is_threaded(roots, depths, form=form)
    places = places_of(roots, depths, threaded=threaded, unnumbered=unnumbered)
    comments = tuple(
        _comment(root, place, position, clock, base, problems)
        for position, (root, place) in enumerate(zip(roots, places, strict=True), 1)
    )
    problems += _unread_days(comments)
    top = [comment for comment in comments if comment.depth == 1]
    return ReadComments(comments=comments, threaded=threaded, order=order_of(top), problems=tuple(problems))


def _each_once(roots: Sequence[Root], problems: list[Problem]) -> list[Root]:
    kept: dict[int, Root] = {}
    for root in roots:
        known = kept.get(root.number)
        if known is not None:
            which = "first"
            if _told(root) > _told(known):  # a theme may show a comment's words above the thread too
                which = "more complete"
                del kept[root.number]
                kept[root.number] = root
            detail = f"comment {root.number} stands at two places; the {which} is kept"
            problems.append(Problem(kind="comment-twice", detail=detail))
        else:
            kept[root.number] = root
    return list(kept.values())


def _told(root: Root) -> int:
    return sum(part not in (None, ()) for part in (root.parts.author, root.parts.clock, root.parts.content))


def _comment(
    root: Root, place: Place, position: int, clock: Clock, base: str, problems: list[Problem]
) -> Comment:
    kind = _kind(root)
    author = root.parts.author
    if author is None and kind != "comment":
        author = _linked_title(root.element)
    published = _published(root, clock, problems)
    words = _words(root.parts.content, base)
    return Comment(
        comment_id=root.number,
        kind=kind,
        parent_id=place.parent.number if place.parent else None,
        parent_known=place.parent_known,
        depth=place.depth,
        position=position,
        author=name_of(author) if author is not None else "",
        author_url=_author_url(author),
        published=published,
        html=words.html,
        text=words.text,
        links=words.links,
    )


def _words(content: Sequence[Element], base: str) -> Words:
    """The words of a comment, whose markup may hold them in several elements."""
    if len(content) == 1:
        return words_of(content[0], base)
    said = [words_of(part, base) for part in content]
    return Words(
        html="\n".join([words.html for words in said]),
        text="\n\n".join([words.text for words in said]),
        links=tuple(dict.fromkeys([link for words in said for link in words.links])),
    )


def _kind(root: Root) -> CommentKind:
    if "pingback" in root.classes:
        return "pingback"
    return "trackback" if "trackback" in root.classes else "comment"


def _linked_title(element: Element) -> Element | None:
    """A pingback printed short is one link: its title and address."""
    return next((link for link in element.iter("a") if link.get("href") and line_of(link)), None)


def _author_url(author: Element | None) -> str:
    if author is None:
        return ""
    link = author if author.tag == "a" else next(author.iter("a"), None) if len(author) else None
    if link is None:
        above = author.getparent()
        link = above if above is not None and above.tag == "a" else None
    if link is None or is_permalink(link):
        return ""
    href = (link.get("href") or "").strip()
    return href if href.lower().startswith(("http://", "https://", "//")) else ""


def _published(root: Root, clock: Clock, problems: list[Problem]) -> Instant | None:
    element = root.parts.clock
    if element is None:
        return None
    printed = line_of(element)
    exact = from_unix(element.get("pubdate") or "", printed)
    if exact is not None:
        _check(root, exact, clock, problems)
        return exact
    title = element.get("title") or ""
    machine = element.get("datetime") or (title if element.tag == "abbr" and title[:4].isdigit() else "")
    if machine:
        return from_both(element, machine, printed, clock)
    if title and printed_wall(printed) is None and printed_day(title):
        return replace(from_words(title, clock), printed=printed)  # "2 days ago", the day in its title
    return from_element(element, clock)


def _check(root: Root, exact: Instant, clock: Clock, problems: list[Problem]) -> None:
    """The words beside a ``pubdate`` are its wall time; where they are not, a rule no longer holds."""
    if exact.at is None or clock.zone is None:
        return
    wall = exact.at.astimezone(clock.zone)
    if exact.printed.lower() == in_words(wall):  # what most sites print needs no reading
        return
    read = printed_wall(exact.printed)
    if read is None:
        return
    apart = abs(wall.replace(second=0, tzinfo=None) - read[0].replace(second=0))
    if apart >= timedelta(minutes=1) and not any(problem.kind == "times-disagree" for problem in problems):
        detail = f"comment {root.number}: pubdate is {exact.at.isoformat()}, the words say {exact.printed!r}"
        problems.append(Problem(kind="times-disagree", detail=detail))


def _unread_days(comments: Sequence[Comment]) -> list[Problem]:
    """What is printed as a time and can't be read; "3 days ago" is read, and tells no instant."""
    unread = [
        comment.published.printed
        for comment in comments
        if comment.published is not None and comment.published.source == "unread"
    ]
    dated = [printed for printed in unread if looks_dated(printed)]
    if not dated:
        return []
    detail = f"{len(dated)} of {len(comments)} comments' times, the first: {dated[0][:80]!r}"
    return [Problem(kind="date-unreadable", detail=detail)]


def order_of(top: Sequence[Comment]) -> Order:
    """The order of top-level comments by (date, id); by id where a date is missing. Equal
    minutes settle nothing where seconds are not printed.
    """
    if len(top) < 2:
        return "single"
    dated = _dated(top)
    signs = {_sign(earlier, later, dated=dated) for earlier, later in pairwise(top)}
    if -1 in signs and 1 in signs:
        return "mixed"
    if -1 in signs:
        return "descending"
    return "ascending" if 1 in signs else "mixed"


def _dated(top: Sequence[Comment]) -> bool:
    return all(comment.published is not None and comment.published.at is not None for comment in top)


def _sign(one: Comment, other: Comment, *, dated: bool) -> int:
    """1 if ``other`` comes after ``one`` in time, -1 if before, 0 if it can't be told."""
    if dated and one.published and other.published and one.published.at and other.published.at:
        if one.published.at != other.published.at:
            return 1 if other.published.at > one.published.at else -1
        if one.published.source.endswith("minute"):
            return 0
    return 1 if other.comment_id > one.comment_id else -1
