"""Whether it is worth the price of YAML to look for flavors of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from zenml.config.changing import change_global_configuration
from zenml.config.global_config import GlobalConfiguration
from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.models.records import FlavorRecord
from zenml.repository.context import open_context
from zenml.repository.flavor_traces import may_know_flavors


def test_before_first_use_there_are_none() -> None:
    assert not may_know_flavors()


def test_in_a_store_without_any_there_are_none() -> None:
    open_context()
    assert not may_know_flavors()


def test_a_flavor_in_the_usual_place_is_noticed() -> None:
    flavor = FlavorRecord(StackComponentType.ARTIFACT_STORE, "desk", "stores.desk:Desk")
    open_context().store.create_flavor(flavor)
    assert may_know_flavors()


def test_a_store_in_another_place_is_worth_a_look(tmp_path: Path) -> None:
    open_context()
    elsewhere = Profile("elsewhere", store_url=str(tmp_path))
    change_global_configuration(lambda known: GlobalConfiguration((*known.profiles, elsewhere), known.active_profile))
    assert may_know_flavors()


@pytest.mark.parametrize("key", ['"store_url"', "'store_url'", "store_url ", "? store_url\n    "])
def test_a_place_that_was_written_by_hand_is_worth_a_look(config_path: Path, tmp_path: Path, key: str) -> None:
    config_path.mkdir()
    (config_path / "config.yaml").write_text(f"version: 1\nactive_profile: a\nprofiles:\n  a:\n    {key}: {tmp_path}\n")
    assert may_know_flavors()


def test_a_link_to_nothing_is_worth_a_look(config_path: Path) -> None:
    config_path.mkdir()
    (config_path / "config.yaml").symlink_to("gone.yaml")
    assert may_know_flavors()


def test_a_store_of_another_type_is_worth_a_look() -> None:
    open_context()
    database = Profile("database", store_type="sql")
    change_global_configuration(lambda known: GlobalConfiguration((*known.profiles, database), known.active_profile))
    assert may_know_flavors()
