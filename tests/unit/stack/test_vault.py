"""Literal secrets in this machine's vault."""

from __future__ import annotations

import pytest

from zenml.errors import ConfigurationError, SecretUnavailableError
from zenml.flavors.registry import refresh
from zenml.models.records import SecretReference
from zenml.stack.vault import (
    forget_literals,
    is_in_vault,
    open_vault,
    read_literal,
    settle_literals,
    stage_literals,
    take_back_literals,
    vault_reference,
    vault_references,
)

UUID = "11111111-1111-4111-8111-111111111111"
TOKEN = vault_reference(UUID, "token")
OLD, NEW = {"retries": 1}, {"retries": 2}


def test_a_reference_names_component_and_field_and_nothing_of_this_machine() -> None:
    assert str(TOKEN) == f"{{{{vault.{UUID}-token}}}}"
    assert vault_references({"token": str(TOKEN), "url": "{{vault.url}}", "n": 1}) == {"token": TOKEN}


def test_a_secret_of_a_user_may_be_called_vault() -> None:
    assert is_in_vault(TOKEN)
    assert not is_in_vault(SecretReference("vault", "token"))
    assert not is_in_vault(SecretReference("safe", TOKEN.key))


def test_a_value_is_in_force_as_soon_as_its_configuration_is() -> None:
    stage_literals({TOKEN: "first"}, {}, OLD)
    settle_literals([TOKEN], OLD)
    stage_literals({TOKEN: "second"}, OLD, NEW)

    assert [read_literal(TOKEN, each) for each in (OLD, NEW)] == ["first", "second"]

    settle_literals([TOKEN], NEW)
    assert read_literal(TOKEN, {"retries": 3}) == "second"


def test_a_change_is_taken_back() -> None:
    stage_literals({TOKEN: "first"}, {}, OLD)
    take_back_literals([TOKEN])
    assert open_vault().get_all_secret_keys() == []

    stage_literals({TOKEN: "first"}, {}, OLD)
    settle_literals([TOKEN], OLD)
    stage_literals({TOKEN: "second"}, OLD, OLD)
    take_back_literals([TOKEN])
    assert read_literal(TOKEN, OLD) == "first"


def test_what_belongs_to_a_configuration_that_never_came_goes() -> None:
    stage_literals({TOKEN: "first"}, {}, OLD)
    settle_literals([TOKEN], NEW)
    assert open_vault().get_all_secret_keys() == []


def test_a_value_that_is_not_there_is_said() -> None:
    forget_literals([TOKEN])
    with pytest.raises(SecretUnavailableError) as caught:
        read_literal(TOKEN, OLD)
    assert caught.value.message == "its value was given on another machine, or is gone from this machine's vault"


def test_without_the_package_that_brings_it_there_is_no_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENML_PLUGINS_DISABLE", "zenml-local")
    refresh()
    try:
        with pytest.raises(ConfigurationError, match="this machine has no vault for secrets: "):
            open_vault()
    finally:
        monkeypatch.undo()
        refresh()
