"""Show the repository, profile and stack in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.parts import Part, parts_of
from zenml.cli.session import Session
from zenml.config.profiles import Profile
from zenml.config.selection import Origin
from zenml.errors import NotFoundError
from zenml.repository.context import Context

_T = TypeVar("_T")


@click.command(cls=ExampleCommand, examples=("zenml status",))
@output_option
@click.pass_obj
def status(session: Session, output: Output) -> None:
    """Show the repository, profile and stack in force, and whether its components can be used here.

    What is not there any more is said, and all the rest is shown.
    """
    context = opened(session)
    profile, no_profile = _tried(lambda: context.profile, context.selection.profile_origin)
    parts, no_stack = _parts(context) if profile else ([], None)
    found = _Found(context, profile, parts, no_stack)
    show(output, lambda: _data(found), lambda: _table(found))
    if trouble := no_profile or no_stack:
        raise trouble


class _Found(NamedTuple):
    context: Context
    profile: Profile | None
    parts: Sequence[Part]
    no_stack: NotFoundError | None

    @property
    def stack(self) -> str | None:
        return self.context.active_stack_name if self.profile else self.context.selection.stack


def _parts(context: Context) -> tuple[list[Part], NotFoundError | None]:
    context.store  # noqa: B018 - a store that cannot be read has nothing to show
    parts, trouble = _tried(lambda: parts_of(context), context.selection.stack_origin)
    return parts or [], trouble


def _tried(look_up: Callable[[], _T], origin: Origin) -> tuple[_T | None, NotFoundError | None]:
    """Return what is there, or why it is not; what the command line itself names has to be there.

    Raises:
        NotFoundError: that is not.
    """
    try:
        return look_up(), None
    except NotFoundError as error:
        if origin is Origin.COMMAND_LINE:
            raise
        return None, error


def _data(found: _Found) -> dict[str, object]:
    context = found.context
    return {
        "repository": str(context.root) if context.root else None,
        "profile": context.selection.profile,
        "profile_chosen_by": context.chooser(context.selection.profile_origin, "profile")[0],
        "store_url": found.profile.url if found.profile else None,
        "stack": found.stack,
        "stack_chosen_by": context.chooser(context.selection.stack_origin, "stack")[0],
        "components": {part.record.type.value: part.data() for part in found.parts},
    }


def _table(found: _Found) -> Table:
    context = found.context
    rows = [
        ["REPOSITORY", str(context.root) if context.root else "(none)", ""],
        ["PROFILE", context.selection.profile, _state(found.profile is None, context, "profile")],
        ["STACK", found.stack or "", _state(found.no_stack is not None, context, "stack")],
    ]
    components = [
        [part.record.type.value.upper(), f"{part.record.name} ({part.record.flavor})", part.status]
        for part in found.parts
    ]
    return Table(columns=["PROPERTY", "VALUE", "STATUS"], rows=rows + components)


def _state(is_broken: bool, context: Context, what: str) -> str:
    selection = context.selection
    chooser, _ = context.chooser(selection.profile_origin if what == "profile" else selection.stack_origin, what)
    return f"chosen by {chooser}{_BROKEN if is_broken else ''}"


_BROKEN = "\ncannot be used: see below"
