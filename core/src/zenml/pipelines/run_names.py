"""Name runs, each once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from itertools import count

from zenml.errors import ConflictError
from zenml.metadata_stores import BaseMetadataStore
from zenml.names import check_name


def automatic_names(pipeline: str) -> Iterator[str]:
    """Yield ``<pipeline>-<time in UTC>``, then the same with ``-2``, ``-3``, … in case that it is taken."""
    yield from numbered(f"{pipeline}-{datetime.now(timezone.utc).strftime('%Y_%m_%d-%H_%M_%S_%f')}")


def numbered(name: str) -> Iterator[str]:
    """Yield a name, then the same with ``-2``, ``-3``, … in case that it is taken."""
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def check_run_name(name: str, metadata_store: BaseMetadataStore) -> None:
    """Refuse a name that a user chose and that cannot be had.

    Raises:
        ConfigurationError: it is not legal.
        ConflictError: a run bears it.
    """
    check_name(name, "run")
    if metadata_store.get_run(name) is not None:
        raise ConflictError(f"a run named {name!r} exists already", hint="choose another run_name, or leave it out")
