"""What is current, first, last, changed: computed for an article from all its captures.

Called for every article that a batch touched. The result is a function of the
set of captures alone (``archiver.derive.history``), so order of arrival can't
matter and a rebuild gives the same rows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from archiver.derive.article_events import same_address
from archiver.derive.history import tell
from archiver.derive.observations import CommentHistory, Event, History, Snapshot, ThreadState
from archiver.derive.observing import look_marks, observations, statements
from archiver.derive.witnesses import DISAGREEMENTS, Added, Contradiction, Said, contradictions, weigh
from archiver.store import write
from archiver.store.engine import Connection
from archiver.store.read import ArticleRows, HeldComment, Seen, articles_rows
from archiver.store.rows import Row
from archiver.store.times import instant, moment, second
from archiver.store.write import SETTLED_OF_ARTICLE, SETTLED_OF_COMMENT, SETTLED_OF_VERSION
from archiver.warc import faults

Values = tuple[Any, ...]

SETTLED_PROBLEMS = 1_000_000
"""The positions of a capture's settled problems begin here: no page has so many of its own."""


def settle(connection: Connection, numbers: Iterable[int]) -> None:
    """Compute again whatever is computed of these articles, and write what differs: each table once."""
    settled(connection, numbers).write(connection)


def settled(connection: Connection, numbers: Iterable[int]) -> "Settled":
    """What is to be written of these articles: what is computed of them, as far as it is not there."""
    held = articles_rows(connection, sorted(numbers))
    owners = {row.id: row.latest for rows in held.values() for row in rows.strangers if row.latest in held}
    made = Settled(numbers=list(held))
    for number, rows in held.items():
        faults.at("settling")
        pages = sorted(rows.pages, key=lambda page: (page["captured_at"], page["record_id"]))
        observed = list(observations(pages, rows.sightings))
        history = tell(observed, list(look_marks(rows.notes)))
        said = statements(rows.testimonies)
        seen = [page for page in pages if page["permalink"] is not None]
        made.articles.add(number, _columns(rows.article, SETTLED_OF_ARTICLE), _article(pages, seen))
        for version, (old, new) in _versions(seen).items():
            made.versions.add(version, old, new)
        for comment, row in _comments(number, rows, pages, history, owners, said):
            made.comments.add(comment.id, comment.settled, row)
        made.problems += [_problem_row(number, one) for one in contradictions(observed, said)]
        made.events += [_event_row(number, event) for event in history.events]
        made.snapshots += [_snapshot_row(number, look) for look in history.snapshots]
        if any(page["layout"] is not None for page in pages):
            made.threads.append(_thread_row(number, history.thread))
        made.shared.update(*((number, row.settled[0], row.latest or number) for row in rows.strangers))
    return made


@dataclass(slots=True)
class _Columns:
    """Settled columns of rows that are there already, by id: as they are, and as they are to be."""

    held: dict[int, Values] = field(default_factory=dict)
    wanted: dict[int, Values] = field(default_factory=dict)

    def add(self, number: int, held: Values, wanted: Values | None) -> None:
        """Nothing is wanted where ``wanted`` is None."""
        if wanted is not None and wanted != held:
            self.held[number], self.wanted[number] = held, wanted


@dataclass(slots=True)
class Settled:
    """What is to be written of the articles ``numbers``. ``shared`` are those, these and others, that have shown one
    comment: computed apart from one another, the last one written would win.
    """

    numbers: list[int]
    articles: _Columns = field(default_factory=_Columns)
    versions: _Columns = field(default_factory=_Columns)
    comments: _Columns = field(default_factory=_Columns)
    events: list[Values] = field(default_factory=list)
    snapshots: list[Values] = field(default_factory=list)
    threads: list[Values] = field(default_factory=list)
    problems: list[Values] = field(default_factory=list)
    shared: set[int] = field(default_factory=set)

    def write(self, connection: Connection) -> None:
        """Write it, each table once."""
        for table, columns, rows in (
            ("articles", SETTLED_OF_ARTICLE, self.articles),
            ("article_versions", SETTLED_OF_VERSION, self.versions),
            ("comments", SETTLED_OF_COMMENT, self.comments),
        ):
            write.update(connection, table, columns, rows.held, rows.wanted)
        write.replace(connection, "events", self.numbers, self.events)
        write.replace(connection, "thread_snapshots", self.numbers, self.snapshots)
        write.replace(connection, "problems", self.numbers, self.problems)
        write.replace(connection, "threads", [row[0] for row in self.threads], self.threads)


def _columns(row: Row, names: Sequence[str]) -> Values:
    return tuple(row[name] for name in names)


def _article(pages: Sequence[Row], seen: Sequence[Row]) -> Values | None:
    """The article's own settled columns; None where no page shows it."""
    if not seen:
        return None
    last = seen[-1]
    stamps = [page["modified_at"] for page in seen if page["modified_at"]]
    return (
        last["permalink"],
        last["article_kind"],
        "gone" if _is_gone(pages, seen) else last["article_state"],
        stamps[-1] if stamps else None,
        _parts(seen),
        seen[0]["captured_at"],
        last["captured_at"],
        last["record_id"],
    )


def _is_gone(pages: Sequence[Row], seen: Sequence[Row]) -> bool:
    """Whether the article's own address, asked last, answered that there is none. That a comment page or a
    page of the post is no more says nothing of the article.
    """
    own = {page["permalink"] for page in seen}
    telling = [
        page
        for page in pages
        if page["permalink"] is not None or any(same_address(page["url"], url) for url in own)
    ]
    return bool(telling) and telling[-1]["page_kind"] == "gone"


def _parts(pages: Sequence[Row]) -> int:
    """Of how many pages the post is: what the last page that links further ones says; where none
    does (block themes), the highest that was seen.
    """
    told = [page["parts"] for page in pages if page["part"] is not None and page["parts"] > page["part"]]
    return told[-1] if told else max((page["part"] or 1 for page in pages), default=1)


def _versions(seen: Sequence[Row]) -> dict[int, tuple[Values, Values]]:
    """The settled columns of each version, as they are and as they are to be. Of each part that version is
    current which the last page shows: of pages that show the body, if any does.
    """
    open_to_all = [page for page in seen if page["article_state"] != "protected"]
    current = open_to_all or seen
    newest = {page["part"]: page["version_id"] for page in current}
    parts = _parts(current)
    shown: dict[int, list[Row]] = {}
    for page in seen:
        shown.setdefault(page["version_id"], []).append(page)
    return {
        number: (
            _columns(pages[0], [f"version_{name}" for name in SETTLED_OF_VERSION]),
            (
                int(newest.get(pages[0]["part"]) == number and pages[0]["part"] <= parts),
                pages[0]["captured_at"],
                pages[-1]["captured_at"],
                pages[0]["record_id"],
                pages[-1]["record_id"],
            ),
        )
        for number, pages in shown.items()
    }


def _comments(
    number: int,
    held: ArticleRows,
    pages: Sequence[Row],
    history: History,
    owners: Mapping[int, int],
    said: Sequence[Said],
) -> Iterator[tuple[HeldComment, Values]]:
    """Each comment of the article with what its settled columns are to be. ``owners`` names the article whose
    page shows a comment last where that is not the one its row names.
    """
    captured = {page["record_id"]: page for page in pages}
    sightings = {(row.capture_id, row.comment_id): row for row in held.sightings}
    kept = [row for row in held.comments if owners.get(row.id, number) == number]
    moved = [row for row in held.strangers if row.latest == number]
    rows = {row.comment_id: row for row in (*kept, *moved)}
    shown = {
        comment.comment_id: sightings[captured[comment.last_evidence]["capture_id"], comment.comment_id]
        for comment in history.comments
    }
    times = {key: instant(row.published_at) for key, row in shown.items() if row.published_at} if said else {}
    added = weigh(history.comments, said, times)
    for comment in history.comments:
        row = rows.get(comment.comment_id)
        if row is not None:
            first, last = captured[comment.first_evidence], captured[comment.last_evidence]
            sighting, told = shown[comment.comment_id], added[comment.comment_id]
            yield row, _comment_row(number, comment, (first, last), sighting, told)


def _comment_row(
    article: int, comment: CommentHistory, evidence: tuple[Row, Row], sighting: Seen, added: Added
) -> Values:
    """In the order of ``SETTLED_OF_COMMENT``."""
    first, last = evidence
    return (
        article,
        sighting.kind,
        comment.state,
        sighting.version_id,
        added.parent_id,
        int(added.parent_witness is not None),
        added.parent_witness,
        added.root_id,
        second(added.exact_at),
        added.exact_witness,
        comment.depth,
        comment.position,
        comment.page,
        comment.wordings,
        first["captured_at"],
        last["captured_at"],
        comment.last_evidence,
    )


def _problem_row(number: int, one: Contradiction) -> Values:
    position = SETTLED_PROBLEMS + 2 * one.comment_id + DISAGREEMENTS.index(one.kind)
    return (one.capture_id, position, one.kind, one.detail, number)


# What a page is the first to show has its instant: the same object for all of it.
_moment = lru_cache(maxsize=256)(moment)


def _event_row(number: int, event: Event) -> Values:
    return (
        number,
        event.comment_id,
        event.kind,
        moment(event.not_before) if event.not_before else None,
        _moment(event.not_after),
        event.before_evidence,
        event.after_evidence,
        json.dumps(dict(event.detail), ensure_ascii=False, sort_keys=True) if event.detail else "{}",
    )


def _snapshot_row(number: int, look: Snapshot) -> Values:
    return (
        look.look,
        number,
        look.run,
        moment(look.started_at),
        moment(look.ended_at),
        json.dumps(look.captures),
        look.pages,
        look.claimed,
        look.found,
        int(look.complete),
        look.reason,
    )


def _thread_row(number: int, thread: ThreadState) -> Values:
    return (
        number,
        thread.claimed,
        thread.held,
        thread.vanished,
        thread.pages,
        int(thread.complete),
        thread.reason,
        thread.looks,
        thread.last_complete_look,
    )
