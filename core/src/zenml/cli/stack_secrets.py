"""Give the secrets that a stack refers to."""

from __future__ import annotations

import shlex
from collections.abc import Container, Mapping, Sequence

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.questions import ask
from zenml.cli.session import Session
from zenml.cli.terminal import somebody_answers
from zenml.cli.values import read_values
from zenml.errors import SecretUnavailableError, UsageError
from zenml.models.records import SecretReference
from zenml.names import did_you_mean, key_in
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

    They are kept in the stack's secrets manager. On a terminal, each that is not given is asked for; elsewhere the
    command fails if any is still missing, and keeps those that were given.
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
    _say_what_is_missing(stack.name, {each: missing[each] for each in missing if each not in values})


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


def _say_what_is_missing(stack_name: str, missing: Mapping[SecretReference, Sequence[str]]) -> None:
    """Say it, and let a script fail that gave too little."""
    for reference, users in missing.items():
        say(f"Still missing: {reference}, {' and '.join(users)}")
    if not missing:
        say(f"Stack '{stack_name}' has all the secrets that its components refer to.")
    elif not somebody_answers():
        one = next(iter(missing))
        problem = f"stack {stack_name!r} lacks {len(missing)} of the secrets that its components refer to"
        raise SecretUnavailableError(problem, hint=f"give each: --set {shlex.quote(f'{one.name}.{one.key}')}=@FILE")


def _on_enter(is_missing: bool) -> str:
    return " (ENTER leaves it out)" if is_missing else " (ENTER keeps it)"


def _given(words: Sequence[str], needed: Sequence[SecretReference]) -> dict[SecretReference, str]:
    known = {f"{reference.name}.{reference.key}": reference for reference in needed}
    pairs = dict[str, str]()
    for word in words:
        name, has_value, value = word.partition("=")
        key = key_in(known, name)
        if key is None:
            raise UsageError(f"the stack refers to no secret {name!r}", hint=did_you_mean(name, known))
        if not has_value:
            raise UsageError(f"{name!r} has no value", hint=f"write {name}=VALUE or {name}=@FILE")
        pairs[key] = value
    return {known[key]: value for key, value in read_values(pairs).items()}
