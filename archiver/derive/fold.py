"""Captures to rows: the one fold that the live crawl and a rebuild share.

A batch is one transaction. What is there already is left as it is, so a
capture may come twice, and any order of arrival gives the same rows: facts are
only added, and whatever is "current", "first" or "last" is settled afterwards
from all captures of the articles that the batch touched.

Where a look at an article is under way, its history waits for the look's end: page by page, a
thread of a hundred would be computed a hundred times. What the files are said to be derived to
stops before the note that begins such a look (``archiver.crawl.intake``): after a kill the next
start reads that note again, and settles what it names.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archiver.derive import rows
from archiver.derive.code import signature
from archiver.derive.identity import Name, identify
from archiver.derive.settle import settle
from archiver.derive.sheet import Sheet, ToldArticle, ToldCapture
from archiver.derive.testify import testify
from archiver.items import Note, RunStart
from archiver.store import sqlite, write
from archiver.store.engine import Connection, Store
from archiver.store.times import moment
from archiver.warc import faults

Key = tuple[int | str, ...]
"""A version's owner, digest and (for an article's) part."""


@dataclass(slots=True)
class Batch:
    """What one commit takes: what captures say, and what the log says beside them.

    ``notes`` and ``ends`` carry the site: ``ends`` maps a WARC file's name to its
    site and the byte before which every record is in this batch or in the store, and settled.
    ``under_way`` are the articles at which a look is under way, ``looked_at`` those at which
    one has ended, both by site and address.
    """

    sheet: Sheet = field(default_factory=Sheet)
    starts: list[RunStart] = field(default_factory=list)
    notes: list[tuple[str, Note]] = field(default_factory=list)
    ends: dict[str, tuple[str, int]] = field(default_factory=dict)
    under_way: set[Name] = field(default_factory=set)
    looked_at: set[Name] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.sheet or self.starts or self.notes or self.ends or self.looked_at)


class _Shown(NamedTuple):
    """An article's page in the batch: its site, the ids of its capture's row and its article's, and what it shows."""

    site: str
    number: int
    owner: int
    article: ToldArticle


def fold(store: Store, batch: Batch, *, settled: bool = True) -> None:
    """Write a batch and settle what it touches. Raises StorageFailed; then nothing is written.

    Where ``settled`` is false the caller settles every article at the end: a rebuild then
    computes each history once, not once a batch.
    """
    with store.transaction() as connection:
        sqlite.sign(connection, signature())
        _runs(connection, batch)
        told = batch.sheet.told
        known = write.known_captures(connection, told)
        write.upsert_addresses(connection, [tuple(row) for row in batch.sheet.addresses.values()])
        touched = _captures(connection, [one for one in told.values() if one.record_id not in known])
        if settled:
            touched |= _looked_at(connection, batch)
            settle(connection, touched - _articles_at(connection, batch.under_way))
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


def _looked_at(connection: Connection, batch: Batch) -> set[int]:
    """The articles at which looks begin or end here."""
    noted = {(site, note.fields["article"]) for site, note in batch.notes if "article" in note.fields}
    return _articles_at(connection, noted | batch.looked_at)


def _articles_at(connection: Connection, names: Iterable[Name]) -> set[int]:
    urls: dict[str, list[str]] = {}
    for site, url in names:
        urls.setdefault(site, []).append(url)
    return {
        number for site, many in urls.items() for number in write.articles_at(connection, site, many).values()
    }


def _captures(connection: Connection, told: Sequence[ToldCapture]) -> set[int]:
    """Insert all that ``told`` says but its addresses; the ids of the articles it touches."""
    first = write.next_id(connection, "captures")
    numbered = list(enumerate(told, first))
    write.insert(connection, "captures", [(number, *one.row) for number, one in numbered])
    problems = [(number, *row) for number, one in numbered for row in one.problems]
    write.insert(connection, "problems", problems)
    shown = _shown(connection, numbered)
    _articles(connection, shown)
    _threads(connection, shown)
    asked = {(one.site, one.page_url) for one in told if one.page_url is not None}
    testified = testify(connection, numbered)
    return {page.owner for page in shown} | _articles_at(connection, asked) | testified


def _shown(connection: Connection, numbered: Sequence[tuple[int, ToldCapture]]) -> list[_Shown]:
    pages = [(number, one, one.article) for number, one in numbered if one.article is not None]
    owners = identify(connection, [(one.site, article, one.page_url) for _, one, article in pages])
    return [
        _Shown(one.site, number, owner, article)
        for owner, (number, one, article) in zip(owners, pages, strict=True)
    ]


def _articles(connection: Connection, shown: Sequence[_Shown]) -> None:
    keys: list[Key] = [(page.owner, page.article.digest, page.article.part) for page in shown]
    wanted = {
        key: (page.owner, *page.article.version)
        for key, page in zip(reversed(keys), reversed(shown), strict=True)
    }
    ids = _Versions(connection, "article_versions", "article_id", wanted)
    ids.write()
    sightings = [
        (page.number, page.owner, ids.of[key], *page.article.sighting)
        for key, page in zip(keys, shown, strict=True)
    ]
    write.insert(connection, "article_sightings", sightings)


class _Versions:
    """The ids of wanted versions, by key: ``of``. Those that are new are yet to be written."""

    def __init__(
        self, connection: Connection, table: str, owner: str, wanted: Mapping[Key, rows.Row]
    ) -> None:
        self._connection = connection
        self._table = table
        self._first = write.next_id(connection, table)
        held = write.versions_of(connection, table, owner, {int(key[0]) for key in wanted})
        self._fresh = [row for key, row in wanted.items() if key not in held]
        new = (key for key in wanted if key not in held)
        self.of: dict[Key, int] = held | {key: number for number, key in enumerate(new, self._first)}

    def write(self) -> None:
        """Insert the new ones, and index them for search."""
        made = [(number, *row) for number, row in enumerate(self._fresh, self._first)]
        if made:
            write.insert(self._connection, self._table, made)
            sqlite.index_words(self._connection, self._table, self._first - 1)


def _threads(connection: Connection, shown: Sequence[_Shown]) -> None:
    threads = [(page, page.article.thread) for page in shown if page.article.thread is not None]
    write.insert(
        connection, "thread_pages", [(page.number, page.owner, *thread.row) for page, thread in threads]
    )
    seen = [(page, one) for page, thread in threads for one in thread.comments]
    refs, first = _refs(connection, ((page.site, one.number) for page, one in seen))
    keys: list[Key] = [(refs[page.site, one.number], one.digest) for page, one in seen]
    wanted = {key: (key[0], *one.version) for key, (_, one) in zip(keys, seen, strict=True)}
    ids = _Versions(connection, "comment_versions", "comment_ref", wanted)
    fresh: dict[int, rows.Row] = {}
    versions: dict[int, int] = {}
    sightings: list[rows.Row] = []
    for (page, one), key in zip(seen, keys, strict=True):
        ref, version = refs[page.site, one.number], ids.of[key]
        if ref >= first and ref not in fresh:
            kind = one.sighting[0]
            fresh[ref] = (ref, page.site, one.number, page.owner, kind, "present", None, *one.settled)
            versions[ref] = version
        sightings.append((page.number, ref, version, *one.sighting))
    write.insert(connection, "comments", fresh.values())
    ids.write()
    write.first_versions(connection, versions)  # only now: a comment and its version name each other
    write.insert(connection, "sightings", sightings)


def _refs(
    connection: Connection, wanted: Iterable[tuple[str, int]]
) -> tuple[dict[tuple[str, int], int], int]:
    """The id of each comment by site and native number; from the second number on they are new."""
    by_site: dict[str, list[int]] = {}
    for site, number in dict.fromkeys(wanted):
        by_site.setdefault(site, []).append(number)
    first = new = write.next_id(connection, "comments")
    refs: dict[tuple[str, int], int] = {}
    for site, numbers in by_site.items():
        held = write.ids_of(connection, "comments", "comment_id", site, numbers)
        for number in numbers:
            ref = held.get(number)
            if ref is None:
                ref, new = new, new + 1
            refs[site, number] = ref
    return refs, first
