"""List the parameters of a flavor in a help text."""

from __future__ import annotations

import click

from zenml.cli.output import as_text
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError, ZenMLError
from zenml.stack.classes import FieldDescription, component_class, flavor_fields


def write_parameters(formatter: click.HelpFormatter, kind: StackComponentType, flavor: str) -> None:
    """List the fields of an installed flavor; what only a profile's store knows, help must not look up."""
    try:
        fields = flavor_fields(component_class(kind, flavor))
    except NotFoundError:
        formatter.write_text(
            f"No installed package brings it. If it was registered by its path, see:\n\n"
            f"zenml {kind.command_name} flavor describe {flavor}"
        )
        return
    except ZenMLError as error:
        formatter.write_text(str(error))
        return
    if fields:
        formatter.write_dl([(f"--{field.name}={field.type}", _explanation(field)) for field in fields])
    else:
        formatter.write_text("It has none.")


def _explanation(field: FieldDescription) -> str:
    facts = ["required" if field.is_required else "", "secret" if field.is_secret else ""]
    facts.append(f"default: {as_text(field.default)}" if field.default not in (None, "") else "")
    remarks = "; ".join(filter(None, facts))
    return f"{field.facts}  [{remarks}]" if remarks else field.facts
