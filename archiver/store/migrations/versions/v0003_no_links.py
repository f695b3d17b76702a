"""The table of links goes: nothing ever wrote to it. The versions hold their links, and the view ``v_links`` tells them."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Drop the table, which is empty in every store."""
    op.execute("DROP TABLE links")
