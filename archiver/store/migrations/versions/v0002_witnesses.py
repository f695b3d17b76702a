"""Second witnesses: what REST answers and comment feeds say of comments, and where they disagree with the pages."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE comments ADD COLUMN parent_witness TEXT",
    "ALTER TABLE comments ADD COLUMN exact_at TEXT",
    "ALTER TABLE comments ADD COLUMN exact_witness TEXT",
    "ALTER TABLE problems ADD COLUMN article_id INTEGER CONSTRAINT fk_problems_article_id REFERENCES articles (id)",
    "CREATE INDEX ix_problems_article_id ON problems (article_id)",
    """
    CREATE TABLE testimony_versions (
        id INTEGER NOT NULL,
        site TEXT NOT NULL,
        comment_id INTEGER NOT NULL,
        witness TEXT NOT NULL,
        digest TEXT NOT NULL,
        post_id INTEGER,
        article_url TEXT,
        parent_id INTEGER,
        parent_known INTEGER NOT NULL,
        kind TEXT,
        author TEXT NOT NULL,
        author_url TEXT NOT NULL,
        published_at TEXT,
        published_as_printed TEXT,
        html TEXT NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_testimony_versions PRIMARY KEY (id),
        CONSTRAINT uq_testimony_versions_site_comment_id_witness_digest UNIQUE (site, comment_id, witness, digest)
    )
     STRICT
    """,
    "CREATE INDEX ix_testimony_versions_site_testimony_versions_post_id ON testimony_versions (site, post_id)",
    "CREATE INDEX ix_testimony_versions_site_testimony_versions_article_url ON testimony_versions (site, article_url)",
    """
    CREATE TABLE testimonies (
        capture_id INTEGER NOT NULL,
        version_id INTEGER NOT NULL,
        CONSTRAINT pk_testimonies PRIMARY KEY (capture_id, version_id),
        CONSTRAINT fk_testimonies_capture_id FOREIGN KEY(capture_id) REFERENCES captures (id),
        CONSTRAINT fk_testimonies_version_id FOREIGN KEY(version_id) REFERENCES testimony_versions (id)
    )
     WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX ix_testimonies_version_id ON testimonies (version_id)",
)


def upgrade() -> None:
    """Make the tables; what earlier captures testify comes with ``archiver rebuild``."""
    for statement in STATEMENTS:
        op.execute(statement)
