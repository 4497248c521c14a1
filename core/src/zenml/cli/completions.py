"""Know what a half-typed name may become. Whatever goes wrong, a shell that completes is told nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import click
from click.shell_completion import CompletionItem

from zenml.enums import StackComponentType
from zenml.flavors.registry import catalogue
from zenml.repository.context import Context, open_context_if_used
from zenml.repository.flavor_traces import may_know_flavors
from zenml.sources import load

Named = tuple[str, str]
"""A name, and what stands beside it where a shell shows that."""


def offer(
    what: str, click_context: click.Context, kind: StackComponentType | None, incomplete: str
) -> list[CompletionItem]:
    """Return what begins with ``incomplete``; nothing on a machine that was never used, or where files are damaged."""
    try:
        found = _OFFERS[what](click_context, kind)
        return [CompletionItem(name, help=line or None) for name, line in found if name.startswith(incomplete)]
    except Exception:  # noqa: BLE001 - nobody could read a complaint, and the line is still being typed
        return []


def _stacks(click_context: click.Context, _kind: StackComponentType | None) -> Iterable[Named]:
    context = _opened(click_context)
    return [(stack.name, "") for stack in context.store.list_stacks()] if context else []


def _profiles(click_context: click.Context, _kind: StackComponentType | None) -> Iterable[Named]:
    context = _opened(click_context)
    return [(profile.name, profile.url) for profile in context.configuration.profiles] if context else []


def _components(click_context: click.Context, kind: StackComponentType | None) -> Iterable[Named]:
    context = _opened(click_context)
    return [(part.name, part.flavor) for part in context.store.list_components(kind)] if context else []


def _flavors(click_context: click.Context, kind: StackComponentType | None) -> Iterable[Named]:
    assert kind is not None
    rows = {row.name: row.summary for row in catalogue().flavors(kind) if row.is_record}
    context = _opened(click_context) if may_know_flavors() else None
    if context:
        rows |= {flavor.name: flavor.summary for flavor in context.store.list_flavors(kind)}
    return sorted(rows.items())


def _parameters(click_context: click.Context, kind: StackComponentType | None) -> Iterable[Named]:
    """Offer the fields of the flavor that was chosen, or that the named component has."""
    find = cast("Callable[..., Iterable[Named]]", load("zenml.cli.parameter_names:parameter_names"))
    return find(_opened(click_context), kind, click_context.meta, click_context.params.get("name"))


def _opened(click_context: click.Context) -> Context | None:
    """Return where the command would work; completing makes no profile and migrates nothing."""
    options = click_context.find_root().params
    return open_context_if_used(profile=options.get("profile"), stack=options.get("stack"))


_OFFERS: dict[str, Callable[[click.Context, StackComponentType | None], Iterable[Named]]] = {
    "stacks": _stacks,
    "profiles": _profiles,
    "components": _components,
    "flavors": _flavors,
    "parameters": _parameters,
}
