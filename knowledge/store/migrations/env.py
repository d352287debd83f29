"""Alembic's entry: runs on the connection that ``engine`` hands over."""

from alembic import context

from knowledge.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
