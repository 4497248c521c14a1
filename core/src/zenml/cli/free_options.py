"""Let a command take options of any name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from zenml.cli.commands import ExampleCommand
from zenml.errors import UsageError


class FreeOptionsCommand(ExampleCommand):
    """Collect each ``--name value`` and ``--name=value`` that the command does not define itself.

    The callback gets them as ``parameters``, by their names with ``_``; every one takes a value.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the free options out and let click have the rest.

        Raises:
            UsageError: one has no value, or stands twice.
        """
        own, free = _split(args, self._own_options(ctx))
        rest = super().parse_args(ctx, own)
        is_being_typed = ctx.resilient_parsing
        ctx.params["parameters"] = {} if is_being_typed else _values(free)
        return rest

    def _own_options(self, ctx: click.Context) -> Mapping[str, bool]:
        """Return each option's spelling, and whether a value follows it."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        return {spelling: not option.is_flag for option in options for spelling in option.opts}


def _split(words: list[str], own_options: Mapping[str, bool]) -> tuple[list[str], list[tuple[str, str | None]]]:
    """Part the words that click knows from the free options, each with what was given as its value."""
    own: list[str] = []
    free: list[tuple[str, str | None]] = []
    remaining = iter(words)
    for word in remaining:
        spelling = word.partition("=")[0].replace("_", "-")
        if word.startswith("--") and len(word) > 2 and spelling not in own_options:
            free.append(_option(word, remaining))
            continue
        own.append(word)
        takes_next = own_options.get(spelling, False) and "=" not in word
        own += _next(remaining) if takes_next else []
        own += list(remaining) if word == "--" else []
    return own, free


def _option(word: str, remaining: Iterator[str]) -> tuple[str, str | None]:
    option, has_value, value = word.partition("=")
    if has_value:
        return option, value
    following = _next(remaining)
    return option, following[0] if following and not following[0].startswith("--") else None


def _values(free: list[tuple[str, str | None]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for option, value in free:
        name = option[2:].replace("-", "_")
        if value is None:
            raise UsageError(f"parameter {option!r} has no value", hint=f"write {option}=VALUE")
        if name in values:
            raise UsageError(f"parameter {option!r} stands twice", hint="a list is written as JSON: '[1, 2]'")
        values[name] = value
    return values


def _next(words: Iterator[str]) -> list[str]:
    return [word for word in [next(words, None)] if word is not None]
