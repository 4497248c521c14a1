"""Look at stacks."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.output import Output, Table, mark, output_option, show
from zenml.cli.parts import Part, parts_of
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.models.records import StackRecord
from zenml.repository import reading

_COMMANDS = {
    "register": Entry("zenml.cli.stack_registration:register_stack", "Combine components into a stack"),
    "update": Entry("zenml.cli.stack_editing:update_stack", "Give a stack other components"),
    "remove-component": Entry("zenml.cli.stack_editing:remove_component", "Take components out of a stack"),
    "list": Entry("zenml.cli.stack:list_stacks", "List all stacks"),
    "get": Entry("zenml.cli.stack:get_active_stack", "Print the name of the active stack"),
    "describe": Entry("zenml.cli.stack:describe_stack", "Show one stack with its components"),
    "set": Entry("zenml.cli.stack_changes:set_active_stack", "Choose the active stack"),
    "rename": Entry("zenml.cli.stack_changes:rename_stack", "Give a stack another name"),
    "copy": Entry("zenml.cli.stack_copying:copy_stack", "Copy a stack, also to another profile"),
    "delete": Entry("zenml.cli.stack_changes:delete_stack", "Delete a stack; its components stay"),
    "export": Entry("zenml.cli.stack_exchange:export_stack", "Write a stack into a file, without its secrets"),
    "import": Entry("zenml.cli.stack_exchange:import_stack", "Register the stack that a file describes"),
    "apply": Entry("zenml.cli.stack_exchange:apply_stack", "Make a stack what a file says"),
    "register-secrets": Entry("zenml.cli.stack_secrets:register_secrets", "Give the secrets that a stack needs"),
    "up": Entry("zenml.cli.stack_states:bring_up", "Start what a stack needs on this machine"),
    "down": Entry("zenml.cli.stack_states:bring_down", "Stop it again"),
    "validate": Entry("zenml.cli.stack_states:validate", "Find everything that keeps a stack from being used"),
    "explain": Entry("zenml.cli.explain:explain_stack", "Explain what a stack is"),
}


@click.group(cls=LazyGroup, path="stack", entries=_COMMANDS)
def stack() -> None:
    """Combine components into stacks, and choose the one that pipelines run on."""


@click.command("list", cls=ExampleCommand, examples=("zenml stack list --output json",))
@output_option
@click.pass_obj
def list_stacks(session: Session, output: Output) -> None:
    """List all stacks."""
    context = opened(session, explains_missing_repository=True)
    stacks, active = reading.list_stacks(context), context.active_stack_name
    show(output, lambda: [_data(each, active) for each in stacks], lambda: _table(stacks, active))
    if active not in [each.name for each in stacks]:
        say(f"The active stack {active!r} does not exist; choose another: zenml stack set NAME")


@click.command("get", cls=ExampleCommand, examples=("zenml stack get",))
@output_option
@click.pass_obj
def get_active_stack(session: Session, output: Output) -> None:
    """Print the name of the active stack."""
    context = opened(session, explains_missing_repository=True)
    active = reading.get_stack(context)
    show(output, lambda: _data(active, active.name), lambda: active.name)


@click.command("describe", cls=ExampleCommand, examples=("zenml stack describe default",))
@click.argument("name", required=False, shell_complete=offering("stacks"))
@output_option
@click.pass_obj
def describe_stack(session: Session, name: str | None, output: Output) -> None:
    """Show the stack NAME, without a name the active one, and whether its components can be used here."""
    context = opened(session, explains_missing_repository=True)
    parts = parts_of(context, name)
    described, active = reading.get_stack(context, name), context.active_stack_name
    data = _data(described, active) | {"components": {part.record.type.value: part.data() for part in parts}}
    show(output, lambda: data, lambda: _details(described, parts, active))


def _data(described: StackRecord, active: str | None) -> dict[str, object]:
    components = {kind.value: described.components[kind] for kind in sorted(described.components)}
    return {"name": described.name, "active": described.name == active, "components": components}


def _table(stacks: list[StackRecord], active: str | None) -> Table:
    kinds: list[StackComponentType] = sorted({kind for each in stacks for kind in each.components})
    return Table(
        columns=["ACTIVE", "STACK NAME", *(kind.value.upper() for kind in kinds)],
        rows=[
            [mark(each.name == active), each.name, *(each.components.get(kind, "") for kind in kinds)]
            for each in stacks
        ],
        when_empty="No stack is registered; see zenml stack register --help.",
    )


def _details(described: StackRecord, parts: list[Part], active: str | None) -> Table:
    return Table(
        title=f"'{described.name}' Stack Configuration{' (ACTIVE)' if described.name == active else ''}",
        columns=["COMPONENT_TYPE", "COMPONENT_NAME", "FLAVOR", "STATUS"],
        rows=[[part.record.type.value.upper(), part.record.name, part.record.flavor, part.status] for part in parts],
    )
