"""Tell a user's own code from what is installed."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType

_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


class Project:
    """Know which modules belong together with a function: those below the source root, and its own package."""

    def __init__(self, source_root: Path, module_name: str) -> None:
        self._root = source_root.resolve()
        self._package = _top(module_name)

    def owns_module(self, name: str) -> bool:
        """Say whether a loaded module is part of the project; what is typed at a prompt is."""
        top = _top(name)
        if top == "zenml":
            return False
        places = _places(sys.modules.get(name))
        if name == "__main__" or (top == self._package and not places):
            return True
        return any(self._owns_file(place, top) for place in places)

    def file_of(self, module_name: str) -> Path | None:
        """Return the file of a module of the project without importing it, ``None`` if it is not part of it."""
        parts = module_name.split(".")
        for folder in (self._root, *self._package_parents(parts[0])):
            for file in (folder.joinpath(*parts).with_suffix(".py"), folder.joinpath(*parts, "__init__.py")):
                if file.is_file() and self._owns_file(str(file), parts[0]):
                    return file
        return None

    def _owns_file(self, file: str, top: str) -> bool:
        path = _resolved(file)
        if path.startswith(_STANDARD_LIBRARY) or any(folder in path for folder in _INSTALLED):
            return False
        return top == self._package or Path(path).is_relative_to(self._root)

    def _package_parents(self, top: str) -> list[Path]:
        if top != self._package:
            return []
        folders = getattr(sys.modules.get(top), "__path__", ())
        return [Path(folder).parent for folder in folders]


def _places(module: ModuleType | None) -> list[str]:
    """Return the file of a module, or the folders of a package without one."""
    file = getattr(module, "__file__", None)
    return [file] if file else list(getattr(module, "__path__", ()))


def _top(module_name: str) -> str:
    return module_name.partition(".")[0]


@lru_cache(maxsize=4096)
def _resolved(file: str) -> str:
    return os.path.realpath(file)
