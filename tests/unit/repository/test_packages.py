"""The package that brought a component's flavor."""

from __future__ import annotations

from pathlib import Path

import pytest
from acme_package import install_acme

from zenml.enums import StackComponentType
from zenml.flavors.registry import refresh
from zenml.repository.context import open_context
from zenml.repository.live import live_component, replace_component
from zenml.repository.reading import get_component
from zenml.repository.registering import register_component

ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE


def test_the_package_of_a_third_party_is_remembered_also_after_an_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(install_acme(tmp_path / "site", monkeypatch)))
    refresh()
    context = open_context()
    registered = register_component(context, ARTIFACT_STORE, "shelf", "wall", {"path": str(tmp_path)}).record
    replace_component(context, "wall", live_component(context, ARTIFACT_STORE, "wall"))
    assert get_component(context, ARTIFACT_STORE, "wall") == registered
    assert registered.package == "acme"


def test_a_package_that_every_core_knows_is_not_written(tmp_path: Path) -> None:
    record = register_component(open_context(), ARTIFACT_STORE, "local", "wall", {"path": str(tmp_path)}).record
    assert record.package == ""
