"""Give Python users one object for what the command line can do with stacks."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from zenml.components import StackComponent
from zenml.config.profiles import DEFAULT_USER, Profile
from zenml.config.repository_file import find_root
from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.flavors.rows import Row
from zenml.models.records import FlavorRecord
from zenml.names import did_you_mean
from zenml.post_execution.pipelines import PipelineView, all_pipelines, find_pipeline
from zenml.repository import (
    changing,
    copying,
    flavors,
    live,
    profile_deletion,
    profiles,
    reading,
    registering,
    renaming,
    validating,
)
from zenml.repository.announcing import open_announced_context
from zenml.repository.context import Context, current_folder, open_context
from zenml.repository.history import open_history
from zenml.stack.stack import Stack
from zenml.stack.validation import Problem

logger = logging.getLogger(__name__)


class Repository:
    """Reach the stacks, components and flavors of the profile in force, and choose among them.

    It holds nothing: every call looks anew which profile and stack are in force where the program runs,
    and raises what the command line reports, see ``zenml.errors``.

    Example::

        repository = Repository()
        print(repository.active_stack.artifact_store.path)
        repository.activate_stack("default")
    """

    def __init__(self) -> None:
        open_announced_context()  # says at once where the program works, and makes the default profile

    @property
    def _context(self) -> Context:
        return open_announced_context()

    @classmethod
    def initialize(cls, root: Path | str | None = None) -> None:
        """Make a folder, without one the current folder, a repository: ``zenml init``."""
        folder = current_folder() if root is None else Path(root).absolute()
        changing.initialize(open_context(), folder)

    @classmethod
    def find_repository(cls, path: Path | str | None = None) -> Path | None:
        """Return the folder of the repository around ``path``, without one around the current folder."""
        return find_root(current_folder() if path is None else Path(path).absolute())

    @property
    def root(self) -> Path | None:
        """Return the repository's folder, ``None`` outside of one."""
        return self._context.root

    @property
    def active_profile(self) -> Profile:
        """Return the profile in force."""
        return reading.get_profile(self._context)

    @property
    def active_profile_name(self) -> str:
        """Return the name of the profile in force."""
        return self._context.profile.name

    @property
    def active_user(self) -> str:
        """Return the name of the user whom runs are recorded for."""
        return self._context.active_user

    @property
    def active_project(self) -> str | None:
        """Return the project that runs are recorded for."""
        return self._context.active_project

    @property
    def active_stack(self) -> Stack:
        """Return the stack in force."""
        return live.live_stack(self._context)

    @property
    def active_stack_name(self) -> str:
        """Return the name of the stack in force."""
        return reading.get_stack(self._context).name

    @property
    def stacks(self) -> list[Stack]:
        """Return all stacks with their components; one that cannot be used here is left out, with a warning."""
        return live.usable_stacks(self._context)

    @property
    def stack_configurations(self) -> dict[str, Mapping[StackComponentType, str]]:
        """Return the names of every stack's components, which needs none of their packages."""
        return {stack.name: stack.components for stack in reading.list_stacks(self._context)}

    @property
    def profiles(self) -> list[Profile]:
        """Return all profiles in the order of their creation; of the one in force with the stack in force."""
        return reading.list_profiles(self._context)

    def create_profile(
        self, name: str, *, url: str = "", store_type: str = "", user: str = DEFAULT_USER, exist_ok: bool = False
    ) -> Profile:
        """Make a profile and return it; a new store gets the default stack, another one is used as it is.

        Without a ``url`` the store lies in the configuration folder; without a ``store_type`` the URL decides.
        """
        return profiles.create_profile(
            name, url=url, store_type=store_type, user=user, exist_ok=exist_ok, announce=logger.info
        )

    def activate_profile(self, name: str) -> None:
        """Choose a profile, and with it its own active stack: in a repository for it alone."""
        profiles.activate_profile(self._context, name)

    def delete_profile(self, name: str, *, purge: bool = False) -> None:
        """Forget a profile that is not active, with what it keeps in the configuration folder.

        Its store elsewhere stays; ``purge`` deletes the files of one in another folder, too.
        """
        profile_deletion.delete_profile(self._context, name, purge=purge)

    def activate_stack(self, name: str) -> None:
        """Choose a stack: in a repository for it alone, elsewhere for the profile."""
        changing.activate_stack(self._context, name)

    def get_stack(self, name: str) -> Stack:
        """Return a stack with its components."""
        return live.live_stack(self._context, name)

    def register_stack(self, stack: Stack) -> None:
        """Store a stack and its new components; without a metadata store it gets the profile's default one."""
        live.store_stack(self._context, stack)

    def update_stack(self, name: str, stack: Stack) -> None:
        """Replace a stack by another of the same name, and store its new components."""
        live.replace_stack(self._context, name, stack)

    def deregister_stack(self, name: str) -> None:
        """Forget a stack that is not active; its components stay."""
        changing.delete_stack(self._context, name)

    def rename_stack(self, name: str, new_name: str) -> None:
        """Give a stack another name; where it is the active one, it stays so."""
        renaming.rename_stack(self._context, name, new_name)

    def copy_stack(
        self, name: str, new_name: str, *, from_profile: str | None = None, to_profile: str | None = None
    ) -> None:
        """Copy a stack; to another profile, with those of its components that are not there."""
        source, target = copying.both_places(self._context, from_profile, to_profile)
        copying.copy_stack(source, target, name, new_name)

    def stack_problems(self, name: str | None = None) -> list[Problem]:
        """Return everything that keeps a stack, without a name the active one, from being used on this machine."""
        return validating.problems_of(self._context, name)

    def get_stack_components(self, component_type: StackComponentType | str) -> list[StackComponent]:
        """Return all components of one kind; one that cannot be used here is left out, with a warning."""
        return live.usable_components(self._context, _known(component_type))

    def get_stack_component(self, component_type: StackComponentType | str, name: str) -> StackComponent:
        """Return a component."""
        return live.live_component(self._context, _known(component_type), name)

    def register_stack_component(self, component: StackComponent) -> None:
        """Store a component."""
        live.store_component(self._context, component)

    def update_stack_component(self, name: str, component: StackComponent) -> None:
        """Replace a component by another of the same kind and name; it keeps its uuid."""
        live.replace_component(self._context, name, component)

    def deregister_stack_component(self, component_type: StackComponentType | str, name: str) -> None:
        """Forget a component that no stack uses."""
        changing.delete_component(self._context, _known(component_type), name)

    def rename_stack_component(self, component_type: StackComponentType | str, name: str, new_name: str) -> None:
        """Give a component another name, in every stack that it is in as well; its identity and data stay."""
        renaming.rename_component(self._context, _known(component_type), name, new_name)

    def copy_stack_component(
        self,
        component_type: StackComponentType | str,
        name: str,
        new_name: str,
        *,
        from_profile: str | None = None,
        to_profile: str | None = None,
    ) -> None:
        """Copy a component, also to another profile: its settings and secrets, not the data that it keeps."""
        source, target = copying.both_places(self._context, from_profile, to_profile)
        copying.copy_component(source, target, _known(component_type), name, new_name)

    def get_flavors(self, component_type: StackComponentType | str) -> list[Row]:
        """Return all flavors of one kind, whatever their status."""
        return flavors.list_flavors(self._context, _known(component_type))

    def get_flavor(self, name: str, component_type: StackComponentType | str) -> Row:
        """Return a usable flavor."""
        return flavors.get_flavor(self._context, _known(component_type), name)

    def register_flavor(self, source: str, component_type: StackComponentType | str) -> FlavorRecord:
        """Make a class known as a flavor by its dotted path."""
        return registering.register_flavor(self._context, _known(component_type), source).record

    def get_pipelines(self, stack_name: str | None = None) -> list[PipelineView]:
        """Return every pipeline that ran on a stack's metadata store, without a name the active stack's."""
        return all_pipelines(open_history(self._context, stack_name))

    def get_pipeline(self, pipeline_name: str, stack_name: str | None = None) -> PipelineView:
        """Return one pipeline that ran there."""
        return find_pipeline(open_history(self._context, stack_name), pipeline_name)


def _known(component_type: StackComponentType | str) -> StackComponentType:
    """Return a component type that may be given by its name."""
    try:
        return StackComponentType(component_type)
    except ValueError:
        hint = did_you_mean(component_type, [kind.value for kind in StackComponentType])
        raise UsageError(f"{component_type!r} is no component type", hint=hint) from None
