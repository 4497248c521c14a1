"""Print the version."""

from __future__ import annotations

import click

from zenml import __version__
from zenml.cli.commands import ExampleCommand


@click.command(cls=ExampleCommand, examples=("zenml version",))
def version() -> None:
    """Print the version."""
    click.echo(__version__)
