"""When all of an answer had come: events lay between the beginnings of two requests, and a change may come while one is answered.

What is held was written before records told this: the column stays empty there.
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE captures ADD COLUMN latest TEXT")
