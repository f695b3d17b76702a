"""An index over the article that a note names: settling a batch read all notes of its run, however many there were."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the index."""
    op.execute("CREATE INDEX ix_notes_article ON notes (json_extract(fields, '$.article'))")
