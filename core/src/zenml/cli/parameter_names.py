"""Know the parameters of a flavor, for a command line that is still being typed.

Importing a flavor's class costs more than a shell should wait. What was found is kept in the cache folder until the
module of the class, or the core, is another one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any, cast

from zenml import __version__
from zenml.cli.offers import CHOSEN_FLAVOR
from zenml.config.paths import cache_folder
from zenml.enums import StackComponentType
from zenml.errors import ZenMLError
from zenml.files import make_private_folder, write_atomically
from zenml.flavors.registered import registered_rows
from zenml.flavors.registry import find_flavor
from zenml.repository.context import Context
from zenml.sources import load, put_on_path

Parameters = list[tuple[str, str]]
"""Names and descriptions."""


def parameter_names(
    context: Context | None, kind: StackComponentType, meta: Mapping[str, Any], component: str | None
) -> Parameters:
    """Return the parameters of the flavor that was chosen, else of the component that was named.

    Args:
        context: where the command would work, ``None`` on a machine that was never used.
        kind: the kind.
        meta: click's notes, in which ``ParametersCommand`` leaves the chosen flavor.
        component: the name that stands on the command line.

    Raises:
        ZenMLError: there is no such flavor, or it cannot be used.
    """
    flavor, package = meta.get(CHOSEN_FLAVOR, ""), ""
    if not flavor and context and component and (stored := context.store.get_component(kind, component)):
        flavor, package = stored.flavor, stored.package
    if context:
        put_on_path(context.source_root)
    local = registered_rows(context.store.list_flavors(kind)) if context else []
    return _remembered(kind, find_flavor(kind, flavor, local, package).implementation)


def _remembered(kind: StackComponentType, implementation: str) -> Parameters:
    file = cache_folder() / "parameters.json"
    known, state = _read(file), _state_of(implementation)
    entry = known.get(implementation)
    if entry is None or entry["state"] != state:
        entry = {"state": state, "parameters": _looked_up(kind, implementation)}
        _write(file, {**known, implementation: entry})
    return [(name, description) for name, description in entry["parameters"]]


def _looked_up(kind: StackComponentType, implementation: str) -> Parameters:
    # By address: pydantic, and the class.
    find = cast("Callable[..., Any]", load("zenml.stack.classes:class_at"))
    describe = cast("Callable[[Any], Sequence[Any]]", load("zenml.stack.classes:flavor_fields"))
    return [(field.name, field.description) for field in describe(find(kind, implementation))]


def _state_of(implementation: str) -> list[object]:
    """Return what changes whenever the class may have changed."""
    file = _file_of(implementation.partition(":")[0])
    return [__version__, os.stat(file).st_mtime_ns if file else 0]


def _file_of(module: str) -> str | None:
    """Return the file of a module, of which not even a package around it is imported."""
    spec, folders = None, None
    names = module.split(".")
    for end in range(1, len(names) + 1):
        spec = PathFinder.find_spec(".".join(names[:end]), folders)
        if spec is None:
            return None
        folders = spec.submodule_search_locations
    return spec.origin if spec else None


def _read(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(file: Path, known: Mapping[str, Any]) -> None:
    try:
        make_private_folder(file.parent)
        write_atomically(file, json.dumps(known).encode())
    except ZenMLError:
        return  # a folder that cannot be written costs time, nothing else
