"""Write the page of the hooks: what a package may bring, and what it is told."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable

from tooling.reference.markdown import code, fenced, page, prose
from tooling.reference.records import field_table

from zenml import flavors
from zenml.flavors import Command, Flavor, MaterializerEntry, StoreDriver, hookspecs
from zenml.flavors.contracts import BRINGING_HOOKS, MOMENTS, SUPPORTED_APIS
from zenml.models import runs
from zenml.models.runs import RunRecord, StepRecord

TITLE = "Hooks"
SUMMARY = "what a package may bring, what it is told, and the records of both"

_RECORDS = (Flavor, StoreDriver, MaterializerEntry, Command)
_ARGUMENTS = (RunRecord, StepRecord)
_BRINGING = """\
Each is called without arguments after its module was imported, when the list of what is installed is made. The
answer is remembered until an installation changes."""
_MOMENTS = """\
Each is called in the process in which it happens. An implementation may leave out arguments that it does not use. What
it returns is ignored; what it raises is logged and does not touch the run."""


def text() -> str:
    return page(
        TITLE,
        _how_to_register(),
        "## What a package brings",
        _BRINGING,
        *(_hook(name) for name in BRINGING_HOOKS),
        "## What a package is told",
        _MOMENTS,
        *(_hook(name) for name in MOMENTS),
        "## Records that a package returns",
        *(_record(record) for record in _RECORDS),
        _versions(),
        "## Records that a package is handed",
        *(_record(record) for record in _ARGUMENTS),
    )


def _how_to_register() -> str:
    plugin = '[project.entry-points."zenml.flavors"]\nftp = "zenml_ftp.plugin"'
    return (
        "A package names one module in its `pyproject.toml`. The functions of that module that are marked with\n"
        "`zenml.flavors.hookimpl` are called, each under the name of its hook.\n\n" + fenced("toml", plugin)
    )


def _hook(name: str) -> str:
    hook: Callable[..., object] = getattr(hookspecs, name)
    docstring = inspect.cleandoc(hook.__doc__ or "")
    _, _, example = docstring.partition("Example::\n")
    signature = f"{name}{inspect.signature(hook)}".replace("'", "")
    return "\n\n".join([f"### {name}", code(signature), prose(docstring), _example(textwrap.dedent(example).strip())])


def _example(example: str) -> str:
    """Return an example that runs as it stands, with the names that it uses."""
    return fenced("python", "\n\n\n".join(["\n".join(_imports(example)), example]))


def _imports(example: str) -> list[str]:
    words = set(re.findall(r"\w+", example))
    handed = [record.__name__ for record in _ARGUMENTS if record.__name__ in words]
    return [
        f"from {flavors.__name__} import {', '.join(name for name in flavors.__all__ if name in words)}",
        *([f"from {runs.__name__} import {', '.join(handed)}"] if handed else []),
    ]


def _record(record: type) -> str:
    return "\n\n".join([f"### {record.__name__}", prose(inspect.getdoc(record)), field_table(record)])


def _versions() -> str:
    """Return which contract versions this core accepts, said once while all kinds have the same."""
    ranges = {(each.start, each.stop - 1) for each in SUPPORTED_APIS.values()}
    (first, last), *others = ranges
    assert not others, "the kinds differ: list each"
    accepted = f"{first}" if first == last else f"{first} to {last}"
    return f"Accepted for `api`, for every component type: {accepted}."
