"""What captures say, as rows that wait for the store's numbers: made in any process, folded in one.

A page is gone through once, where it was parsed. What is handed on is tuples of text and numbers: they
are packed and unpacked between processes at a tenth of what the items cost.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from archiver.derive import rows
from archiver.derive.rows import Row
from archiver.derive.wording import article_row, comment_row, digest_of
from archiver.items import Address, Article, Capture, Landed, Testimony, ThreadPage
from archiver.store.times import moment, second


class ToldComment(NamedTuple):
    """One comment on one page: what follows version, comment and version again in ``comments``, ``comment_versions``
    and ``sightings``.
    """

    number: int
    digest: str
    settled: Row
    version: Row
    sighting: Row


class ToldThread(NamedTuple):
    """The part of a thread that one page shows: what follows the article in ``thread_pages``, and the comments."""

    row: Row
    comments: tuple[ToldComment, ...]


class ToldArticle(NamedTuple):
    """An article as one page shows it: what it is known by, and what follows its number in ``articles``, the article in
    ``article_versions`` and the version in ``article_sightings``.
    """

    url: str
    post_id: int | None
    part: int
    digest: str
    settled: Row
    version: Row
    sighting: Row
    thread: ToldThread | None


class ToldTestimony(NamedTuple):
    """What a second witness says of one comment, and of which article: ``row`` follows the digest in
    ``testimony_versions``.
    """

    comment_id: int
    witness: str
    digest: str
    post_id: int | None
    article_url: str | None
    row: Row


class ToldCapture(NamedTuple):
    """One capture: what follows its number in ``captures`` and ``problems``, and what its page shows and testifies."""

    site: str
    record_id: str
    page_url: str | None
    row: Row
    problems: tuple[Row, ...]
    article: ToldArticle | None
    testimonies: tuple[ToldTestimony, ...]


@dataclass(slots=True)
class Sheet:
    """Captures by record id, in the order they came; and the addresses that their pages name, by site and address:
    one row for all, since most links stand on every page.
    """

    told: dict[str, ToldCapture] = field(default_factory=dict)
    addresses: dict[tuple[str, str], list[str | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Landed]) -> Self:
        """A sheet of these captures."""
        sheet = cls()
        for item in items:
            sheet.add(item)
        return sheet

    def __bool__(self) -> bool:
        return bool(self.told)

    def __len__(self) -> int:
        """How many captures are on it."""
        return len(self.told)

    def add(self, item: Landed) -> None:
        """Write down what a capture says. One that is there already stays as it is."""
        record_id = item.capture.record_id
        if record_id not in self.told:
            self.told[record_id] = _told(item)
            if item.facts is not None:
                self._name(item.site, item.capture, item.facts.addresses)

    def _name(self, site: str, capture: Capture, addresses: Iterable[Address]) -> None:
        """Join addresses as the store would (``store.write.upsert_addresses``)."""
        seen, record_id, found = moment(capture.captured_at), capture.record_id, self.addresses
        for address in addresses:
            key = (site, address.url)
            row = found.get(key)
            if row is None:
                row = found[key] = [*key, address.kind, None, None, seen, record_id]
            elif (seen, record_id) < (row[5], row[6]):
                row[2], row[5], row[6] = address.kind, seen, record_id
            if address.modified or address.activity:
                # A site's clock that runs ahead must not have its threads asked for until time has caught up.
                modified = second(min(address.modified, capture.captured_at)) if address.modified else None
                row[3] = max(row[3] or "", modified or "") or None
                row[4] = max(row[4] or "", (modified or seen) if address.activity else "") or None


def _told(item: Landed) -> ToldCapture:
    facts, capture = item.facts, item.capture
    return ToldCapture(
        site=item.site,
        record_id=capture.record_id,
        page_url=item.page_url,
        row=rows.capture_row(item),
        problems=tuple(rows.problem_rows(item)),
        article=_article(facts.article, facts.thread, capture) if facts and facts.article else None,
        testimonies=tuple(map(_testimony, facts.testimonies)) if facts else (),
    )


def _article(article: Article, thread: ThreadPage | None, capture: Capture) -> ToldArticle:
    content = article_row(article)
    return ToldArticle(
        url=article.url,
        post_id=article.post_id,
        part=article.part,
        digest=content[0],
        settled=rows.article_settled(article, capture),
        version=rows.article_version_row(article, content, capture),
        sighting=rows.article_sighting_row(article),
        thread=None if thread is None else _thread(thread, capture),
    )


def _thread(thread: ThreadPage, capture: Capture) -> ToldThread:
    comments = []
    for comment, settled in zip(thread.comments, rows.comment_rows(thread, capture), strict=True):
        content = comment_row(comment)
        sighting = rows.sighting_row(comment)
        comments.append(ToldComment(comment.comment_id, content[0], settled, content, sighting))
    return ToldThread(row=rows.thread_row(thread), comments=tuple(comments))


def _testimony(one: Testimony) -> ToldTestimony:
    content = rows.testimony_row(one)
    return ToldTestimony(
        one.comment_id, one.witness, digest_of(*content), one.post_id, one.article_url, content
    )
