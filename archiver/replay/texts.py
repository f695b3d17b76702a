"""Whether a page as the browser shows it says what the store says: the rules that read the capture read the document."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from archiver.derive.land import process, supposed
from archiver.sites import site_of_run
from archiver.store.replay import PageCapture, Said

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def differences(page: PageCapture, held: Sequence[Said], html: str) -> tuple[str, ...]:
    """How the document ``html`` differs from what ``held`` says, one of which it must equal: a sentence each,
    none if it is equal. White space is not compared: a browser normalises it.
    """
    shown = _said(page, html)
    found = [tuple(_between(one, shown)) for one in held]
    return min(found, key=len, default=("the store has nothing of it",))


def unrewritten(html: str, prefix: str) -> str:
    """``html`` with each address that leads into the archive (``prefix`` up to the timestamp) as it was captured."""
    return re.sub(rf"(?:{re.escape(prefix)})\d{{0,14}}(?:[a-z]{{2,5}}_)?/(?=https?:)", "", html)


def _said(page: PageCapture, html: str) -> Said:
    at = datetime.fromisoformat(page.captured_at)
    block = _HEAD + html.encode("utf-8", "replace")
    capture = supposed(page.url, block, at)
    facts = process(capture, block, site_of_run(page.site, page.base)).facts
    article = facts.article if facts else None
    thread = facts.thread if facts else None
    return Said(
        title=article.title if article else None,
        text=article.text if article else None,
        comments={one.comment_id: (one.author, one.text) for one in thread.comments} if thread else {},
    )


def _between(held: Said, shown: Said) -> Iterator[str]:
    for what, one, other in (("title", held.title, shown.title), ("text", held.text, shown.text)):
        if _squeezed(one) != _squeezed(other):
            yield f"the article's {what} differs: {_apart(_squeezed(one), _squeezed(other))}"
    for number in sorted(held.comments.keys() - shown.comments.keys()):
        yield f"comment {number} is not shown"
    for number in sorted(shown.comments.keys() - held.comments.keys()):
        yield f"comment {number} is shown, and the store does not have it there"
    for number in sorted(held.comments.keys() & shown.comments.keys()):
        one, other = (" / ".join(map(_squeezed, said.comments[number])) for said in (held, shown))
        if one != other:
            yield f"comment {number} differs: {_apart(one, other)}"


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def _apart(one: str, other: str) -> str:
    """Where two texts part, for people."""
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"store {one[at : at + 40]!r}, shown {other[at : at + 40]!r}"
