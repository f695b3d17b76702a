"""What the captures of each run weigh, by kind of what was fetched, with revisits and as if there were none."""

from dataclasses import dataclass

from sqlalchemy import Connection

KINDS = ("html", "css", "js", "image", "font", "other")

_BY_RUN = """
    SELECT k.run, r.started_at, coalesce(k.mime, o.mime, ''), k.kind = 'revisit', count(*), sum(k.length),
           sum(CASE WHEN k.kind = 'revisit' THEN coalesce(o.length, k.length) ELSE k.length END)
    FROM captures k LEFT JOIN captures o ON o.record_id = k.refers_to LEFT JOIN runs r ON r.run = k.run
    WHERE k.site = ? GROUP BY 1, 3, 4
"""


@dataclass(slots=True, kw_only=True)
class Size:
    """Bytes are those of the records' gzip members in the WARC files, requests left out. ``revisits`` of the ``captures`` say that the
    bytes are an earlier capture's; ``whole`` is what all would weigh had each revisit been kept as a response.
    """

    captures: int = 0
    bytes: int = 0
    revisits: int = 0
    revisit_bytes: int = 0
    whole: int = 0

    def add(self, captures: int, size: int, whole: int, *, revisits: bool) -> None:
        """Count some more."""
        self.captures += captures
        self.bytes += size
        self.whole += whole
        if revisits:
            self.revisits += captures
            self.revisit_bytes += size


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSizes:
    """A run's sizes by kind (``KINDS``); ``started_at`` is None where the run's start is not in the store."""

    run: str
    started_at: str | None
    kinds: dict[str, Size]


def sizes_of_runs(connection: Connection, site: str) -> list[RunSizes]:
    """The runs of ``site``, oldest first."""
    made: dict[str, RunSizes] = {}
    for run, started, mime, revisits, captures, size, whole in connection.exec_driver_sql(_BY_RUN, (site,)):
        sizes = made.setdefault(
            run, RunSizes(run=run, started_at=started, kinds={kind: Size() for kind in KINDS})
        )
        sizes.kinds[kind_of(mime)].add(captures, size, whole, revisits=bool(revisits))
    return sorted(made.values(), key=lambda one: (one.started_at or "", one.run))


def kind_of(mime: str) -> str:
    """The kind, one of ``KINDS``, of a media type ("": unknown)."""
    mime = mime.lower()
    if mime.startswith("image/"):
        return "image"
    if mime.startswith(("font/", "application/font", "application/x-font", "application/vnd.ms-fontobject")):
        return "font"
    if mime.endswith(("javascript", "ecmascript")):
        return "js"
    return {"text/html": "html", "application/xhtml+xml": "html", "text/css": "css"}.get(mime, "other")
