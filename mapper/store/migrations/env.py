"""Alembic's entry: always on the connection that `mapper.store.migrate` hands in."""

from __future__ import annotations

from alembic import context
from geoalchemy2 import alembic_helpers

from mapper.store.migrate import OPTIONS
from mapper.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
    **OPTIONS,
)
with context.begin_transaction():
    context.run_migrations()
