"""Tell ZenML what this package brings."""

from __future__ import annotations

from zenml.flavors import Flavor, hookimpl


@hookimpl
def zenml_metadata_stores() -> list[Flavor]:
    return [
        Flavor(
            name="sqlite",
            implementation="zenml_sql.metadata_store:SQLiteMetadataStore",
            summary="Runs and lineage in a SQLite file on this machine",
        )
    ]
