"""Give stored components and stacks other names; nothing here imports a component's class."""

from __future__ import annotations

from dataclasses import replace

from zenml.config.changing import change_global_configuration, change_repository_file
from zenml.config.profiles import Profile
from zenml.config.repository_file import RepositoryFile
from zenml.enums import StackComponentType
from zenml.names import check_name
from zenml.repository.context import Context


def rename_component(context: Context, component_type: StackComponentType, old: str, new: str) -> None:
    """Rename a component, in every stack that it is in as well; its identity, data and secrets stay.

    Raises:
        NotFoundError: there is no such component.
        ConflictError: the new name is taken.
        ConfigurationError: the new name is not legal.
    """
    context.store.rename_component(component_type, old, check_name(new, component_type.words))


def rename_stack(context: Context, old: str, new: str) -> None:
    """Rename a stack; where it is the active one, of the profile or of this repository, it stays so.

    Run again after its process died, it finishes what was begun.

    Raises:
        NotFoundError: there is no such stack.
        ConflictError: the new name is taken.
        ConfigurationError: the new name is not legal.
    """
    check_name(new, "stack")
    if not _was_interrupted(context, old, new):
        context.store.rename_stack(old, new)
    if context.profile.active_stack == old:
        _follow_in_profile(context.profile.name, old, new)
    if context.root is not None and _chooses(context.repository_file, context.profile.name, old):
        change_repository_file(context.root, lambda file: _followed(file, context.profile.name, old, new))


def _was_interrupted(context: Context, old: str, new: str) -> bool:
    """Say whether the store has been changed, and only a choice still says the old name."""
    is_chosen = context.profile.active_stack == old or _chooses(context.repository_file, context.profile.name, old)
    return is_chosen and context.store.get_stack(old) is None and context.store.get_stack(new) is not None


def _follow_in_profile(profile: str, old: str, new: str) -> None:
    def followed(each: Profile) -> Profile:
        is_meant = (each.name, each.active_stack) == (profile, old)
        return replace(each, active_stack=new) if is_meant else each

    change_global_configuration(lambda present: replace(present, profiles=tuple(map(followed, present.profiles))))


def _chooses(file: RepositoryFile, profile: str, stack: str) -> bool:
    return file.active_stack_name == stack and file.active_profile_name in (None, profile)


def _followed(file: RepositoryFile, profile: str, old: str, new: str) -> RepositoryFile:
    return replace(file, active_stack_name=new) if _chooses(file, profile, old) else file
