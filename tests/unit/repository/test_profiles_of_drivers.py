"""Profiles whose store another package opens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugin_site import PluginSite
from status_lines import FOUND_STORE, NEW_STORE

from zenml.config.profiles import Profile
from zenml.flavors.registry import refresh
from zenml.models.records import StackRecord
from zenml.repository.context import Context
from zenml.repository.profiles import create_profile
from zenml.zen_stores.opening import open_store

SHELF = """\
from zenml.flavors import StoreDriver, hookimpl
@hookimpl
def zenml_stores():
    return [StoreDriver("shelf", ("shelf",), "acme_shelf.store:open_shelf")]
"""
SHELF_STORE = """\
import os, pathlib
from zenml.zen_stores.yaml_store import YamlZenStore
from zenml.zen_stores.yaml_writing import initialize_store
def open_shelf(url):
    root = pathlib.Path(os.environ["SHELF"])
    initialize_store(root, {})
    return YamlZenStore(root, url)
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install a package that opens stores at ``shelf://``; return the folder in which it keeps them."""
    site = PluginSite(tmp_path / "site")
    monkeypatch.syspath_prepend(str(site.folder))
    monkeypatch.setenv("SHELF", str(tmp_path / "shelf"))
    site.add("acme-shelf", SHELF)
    (site.folder / "acme_shelf" / "store.py").write_text(SHELF_STORE)
    refresh()
    yield tmp_path / "shelf"
    refresh()
    for name in [name for name in sys.modules if name.startswith("acme")]:
        del sys.modules[name]


def test_a_store_of_another_type_gets_its_default_stack_through_its_own_door(context: Context, shelf: Path) -> None:
    said: list[str] = []

    made = create_profile("zenml", url="shelf://me:secret@wall", announce=said.append)

    assert made == Profile("zenml", "shelf", "shelf://me:secret@wall")
    assert said == NEW_STORE.splitlines()
    assert open_store(made).list_stacks() == open_store(Profile("default")).list_stacks()


def test_a_store_of_another_type_that_holds_something_is_taken_as_it_is(context: Context, shelf: Path) -> None:
    store = open_store(create_profile("first", url="shelf://wall"))
    store.create_stack(StackRecord("alpha", {}))
    store.delete_stack("default")
    said: list[str] = []

    assert create_profile("zenml", url="shelf://wall", announce=said.append).active_stack == "alpha"
    assert said == FOUND_STORE.splitlines()
