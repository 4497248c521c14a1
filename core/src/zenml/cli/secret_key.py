"""Change the key with which secrets are encrypted on this machine."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.repository.secrets import rotate_key as rotate


@click.command(
    cls=ExampleCommand,
    examples=("zenml secrets-manager rotate-key", "zenml secrets-manager rotate-key --vault"),
)
@click.argument("name", required=False, shell_complete=offering("components", StackComponentType.SECRETS_MANAGER))
@click.option("--vault", is_flag=True, help="Of this machine's vault, which keeps the secrets of components.")
@click.pass_obj
def rotate_key(session: Session, name: str | None, vault: bool) -> None:
    """Encrypt with a new key what the secrets manager NAME, without a name the active stack's, keeps."""
    if name and vault:
        raise UsageError("a secrets manager and the vault were named", hint="rotate one key at a time")
    rotate(opened(session, explains_missing_repository=True), name, of_vault=vault)
    say("All secrets of the vault have a new key." if vault else "All secrets have a new key.")
