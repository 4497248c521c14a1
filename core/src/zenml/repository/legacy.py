"""Migrate a repository from before 0.7, whose stacks lie in its ``.zen`` folder, into a profile of their own.

The store is made in its place, needs no package of a flavor, and keeps every field. A process that dies in between
leaves the old file: whoever comes next goes on from there. What is done shows by ``store.yaml`` and by the new
``config.yaml``, which is written last.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from zenml.config.changing import (
    configuration_lock,
    current_configuration,
    replace_repository_file,
    repositories_lock,
    write_global_configuration,
)
from zenml.config.global_config import GlobalConfiguration
from zenml.config.profiles import LOCAL_STORE, Profile
from zenml.config.repository_file import (
    RepositoryFile,
    read_repository_file,
    repository_file_path,
    repository_folder,
)
from zenml.errors import ZenMLError
from zenml.fields import Fields
from zenml.files import write_atomically
from zenml.repository.legacy_store import legacy_files
from zenml.zen_stores.opening import local_store_root
from zenml.zen_stores.yaml_layout import STORE_FILE
from zenml.zen_stores.yaml_reading import is_store, pending_changes
from zenml.zen_stores.yaml_writing import initialize_store

logger = logging.getLogger(__name__)

_EXPLANATION = """\
A legacy ZenML repository with locally configured stacks was found at '{folder}'.
Beginning with ZenML 0.7.0, stacks are no longer stored inside the ZenML repository root, they are stored globally \
using the newly
introduced concept of Profiles.

The stacks configured in this repository will be automatically migrated to a newly created profile: '{profile}'.

If you no longer need to use the stacks configured in this repository, please delete the profile using the following \
command:

'zenml profile delete {profile}'

More information about Profiles can be found at https://docs.zenml.io.
This warning will not be shown again for this Repository.
Initializing profile {profile}..."""


def migrate(root: Path, explain: Callable[[str], None] | None = None) -> None:
    """Migrate the legacy repository at ``root``, unless another process has done so by now.

    Args:
        root: its folder.
        explain: receives what the user must read; a warning is logged if it is not given.

    Raises:
        ConfigurationError: something in the old files cannot be migrated; nothing was written.
        NotPermittedError: the repository or the configuration may not be written.
    """
    try:
        with repositories_lock():
            if read_repository_file(root).is_legacy:
                _migrate(root, explain or logger.warning)
    except ZenMLError as error:
        raise type(error)(
            f"the legacy repository {root} cannot be migrated: {error.message}", hint=error.hint
        ) from error


def _migrate(root: Path, explain: Callable[[str], None]) -> None:
    folder, file = repository_folder(root), repository_file_path(root)
    content = {} if _has_store(folder) else legacy_files(folder)
    initialize_store(folder, content)
    active_stack = Fields.read(file).optional_text("active_stack_name")
    profile = _profile_for(folder, active_stack)
    write_atomically(file.with_name(f"{file.name}.legacy"), file.read_bytes())
    explain(_EXPLANATION.format(folder=folder, profile=profile.name))
    replace_repository_file(root, RepositoryFile(active_profile_name=profile.name, active_stack_name=active_stack))


def _has_store(folder: Path) -> bool:
    """Say whether the store was made, or is noted as a whole by a process that died while it wrote the files."""
    return is_store(folder) or STORE_FILE in pending_changes(folder)


def _profile_for(folder: Path, active_stack: str | None) -> Profile:
    """Return the profile whose store lies in ``folder``, which is made if it is missing."""
    with configuration_lock():
        present = current_configuration()
        for profile in present.profiles:
            if profile.store_type == LOCAL_STORE and _is_same(local_store_root(profile), folder):
                return profile
        made = Profile(_free_name(present), store_url=folder.as_uri(), active_stack=active_stack)
        write_global_configuration(replace(present, profiles=(*present.profiles, made)))
    return made


def _is_same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _free_name(present: GlobalConfiguration) -> str:
    while present.profile(name := f"legacy-repository-{os.urandom(4).hex()}"):
        pass
    return name
