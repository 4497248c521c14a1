"""Choose, delete and initialize; nothing here imports a component's class."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from zenml.config.changing import (
    change_global_configuration,
    change_repository_file,
    configuration_lock,
    create_repository_file,
    repositories_lock,
)
from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import Profile
from zenml.config.repository_file import RepositoryFile, read_repository_file
from zenml.config.selection import Origin
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, NotFoundError, ZenMLError
from zenml.models.records import refers_to_secret
from zenml.repository.context import Context
from zenml.repository.flavors import get_flavor
from zenml.repository.reading import get_component, get_stack
from zenml.sources import load
from zenml.zen_stores.refusals import refuse_used

logger = logging.getLogger(__name__)

_OnComponent = Callable[[Context, StackComponentType, str], None]


def activate_stack(context: Context, name: str, *, globally: bool = False) -> None:
    """Choose the stack to work on: in a repository for it alone, elsewhere or ``globally`` for the profile.

    A stack that cannot be used on this machine, since a package is not installed, is chosen with a warning.

    Raises:
        NotFoundError: there is no such stack.
        ConflictError: the profile in force was chosen by the command line or the environment, against the
            repository's own choice, so that the repository cannot choose a stack in it.
    """
    get_stack(context, name)
    if context.root is None or globally:
        _choose_for_profile(context, name)
        warn_if_overruled(context, "stack", Origin.GLOBAL, name)
    else:
        _choose_for_repository(context, context.root, name)
        warn_if_overruled(context, "stack", Origin.REPOSITORY, name)
    _warn_if_unusable(context, name)


def delete_stack(context: Context, name: str) -> None:
    """Forget a stack.

    Raises:
        NotFoundError: there is no such stack.
        ConflictError: it is active.
    """
    with repositories_lock(), configuration_lock():  # nobody chooses it meanwhile
        check_stack_deletion(context, name)
        context.store.delete_stack(name)


def check_stack_deletion(context: Context, name: str) -> None:
    """Refuse what ``delete_stack`` refuses."""
    get_stack(context, name)
    if remedy := _active_by(context).get(name):
        raise ConflictError(f"the stack {name!r} is active in profile {context.profile.name!r}", hint=remedy)


def delete_component(context: Context, component_type: StackComponentType, name: str) -> None:
    """Forget a component.

    Raises:
        NotFoundError: there is no such component.
        ConflictError: stacks use it, which are named, or it owns a process that runs.
    """
    check_component_deletion(context, component_type, name)
    stored = get_component(context, component_type, name)
    if any(map(refers_to_secret, stored.configuration.values())):
        # By address: the vault costs pydantic and more.
        delete = cast("_OnComponent", load("zenml.repository.sealing:delete_component"))
        delete(context, component_type, name)
    else:
        context.store.delete_component(component_type, name)


def check_component_deletion(context: Context, component_type: StackComponentType, name: str) -> None:
    """Refuse what ``delete_component`` refuses."""
    get_component(context, component_type, name)
    users = [stack.name for stack in context.store.list_stacks() if stack.components.get(component_type) == name]
    refuse_used(f"the {component_type.words} {name!r}", "stack", users)
    # By address: only its class knows whether it runs.
    refuse = cast("_OnComponent", load("zenml.repository.states:refuse_running"))
    refuse(context, component_type, name)


def initialize(context: Context, folder: Path) -> RepositoryFile:
    """Make ``folder`` a repository and return what it selects: the profile and stack in force.

    Raises:
        NotFoundError: there is no such folder.
        ConflictError: it is a repository already.
    """
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {folder}", hint=f"mkdir -p {folder}")
    content = RepositoryFile(active_profile_name=context.profile.name, active_stack_name=context.active_stack_name)
    if not create_repository_file(folder, content):
        raise ConflictError(f"{folder} is a ZenML repository already", hint="it was left as it is")
    return content


def _active_by(context: Context) -> dict[str | None, str]:
    """Return what is in force, or would be if nobody overruled it for one command, each with how to change that."""
    configuration = load_global_configuration()
    stored = configuration.profile(context.profile.name) if configuration else None
    file = read_repository_file(context.root) if context.root else RepositoryFile()
    is_of_profile = file.active_profile_name in (None, context.profile.name)
    chooser, remedy = context.chooser(context.selection.stack_origin, "stack")
    choose = "choose another first: zenml stack set NAME"
    return {
        stored.active_stack if stored else None: f"{choose}{' --global' if context.root else ''}",
        file.active_stack_name if is_of_profile else None: choose,
        **(
            {context.selection.stack: f"{chooser} chooses it; {remedy}"}
            if context.selection.stack_origin.is_passing
            else {}
        ),
    }


def _choose_for_profile(context: Context, stack: str) -> None:
    profile = context.profile

    def choose(each: Profile) -> Profile:
        return replace(each, active_stack=stack) if each.name == profile.name else each

    def chosen(present: GlobalConfiguration) -> GlobalConfiguration:
        present.existing_profile(profile.name)  # somebody may have deleted it by now, or the stack
        get_stack(context, stack)
        return replace(present, profiles=tuple(map(choose, present.profiles)))

    change_global_configuration(chosen)


def _choose_for_repository(context: Context, root: Path, stack: str) -> None:
    _check_that_repository_may_choose(context, stack)

    def chosen(present: RepositoryFile) -> RepositoryFile:
        get_stack(context, stack)  # somebody may have deleted it by now
        return replace(present, active_profile_name=context.profile.name, active_stack_name=stack)

    change_repository_file(root, chosen)


def _warn_if_unusable(context: Context, stack: str) -> None:
    """Say which flavors of a stack cannot be used here, and what to do about it."""
    for kind, name in get_stack(context, stack).components.items():
        if trouble := _trouble_with(context, kind, name):
            logger.warning("The stack %r cannot be used here yet: %s", stack, trouble)


def _trouble_with(context: Context, kind: StackComponentType, name: str) -> ZenMLError | None:
    try:
        component = get_component(context, kind, name)
        get_flavor(context, kind, component.flavor, component.package)
    except ZenMLError as error:
        return error
    return None


def _check_that_repository_may_choose(context: Context, stack: str) -> None:
    """Refuse a choice that would not count: the repository's stack belongs to the repository's profile."""
    origin = context.selection.profile_origin
    if origin.value > Origin.REPOSITORY.value:
        chooser, _ = context.chooser(origin, "profile")
        raise ConflictError(
            f"the repository {context.root} cannot choose the stack {stack!r}, since {chooser} chooses the profile",
            hint=f"leave {chooser} out, or give --global to choose the stack for the whole profile",
        )


def warn_if_overruled(context: Context, what: str, written_to: Origin, name: str) -> None:
    """Say that a stronger place has chosen another profile or stack (``what``), which stays in force."""
    selection = context.selection
    stack = (selection.stack_origin, selection.stack)
    origin, chosen = stack if what == "stack" else (selection.profile_origin, selection.profile)
    if origin.value > written_to.value and chosen != name:
        chooser, _ = context.chooser(origin, what)
        logger.warning("The %s %r, which %s chooses, stays in force here.", what, chosen, chooser)
