"""Register stacks."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.cli.stack_options import chosen, component_options
from zenml.repository.changing import activate_stack
from zenml.repository.registering import register_stack as register


@click.command(
    "register", cls=ExampleCommand, examples=("zenml stack register prod -o default -a shared -m default --set",)
)
@click.argument("name")
@component_options(are_required=True)
@click.option("--set", "activates", is_flag=True, help="Make it the active stack, too.")
@click.option("--exist-ok", is_flag=True, help="Be content with one that has the same components.")
@click.pass_obj
def register_stack(session: Session, /, name: str, activates: bool, exist_ok: bool, **components: str | None) -> None:
    """Combine registered components into the stack NAME."""
    context = opened(session, explains_missing_repository=True)
    if register(context, name, chosen(components), exist_ok=exist_ok).is_new:
        say(f"Registered stack with name '{name}'.")
        say(f"Stack '{name}' successfully registered!")
    else:
        say(f"Stack '{name}' exists already with these components; nothing was changed.")
    if activates:
        activate_stack(context, name)
        say(f"Active stack set to: '{name}'")
