"""What is current, first, last, changed: computed for an article from all its captures.

Called for every article that a batch touched. The result is a function of the
set of captures alone (``archiver.derive.history``), so order of arrival can't
matter and a rebuild gives the same rows.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archiver.derive.article_events import same_address
from archiver.derive.history import tell
from archiver.derive.observations import CommentHistory, Event, History, Snapshot, ThreadState
from archiver.derive.observing import look_marks, observations, statements
from archiver.derive.witnesses import DISAGREEMENTS, Added, Contradiction, Said, contradictions, weigh
from archiver.store import write
from archiver.store.engine import Connection
from archiver.store.read import ArticleRows, Row, articles_rows
from archiver.store.times import instant, moment, second
from archiver.warc import faults

SETTLED_PROBLEMS = 1_000_000
"""The positions of a capture's settled problems begin here: no page has so many of its own."""


def settle(connection: Connection, numbers: Iterable[int]) -> None:
    """Compute again whatever is computed of these articles, and write what differs: each table once."""
    held = articles_rows(connection, sorted(numbers))
    owners = {
        row["id"]: row["latest_article"]
        for rows in held.values()
        for row in rows.strangers
        if row["latest_article"] in held
    }
    settled = _Settled()
    for number, rows in held.items():
        faults.at("settling")
        pages = sorted(rows.pages, key=lambda page: (page["captured_at"], page["record_id"]))
        observed = list(observations(pages, rows.sightings))
        history = tell(observed, list(look_marks(rows.notes)))
        said = statements(rows.testimonies)
        seen = [page for page in pages if page["permalink"] is not None]
        settled.articles += _article(rows, pages, seen)
        settled.versions += _versions(seen)
        settled.comments += _comments(rows, pages, history, owners, said)
        settled.problems += [_problem_row(number, one) for one in contradictions(observed, said)]
        settled.events += [_event_row(number, event) for event in history.events]
        settled.snapshots += [_snapshot_row(number, look) for look in history.snapshots]
        if any(page["layout"] is not None for page in pages):
            settled.threads.append(_thread_row(number, history.thread))
    settled.write(connection, list(held))


@dataclass(slots=True)
class _Settled:
    """What is to be written: columns by name where rows are there already, else whole rows."""

    articles: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    snapshots: list[tuple[Any, ...]] = field(default_factory=list)
    threads: list[tuple[Any, ...]] = field(default_factory=list)
    problems: list[tuple[Any, ...]] = field(default_factory=list)

    def write(self, connection: Connection, numbers: Sequence[int]) -> None:
        write.update(connection, "articles", "id", self.articles)
        write.update(connection, "article_versions", "id", self.versions)
        write.update(connection, "comments", "id", self.comments)
        write.replace(connection, "events", numbers, self.events)
        write.replace(connection, "thread_snapshots", numbers, self.snapshots)
        write.replace(connection, "problems", numbers, self.problems)
        write.replace(connection, "threads", [row[0] for row in self.threads], self.threads)


def _article(held: ArticleRows, pages: Sequence[Row], seen: Sequence[Row]) -> list[dict[str, Any]]:
    """The article's own settled columns, if they differ."""
    number = held.article["id"]
    row: dict[str, Any] = {"id": number}
    if seen:
        last = seen[-1]
        state = "gone" if _is_gone(pages, seen) else last["article_state"]
        stamps = [page["modified_at"] for page in seen if page["modified_at"]]
        row = {
            "id": number,
            "url": last["permalink"],
            "kind": last["article_kind"],
            "state": state,
            "modified_at": stamps[-1] if stamps else None,
            "parts": _parts(seen),
            "first_seen": seen[0]["captured_at"],
            "last_seen": last["captured_at"],
            "evidence": last["record_id"],
        }
    return _changed([row], {number: held.article}, "id")


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


def _versions(seen: Sequence[Row]) -> list[dict[str, Any]]:
    """Which version of each part is current: of pages that show the body, if any does."""
    open_to_all = [page for page in seen if page["article_state"] != "protected"]
    current = open_to_all or seen
    newest = {page["part"]: page["version_id"] for page in current}
    parts = _parts(current)
    rows: dict[int, dict[str, Any]] = {}
    for page in seen:
        row = rows.setdefault(
            page["version_id"],
            {
                "id": page["version_id"],
                "first_seen": page["captured_at"],
                "first_evidence": page["record_id"],
            },
        )
        shown = newest.get(page["part"]) == page["version_id"] and page["part"] <= parts
        row |= {"current": int(shown), "last_seen": page["captured_at"], "last_evidence": page["record_id"]}
    return list(rows.values())


def _comments(
    held: ArticleRows,
    pages: Sequence[Row],
    history: History,
    owners: Mapping[int, int],
    said: Sequence[Said],
) -> list[dict[str, Any]]:
    """The settled columns of the article's comments, where they differ. ``owners`` names the article whose
    page shows a comment last where that is not the one its row names.
    """
    number = held.article["id"]
    captured = {page["record_id"]: page for page in pages}
    versions = {(row["capture_id"], row["comment_id"]): row for row in held.sightings}
    kept = [row for row in held.comments if owners.get(row["id"], number) == number]
    moved = [row for row in held.strangers if row["latest_article"] == number]
    rows = {row["comment_id"]: row for row in (*kept, *moved)}
    shown = {
        comment.comment_id: versions[captured[comment.last_evidence]["capture_id"], comment.comment_id]
        for comment in history.comments
    }
    times = {key: row["published_at"] and instant(row["published_at"]) for key, row in shown.items()}
    added = weigh(history.comments, said, times)
    settled = [
        _comment_row(
            number,
            rows[comment.comment_id],
            comment,
            (captured[comment.first_evidence], captured[comment.last_evidence]),
            shown[comment.comment_id],
            added[comment.comment_id],
        )
        for comment in history.comments
        if comment.comment_id in rows
    ]
    return _changed(settled, {row["id"]: row for row in rows.values()}, "id")


def _comment_row(
    article: int,
    row: Row,
    comment: CommentHistory,
    evidence: tuple[Row, Row],
    sighting: Row,
    added: Added,
) -> dict[str, Any]:
    first, last = evidence
    return {
        "id": row["id"],
        "article_id": article,
        "kind": sighting["kind"],
        "state": comment.state,
        "version_id": sighting["version_id"],
        "parent_id": added.parent_id,
        "parent_known": int(added.parent_witness is not None),
        "parent_witness": added.parent_witness,
        "root_id": added.root_id,
        "exact_at": second(added.exact_at),
        "exact_witness": added.exact_witness,
        "depth": comment.depth,
        "position": comment.position,
        "page": comment.page,
        "versions": comment.wordings,
        "first_seen": first["captured_at"],
        "last_seen": last["captured_at"],
        "evidence": comment.last_evidence,
    }


def _changed(rows: Sequence[dict[str, Any]], held: dict[int, Row], key: str) -> list[dict[str, Any]]:
    """Those rows that differ from what the store holds."""
    return [row for row in rows if any(held[row[key]][name] != value for name, value in row.items())]


def _problem_row(number: int, one: Contradiction) -> tuple[Any, ...]:
    position = SETTLED_PROBLEMS + 2 * one.comment_id + DISAGREEMENTS.index(one.kind)
    return (one.capture_id, position, one.kind, one.detail, number)


def _event_row(number: int, event: Event) -> tuple[Any, ...]:
    return (
        number,
        event.comment_id,
        event.kind,
        moment(event.not_before) if event.not_before else None,
        moment(event.not_after),
        event.before_evidence,
        event.after_evidence,
        json.dumps(dict(event.detail), ensure_ascii=False, sort_keys=True) if event.detail else "{}",
    )


def _snapshot_row(number: int, look: Snapshot) -> tuple[Any, ...]:
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


def _thread_row(number: int, thread: ThreadState) -> tuple[Any, ...]:
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
