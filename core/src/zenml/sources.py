"""Turn dotted addresses into objects and objects into dotted addresses.

An address is ``module:qualname``. Addresses of a user's own code are relative to the *source root*: the
repository's folder, without a repository the main script's folder.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from pathlib import Path
from types import ModuleType

from zenml.errors import NotFoundError

_loading = ContextVar("zenml_loading_for_execution", default=False)


def load(address: str) -> object:
    """Import what ``module:qualname`` names and return it.

    Raises:
        NotFoundError: the module has no such attribute, or there is no such module; an error that the
            module itself raises while it is imported passes.
    """
    module_name, _, qualname = address.partition(":")
    try:
        return reduce(getattr, qualname.split("."), _import(module_name))
    except AttributeError as error:
        missing = f"module {module_name!r} has no {qualname!r}"
        raise NotFoundError(missing, hint=f"check the address {address!r}") from error


def address_of(thing: object, source_root: Path) -> str:
    """Return the address of a module-level class or function, ``""`` when another process cannot find it.

    That is so for what a function body defined, and for code typed into a prompt or notebook. Code of the
    main script is found under the name its file would have when imported from ``source_root``.
    """
    qualname: str = getattr(thing, "__qualname__", "")
    module_name: str = getattr(thing, "__module__", "")
    if not qualname or "<" in qualname:
        return ""
    if module_name == "__main__":
        module_name = _module_name_of_main(source_root)
    return f"{module_name}:{qualname}" if module_name else ""


def main_script_folder() -> Path:
    """Return the folder of the running script, the current folder when there is none."""
    file = _main_file()
    return file.parent if file else Path.cwd()


def put_on_path(*folders: str | Path) -> None:
    """Let modules in ``folders`` be imported, before others of the same name, for this process."""
    for folder in reversed([os.fspath(folder) for folder in folders]):
        if folder not in sys.path:
            sys.path.insert(0, folder)


@contextmanager
def loading_for_execution() -> Iterator[None]:
    """Mark that a user's module is imported only to reach a step in it: its ``run()`` must do nothing."""
    token = _loading.set(True)
    try:
        yield
    finally:
        _loading.reset(token)


def is_loading_for_execution() -> bool:
    """Say whether the code that asks is being imported to reach a step in it."""
    return _loading.get()


def _import(module_name: str) -> ModuleType:
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        is_the_module_itself = error.name is not None and f"{module_name}.".startswith(f"{error.name}.")
        if not is_the_module_itself:
            raise
        raise NotFoundError(
            f"there is no module {module_name!r}", hint="is its package installed, or its file below the source root?"
        ) from error


def _main_file() -> Path | None:
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    return Path(file).resolve() if file else None


def _module_name_of_main(source_root: Path) -> str:
    file = _main_file()
    if file is None or file.suffix != ".py":
        return ""
    root = source_root.resolve()
    relative = file.relative_to(root) if file.is_relative_to(root) else Path(file.name)
    return ".".join(relative.with_suffix("").parts)
