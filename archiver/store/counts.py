"""What a run added, counted from its rows: for summaries, end records and exit statuses."""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """``articles`` and ``comments`` were shown in the run; those ``new`` were first seen in it.
    ``problems`` and ``incomplete`` (threads) are findings.
    """

    captures: int
    articles: int
    new_articles: int
    comments: int
    new_comments: int
    problems: int
    incomplete: int
    warc_bytes: int


_RUN = "(SELECT id FROM captures WHERE run = :run)"

COUNTS = f"""
    SELECT (SELECT count(*) FROM captures WHERE run = :run),
           (SELECT count(DISTINCT article_id) FROM article_sightings WHERE capture_id IN {_RUN}),
           (SELECT count(*) FROM captures k JOIN article_sightings s ON s.capture_id = k.id
            JOIN articles a ON a.id = s.article_id AND a.first_seen = k.captured_at WHERE k.run = :run),
           (SELECT count(DISTINCT comment_ref) FROM sightings WHERE capture_id IN {_RUN}),
           (SELECT count(*) FROM events e JOIN captures k ON k.record_id = e.after_evidence
            WHERE e.not_after >= (SELECT min(captured_at) FROM captures WHERE run = :run)
            AND k.run = :run AND e.kind = 'appeared' AND e.comment_id IS NOT NULL),
           (SELECT count(*) FROM problems WHERE capture_id IN {_RUN}),
           (SELECT count(DISTINCT s.article_id) FROM thread_snapshots s JOIN threads t ON t.article_id = s.article_id
            WHERE s.run = :run AND s.complete = 0 AND t.complete = 0
            AND s.reason NOT IN ('protected', 'gone', 'moved') AND NOT EXISTS
            (SELECT 1 FROM thread_snapshots w WHERE w.article_id = s.article_id AND w.run = :run AND w.complete = 1)),
           (SELECT coalesce(sum(length), 0) FROM captures WHERE run = :run)
"""
"""No article and no event that an earlier run left is gone through: there may be a thousand times as many as the run's own."""


def run_counts(connection: Connection, run: str) -> RunCounts:
    """The counts of the run with this id; all zero for one that the store does not know."""
    row = connection.exec_driver_sql(COUNTS, {"run": run}).one()
    return RunCounts(
        captures=row[0],
        articles=row[1],
        new_articles=row[2],
        comments=row[3],
        new_comments=row[4],
        problems=row[5],
        incomplete=row[6],
        warc_bytes=row[7],
    )
