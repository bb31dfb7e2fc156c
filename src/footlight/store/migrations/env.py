"""Alembic runs this for each command, with the connection that `footlight.store.schema` hands over."""

from alembic import context

from footlight.store.models import Base

connection = context.config.attributes["connection"]
# SQLite changes a table by writing it anew: batches do that.
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
    if connection.dialect.name == "sqlite":
        # Nobody watched over references meanwhile.
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        assert broken is None, f"a migration left {broken} behind"  # noqa: S101 - a fault of a migration
