"""A YAML store does what every store does; what its files look like, ``test_yaml_files`` says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from store_contract import StoreContract
from store_refusals import StoreRefusals

from zenml.config.profiles import Profile
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_writing import initialize_store


class TestYamlStore(StoreContract, StoreRefusals):
    @pytest.fixture
    def open_again(self, tmp_path: Path) -> Callable[[], ZenStore]:
        initialize_store(tmp_path / "store", {})
        return lambda: open_store(Profile("test", store_url=str(tmp_path / "store")))

    def test_a_store_says_where_it_is(self, store: ZenStore, tmp_path: Path) -> None:
        assert store.url == f"{tmp_path}/store"

    def test_a_url_with_a_scheme_leads_to_the_same_store(self, filled: ZenStore, tmp_path: Path) -> None:
        other = open_store(Profile("other", store_url=f"file://{tmp_path}/store"))

        assert other.list_stacks() == filled.list_stacks()
