"""Mark hooks and their implementations without importing pluggy, which alone costs 26 ms."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

PROJECT = "zenml"

_P = ParamSpec("_P")
_R = TypeVar("_R")


def hookimpl(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Mark a function of a plugin module as the implementation of the hook of its name.

    Example::

        @hookimpl
        def zenml_artifact_stores() -> list[Flavor]:
            return [Flavor("ftp", "zenml_ftp.artifact_store:FtpArtifactStore", "Artifacts on an FTP server")]
    """
    # The attribute and its keys are pluggy's public convention (HookimplOpts).
    options = {
        "wrapper": False,
        "hookwrapper": False,
        "optionalhook": False,
        "tryfirst": False,
        "trylast": False,
        "specname": None,
    }
    setattr(function, f"{PROJECT}_impl", options)
    return function


def hookspec(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Mark a function of ``hookspecs`` as the definition of a hook."""
    options = {"firstresult": False, "historic": False, "warn_on_impl": None, "warn_on_impl_args": None}
    setattr(function, f"{PROJECT}_spec", options)
    return function
