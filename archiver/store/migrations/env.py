"""Alembic's environment: the connection comes from ``archiver.store.schema``."""

from alembic import context

from archiver.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
