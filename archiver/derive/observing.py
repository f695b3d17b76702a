"""Rows of the store to what history is told from."""

import json
from collections.abc import Iterator, Sequence

from archiver.derive.observations import LookMark, Observation, Sighting
from archiver.derive.witnesses import Said
from archiver.store.read import Seen
from archiver.store.rows import Row
from archiver.store.times import instant


def observations(pages: Sequence[Row], sightings: Sequence[Seen]) -> Iterator[Observation]:
    """The captures of an article's pages, in the order of ``pages``."""
    shown: dict[int, list[Sighting]] = {}
    for row in sightings:
        shown.setdefault(row.capture_id, []).append(_sighting(row))
    for page in pages:
        protected = page["article_state"] == "protected"
        yield Observation(
            record_id=page["record_id"],
            run=page["run"],
            captured_at=instant(page["captured_at"]),
            earliest=instant(page["earliest"]),
            latest=instant(page["latest"]) if page["latest"] else None,
            url=page["url"],
            kind=page["page_kind"],
            whole=page["truncated"] is None,
            number=page["number"],
            lowest=page["lowest"],
            highest=page["highest"],
            claimed=page["claimed"],
            order=page["comment_order"],
            threaded=None if page["threaded"] is None else bool(page["threaded"]),
            state="protected" if protected else page["thread_state"],
            layout=page["layout"],
            part=None if protected else page["part"],
            words=None if protected else page["words"],
            permalink=page["permalink"],
            sightings=tuple(shown.get(page["capture_id"], ())),
        )


def _sighting(row: Seen) -> Sighting:
    return Sighting(
        comment_id=row.comment_id,
        words=row.words,
        parent_id=row.parent_id,
        parent_known=bool(row.parent_known),
        depth=row.depth,
        position=row.position,
        at=instant(row.published_at) if row.published_at else None,
        kind=row.kind,
    )


def statements(rows: Sequence[Row]) -> list[Said]:
    """What second witnesses say of an article's comments."""
    return [
        Said(
            comment_id=row["comment_id"],
            witness=row["witness"],
            capture_id=row["capture_id"],
            record_id=row["record_id"],
            captured_at=instant(row["captured_at"]),
            earliest=instant(row["earliest"]),
            latest=instant(row["latest"] or row["captured_at"]),
            parent_id=row["parent_id"],
            parent_known=bool(row["parent_known"]),
            published_at=instant(row["published_at"]) if row["published_at"] else None,
        )
        for row in rows
    ]


def look_marks(notes: Sequence[Row]) -> Iterator[LookMark]:
    """Each look's start with its end, which names the start's record."""
    parsed = [(row, json.loads(row["fields"])) for row in notes]
    ends = {fields.get("look"): (row, fields) for row, fields in parsed if row["kind"] == "look-end"}
    for row, _ in parsed:
        if row["kind"] == "look-start":
            end = ends.get(row["record_id"])
            yield LookMark(
                record_id=row["record_id"],
                run=row["run"],
                started_at=instant(row["at"]),
                ended_at=instant(end[0]["at"]) if end else None,
                reason=end[1].get("reason") if end else None,
            )
