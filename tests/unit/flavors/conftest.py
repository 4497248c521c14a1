from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugin_site import PluginSite

from zenml.flavors.registry import refresh


@pytest.fixture(autouse=True)
def _forgotten_plugins() -> Iterator[None]:
    """Forget after each test which plugins it imported into this process, and what they brought."""
    refresh()
    yield
    refresh()
    for name in [name for name in sys.modules if name.startswith("acme")]:
        del sys.modules[name]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PluginSite:
    """Return an empty folder of plugins on ``sys.path``."""
    site = PluginSite(tmp_path / "site")
    monkeypatch.syspath_prepend(str(site.folder))
    return site
