"""The views people query, column by column as promised in ``docs/archivist.md``.

Their names and columns are public: add freely, change only with a migration,
a line in CHANGELOG and a reason.
"""

_NUMBERED = """CASE WHEN c.page IS NULL OR t.pages = 1 THEN a.url
                    WHEN instr(a.url, '?') THEN a.url || '&cpage=' || c.page
                    ELSE rtrim(a.url, '/') || '/comment-page-' || c.page || '/' END"""
"""The address at which WordPress itself would show the comment."""

_WHOLE = "(SELECT group_concat({0}, {1}) FROM (SELECT {0} FROM article_versions p WHERE p.article_id = a.id AND p.current = 1 ORDER BY part))"
"""What all parts of an article say. Asked article by article: joined as a table of all of them, one took 4 s of 16,000."""

VIEWS = {
    "v_articles": f"""
        SELECT a.site, a.url, a.post_id, v.title, v.subtitle, v.byline, v.published_at, a.modified_at,
               v.categories, v.tags, {_WHOLE.format("text", "char(10) || char(10)")} AS text,
               {_WHOLE.format("html", "char(10)")} AS html, v.image_url, v.image_credit,
               (SELECT max(n) FROM (SELECT count(DISTINCT words) AS n FROM article_versions w
                                    WHERE w.article_id = a.id GROUP BY part, protected)) AS versions,
               a.first_seen, a.last_seen, t.claimed AS claimed_comments, coalesce(t.held, 0) AS held_comments,
               t.complete, a.evidence, a.state, a.kind, a.parts, a.id AS article_id
        FROM articles a LEFT JOIN threads t ON t.article_id = a.id
        LEFT JOIN article_versions v ON v.id = (SELECT f.id FROM article_versions f WHERE f.article_id = a.id AND f.current = 1
                                                ORDER BY f.part LIMIT 1)
    """,
    # The permalink is WordPress's own where a capture of that address shows the comment, else the address that last did.
    "v_comments": f"""
        SELECT c.site, a.url AS article_url, c.comment_id, c.parent_id, c.parent_known, c.root_id, c.depth,
               c.position, c.page, v.author, v.author_url, coalesce(c.exact_at, v.published_at) AS published_at, v.published_as_printed,
               v.text, v.html, c.kind, c.state, c.versions, c.first_seen, c.last_seen,
               CASE WHEN k.url IS NULL OR EXISTS (SELECT 1 FROM sightings s JOIN captures x ON x.id = s.capture_id
                                                  WHERE s.comment_ref = c.id AND x.url = {_NUMBERED})
                    THEN {_NUMBERED} ELSE k.url END || '#comment-' || c.comment_id
               AS permalink,
               c.evidence, p.author AS parent_author, w.title AS article_title,
               coalesce(c.exact_witness, v.published_source) AS published_source, c.parent_witness, c.id AS comment_ref
        FROM comments c
        JOIN articles a ON a.id = c.article_id
        LEFT JOIN threads t ON t.article_id = a.id
        LEFT JOIN captures k ON k.record_id = c.evidence
        LEFT JOIN comment_versions v ON v.id = c.version_id
        LEFT JOIN comments pc ON pc.site = c.site AND pc.comment_id = c.parent_id
        LEFT JOIN comment_versions p ON p.id = pc.version_id
        LEFT JOIN article_versions w ON w.article_id = a.id AND w.current = 1 AND w.part = 1
    """,
    "v_events": """
        SELECT a.site, a.url AS article_url, e.comment_id, e.kind, e.not_before, e.not_after, e.before_evidence,
               e.after_evidence, e.detail
        FROM events e JOIN articles a ON a.id = e.article_id
    """,
    "v_unshown": """
        SELECT t.site, coalesce(a.url, b.url, t.article_url) AS article_url, t.comment_id, t.parent_id, t.parent_known, t.author,
               t.author_url, t.published_at, t.text, t.html, t.kind, t.witness, t.first_seen, t.last_seen, t.evidence
        FROM (SELECT v.*, k.record_id AS evidence, min(k.captured_at) OVER one AS first_seen,
                     max(k.captured_at) OVER one AS last_seen,
                     row_number() OVER (PARTITION BY v.site, v.comment_id
                                        ORDER BY v.witness DESC, k.captured_at DESC, k.record_id DESC) AS rank
              FROM testimony_versions v JOIN testimonies s ON s.version_id = v.id JOIN captures k ON k.id = s.capture_id
              WHERE NOT EXISTS (SELECT 1 FROM comments c WHERE c.site = v.site AND c.comment_id = v.comment_id)
              WINDOW one AS (PARTITION BY v.site, v.comment_id)) t
        LEFT JOIN articles a ON a.site = t.site AND a.post_id = t.post_id
        LEFT JOIN article_urls u ON u.site = t.site AND u.url = t.article_url
        LEFT JOIN articles b ON b.id = u.article_id
        WHERE t.rank = 1
    """,
    "v_threads": """
        SELECT a.site, a.url AS article_url, t.claimed, t.held, t.vanished, t.pages, t.complete, t.reason, t.looks,
               t.last_complete_look
        FROM threads t JOIN articles a ON a.id = t.article_id
    """,
    "v_captures": """
        SELECT record_id, url, captured_at, status, mime, payload_digest, block_digest, kind, refers_to, warc,
               "offset", length, run, site, earliest, truncated, page_kind, coalesce(latest, captured_at) AS latest
        FROM captures
    """,
    "v_vanished": "SELECT * FROM v_events WHERE kind = 'vanished'",
    "v_edits": "SELECT * FROM v_events WHERE kind = 'edited'",
    "v_comment_versions": """
        SELECT c.site, a.url AS article_url, c.comment_id, v.author, v.author_url, v.text, v.html, v.published_at,
               v.words,
               (SELECT min(k.captured_at) FROM sightings s JOIN captures k ON k.id = s.capture_id
                WHERE s.comment_ref = c.id AND s.version_id = v.id) AS first_seen,
               (SELECT max(k.captured_at) FROM sightings s JOIN captures k ON k.id = s.capture_id
                WHERE s.comment_ref = c.id AND s.version_id = v.id) AS last_seen
        FROM comment_versions v JOIN comments c ON c.id = v.comment_ref JOIN articles a ON a.id = c.article_id
    """,
    # One row for each address that an article or a comment links to in any wording. The instants are of one length, so that
    # the greatest of instant and record id together is the last capture.
    "v_links": """
        SELECT a.site, a.url AS article_url, NULL AS comment_id, l.value AS url, max(v.current) AS current,
               min(v.first_seen) AS first_seen, max(v.last_seen) AS last_seen,
               substr(max(v.last_seen || v.last_evidence), 28) AS evidence, count(DISTINCT v.id) AS wordings
        FROM article_versions v JOIN articles a ON a.id = v.article_id JOIN json_each(v.links) l
        GROUP BY a.id, l.value
        UNION ALL
        SELECT c.site, a.url, c.comment_id, l.value, max(v.id = c.version_id AND c.state = 'present'),
               min(k.captured_at), max(k.captured_at), substr(max(k.captured_at || k.record_id), 28), count(DISTINCT v.id)
        FROM comment_versions v JOIN json_each(v.links) l JOIN comments c ON c.id = v.comment_ref
        JOIN articles a ON a.id = c.article_id JOIN sightings s ON s.comment_ref = c.id AND s.version_id = v.id
        JOIN captures k ON k.id = s.capture_id
        WHERE v.links <> '[]'
        GROUP BY c.id, l.value
    """,
}
