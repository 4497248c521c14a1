"""Refuse files whose format a later zenml-core wrote."""

from __future__ import annotations

from zenml.errors import ArtifactError


def check_format(found: object, known: int) -> None:
    """Refuse a file of another format than the one that is known here.

    Raises:
        ArtifactError: with both formats.
    """
    if found != known:
        raise ArtifactError(
            f"it has format {found}, this zenml-core reads format {known}", hint="install the zenml-core that saved it"
        )
