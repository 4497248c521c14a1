"""Register stacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.enums import REQUIRED_COMPONENT_TYPES, StackComponentType
from zenml.repository.changing import activate_stack
from zenml.repository.registering import register_stack as register

_F = TypeVar("_F", bound=Callable[..., object])

_SHORT_NAMES = {
    StackComponentType.ORCHESTRATOR: "-o",
    StackComponentType.ARTIFACT_STORE: "-a",
    StackComponentType.METADATA_STORE: "-m",
    StackComponentType.CONTAINER_REGISTRY: "-c",
    StackComponentType.SECRETS_MANAGER: "-x",
    StackComponentType.STEP_OPERATOR: "-s",
    StackComponentType.FEATURE_STORE: "-f",
    StackComponentType.MODEL_DEPLOYER: "-d",
    StackComponentType.EXPERIMENT_TRACKER: "-e",
    StackComponentType.ALERTER: "-al",
}


def _component_options(command: _F) -> _F:
    for kind, short_name in reversed(_SHORT_NAMES.items()):
        command = click.option(
            short_name,
            f"--{kind.command_name}",
            kind.value,
            metavar="NAME",
            required=kind in REQUIRED_COMPONENT_TYPES,
            help=f"Name of the {kind.words}.",
        )(command)
    return command


@click.command(
    "register", cls=ExampleCommand, examples=("zenml stack register prod -o default -a shared -m default --set",)
)
@click.argument("name")
@_component_options
@click.option("--set", "activates", is_flag=True, help="Make it the active stack, too.")
@click.pass_obj
def register_stack(session: Session, /, name: str, activates: bool, **components: str | None) -> None:
    """Combine registered components into the stack NAME."""
    context = opened(session, explains_missing_repository=True)
    given = {StackComponentType(kind): component for kind, component in components.items() if component is not None}
    register(context, name, given)
    say(f"Registered stack with name '{name}'.")
    say(f"Stack '{name}' successfully registered!")
    if activates:
        activate_stack(context, name)
        say(f"Active stack set to: '{name}'")
