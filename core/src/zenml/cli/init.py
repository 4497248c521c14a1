"""Make a folder a repository."""

from __future__ import annotations

from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.repository.changing import initialize
from zenml.repository.context import current_folder


@click.command(cls=ExampleCommand, examples=("zenml init --path ~/projects/churn",))
@click.option(
    "--path",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder; the current one if not given.",
)
@click.pass_obj
def init(session: Session, path: Path | None) -> None:
    """Make a folder a repository, which selects a profile and a stack for the code in it."""
    folder = current_folder() / path if path else current_folder()
    selected = initialize(opened(session), folder)
    say(f"ZenML repository initialized at {folder}.")
    say(
        f"The local active profile was initialized to '{selected.active_profile_name}' and the local active stack to "
        f"'{selected.active_stack_name}'. This local configuration will only take effect when you're running ZenML "
        "from the initialized repository root, or from a subdirectory. For more information on profile and stack "
        "configuration, please visit https://docs.zenml.io."
    )
