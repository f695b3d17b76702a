"""The first schema."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE addresses (
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        kind TEXT NOT NULL,
        modified_at TEXT,
        active_at TEXT,
        first_seen TEXT NOT NULL,
        evidence TEXT NOT NULL,
        CONSTRAINT pk_addresses PRIMARY KEY (site, url)
    )
     STRICT
    """,
    "CREATE INDEX ix_addresses_site_addresses_kind ON addresses (site, kind)",
    """
    CREATE TABLE article_sightings (
        capture_id INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        version_id INTEGER,
        url TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        modified_at TEXT,
        parts INTEGER,
        CONSTRAINT pk_article_sightings PRIMARY KEY (capture_id),
        CONSTRAINT fk_article_sightings_capture_id FOREIGN KEY(capture_id) REFERENCES captures (id),
        CONSTRAINT fk_article_sightings_article_id FOREIGN KEY(article_id) REFERENCES articles (id),
        CONSTRAINT fk_article_sightings_version_id FOREIGN KEY(version_id) REFERENCES article_versions (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_article_sightings_article_id ON article_sightings (article_id)",
    """
    CREATE TABLE article_urls (
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        article_id INTEGER NOT NULL,
        CONSTRAINT pk_article_urls PRIMARY KEY (site, url),
        CONSTRAINT fk_article_urls_article_id FOREIGN KEY(article_id) REFERENCES articles (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_article_urls_article_id ON article_urls (article_id)",
    """
    CREATE TABLE article_versions (
        id INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        part INTEGER NOT NULL,
        digest TEXT NOT NULL,
        words TEXT NOT NULL,
        title TEXT NOT NULL,
        subtitle TEXT NOT NULL,
        byline TEXT NOT NULL,
        byline_url TEXT NOT NULL,
        published_at TEXT,
        published_as_printed TEXT,
        published_source TEXT,
        categories TEXT NOT NULL,
        tags TEXT NOT NULL,
        html TEXT NOT NULL,
        text TEXT NOT NULL,
        quotes TEXT NOT NULL,
        image_url TEXT NOT NULL,
        image_credit TEXT NOT NULL,
        links TEXT NOT NULL,
        protected INTEGER NOT NULL,
        current INTEGER NOT NULL,
        first_seen TEXT,
        last_seen TEXT,
        first_evidence TEXT,
        last_evidence TEXT,
        CONSTRAINT pk_article_versions PRIMARY KEY (id),
        CONSTRAINT uq_article_versions_article_id_part_digest UNIQUE (article_id, part, digest),
        CONSTRAINT fk_article_versions_article_id FOREIGN KEY(article_id) REFERENCES articles (id)
    )
     STRICT
    """,
    """
    CREATE TABLE articles (
        id INTEGER NOT NULL,
        site TEXT NOT NULL,
        "key" TEXT NOT NULL,
        post_id INTEGER,
        url TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        modified_at TEXT,
        parts INTEGER,
        first_seen TEXT,
        last_seen TEXT,
        evidence TEXT,
        CONSTRAINT pk_articles PRIMARY KEY (id),
        CONSTRAINT uq_articles_site_key UNIQUE (site, "key")
    )
     STRICT
    """,
    "CREATE INDEX ix_articles_site_articles_url ON articles (site, url)",
    """
    CREATE TABLE captures (
        id INTEGER NOT NULL,
        record_id TEXT NOT NULL,
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        captured_at TEXT NOT NULL,
        earliest TEXT NOT NULL,
        status INTEGER,
        mime TEXT,
        payload_digest TEXT,
        block_digest TEXT,
        kind TEXT NOT NULL,
        refers_to TEXT,
        truncated TEXT,
        warc TEXT NOT NULL,
        "offset" INTEGER NOT NULL,
        length INTEGER NOT NULL,
        run TEXT NOT NULL,
        page_kind TEXT NOT NULL,
        page_url TEXT,
        CONSTRAINT pk_captures PRIMARY KEY (id),
        CONSTRAINT uq_captures_record_id UNIQUE (record_id)
    )
     STRICT
    """,
    "CREATE INDEX ix_captures_payload_digest ON captures (payload_digest)",
    "CREATE INDEX ix_captures_run ON captures (run)",
    "CREATE INDEX ix_captures_site_captures_page_url ON captures (site, page_url)",
    "CREATE INDEX ix_captures_url_captures_captured_at ON captures (url, captured_at)",
    'CREATE INDEX ix_captures_warc_captures_offset ON captures (warc, "offset")',
    """
    CREATE TABLE comment_versions (
        id INTEGER NOT NULL,
        comment_ref INTEGER NOT NULL,
        digest TEXT NOT NULL,
        words TEXT NOT NULL,
        author TEXT NOT NULL,
        author_url TEXT NOT NULL,
        published_at TEXT,
        published_as_printed TEXT,
        published_source TEXT,
        html TEXT NOT NULL,
        text TEXT NOT NULL,
        links TEXT NOT NULL,
        CONSTRAINT pk_comment_versions PRIMARY KEY (id),
        CONSTRAINT uq_comment_versions_comment_ref_digest UNIQUE (comment_ref, digest),
        CONSTRAINT fk_comment_versions_comment_ref FOREIGN KEY(comment_ref) REFERENCES comments (id)
    )
     STRICT
    """,
    """
    CREATE TABLE comments (
        id INTEGER NOT NULL,
        site TEXT NOT NULL,
        comment_id INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        version_id INTEGER,
        parent_id INTEGER,
        parent_known INTEGER NOT NULL,
        root_id INTEGER,
        depth INTEGER NOT NULL,
        position INTEGER NOT NULL,
        page INTEGER,
        versions INTEGER NOT NULL,
        first_seen TEXT,
        last_seen TEXT,
        evidence TEXT,
        CONSTRAINT pk_comments PRIMARY KEY (id),
        CONSTRAINT uq_comments_site_comment_id UNIQUE (site, comment_id),
        CONSTRAINT fk_comments_article_id FOREIGN KEY(article_id) REFERENCES articles (id),
        CONSTRAINT fk_comments_version_id FOREIGN KEY(version_id) REFERENCES comment_versions (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_comments_article_id ON comments (article_id)",
    """
    CREATE TABLE events (
        id INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        comment_id INTEGER,
        kind TEXT NOT NULL,
        not_before TEXT,
        not_after TEXT NOT NULL,
        before_evidence TEXT,
        after_evidence TEXT NOT NULL,
        detail TEXT NOT NULL,
        CONSTRAINT pk_events PRIMARY KEY (id),
        CONSTRAINT fk_events_article_id FOREIGN KEY(article_id) REFERENCES articles (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_events_article_id ON events (article_id)",
    "CREATE INDEX ix_events_not_after ON events (not_after)",
    """
    CREATE TABLE links (
        owner TEXT NOT NULL,
        version_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        url TEXT NOT NULL,
        CONSTRAINT pk_links PRIMARY KEY (owner, version_id, position)
    )
     WITHOUT ROWID,
     STRICT
    """,
    "CREATE INDEX ix_links_url ON links (url)",
    """
    CREATE TABLE notes (
        record_id TEXT NOT NULL,
        run TEXT NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        fields TEXT NOT NULL,
        CONSTRAINT pk_notes PRIMARY KEY (record_id)
    )
     STRICT
    """,
    "CREATE INDEX ix_notes_run_notes_kind ON notes (run, kind)",
    """
    CREATE TABLE problems (
        capture_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        detail TEXT NOT NULL,
        CONSTRAINT pk_problems PRIMARY KEY (capture_id, position),
        CONSTRAINT fk_problems_capture_id FOREIGN KEY(capture_id) REFERENCES captures (id)
    )
     STRICT
    """,
    """
    CREATE TABLE runs (
        run TEXT NOT NULL,
        site TEXT NOT NULL,
        started_at TEXT NOT NULL,
        ended_at TEXT,
        finish_reason TEXT,
        exit_status INTEGER,
        software TEXT NOT NULL,
        details TEXT NOT NULL,
        evidence TEXT NOT NULL,
        CONSTRAINT pk_runs PRIMARY KEY (run)
    )
     STRICT
    """,
    """
    CREATE TABLE sightings (
        capture_id INTEGER NOT NULL,
        comment_ref INTEGER NOT NULL,
        version_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        parent_id INTEGER,
        parent_known INTEGER NOT NULL,
        depth INTEGER NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_sightings PRIMARY KEY (capture_id, comment_ref),
        CONSTRAINT fk_sightings_capture_id FOREIGN KEY(capture_id) REFERENCES captures (id),
        CONSTRAINT fk_sightings_comment_ref FOREIGN KEY(comment_ref) REFERENCES comments (id),
        CONSTRAINT fk_sightings_version_id FOREIGN KEY(version_id) REFERENCES comment_versions (id)
    )
     WITHOUT ROWID,
     STRICT
    """,
    "CREATE INDEX ix_sightings_comment_ref ON sightings (comment_ref)",
    """
    CREATE TABLE thread_pages (
        capture_id INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        number INTEGER,
        lowest INTEGER,
        highest INTEGER,
        claimed INTEGER,
        claimed_as_printed TEXT NOT NULL,
        comment_order TEXT NOT NULL,
        threaded INTEGER,
        state TEXT NOT NULL,
        layout TEXT NOT NULL,
        shown INTEGER NOT NULL,
        CONSTRAINT pk_thread_pages PRIMARY KEY (capture_id),
        CONSTRAINT fk_thread_pages_capture_id FOREIGN KEY(capture_id) REFERENCES captures (id),
        CONSTRAINT fk_thread_pages_article_id FOREIGN KEY(article_id) REFERENCES articles (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_thread_pages_article_id ON thread_pages (article_id)",
    """
    CREATE TABLE thread_snapshots (
        look TEXT NOT NULL,
        article_id INTEGER NOT NULL,
        run TEXT NOT NULL,
        started_at TEXT NOT NULL,
        ended_at TEXT NOT NULL,
        captures TEXT NOT NULL,
        pages INTEGER NOT NULL,
        claimed INTEGER,
        found INTEGER NOT NULL,
        complete INTEGER NOT NULL,
        reason TEXT NOT NULL,
        CONSTRAINT pk_thread_snapshots PRIMARY KEY (look, article_id),
        CONSTRAINT fk_thread_snapshots_article_id FOREIGN KEY(article_id) REFERENCES articles (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_thread_snapshots_article_id ON thread_snapshots (article_id)",
    """
    CREATE TABLE threads (
        article_id INTEGER NOT NULL,
        claimed INTEGER,
        held INTEGER NOT NULL,
        vanished INTEGER NOT NULL,
        pages INTEGER,
        complete INTEGER NOT NULL,
        reason TEXT NOT NULL,
        looks INTEGER NOT NULL,
        last_complete_look TEXT,
        CONSTRAINT pk_threads PRIMARY KEY (article_id),
        CONSTRAINT fk_threads_article_id FOREIGN KEY(article_id) REFERENCES articles (id)
    )
     STRICT
    """,
    """
    CREATE TABLE warc_files (
        warc TEXT NOT NULL,
        site TEXT NOT NULL,
        derived_to INTEGER NOT NULL,
        CONSTRAINT pk_warc_files PRIMARY KEY (warc)
    )
     STRICT
    """,
    """
    CREATE TABLE warcinfos (
        record_id TEXT NOT NULL,
        run TEXT NOT NULL,
        site TEXT NOT NULL,
        base TEXT NOT NULL,
        CONSTRAINT pk_warcinfos PRIMARY KEY (record_id)
    )
     STRICT
    """,
)


def upgrade() -> None:
    """Make every table and index."""
    for statement in STATEMENTS:
        op.execute(statement)
