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
    led: list[tuple[str, Sign[str]]] = []
    for page in observations:
        if page.kind == SHOWN and page.url in plain:
            home = page.url
            stood.append(_sign(SHOWN, page))
            led.append((SHOWN, _sign(page.url, page)))
        elif page.kind == GONE and home is not None and same_address(page.url, home):
            stood.append(_sign(GONE, page))
        elif page.kind == MOVED and page.url in plain:  # that another spelling leads here says nothing
            led.append((MOVED, _sign(page.url, page)))
    for turn in turns(stood):
        yield _event("gone" if turn.new.value == GONE else "back", turn.old, turn.new, {})
    yield from _moves(led)


def _moves(led: Sequence[tuple[str, Sign[str]]]) -> Iterator[Event]:
    """A redirect alone says nothing of where to: the plain address that shows the article next does, or
    the one that has shown it since the old one last did.
    """
    home: Sign[str] | None = None
    redirect: Sign[str] | None = None
    held: dict[str, Sign[str]] = {}  # by address: what showed it last, until it is said to have moved
    for kind, sign in led:
        address = _address(sign.value)
        if kind == SHOWN:
            if home is not None and redirect is not None and address != _address(home.value):
                yield _moved(home, redirect, sign)
                del held[_address(home.value)]
            home, redirect = sign, None
            held[address] = sign
        elif home is not None and sign.value == home.value:
            redirect = redirect or (sign if sign.lb > home.ub else None)
        elif home is not None and address != _address(home.value) and address in held:
            left = held[address]
            if left.value == sign.value and sign.lb > left.ub and home.lb > left.ub:
                yield _moved(left, sign, home)
                del held[address]


def _moved(left: Sign[str], redirect: Sign[str], there: Sign[str]) -> Event:
    return _event("moved", left, redirect, {"from_url": left.value, "to_url": there.value})


def _plain(observations: Iterable[Observation]) -> set[str]:
    """The addresses that stand for the whole article: those that their pages call its own, if any does."""
    shown = [page for page in observations if page.kind == SHOWN]
    parts = {page.url for page in shown if (page.part or 1) > 1}
    plain = {page.url for page in shown if page.url not in parts and not is_comment_page(page.url)}
    own = {
        page.url
        for page in shown
        if page.permalink is not None and _address(page.permalink) == _address(page.url)
    }
    return plain & own or plain


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
        ub=page.until,
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
