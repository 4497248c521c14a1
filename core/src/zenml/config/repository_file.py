"""Find a repository and read what it selects."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from zenml.config.unknown_keys import warn_about_unknown_keys
from zenml.errors import NotPermittedError
from zenml.fields import Fields

REPOSITORY_VARIABLE = "ZENML_REPOSITORY_PATH"
_FOLDER = ".zen"
_KEYS = ("active_profile_name", "active_project_name", "active_stack_name")
_LEGACY_KEYS = ("stacks", "stack_components")


@dataclass(frozen=True)
class RepositoryFile:
    """Hold what one code base selects; ``None`` leaves it to the global configuration."""

    active_profile_name: str | None = None
    active_project_name: str | None = None
    active_stack_name: str | None = None

    is_legacy: ClassVar[bool] = False
    """Whether the file is one from before 0.7, and the repository keeps its stacks itself."""


class LegacyRepositoryFile(RepositoryFile):
    """Stand for a file from before 0.7: until it is migrated, it selects nothing."""

    is_legacy: ClassVar[bool] = True


def find_root(start: Path) -> Path | None:
    """Return the folder of the repository around ``start``: itself or the nearest parent that is one.

    ``ZENML_REPOSITORY_PATH`` is taken as it is, without looking at its parents.
    """
    named = named_root()
    candidates = [named] if named else [start, *start.parents]
    return next((folder for folder in candidates if is_repository(folder)), None)


def named_root() -> Path | None:
    """Return the folder that ``ZENML_REPOSITORY_PATH`` names, whether or not it is a repository."""
    named = os.environ.get(REPOSITORY_VARIABLE)
    return Path(named).absolute() if named else None


def is_repository(folder: Path) -> bool:
    """Say whether ``zenml init`` was run in this folder.

    Raises:
        NotPermittedError: its ``.zen`` folder may not be looked into; what it selects is not passed over silently.
    """
    try:
        os.stat(repository_file_path(folder))
    except PermissionError as error:
        if not os.path.lexists(repository_folder(folder)):
            return False
        raise NotPermittedError(
            f"cannot read {repository_folder(folder)}: {error.strerror}", hint="check its owner and mode"
        ) from error
    except OSError:
        return False
    return True


def repository_folder(root: Path) -> Path:
    """Return the folder in which the repository at ``root`` keeps its file, and a legacy one its stacks."""
    return root / _FOLDER


def repository_file_path(root: Path) -> Path:
    """Return the file in which the repository at ``root`` keeps what it selects."""
    return repository_folder(root) / "config.yaml"


def read_repository_file(root: Path) -> RepositoryFile:
    """Return what the repository at ``root`` selects; missing keys are accepted, unknown ones warned about once.

    Raises:
        ConfigurationError: the file is damaged, or a value is no text; path and line are named.
    """
    fields = Fields.read(repository_file_path(root))
    if all(key in fields.document for key in _LEGACY_KEYS):
        return LegacyRepositoryFile()
    warn_about_unknown_keys(fields, _KEYS)
    return RepositoryFile(
        active_profile_name=fields.optional_text("active_profile_name"),
        active_project_name=fields.optional_text("active_project_name"),
        active_stack_name=fields.optional_text("active_stack_name"),
    )
