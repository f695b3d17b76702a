"""Captures to rows: the one fold that the live crawl and a rebuild share.

A batch is one transaction. What is there already is left as it is, so a
capture may come twice, and any order of arrival gives the same rows: facts are
only added, and whatever is "current", "first" or "last" is settled afterwards
from all captures of the articles that the batch touched.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.derive import rows
from archiver.derive.identity import identify
from archiver.derive.settle import settle
from archiver.derive.testify import testify
from archiver.derive.wording import comment_row
from archiver.items import Article, Capture, Landed, Note, RunStart, ThreadPage
from archiver.store import sqlite, write
from archiver.store.engine import Connection, Store
from archiver.store.times import moment
from archiver.warc import faults

Key = tuple[int | str, ...]
"""A version's owner, digest and (for an article's) part."""


@dataclass(slots=True)
class Batch:
    """What one commit takes: captures that landed, and what the log says beside them.

    ``notes`` and ``ends`` carry the site: ``ends`` maps a WARC file's name to its
    site and the byte before which every record is in this batch or in the store.
    """

    landed: list[Landed] = field(default_factory=list)
    starts: list[RunStart] = field(default_factory=list)
    notes: list[tuple[str, Note]] = field(default_factory=list)
    ends: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.landed or self.starts or self.notes or self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """An article's page in the batch: its capture and that row's id, its article and that row's id."""

    site: str
    capture: Capture
    number: int
    owner: int
    article: Article
    thread: ThreadPage | None


def fold(store: Store, batch: Batch, *, settled: bool = True) -> None:
    """Write a batch and settle what it touches. Raises StorageFailed; then nothing is written.

    Where ``settled`` is false the caller settles every article at the end: a rebuild then
    computes each history once, not once a batch.
    """
    with store.transaction() as connection:
        _runs(connection, batch)
        known = write.known_captures(connection, (item.capture.record_id for item in batch.landed))
        fresh = {item.capture.record_id: item for item in batch.landed if item.capture.record_id not in known}
        touched = _captures(connection, list(fresh.values()))
        touched |= _looked_at(connection, batch.notes)
        if settled:
            settle(connection, touched)
        write.progress(connection, batch.ends)
        faults.at("folded")
    faults.at("committed")


def _runs(connection: Connection, batch: Batch) -> None:
    for start in batch.starts:
        details = json.dumps(dict(start.fields), ensure_ascii=False, sort_keys=True)
        software = start.fields.get("software", "")
        row = (
            start.run,
            start.site,
            moment(start.started_at),
            None,
            None,
            None,
            software,
            details,
            start.record_id,
        )
        write.upsert_run(connection, row)
    infos = [(start.record_id, start.run, start.site, start.fields.get("base", "")) for start in batch.starts]
    write.insert(connection, "warcinfos", infos)
    write.insert(
        connection,
        "notes",
        [
            (
                note.record_id,
                note.run,
                moment(note.at),
                note.kind,
                json.dumps(dict(note.fields), ensure_ascii=False),
            )
            for _, note in batch.notes
        ],
    )
    ended = {note.run for _, note in batch.notes if note.kind == "run-end"}
    ended.update(start.run for start in batch.starts)
    if ended:
        write.end_runs(connection, ended)


def _looked_at(connection: Connection, notes: Iterable[tuple[str, Note]]) -> set[int]:
    """The articles whose looks these notes begin or end."""
    urls: dict[str, list[str]] = {}
    for site, note in notes:
        if "article" in note.fields:
            urls.setdefault(site, []).append(note.fields["article"])
    return _articles_at(connection, urls)


def _articles_at(connection: Connection, urls: Mapping[str, Iterable[str]]) -> set[int]:
    return {
        number for site, many in urls.items() for number in write.articles_at(connection, site, many).values()
    }


def _captures(connection: Connection, items: Sequence[Landed]) -> set[int]:
    """Insert all that ``items`` say; the ids of the articles they touch."""
    first = write.next_id(connection, "captures")
    numbered = list(enumerate(items, first))
    write.insert(connection, "captures", [rows.capture_row(n, item) for n, item in numbered])
    write.upsert_addresses(connection, rows.address_rows(items))
    write.insert(connection, "problems", [row for n, item in numbered for row in rows.problem_rows(n, item)])
    shown = _shown(connection, numbered)
    _articles(connection, shown)
    _threads(connection, [(page, page.thread) for page in shown if page.thread is not None])
    urls: dict[str, list[str]] = {}
    for item in items:
        if item.page_url is not None:
            urls.setdefault(item.site, []).append(item.page_url)
    told = testify(connection, numbered)
    return {page.owner for page in shown} | _articles_at(connection, urls) | told


def _shown(connection: Connection, numbered: Sequence[tuple[int, Landed]]) -> list[_Shown]:
    pages = [
        (number, item, item.facts, item.facts.article)
        for number, item in numbered
        if item.facts is not None and item.facts.article is not None
    ]
    owners = identify(connection, [(item.site, article, item.page_url) for _, item, _, article in pages])
    return [
        _Shown(
            site=item.site,
            capture=item.capture,
            number=number,
            owner=owner,
            article=article,
            thread=facts.thread,
        )
        for owner, (number, item, facts, article) in zip(owners, pages, strict=True)
    ]


def _articles(connection: Connection, shown: Sequence[_Shown]) -> None:
    keyed = [rows.article_version_row(page.owner, page.article, page.capture) for page in shown]
    ids = _versions(connection, "article_versions", "article_id", dict(keyed[::-1]))
    sightings = [
        rows.article_sighting_row(page.number, page.owner, ids[key], page.article)
        for page, (key, _) in zip(shown, keyed, strict=True)
    ]
    write.insert(connection, "article_sightings", sightings)


def _versions(
    connection: Connection, table: str, owner: str, wanted: Mapping[Key, rows.Row]
) -> dict[Key, int]:
    """The ids of the wanted versions; those that are new are inserted and indexed for search."""
    held = write.versions_of(connection, table, owner, {int(key[0]) for key in wanted})
    first = write.next_id(connection, table)
    fresh = [key for key in wanted if key not in held]
    write.insert(connection, table, [(first + n, *wanted[key]) for n, key in enumerate(fresh)])
    if fresh:
        sqlite.index_words(connection, table, first - 1)
    return held | {key: first + n for n, key in enumerate(fresh)}


def _threads(connection: Connection, shown: Sequence[tuple[_Shown, ThreadPage]]) -> None:
    write.insert(
        connection,
        "thread_pages",
        [rows.thread_row(page.number, page.owner, thread) for page, thread in shown],
    )
    refs, after = _comments(connection, shown)
    versions: dict[Key, rows.Row] = {}
    seen = []
    for page, thread in shown:
        for comment in thread.comments:
            ref, row = refs[page.site, comment.comment_id], comment_row(comment)
            key = (ref, row[0])
            versions[key] = (ref, *row)
            seen.append((page.number, ref, key, comment))
    ids = _versions(connection, "comment_versions", "comment_ref", versions)
    write.first_versions(connection, after)  # only now: a comment and its version name each other
    write.insert(
        connection,
        "sightings",
        [rows.sighting_row(capture, ref, ids[key], comment) for capture, ref, key, comment in seen],
    )


def _comments(
    connection: Connection, shown: Sequence[tuple[_Shown, ThreadPage]]
) -> tuple[dict[tuple[str, int], int], int]:
    """The id of each comment by site and native number, and the last that was there; new ones are inserted."""
    wanted: dict[tuple[str, int], rows.Row] = {}
    for page, thread in shown:
        for number, row in rows.comment_rows(page.owner, thread, page.capture).items():
            wanted.setdefault((page.site, number), row)
    held: dict[tuple[str, int], int] = {}
    for site in {site for site, _ in wanted}:
        numbers = [number for at, number in wanted if at == site]
        found = write.ids_of(connection, "comments", "comment_id", site, numbers)
        held |= {(site, number): ref for number, ref in found.items()}
    fresh = [key for key in wanted if key not in held]
    first = write.next_id(connection, "comments")
    write.insert(connection, "comments", [(first + n, *key, *wanted[key]) for n, key in enumerate(fresh)])
    return held | {key: first + n for n, key in enumerate(fresh)}, first - 1
