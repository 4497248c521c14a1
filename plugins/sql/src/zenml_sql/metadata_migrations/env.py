"""Let Alembic run the migrations of the metadata store on the connection that the caller made."""

from __future__ import annotations

from alembic import context

from zenml_sql.metadata_schema import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
