"""A thread as it stood at some instant: what captures had shown by then, and what is known to have changed when.

Presence comes from events, words and place from the capture before the instant that shows the comment last: one from a
cache may have come later and show what was before. Where an event lies between two instants and the one asked for between
them, that is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from archiver.store.ask import rows
from archiver.store.rows import Row

_EVENTS = """
    SELECT comment_id, kind, not_before, not_after, before_evidence, after_evidence FROM events
    WHERE article_id = ? AND comment_id IS NOT NULL
    ORDER BY comment_id, not_after, coalesce(not_before, '')
"""

_ARTICLES = """
    SELECT kind, not_before, not_after FROM events
    WHERE article_id = ? AND comment_id IS NULL AND kind IN ('gone', 'back') ORDER BY not_after
"""

_SIGHTINGS = """
    SELECT c.comment_id, k.captured_at, k.earliest, k.record_id, s.parent_id, s.parent_known, s.depth, s.position,
           t.number AS page, v.author, v.published_at, v.text, v.words
    FROM comments c JOIN sightings s ON s.comment_ref = c.id JOIN captures k ON k.id = s.capture_id
    JOIN thread_pages t ON t.capture_id = k.id JOIN comment_versions v ON v.id = s.version_id
    WHERE c.article_id = ? ORDER BY c.comment_id, k.captured_at, k.record_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that is known of an article's comments: their events and their sightings, by number; ``whereabouts`` are the
    article's own events, gone and back.
    """

    whereabouts: list[Row] = field(default_factory=list)
    events: dict[int, list[Row]] = field(default_factory=dict)
    sightings: dict[int, list[Row]] = field(default_factory=dict)


def past_of(connection: Connection, article_id: int) -> Past:
    """The past of the comments under an article."""
    past = Past(whereabouts=list(rows(connection, _ARTICLES, article_id)))
    for sql, kept in ((_EVENTS, past.events), (_SIGHTINGS, past.sightings)):
        for row in rows(connection, sql, article_id):
            kept.setdefault(row["comment_id"], []).append(row)
    return past


def article_then(past: Past, at: str) -> str:
    """That the article itself was not there at ``at``, or may not have been; "" where nothing says so."""
    said = ""
    for event in past.whereabouts:
        if event["not_after"] <= at:
            said = f"gone since {event['not_after']} at the latest" if event["kind"] == "gone" else ""
        elif event["not_before"] < at:
            return f"{event['kind']} between {event['not_before']} and {event['not_after']}"
    return said


def stood_at(past: Past, at: str) -> dict[int, Row]:
    """The comments that stood at the instant ``at``, by number: as they were last seen before it, or first seen
    after it. ``mark`` says what is not certain, "" where nothing is; times are as the store writes them.
    """
    stood: dict[int, Row] = {}
    for number, seen in past.sightings.items():
        events = past.events.get(number, ())
        present, mark = _presence(events, at)
        if not present:
            mark = _shown_again(events, seen, at)
        if present or mark:
            before = [sight for sight in seen if sight["captured_at"] <= at]
            shown = max(before, key=_age) if before else seen[0]
            marks = (mark, *_changing(events, at))
            stood[number] = {**shown, "mark": "; ".join(one for one in marks if one)}
    return stood


def _shown_again(events: Sequence[Row], seen: Sequence[Row], at: str) -> str:
    """That a page shows a comment after it had vanished, though no event says that it returned: a flat page shows replies
    whose parent is hidden, a nested one doesn't. "" where none does.
    """
    gone = max(
        (e["not_after"] for e in events if e["kind"] == "vanished" and e["not_after"] <= at), default=None
    )
    since = [one for one in seen if gone is not None and _age(one)[0] > gone and one["captured_at"] <= at]
    return f"vanished by {gone}, shown again {since[0]['captured_at']} in another nesting" if since else ""


def _age(sight: Row) -> tuple[str, str, str]:
    """What shows the later state is the greater."""
    return min(sight["earliest"], sight["captured_at"]), sight["captured_at"], sight["record_id"]


def _changing(events: Sequence[Row], at: str) -> Iterator[str]:
    """What may have been otherwise at ``at``: edits and moves between two instants around it."""
    for event in events:
        if event["kind"] in ("edited", "moved") and event["not_before"] < at < event["not_after"]:
            yield f"{event['kind']} between {event['not_before']} and {event['not_after']}"


def happened(past: Past, number: int, since: str, until: str) -> set[str]:
    """The kinds of the events of a comment that were proved after ``since``, and by ``until``."""
    return {event["kind"] for event in past.events.get(number, ()) if since < event["not_after"] <= until}


def _presence(events: Sequence[Row], at: str) -> tuple[bool, str]:
    """Whether a comment stood at ``at``, and what is not certain of that."""
    present, mark = False, ""
    for event in events:
        if event["kind"] not in ("appeared", "vanished", "returned"):
            continue
        since = _second(event["not_before"]) if event["not_before"] is not None else None
        # At the very instant of a capture what it shows is certain.
        begun = since is not None and (since <= at if event["kind"] == "appeared" else since < at)
        if event["not_after"] <= at:
            present, mark = event["kind"] != "vanished", ""
        elif begun and event["kind"] == "vanished":
            return present, f"vanished between {event['not_before']} and {event['not_after']}"
        elif begun and event["kind"] == "appeared":
            return True, f"dated {event['not_before']}, first seen {event['not_after']}"
        elif begun:
            return present, f"returned between {event['not_before']} and {event['not_after']}"
        else:
            break
    return present, mark


def _second(at: str) -> str:
    """An instant to the second sorts among those to the microsecond."""
    return at if "." in at else at.replace("Z", ".000000Z")
