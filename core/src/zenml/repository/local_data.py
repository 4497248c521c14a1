"""Find and remove what the components of a stack keep on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from zenml.components import local_store_folder
from zenml.config.paths import config_folder, local_stores_folder
from zenml.config.trash import discard, empty_trash
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ZenMLError
from zenml.files import explained_writing, real_path, remove_tree
from zenml.models.records import ComponentRecord
from zenml.repository.context import Context, current_folder
from zenml.repository.live import live_component
from zenml.repository.reading import snapshot
from zenml.repository.running import refuse_running_in, stopping_command


class LocalData(NamedTuple):
    """Say what one component keeps on this machine."""

    component: ComponentRecord
    paths: tuple[Path, ...]
    trouble: ZenMLError | None
    """Why it could not be asked; then only the folder that is called by its uuid is among the paths."""


def local_data(context: Context, *, with_secrets: bool = False) -> list[LocalData]:
    """Return what the components of the stack in force keep here and nobody else does; nothing is removed.

    Args:
        context: where the caller stands.
        with_secrets: also what the secrets manager keeps, which cannot be had again.

    Raises:
        NotFoundError: there is no such stack, or it names a component that is not there.
        ConfigurationError: a component claims what holds more than its data: ``/``, the home folder, or a folder
            around the configuration, the repository or the current folder.
        ConflictError: a daemon of a component runs.
    """
    components = snapshot(context).components
    stops = {
        local_store_folder(each.uuid): stopping_command(context.profile.name, each) for each in components.values()
    }
    refuse_running_in(stops, stops.__getitem__)
    chosen = [kind for kind in sorted(components) if with_secrets or kind is not StackComponentType.SECRETS_MANAGER]
    found = [_data_of(context, components[kind]) for kind in chosen]
    for data in found:
        for path in data.paths:
            _refuse_precious(context, data.component, path)
    return found


def remove_local_data(paths: Iterable[Path], announce: Callable[[str], None] = lambda _line: None) -> None:
    """Remove what ``local_data`` found, and say so line by line; of a link, only the link goes.

    Raises:
        NotPermittedError: something may not be removed.
    """
    ours = real_path(local_stores_folder())
    for path in paths:
        if ours in real_path(path.parent).parents or real_path(path.parent) == ours:
            discard(path)
        else:
            with explained_writing(path):
                remove_tree(path)
        announce(f"Removed {path}")
    empty_trash()


def _data_of(context: Context, component: ComponentRecord) -> LocalData:
    try:
        paths, trouble = live_component(context, component.type, component.name).owned_paths, None
    except ZenMLError as error:
        paths, trouble = (local_store_folder(component.uuid),), error
    return LocalData(component, tuple(_outermost(path for path in paths if os.path.lexists(path))), trouble)


def _outermost(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the paths that lie in none of the others."""
    known = list(dict.fromkeys(paths))
    return (path for path in known if not any(other in path.parents for other in known))


def _refuse_precious(context: Context, component: ComponentRecord, path: Path) -> None:
    claimed, ours, data = real_path(path), real_path(config_folder()), real_path(local_stores_folder())
    others = (real_path(Path(os.path.expanduser("~"))), current_folder(), context.root or ours, data)
    is_around = any(claimed == place or claimed in place.parents for place in others)
    is_configuration = ours in claimed.parents and data not in claimed.parents
    if is_around or is_configuration:
        raise ConfigurationError(
            f"the {component.type.words} {component.name!r} claims {path} as its own, which holds more than its data",
            hint="nothing was removed; remove by hand what it keeps",
        )
