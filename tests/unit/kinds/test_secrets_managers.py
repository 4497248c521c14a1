from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from zenml.errors import UsageError
from zenml.secrets_managers import BaseSecretsManager


class RemoteSecretsManager(BaseSecretsManager):
    FLAVOR: ClassVar[str] = "remote"

    def register_secret(self, name: str, values: Mapping[str, str]) -> None: ...
    def get_secret(self, name: str) -> Mapping[str, str]:
        return {}

    def get_all_secret_keys(self) -> list[str]:
        return []

    def update_secret(self, name: str, values: Mapping[str, str]) -> None: ...
    def delete_secret(self, name: str) -> None: ...
    def delete_all_secrets(self) -> None: ...


def test_a_manager_without_a_key_of_its_own_says_so_when_it_is_to_be_rotated() -> None:
    with pytest.raises(UsageError) as caught:
        RemoteSecretsManager(name="far").rotate_key()
    assert str(caught.value) == (
        "flavor 'remote' keeps no key of its own (its key is changed where it keeps the secrets)"
    )
