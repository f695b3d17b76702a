"""Whether a site's rules still understand its pages: the newest ones parsed again, by the rules of today.

A redesign raises no error: pages go on coming, and less and less is found on them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from archiver.derive.land import process
from archiver.derive.reading import Job, WarcWalk, do
from archiver.errors import RecordError
from archiver.items import Landed
from archiver.sites import site_of_run
from archiver.store import newest
from archiver.store.engine import Connection, Store
from archiver.store.newest import Newest
from archiver.warc.layout import Archive
from archiver.warc.reader import record_at
from archiver.warc.records import Location

PAGES = 60
"""The newest pages of a site that are parsed again: a second or less."""

FOREIGN = 200
"""The newest pages of other hosts of which one a host is parsed."""


@dataclass(slots=True, kw_only=True)
class Understood:
    """What is found on a site's newest ``pages``: on how many an article with title and text, a thread, comments, and a count
    beside comments. ``problems`` by kind, ``layouts`` by name; ``unreadable`` are records. ``apart``: how far the servers'
    clocks were before ours (negative: behind, or their pages came from a cache), None where no page tells.
    """

    pages: int = 0
    articles: int = 0
    threads: int = 0
    spoken: int = 0
    counted: int = 0
    newest: datetime | None = None
    problems: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    apart: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A host whose pages are not looked into, being none of the site's: how many of the newest, one of them, and whether that
    one reads as an article; ``ours``: at a path at which the site has an article.
    """

    host: str
    pages: int
    example: str
    article: bool
    ours: bool


def understood(connection: Connection, store: Store, archive: Archive, site: str) -> Understood:
    """Parse the site's newest pages again. Raises StorageFailed."""
    seen = Understood()
    walk = WarcWalk(store, archive)
    for item in _landed(walk, site, newest.article_pages(connection, site, PAGES), seen):
        _count(seen, item)
    return seen


def strangers(
    connection: Connection, store: Store, archive: Archive, site: str, base: str
) -> Iterator[Stranger]:
    """The hosts of the site's newest pages that its rules don't know, by name. Raises StorageFailed."""
    by_host: dict[str, list[Newest]] = {}
    for page in newest.foreign_pages(connection, site, FOREIGN):
        by_host.setdefault(urlsplit(page.url).netloc.lower(), []).append(page)
    paths = {urlsplit(url).path for url in newest.paths_of_articles(connection, site)} if by_host else set()
    rules = site_of_run(site, base)
    walk = WarcWalk(store, archive)
    for host, pages in sorted(by_host.items()):
        found = [
            process(job.capture, job.block, replace(rules, hosts=rules.hosts | {host}))
            for job in _jobs(walk, site, pages[:1], Understood())
        ]
        yield Stranger(
            host=host,
            pages=len(pages),
            example=pages[0].url,
            article=any(item.page_kind == "article" for item in found),
            ours=any(urlsplit(page.url).path in paths - {"", "/"} for page in pages),
        )


def _landed(walk: WarcWalk, site: str, pages: Iterable[Newest], seen: Understood) -> Iterator[Landed]:
    for job in _jobs(walk, site, pages, seen):
        yield do(job)


def _jobs(walk: WarcWalk, site: str, pages: Iterable[Newest], seen: Understood) -> Iterator[Job]:
    for page in pages:
        path = walk.path_of(page.warc)
        if path is None:
            seen.unreadable += 1
            continue
        try:
            record = record_at(path, page.offset, page.length, page.record_id)
        except (RecordError, OSError):  # verify says what is wrong with it
            seen.unreadable += 1
            continue
        place = Location(warc=page.warc, offset=page.offset, length=page.length)
        yield from walk.alone(record, place, site).jobs


def _count(seen: Understood, item: Landed) -> None:
    seen.pages += 1
    seen.newest = max(filter(None, (seen.newest, item.capture.captured_at)))
    facts = item.facts
    if facts is None:
        return
    seen.problems.update(problem.kind for problem in facts.problems)
    found = facts.article
    seen.articles += bool(found and (found.text or found.protected) and (found.title or found.kind == "page"))
    if facts.thread is not None:
        seen.threads += 1
        seen.layouts[facts.thread.layout] += 1
        seen.spoken += bool(facts.thread.comments)
        seen.counted += bool(facts.thread.comments) and facts.thread.claimed is not None
    try:
        date = parsedate_to_datetime((facts.page.header(b"date") or b"").decode("latin-1"))
        behind = date - item.capture.captured_at
    except (ValueError, TypeError):  # none, or none that can be read or has a zone
        return
    # A cache sends old dates: the latest one is the nearest to the truth.
    seen.apart = behind if seen.apart is None else max(seen.apart, behind)
