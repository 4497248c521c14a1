"""Install a plugin that writes down the moments of runs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from plugin_site import PluginSite

from zenml.flavors.registry import refresh

_OBSERVER = """
from zenml.flavors import hookimpl
seen = []
@hookimpl
def zenml_run_started(run):
    seen.append(f"{run.name} started: {run.status}")
@hookimpl
def zenml_step_started(run, step):
    seen.append(f"{run.name}/{step.name} started: {step.status}")
@hookimpl
def zenml_step_finished(run, step):
    seen.append(f"{run.name}/{step.name} finished: {step.status}")
@hookimpl
def zenml_run_finished(run):
    seen.append(f"{run.name} finished: {run.status}")
"""


@contextmanager
def observed_moments(folder: Path) -> Iterator[list[str]]:
    """Yield the list that grows with each moment of a run in this process."""
    site = PluginSite(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(site.folder))
        module = site.add("acme-observer", _OBSERVER)
        refresh()
        yield cast("list[str]", importlib.import_module(module).seen)
    refresh()
    for name in [name for name in sys.modules if name.startswith("acme")]:
        del sys.modules[name]
