"""Know where the caller stands: in which repository, with which profile, on which stack."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import cast

from zenml.config.global_config import GlobalConfiguration, global_configuration_path, load_global_configuration
from zenml.config.profiles import Profile
from zenml.config.repository_file import (
    REPOSITORY_VARIABLE,
    RepositoryFile,
    find_root,
    named_root,
    read_repository_file,
    repository_file_path,
    repository_folder,
)
from zenml.config.selection import Choice, Origin, Selection, select
from zenml.errors import ConfigurationError, NotFoundError
from zenml.names import did_you_mean
from zenml.sources import load
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_reading import is_store

PROFILE_VARIABLE = "ZENML_ACTIVATED_PROFILE"
STACK_VARIABLE = "ZENML_ACTIVATED_STACK"

_FIRST_USE = "zenml.repository.first_use:create_default_profile"
_MIGRATION = "zenml.repository.legacy:migrate"


@dataclass(frozen=True)
class Context:
    """Hold where the caller stands; the profile and its store are opened when they are asked for."""

    root: Path | None
    """The repository's folder, ``None`` outside of one."""
    source_root: Path
    """What the addresses of the user's own code are relative to."""
    configuration: GlobalConfiguration
    repository_file: RepositoryFile
    selection: Selection

    @cached_property
    def profile(self) -> Profile:
        """Return the profile in force.

        Raises:
            NotFoundError: it does not exist any more; the message says who chose it and how to repair that.
        """
        found = self.configuration.profile(self.selection.profile)
        if found is None:
            raise self._vanished_profile()
        return found

    @cached_property
    def store(self) -> ZenStore:
        """Return the store of the profile in force."""
        return open_store(self.profile)

    def on_profile(self, name: str | None) -> Context:
        """Return the same place with another profile, which has its own active stack; without a name, this one."""
        if name is None or name == self.selection.profile:
            return self
        return replace(self, selection=Selection(name, Origin.COMMAND_LINE, None, Origin.GLOBAL))

    @property
    def active_stack_name(self) -> str | None:
        """Return the name of the stack in force, whether or not it exists; ``None`` if none was ever chosen."""
        return self.selection.stack or self.profile.active_stack

    @property
    def active_user(self) -> str:
        """Return the name of the user whom runs are recorded for."""
        return self.profile.active_user

    @property
    def active_project(self) -> str | None:
        """Return the project that the repository selects."""
        return self.repository_file.active_project_name

    def where_lines(self, *, with_missing_repository: bool = False) -> list[str]:
        """Return the lines that tell a user where a command works.

        Args:
            with_missing_repository: outside of a repository, also explain how to get into one.
        """
        lines = [f"Running with active profile: '{self.selection.profile}' ({'local' if self.root else 'global'})"]
        if self.root is None:
            lines.insert(0, "Running without an active repository root.")
            if with_missing_repository:
                lines.insert(0, _missing_repository_line())
        return lines

    def chooser(self, origin: Origin, what: str) -> tuple[str, str]:
        """Return who made a choice, and how to correct it there.

        Args:
            origin: who chose.
            what: ``"profile"`` or ``"stack"``.
        """
        variable = PROFILE_VARIABLE if what == "profile" else STACK_VARIABLE
        return {
            Origin.COMMAND_LINE: (f"--{what}", "name another"),
            Origin.ENVIRONMENT: (variable, f"unset {variable} or name another there"),
            Origin.REPOSITORY: self._file_chooser(repository_file_path(self.root or self.source_root), what),
            Origin.GLOBAL: self._file_chooser(global_configuration_path(), what),
        }[origin]

    def _file_chooser(self, path: Path, what: str) -> tuple[str, str]:
        is_out_of_reach = what == "profile" and self.root is not None and path == global_configuration_path()
        return str(path), f"zenml {what} set NAME{' --global' if is_out_of_reach else ''}"

    def _vanished_profile(self) -> NotFoundError:
        name, known = self.selection.profile, [profile.name for profile in self.configuration.profiles]
        chooser, remedy = self.chooser(self.selection.profile_origin, "profile")
        hints = [self._store_in_repository(), remedy, did_you_mean(name, known)]
        return NotFoundError(
            f"there is no profile named {name!r}, which {chooser} chooses", hint="; ".join(filter(None, hints))
        )

    def _store_in_repository(self) -> str:
        """Return how to make the missing profile where the repository brought its store along: it is a clone."""
        folder = repository_folder(self.root) if self.root else None
        if folder is None or self.selection.profile_origin is not Origin.REPOSITORY or not is_store(folder):
            return ""
        command = shlex.join(["zenml", "profile", "create", self.selection.profile, "--url", str(folder)])
        return f"its store came with the repository: {command}"


def open_context(
    *,
    profile: str | None = None,
    stack: str | None = None,
    source_root: Path | None = None,
    announce: Callable[[str], None] | None = None,
    explain: Callable[[str], None] | None = None,
) -> Context:
    """Find out where the caller stands; on first use, make the default profile, and migrate a legacy repository.

    Args:
        profile: from the command line, stronger than every other choice.
        stack: likewise.
        source_root: where the user's own code lies when there is no repository; the current folder if not given.
        announce: receives, line by line, what first use says.
        explain: receives what a user must read of a migration; a warning is logged if it is not given.

    Raises:
        ConfigurationError: a configuration file is damaged, on first use a flavor is not installed, or a legacy
            repository holds what cannot be migrated.
        NotPermittedError: a legacy repository may not be written, so it cannot be migrated.
    """
    context = open_context_if_used(profile=profile, stack=stack, source_root=source_root)
    if context is None:
        create_default_profile = cast("Callable[[Callable[[str], None]], object]", load(_FIRST_USE))
        create_default_profile(announce or _say_nothing)
        return open_context(profile=profile, stack=stack, source_root=source_root, announce=announce, explain=explain)
    if context.root and context.repository_file.is_legacy:
        migrate = cast("Callable[[Path, Callable[[str], None] | None], object]", load(_MIGRATION))
        migrate(context.root, explain)
        return open_context(profile=profile, stack=stack, source_root=source_root)
    return context


def open_context_if_used(
    *, profile: str | None = None, stack: str | None = None, source_root: Path | None = None
) -> Context | None:
    """Find out where the caller stands without changing anything, ``None`` on a machine that was never used.

    A legacy repository selects nothing. What is damaged raises as in ``open_context``.
    """
    configuration = load_global_configuration()
    if configuration is None:
        return None
    folder = current_folder()
    root = find_root(folder)
    file = read_repository_file(root) if root else RepositoryFile()
    choices = [
        Choice(Origin.COMMAND_LINE, profile, stack),
        Choice(Origin.ENVIRONMENT, os.environ.get(PROFILE_VARIABLE), os.environ.get(STACK_VARIABLE)),
        Choice(Origin.REPOSITORY, file.active_profile_name, file.active_stack_name),
        Choice(Origin.GLOBAL, configuration.active_profile),
    ]
    return Context(root, root or source_root or folder, configuration, file, select(choices))


def current_folder() -> Path:
    """Return the current folder.

    Raises:
        ConfigurationError: it was deleted.
    """
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise ConfigurationError("the current folder does not exist any more", hint="go to another: cd ~") from error


def _say_nothing(_line: str) -> None:
    pass


def _missing_repository_line() -> str:
    if named := named_root():
        return (
            f"Unable to find ZenML repository in {named}, which the environment variable '{REPOSITORY_VARIABLE}' names."
        )
    return (
        f"Unable to find ZenML repository in your current working directory ({current_folder()}) or any parent "
        "directories. If you want to use an existing repository which is in a different location, set the environment "
        f"variable '{REPOSITORY_VARIABLE}'. If you want to create a new repository, run zenml init."
    )
