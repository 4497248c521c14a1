"""Let a command take options that only the chosen flavor knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from zenml.cli.commands import ExampleCommand
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError, UsageError, ZenMLError
from zenml.stack.classes import FieldDescription, component_class, flavor_fields

_FLAVOR_OPTIONS = ("-f", "--flavor")
_CHOSEN = "zenml.chosen_flavor"


class ParametersCommand(ExampleCommand):
    """Collect each ``--name value`` and ``--name=value`` that the command does not define itself.

    The callback gets them as ``parameters``, by their names with ``_``; every one takes a value. In the help,
    the flavor that was chosen adds its own.
    """

    def __init__(self, name: str | None = None, *, kind: StackComponentType, **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self._kind = kind

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the parameters out and let click have the rest.

        Raises:
            UsageError: a parameter has no value, or stands twice.
        """
        own, parameters = _split(args, self._own_options(ctx))
        ctx.meta[_CHOSEN] = _chosen_flavor(own)
        rest = super().parse_args(ctx, own)
        ctx.params["parameters"] = parameters
        return rest

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options, then the parameters of the flavor that was chosen."""
        super().format_options(ctx, formatter)
        if flavor := ctx.meta.get(_CHOSEN):
            with formatter.section(f"Parameters of flavor {flavor!r}"):
                _write_fields(formatter, self._kind, flavor)

    def _own_options(self, ctx: click.Context) -> Mapping[str, bool]:
        """Return each option's spelling, and whether a value follows it."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        return {spelling: not option.is_flag for option in options for spelling in option.opts}


def _split(words: list[str], own_options: Mapping[str, bool]) -> tuple[list[str], dict[str, str]]:
    """Part the words that click knows from the parameters."""
    own: list[str] = []
    parameters: dict[str, str] = {}
    remaining = iter(words)
    for word in remaining:
        spelling = word.partition("=")[0].replace("_", "-")
        if word.startswith("--") and len(word) > 2 and spelling not in own_options:
            _add(parameters, word, remaining)
            continue
        own.append(word)
        takes_next = own_options.get(spelling, False) and "=" not in word
        own += _next(remaining) if takes_next else []
        own += list(remaining) if word == "--" else []
    return own, parameters


def _add(parameters: dict[str, str], word: str, remaining: Iterator[str]) -> None:
    option, has_value, value = word.partition("=")
    name = option[2:].replace("-", "_")
    following = [value] if has_value else _next(remaining)
    if not following or (not has_value and following[0].startswith("--")):
        raise UsageError(f"parameter {option!r} has no value", hint=f"write {option}=VALUE")
    if name in parameters:
        raise UsageError(f"parameter {option!r} stands twice", hint="a list is written as JSON: '[1, 2]'")
    parameters[name] = following[0]


def _next(words: Iterator[str]) -> list[str]:
    return [word for word in [next(words, None)] if word is not None]


def _chosen_flavor(words: list[str]) -> str:
    """Return the flavor that stands anywhere on the command line, also behind ``--help``."""
    for word, following in zip(words, [*words[1:], ""], strict=False):
        option, _, value = word.partition("=")
        if option in _FLAVOR_OPTIONS:
            return value or following
    return ""


def _write_fields(formatter: click.HelpFormatter, kind: StackComponentType, flavor: str) -> None:
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
    facts.append(f"default: {field.default}" if field.default not in (None, "None", "") else "")
    remarks = "; ".join(filter(None, facts))
    return f"{field.description}  [{remarks}]" if remarks else field.description
