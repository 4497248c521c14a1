"""Start and stop what a stack needs, and check it."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.events import tell
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.session import Session
from zenml.errors import StackValidationError
from zenml.flavors.output import stdout_on_stderr
from zenml.repository.reading import get_stack
from zenml.repository.states import bring_stack_down, bring_stack_up
from zenml.repository.validating import problems_of
from zenml.stack.validation import Problem


@click.command("up", cls=ExampleCommand, examples=("zenml stack up", "zenml stack up prod"))
@click.argument("name", required=False, shell_complete=offering("stacks"))
@click.pass_obj
def bring_up(session: Session, name: str | None) -> None:
    """Start what the stack NAME, without a name the active one, needs on this machine.

    What was never set up is set up first. Most components need nothing of the kind.
    """
    context = opened(session, explains_missing_repository=True)
    name = get_stack(context, name).name
    tell(bring_stack_up(context, name), f"Nothing had to be started for stack '{name}'.")


@click.command("down", cls=ExampleCommand, examples=("zenml stack down", "zenml stack down prod --force"))
@click.argument("name", required=False, shell_complete=offering("stacks"))
@click.option("--force", is_flag=True, help="Also remove what was set up, with its data.")
@click.pass_obj
def bring_down(session: Session, name: str | None, force: bool) -> None:
    """Stop what runs on this machine for the stack NAME, without a name the active one."""
    context = opened(session, explains_missing_repository=True)
    name = get_stack(context, name).name
    tell(bring_stack_down(context, name, force=force), f"Nothing had to be stopped for stack '{name}'.")


@click.command("validate", cls=ExampleCommand, examples=("zenml stack validate prod",))
@click.argument("name", required=False, shell_complete=offering("stacks"))
@output_option
@click.pass_obj
def validate(session: Session, name: str | None, output: Output) -> None:
    """List everything that keeps the stack NAME, without a name the active one, from being used here.

    Ends with exit code 3 if there is anything.
    """
    context = opened(session, explains_missing_repository=True)
    name = get_stack(context, name).name
    with stdout_on_stderr():
        problems = problems_of(context, name)
    valid = f"Stack '{name}' is valid."
    show(output, lambda: [_data(problem) for problem in problems], lambda: _table(problems, valid))
    if problems:
        count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise StackValidationError(f"stack {name!r} has {count}")
    if output is not Output.TABLE:
        say(valid)


def _data(problem: Problem) -> dict[str, str]:
    return {
        "component_type": problem.kind.value,
        "component_name": problem.component,
        "problem": problem.message,
        "remedy": problem.hint,
    }


def _table(problems: list[Problem], when_valid: str) -> Table:
    return Table(
        columns=["COMPONENT_TYPE", "COMPONENT_NAME", "PROBLEM", "REMEDY"],
        rows=[[problem.kind.value.upper(), problem.component, problem.message, problem.hint] for problem in problems],
        when_empty=when_valid,
    )
