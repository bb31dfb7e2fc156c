"""Alembic runs this for each command, with the connection that `footlight.store.schema` hands over."""

from alembic import context

from footlight.store.models import Base

# SQLite changes a table by writing it anew: batches do that.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
