"""Turn dotted addresses into objects and objects into dotted addresses.

An address is ``module:qualname``. Addresses of a user's own code are relative to the *source root*: the
repository's folder, without a repository the folder from which the main script's module can be imported.
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


class _Process:
    """Hold what is true of the whole process, whichever of its threads asks."""

    source_root: Path | None = None


def load(address: str) -> object:
    """Import what ``module:qualname`` names and return it.

    Raises:
        NotFoundError: the module has no such attribute, or there is no such module; an error that the
            module itself raises while it is imported passes.
    """
    module_name, _, qualname = address.partition(":")
    module = _import(module_name)
    try:
        return reduce(getattr, qualname.split("."), module)
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
        module_name = name_of_main(source_root)
    return f"{module_name}:{qualname}" if module_name else ""


def is_same_source(one: type, other: type) -> bool:
    """Say whether two classes come from the same place, also when one of them is that of the main script."""
    files = [getattr(sys.modules.get(each.__module__), "__file__", each) for each in (one, other)]
    return one is other or (one.__qualname__, files[0]) == (other.__qualname__, files[1])


def source_root() -> Path:
    """Return what the addresses of the user's own code are relative to in this process."""
    return _Process.source_root or main_script_folder()


def use_source_root(folder: str | Path) -> None:
    """Say where the source root is; for whoever knows the repository, or the run that this process works for."""
    _Process.source_root = Path(folder)


def main_script_folder() -> Path:
    """Return the folder from which the running script's module is imported, the current one without a script.

    That is the script's own folder; of ``python -m package.module``, the folder that holds the package.
    """
    file = _main_file()
    return file.parents[_main_module().count(".")] if file else Path.cwd()


def put_on_path(*folders: str | Path) -> None:
    """Let modules in ``folders`` be imported by this process, after all others: they replace no module."""
    for folder in [os.fspath(folder) for folder in folders]:
        if folder not in sys.path:
            sys.path.append(folder)


def put_first_on_path(*folders: str | Path) -> None:
    """Let modules in ``folders`` be imported by this process before all others, as ``python FILE`` does."""
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


def name_of_main(source_root: Path) -> str:
    """Return the name under which other processes import the main script, ``""`` if they cannot."""
    if name := _main_module():
        return name
    file = _main_file()
    if file is None or file.suffix != ".py" or "." in file.stem:
        return ""
    root = source_root.resolve()
    folders = file.parent.relative_to(root).parts if file.is_relative_to(root) else ()
    # A folder with a dot in its name is no package; the script's own folder is on the path of its steps.
    name = file.stem if any("." in folder for folder in folders) else ".".join([*folders, file.stem])
    return "" if name == "__main__" else name


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


def _main_module() -> str:
    """Return the name by which ``python -m`` found the main script, ``""`` if it was started by its file."""
    name: str = getattr(getattr(sys.modules.get("__main__"), "__spec__", None), "name", "")
    return "" if name == "__main__" else name
