"""Alembic's environment: the connection comes from ``archiver.store.schema``."""

from alembic import context

from archiver.store.tables import metadata
from archiver.warc import faults

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    on_version_apply=lambda **_: faults.at("revised"),
)
context.run_migrations()
