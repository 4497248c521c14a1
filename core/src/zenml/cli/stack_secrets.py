"""Give the secrets that a stack refers to."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.questions import ask
from zenml.cli.session import Session
from zenml.cli.terminal import somebody_answers
from zenml.cli.values import read_values
from zenml.errors import UsageError
from zenml.models.records import SecretReference
from zenml.names import did_you_mean
from zenml.repository import reading, secrets


@click.command(
    "register-secrets",
    cls=ExampleCommand,
    examples=(
        "zenml stack register-secrets prod",
        "zenml stack register-secrets prod --set aws.token=@token.txt",
    ),
)
@click.argument("name", required=False, shell_complete=offering("stacks"))
@click.option("--set", "given", multiple=True, metavar="SECRET.KEY=VALUE", help="Give one; @FILE reads it from a file.")
@click.option("--skip-existing", is_flag=True, help="Do not ask for what the secrets manager has already.")
@click.pass_obj
def register_secrets(session: Session, name: str | None, given: Sequence[str], skip_existing: bool) -> None:
    """Give values to the secrets that the components of the stack NAME, without a name the active one, refer to.

    They are kept in the stack's secrets manager. On a terminal, each that is not given is asked for.
    """
    context = opened(session, explains_missing_repository=True)
    stack = reading.get_stack(context, name)
    needed = secrets.needed_secrets(context, stack.name)
    if not needed:
        say(f"The components of stack '{stack.name}' refer to no secrets.")
        return
    manager = secrets.manager_of_stack(context, stack.name)
    values = _given(given, list(needed))
    missing = secrets.missing_secrets(context, stack.name)
    wanted = missing if skip_existing or given else needed
    values |= _answers({reference: wanted[reference] for reference in wanted if reference not in values}, missing)
    secrets.complete_secrets(manager, values)
    for reference in values:
        say(f"Registered {reference.key} of secret '{reference.name}'.")
    still_missing = {reference: missing[reference] for reference in missing if reference not in values}
    for reference, users in still_missing.items():
        say(f"Still missing: {reference}, {' and '.join(users)}")
    if not still_missing:
        say(f"Stack '{stack.name}' has all the secrets that its components refer to.")


def _answers(
    wanted: Mapping[SecretReference, Sequence[str]], missing: Container[SecretReference]
) -> dict[SecretReference, str]:
    """Ask for values on a terminal; elsewhere, nobody is asked."""
    if not wanted or not somebody_answers():
        return {}
    answers = {
        reference: ask(f"{reference} for {' and '.join(users)}{_on_enter(reference in missing)}", is_secret=True)
        for reference, users in wanted.items()
    }
    return {reference: answer for reference, answer in answers.items() if answer}


def _on_enter(is_missing: bool) -> str:
    return " (ENTER leaves it out)" if is_missing else " (ENTER keeps it)"


def _given(words: Sequence[str], needed: Sequence[SecretReference]) -> dict[SecretReference, str]:
    pairs = {name: value for name, _, value in (word.partition("=") for word in words)}
    known = {f"{reference.name}.{reference.key}": reference for reference in needed}
    for name in pairs:
        if name not in known:
            raise UsageError(f"the stack refers to no secret {name!r}", hint=did_you_mean(name, known))
    return {known[name]: value for name, value in read_values(pairs).items()}
