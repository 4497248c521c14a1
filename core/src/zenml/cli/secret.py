"""Keep secrets in a secrets manager."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.entries import Entry
from zenml.cli.free_options import FreeOptionsCommand
from zenml.cli.groups import LazyGroup
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.secret_questions import ask_for_keys
from zenml.cli.session import Session
from zenml.cli.values import read_values
from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.models.secret_schemas import SECRET_SCHEMAS
from zenml.redaction import MASK
from zenml.repository import secrets

_F = TypeVar("_F", bound=Callable[..., object])

_COMMANDS = {
    "register": Entry("zenml.cli.secret:register_secret", "Keep a new secret"),
    "get": Entry("zenml.cli.secret:get_secret", "Show the keys of a secret, and its values if that is wanted"),
    "list": Entry("zenml.cli.secret:list_secrets", "List the names of all secrets"),
    "update": Entry("zenml.cli.secret:update_secret", "Give keys of a secret other values"),
    "delete": Entry("zenml.cli.secret:delete_secret", "Delete a secret"),
}
_VALUES = (
    "A value @FILE is read from a file, @- from stdin; @@ begins a text with @. What is typed on a command line can be "
    "seen by other users of the machine: -i asks for values instead."
)


@click.group(cls=LazyGroup, path="secrets-manager secret", entries=_COMMANDS)
def secret() -> None:
    """Keep secrets in a secrets manager, the active stack's if no other is named.

    Each secret has a name, and keys with values. The configuration of a component refers to one as {{name.key}}.
    """


def _manager_option(command: _F) -> _F:
    return click.option(
        "--manager",
        metavar="NAME",
        shell_complete=offering("components", StackComponentType.SECRETS_MANAGER),
        help="Another secrets manager than the active stack's.",
    )(command)


_schema_option = click.option(
    "-s", "--schema", metavar="SCHEMA", help=f"Which keys it has to have: {', '.join(SECRET_SCHEMAS)}."
)
_interactive_option = click.option("-i", "--interactive", is_flag=True, help="Ask for values, and show none of them.")


@click.command(
    "register",
    cls=FreeOptionsCommand,
    examples=(
        "zenml secrets-manager secret register aws --schema=aws -i",
        "zenml secrets-manager secret register pager --token=@token.txt",
    ),
    options_metavar="[--KEY=VALUE]...",
    help=f"Keep a new secret under NAME. {_VALUES}",
)
@click.argument("name")
@_schema_option
@_interactive_option
@click.option("--exist-ok", is_flag=True, help="Be content with one that has the same values.")
@_manager_option
@click.pass_obj
def register_secret(
    session: Session,
    *,
    name: str,
    schema: str | None,
    interactive: bool,
    exist_ok: bool,
    manager: str | None,
    parameters: Mapping[str, str],
) -> None:
    """Keep a new secret."""
    context = opened(session, explains_missing_repository=True)
    form = secrets.secret_schema(schema or "arbitrary")
    keeper = secrets.secrets_manager(context, manager)
    values = read_values(parameters)
    if interactive:
        values = ask_for_keys(form, values)
    if secrets.register_secret(keeper, name, values, form, exist_ok=exist_ok):
        say(f"Registered secret '{name}' with {', '.join(values)}.")
    else:
        say(f"Secret '{name}' exists already with these values; nothing was changed.")


@click.command("get", cls=ExampleCommand, examples=("zenml secrets-manager secret get aws --reveal",))
@click.argument("name")
@click.option("--reveal", is_flag=True, help="Show the values.")
@_manager_option
@output_option
@click.pass_obj
def get_secret(session: Session, name: str, reveal: bool, manager: str | None, output: Output) -> None:
    """Show the keys of the secret NAME; its values only with --reveal."""
    context = opened(session, explains_missing_repository=True)
    found = secrets.secrets_manager(context, manager).get_secret(name)
    shown = {key: found[key] if reveal else MASK for key in sorted(found)}
    show(output, lambda: {"name": name, "values": shown}, lambda: _details(name, shown))


@click.command("list", cls=ExampleCommand, examples=("zenml secrets-manager secret list",))
@_manager_option
@output_option
@click.pass_obj
def list_secrets(session: Session, manager: str | None, output: Output) -> None:
    """List the names of all secrets."""
    context = opened(session, explains_missing_repository=True)
    names = secrets.secrets_manager(context, manager).get_all_secret_keys()
    show(output, lambda: names, lambda: _table(names))


@click.command(
    "update",
    cls=FreeOptionsCommand,
    examples=("zenml secrets-manager secret update aws -i", "zenml secrets-manager secret update pager --remove old"),
    options_metavar="[--KEY=VALUE]...",
    help=f"Give keys of the secret NAME other values; the rest stays. {_VALUES}",
)
@click.argument("name")
@click.option("--remove", "removed", multiple=True, metavar="KEY", help="Remove a key; may be given several times.")
@_schema_option
@_interactive_option
@_manager_option
@click.pass_obj
def update_secret(
    session: Session,
    *,
    name: str,
    removed: Sequence[str],
    schema: str | None,
    interactive: bool,
    manager: str | None,
    parameters: Mapping[str, str],
) -> None:
    """Give keys of a secret other values."""
    context = opened(session, explains_missing_repository=True)
    keeper = secrets.secrets_manager(context, manager)
    form = secrets.secret_schema(schema) if schema else None
    values = read_values(parameters)
    if interactive:
        values = ask_for_keys(form or secrets.form_of(keeper.get_secret(name)), values, may_keep=True)
    if not values and not removed:
        if not interactive:
            hint = f"zenml secrets-manager secret update {shlex.quote(name)} -i"
            raise UsageError("nothing to update was given", hint=hint)
        say(f"Secret '{name}' stays as it is.")
        return
    secrets.update_secret(keeper, name, values, removed, form)
    say(f"Updated secret '{name}'.")


@click.command("delete", cls=ExampleCommand, examples=("zenml secrets-manager secret delete old --yes",))
@click.argument("name")
@_manager_option
@deletion_options
@click.pass_obj
def delete_secret(session: Session, name: str, manager: str | None, deletion: DeletionOptions) -> None:
    """Delete the secret NAME."""
    context = opened(session, explains_missing_repository=True)
    keeper = secrets.secrets_manager(context, manager)
    if deletion.find(f"secret '{name}'", lambda: keeper.get_secret(name)) is None:
        return
    if deletion.is_wanted(f"the secret '{name}'"):
        keeper.delete_secret(name)
        say(f"Deleted secret '{name}'.")


def _table(names: Sequence[str]) -> Table:
    return Table(
        columns=["NAME"],
        rows=[[name] for name in names],
        when_empty="No secret is registered; see zenml secrets-manager secret register --help.",
    )


def _details(name: str, values: Mapping[str, str]) -> Table:
    rows = [[key, value] for key, value in values.items()]
    return Table(title=f"Secret '{name}'", columns=["KEY", "VALUE"], rows=rows)
