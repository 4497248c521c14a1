"""Write the page of the commands: every one of them with its options."""

from __future__ import annotations

from collections.abc import Container, Iterator

import click
from tooling.reference.markdown import code, page, prose, table

from zenml.cli.root import root
from zenml.enums import StackComponentType

TITLE = "Commands"
SUMMARY = "every command of `zenml` with its arguments and options"

_RULES = """\
Options are written `--key value` or `--key=value`, with `-` or `_`. What a command was asked for stands on stdout, all
else on stderr. Every command has `--help`, or `-h`; the [exit codes](errors.md) are the same for all."""
_ANY_KIND = "COMPONENT"
_FURTHER = "## Commands of one kind only"


def text() -> str:
    whole = click.Context(root, info_name="zenml")
    kinds = {kind.command_name: kind for kind in StackComponentType}
    own = [_section(each) for each in _walk(whole, leaving_out=kinds)]
    groups = {name: _below(whole, name) for name in kinds}
    shared = set.intersection(*({each.info_name for each in _commands_of(group)} for group in groups.values()))
    further = [
        _section(each)
        for group in groups.values()
        for command in _commands_of(group)
        if command.info_name not in shared
        for each in _walk(command)
    ]
    return page(
        TITLE, _RULES, *own, _common_heading(kinds), _common_sections(groups, kinds, shared), _FURTHER, *further
    )


def _walk(context: click.Context, leaving_out: Container[str | None] = ()) -> Iterator[click.Context]:
    """Yield every command, each before those below it."""
    yield context
    for below in _commands_of(context):
        if below.info_name not in leaving_out:
            yield from _walk(below)


def _commands_of(context: click.Context) -> list[click.Context]:
    group = context.command
    names = group.list_commands(context) if isinstance(group, click.Group) else []
    return [_below(context, name) for name in names]


def _below(context: click.Context, name: str) -> click.Context:
    assert isinstance(context.command, click.Group)
    command = context.command.get_command(context, name)
    assert command is not None
    return click.Context(command, info_name=name, parent=context)


def _common_heading(kinds: dict[str, StackComponentType]) -> str:
    return f"## Components\n\n{code(_ANY_KIND)} stands for {', '.join(map(code, kinds))}."


def _common_sections(
    groups: dict[str, click.Context], kinds: dict[str, StackComponentType], shared: Container[str | None]
) -> str:
    """Return what holds for the commands of each kind, as far as every kind has them.

    Raises:
        AssertionError: they differ in more than the name of the kind.
    """
    texts = set()
    for name, kind in kinds.items():
        group = groups[name]
        commands = [each for each in _commands_of(group) if each.info_name in shared]
        sections = [_section(group), *(_section(each) for command in commands for each in _walk(command))]
        texts.add(_without_kind("\n\n".join(sections), kind))
    (common,) = texts
    return common


def _without_kind(text: str, kind: StackComponentType) -> str:
    named = text.replace(f"zenml {kind.command_name}", f"zenml {_ANY_KIND}")
    return named.replace(kind.plural.replace("_", " "), "components").replace(kind.words, "component")


def _section(context: click.Context) -> str:
    command = context.command
    words = context.command_path.count(" ") + 1
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    rows = [_option(option, context) for option in command.params if isinstance(option, click.Option)]
    return "\n\n".join(
        filter(
            None,
            [
                f"{'#' * min(words + 1, 4)} {context.command_path}",
                prose(command.help),
                code(usage),
                table(["option", "value", "meaning"], rows),
                _examples(command),
            ],
        )
    )


def _option(option: click.Option, context: click.Context) -> list[str]:
    spellings = ", ".join(map(code, option.opts))
    remarks = ["Required."] if option.required else []
    if option.show_default:
        remarks.append(f"Default: {option.get_default(context)}.")
    return [spellings, _value(option), " ".join([option.help or "", *remarks])]


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return ", ".join(code(str(choice)) for choice in option.type.choices)
    return code(option.metavar or option.type.name.upper().replace(" RANGE", ""))


def _examples(command: click.Command) -> str:
    examples: tuple[str, ...] = getattr(command, "examples", ())
    return f"Example{'s' if len(examples) > 1 else ''}: {', '.join(map(code, examples))}" if examples else ""
