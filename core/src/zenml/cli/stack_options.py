"""Name the components of a stack on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from zenml.cli.offers import offering
from zenml.enums import REQUIRED_COMPONENT_TYPES, StackComponentType

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


def component_options(*, are_required: bool) -> Callable[[_F], _F]:
    """Add an option for each kind, which takes the name of a component.

    Args:
        are_required: whether the kinds that every stack has must be given.
    """

    def decorate(command: _F) -> _F:
        for kind, short_name in reversed(_SHORT_NAMES.items()):
            command = click.option(
                short_name,
                f"--{kind.command_name}",
                kind.value,
                metavar="NAME",
                shell_complete=offering("components", kind),
                required=are_required and kind in REQUIRED_COMPONENT_TYPES,
                help=f"Name of the {kind.words}.",
            )(command)
        return command

    return decorate


def kind_flags(command: _F) -> _F:
    """Add a flag for each kind that a stack can do without."""
    for kind, short_name in reversed(_SHORT_NAMES.items()):
        if kind not in REQUIRED_COMPONENT_TYPES:
            flag = click.option(
                short_name, f"--{kind.command_name}", kind.value, is_flag=True, help=f"Take the {kind.words} out."
            )
            command = flag(command)
    return command


def chosen(options: Mapping[str, str | None]) -> dict[StackComponentType, str]:
    """Return the names that were given, by kind."""
    return {StackComponentType(kind): name for kind, name in options.items() if name is not None}
