"""Find the class that an artifact's file names, in whichever process reads it."""

from __future__ import annotations

import importlib.util
import sys
from functools import reduce

from zenml.errors import NotFoundError
from zenml.sources import address_of, load, loading_for_execution, put_on_path, source_root


def class_address(cls: type) -> str:
    """Return the address under which every process finds ``cls``, ``""`` if there is none.

    That is so for a class from a function body, a prompt or a notebook, and for one whose name means
    something else by now.
    """
    if _attribute(cls.__module__, cls.__qualname__) is not cls:
        return ""
    public = _public_module(cls)
    return f"{public}:{cls.__qualname__}" if public else address_of(cls, source_root())


def type_name(cls: type) -> str:
    """Return how records name a type: by its address, or for want of one by where it was made."""
    return class_address(cls) or f"{cls.__module__}:{cls.__qualname__}"


def load_class(address: str) -> type:
    """Import the class that ``module:qualname`` names.

    A file that this process has already run, be it as the main script or under another name, is not run
    again: a class that exists twice equals nothing.

    Raises:
        NotFoundError: there is no such module, or no such class in it.
    """
    found = load_once(address)
    if not isinstance(found, type):
        raise NotFoundError(f"{address!r} is not a class", hint="it was one when the artifact was saved")
    return found


def load_once(address: str) -> object:
    """Return what ``module:qualname`` names; a file that this process has already run is not run again.

    Raises:
        NotFoundError: there is no such module, or nothing of that name in it.
    """
    module_name, _, qualname = address.partition(":")
    put_on_path(source_root())
    with loading_for_execution():
        return load(f"{_loaded_name(module_name)}:{qualname}")


def same_class(address: str, cls: type) -> bool:
    """Say whether ``address`` means ``cls``, by its own module's name or by one that re-exports it.

    Nothing is imported: who holds a value of a type has imported what defines it.
    """
    module_name, _, qualname = address.partition(":")
    if cls.__qualname__ != qualname:
        return False
    return cls.__module__ == module_name or _attribute(module_name, qualname) is cls


def _public_module(cls: type) -> str:
    """Return the nearest public module that exports a private module's class, ``""`` if there is none.

    So its address outlives a move inside its library: ``pathlib._local:Path`` is ``pathlib:Path``.
    """
    parts = cls.__module__.split(".")
    depth = next((index for index, part in enumerate(parts) if part.startswith("_")), 0)
    public = ".".join(parts[:depth])
    return public if public and _attribute(public, cls.__qualname__) is cls else ""


def _attribute(module_name: str, qualname: str) -> object:
    try:
        return reduce(getattr, qualname.split("."), sys.modules.get(module_name))
    except AttributeError:
        return None


def _loaded_name(module_name: str) -> str:
    """Return the name under which the file of a module is loaded already, else the name itself."""
    if module_name in sys.modules:
        return module_name
    try:
        spec = importlib.util.find_spec(module_name)
    except ModuleNotFoundError:
        return module_name
    origin = spec.origin if spec is not None and spec.has_location else None
    loaded = (name for name, module in list(sys.modules.items()) if getattr(module, "__file__", "") == origin)
    return next(loaded, module_name) if origin else module_name
