"""Name commands without importing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, cast

from zenml.sources import load

if TYPE_CHECKING:
    import click

    from zenml.enums import StackComponentType


class Entry(NamedTuple):
    """Name a command by its address, with the line that help shows for it."""

    address: str
    help: str
    component_type: StackComponentType | None = None
    """When given, the address is that of a function that makes the command for this type."""

    def command(self) -> click.Command:
        """Import the command."""
        loaded = load(self.address)
        if self.component_type is None:
            return cast("click.Command", loaded)
        return cast("Callable[[StackComponentType], click.Command]", loaded)(self.component_type)
