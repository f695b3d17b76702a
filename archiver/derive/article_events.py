"""What happened to an article itself: its words changed, it was gone, it came back, it moved.

Only the plain address tells that an article is gone: a comment page or a page of a post
may go because there are fewer. Words are compared part by part and under one layout.
"""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from archiver.derive.events import Sign, apart, turns
from archiver.derive.observations import Event, EventKind, Observation

Detail = dict[str, str | int | None]

SHOWN, GONE, MOVED = "article", "gone", "moved"


def article_events(observations: Sequence[Observation]) -> list[Event]:
    """The events of the article that ``observations`` (in order of instants) show."""
    if len(observations) < 2:
        return []
    return [*_edits(observations), *_whereabouts(observations)]


def _edits(observations: Iterable[Observation]) -> Iterator[Event]:
    telling = [
        page
        for page in observations
        if page.kind == SHOWN and page.whole and page.state != "protected" and page.words is not None
    ]
    for part in sorted({page.part or 1 for page in telling}):
        pages = [page for page in telling if (page.part or 1) == part]
        if len({page.words for page in pages}) > 1:
            yield from _edits_of(part, pages)


def _edits_of(part: int, pages: Sequence[Observation]) -> list[Event]:
    found: list[Event] = []
    for layout in sorted({page.layout for page in pages}, key=str):
        words = {page.words for page in pages if page.layout == layout}
        signs = [_sign(page.words, page) for page in pages if page.layout == layout or page.words in words]
        for turn in turns(signs):
            detail: Detail = {"part": part, "from_words": turn.old.value, "to_words": turn.new.value}
            found.append(_event("edited", turn.old, turn.new, detail))
    return apart(found)


def _whereabouts(observations: Sequence[Observation]) -> Iterator[Event]:
    """Gone, back and moved, by what the article's plain address answers."""
    if all(page.kind not in (GONE, MOVED) for page in observations):
        return
    plain = _plain(observations)
    home: str | None = None
    stood: list[Sign[str]] = []
    led: list[Sign[str]] = []
    for page in observations:
        if page.kind == SHOWN and page.url in plain:
            home = page.url
            stood.append(_sign(SHOWN, page))
            led.append(_sign(page.url, page))
        elif page.kind == GONE and home is not None and same_address(page.url, home):
            stood.append(_sign(GONE, page))
        elif page.kind == MOVED and page.url == home:  # that another spelling leads here says nothing
            led.append(_sign(MOVED, page))
    for turn in turns(stood):
        yield _event("gone" if turn.new.value == GONE else "back", turn.old, turn.new, {})
    yield from _moves(led)


def _moves(led: Sequence[Sign[str]]) -> Iterator[Event]:
    """A redirect alone says nothing of where to: the next plain address that shows the article does."""
    left: Sign[str] | None = None
    redirect: Sign[str] | None = None
    for sign in led:
        if sign.value == MOVED:
            redirect = redirect or sign
            continue
        elsewhere = left is not None and not same_address(left.value, sign.value)
        if left is not None and redirect is not None and elsewhere and redirect.lb > left.ub:
            yield _event("moved", left, redirect, {"from_url": left.value, "to_url": sign.value})
        left, redirect = sign, None


def _plain(observations: Iterable[Observation]) -> set[str]:
    """The addresses that stand for the whole article."""
    shown = {page.url for page in observations if page.kind == SHOWN}
    parts = {page.url for page in observations if page.kind == SHOWN and (page.part or 1) > 1}
    return {url for url in shown - parts if not is_comment_page(url)}


def is_comment_page(url: str) -> bool:
    """Whether the address names a page of a thread, and not the article alone."""
    return "/comment-page-" in url or "cpage=" in url


def same_address(one: str, other: str) -> bool:
    """Whether two addresses differ at most in scheme, www and the last slash: that makes no other article."""
    return _address(one) == _address(other)


def _address(url: str) -> str:
    split = urlsplit(url)
    host = split.netloc.removeprefix("www.")
    return f"{host}{split.path.rstrip('/')}?{split.query}"


def _sign(value: str | None, page: Observation) -> Sign[str]:
    return Sign(
        value=value or "",
        lb=min(page.earliest, page.captured_at),
        ub=page.captured_at,
        records=(page.record_id,),
    )


def _event(kind: EventKind, old: Sign[str], new: Sign[str], detail: Detail) -> Event:
    return Event(
        comment_id=None,
        kind=kind,
        not_before=old.lb,
        not_after=new.ub,
        before_evidence=old.records[-1],
        after_evidence=new.records[-1],
        detail=detail,
    )
