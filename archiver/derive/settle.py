"""What is current, first, last, changed: computed for an article from all its captures.

Called for every article that a batch touched. The result is a function of the
set of captures alone (``archiver.derive.history``), so order of arrival can't
matter and a rebuild gives the same rows.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from archiver.derive.article_events import same_address
from archiver.derive.history import tell
from archiver.derive.observations import CommentHistory, History
from archiver.derive.observing import look_marks, observations
from archiver.store import write
from archiver.store.engine import Connection
from archiver.store.read import ArticleRows, Row, article_rows
from archiver.store.times import moment
from archiver.warc import faults


def settle(connection: Connection, numbers: Iterable[int]) -> None:
    """Compute again whatever is computed of these articles, and write what differs."""
    for number in sorted(numbers):
        faults.at("settling")
        held = article_rows(connection, number)
        pages = sorted(held.pages, key=lambda page: (page["captured_at"], page["record_id"]))
        history = tell(list(observations(pages, held.sightings)), list(look_marks(held.notes)))
        _article(connection, held, pages)
        _comments(connection, held, pages, history)
        _thread(connection, number, pages, history)


def _article(connection: Connection, held: ArticleRows, pages: Sequence[Row]) -> None:
    """The article's own settled columns, and which version of each part is current."""
    number = held.article["id"]
    seen = [page for page in pages if page["permalink"] is not None]
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
        write.update(connection, "articles", "id", _changed([row], {number: held.article}, "id"))
    _versions(connection, seen)


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


def _versions(connection: Connection, seen: Sequence[Row]) -> None:
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
    write.update(connection, "article_versions", "id", list(rows.values()))


def _comments(connection: Connection, held: ArticleRows, pages: Sequence[Row], history: History) -> None:
    captured = {page["record_id"]: page for page in pages}
    versions = {(row["capture_id"], row["comment_id"]): row for row in held.sightings}
    moved = [row for row in held.strangers if row["latest_article"] == held.article["id"]]
    rows = {row["comment_id"]: row for row in (*held.comments, *moved)}
    settled = [
        _comment_row(held.article["id"], rows[comment.comment_id], comment, captured, versions)
        for comment in history.comments
        if comment.comment_id in rows
    ]
    write.update(
        connection, "comments", "id", _changed(settled, {row["id"]: row for row in rows.values()}, "id")
    )


def _comment_row(
    article: int,
    row: Row,
    comment: CommentHistory,
    captured: dict[str, Row],
    versions: dict[tuple[int, int], Row],
) -> dict[str, Any]:
    first, last = captured[comment.first_evidence], captured[comment.last_evidence]
    sighting = versions[last["capture_id"], comment.comment_id]
    return {
        "id": row["id"],
        "article_id": article,
        "kind": sighting["kind"],
        "state": comment.state,
        "version_id": sighting["version_id"],
        "parent_id": comment.parent_id,
        "parent_known": int(comment.parent_known),
        "root_id": comment.root_id,
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


def _thread(connection: Connection, number: int, pages: Sequence[Row], history: History) -> None:
    write.replace(
        connection,
        "events",
        number,
        [
            (
                number,
                event.comment_id,
                event.kind,
                moment(event.not_before) if event.not_before else None,
                moment(event.not_after),
                event.before_evidence,
                event.after_evidence,
                json.dumps(dict(event.detail), ensure_ascii=False, sort_keys=True) if event.detail else "{}",
            )
            for event in history.events
        ],
    )
    write.replace(
        connection,
        "thread_snapshots",
        number,
        [
            (
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
            for look in history.snapshots
        ],
    )
    if any(page["layout"] is not None for page in pages):
        t = history.thread
        held = (
            t.claimed,
            t.held,
            t.vanished,
            t.pages,
            int(t.complete),
            t.reason,
            t.looks,
            t.last_complete_look,
        )
        write.replace(connection, "threads", number, [(number, *held)])
