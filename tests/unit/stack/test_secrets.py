"""Where the components of a stack find their secrets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import PrivateAttr, SecretStr

from zenml.alerters import BaseAlerter
from zenml.artifact_stores import LocalArtifactStore
from zenml.errors import NotFoundError, SecretUnavailableError
from zenml.models.records import SecretReference
from zenml.orchestrators import LocalOrchestrator
from zenml.secrets_managers import BaseSecretsManager
from zenml.stack import Stack
from zenml.stack.secrets import StackSecrets, secret_variable
from zenml.stack.vault import settle_literals, stage_literals, vault_reference

UUID = "11111111-1111-4111-8111-111111111111"


class Notebook(BaseSecretsManager):
    """Keep secrets where a test can write them."""

    FLAVOR = "notebook"
    pages: dict[str, dict[str, str]]
    lock: SecretStr | None = None
    _read: list[str] = PrivateAttr(default_factory=list)

    def register_secret(self, name: str, values: Mapping[str, str]) -> None: ...
    def update_secret(self, name: str, values: Mapping[str, str]) -> None: ...
    def delete_secret(self, name: str) -> None: ...
    def delete_all_secrets(self) -> None: ...

    def get_secret(self, name: str) -> Mapping[str, str]:
        self._read.append(name)
        if name not in self.pages:
            raise NotFoundError(f"there is no page {name!r}")
        return self.pages[name]

    def get_all_secret_keys(self) -> list[str]:
        return sorted(self.pages)


class Bell(BaseAlerter):
    FLAVOR = "bell"
    token: SecretStr
    user: str = "ringer"

    def post(self, message: str, config: object = None) -> bool:
        return True

    def ask(self, question: str, config: object = None) -> bool:
        return True


def stack_with(bell: Bell, manager: BaseSecretsManager | None, path: Path) -> Stack:
    parts: dict[str, Any] = {"alerter": bell, "secrets_manager": manager}
    return Stack("prod", LocalOrchestrator(name="o"), LocalArtifactStore(name="a", path=str(path)), **parts)


def test_a_stack_resolves_references_by_its_secrets_manager(tmp_path: Path) -> None:
    bell = Bell(name="b", token="{{bell.token}}")  # type: ignore[arg-type]  # as a user writes it
    prod = stack_with(bell, Notebook(name="n", pages={"bell": {"token": "PROD"}}), tmp_path)
    test = stack_with(bell, Notebook(name="n", pages={"bell": {"token": "TEST"}}), tmp_path)

    tokens = [stack.alerter.token.get_secret_value() for stack in (prod, test) if isinstance(stack.alerter, Bell)]

    assert tokens == ["PROD", "TEST"]
    assert bell.secret_source is None


def test_a_component_of_one_stack_reads_the_secrets_of_another_that_it_is_put_in(tmp_path: Path) -> None:
    bell = Bell(name="b", token="{{bell.token}}")  # type: ignore[arg-type]
    prod = stack_with(bell, Notebook(name="n", pages={"bell": {"token": "PROD"}}), tmp_path)
    assert isinstance(prod.alerter, Bell)
    assert prod.alerter.token == SecretStr("PROD")

    test = stack_with(prod.alerter, Notebook(name="n", pages={"bell": {"token": "TEST"}}), tmp_path)

    assert isinstance(test.alerter, Bell)
    assert test.alerter.token == SecretStr("TEST")


def test_a_component_takes_its_own_literals_along_to_another_stack(tmp_path: Path) -> None:
    reference, configuration = vault_reference(UUID, "token"), {"place": "x"}
    stage_literals({reference: "CANARY"}, {}, configuration)
    registered = Bell(name="b", token=str(reference), uuid=UUID)  # type: ignore[arg-type]
    registered = registered.reading_secrets_from(StackSecrets(lambda: None, "nobody").source_for(configuration))

    moved = stack_with(registered, Notebook(name="n", pages={}), tmp_path).alerter

    assert isinstance(moved, Bell)
    assert moved.token == SecretStr("CANARY")


def test_all_of_a_secret_is_read_at_once(tmp_path: Path) -> None:
    """Whoever rotates it meanwhile changes user and token together."""
    manager = Notebook(name="n", pages={"bell": {"token": "T", "user": "U"}})
    alerter = stack_with(Bell(name="b", token="{{bell.token}}", user="{{bell.user}}"), manager, tmp_path).alerter  # type: ignore[arg-type]
    assert isinstance(alerter, Bell)
    assert (alerter.user, alerter.token) == ("U", SecretStr("T"))
    assert manager._read == ["bell"]


def test_a_secret_that_was_missing_is_read_once_it_is_there(tmp_path: Path) -> None:
    manager = Notebook(name="n", pages={"bell": {"user": "U"}})
    alerter = stack_with(Bell(name="b", token="{{bell.token}}", user="{{bell.user}}"), manager, tmp_path).alerter  # type: ignore[arg-type]
    assert isinstance(alerter, Bell)
    with pytest.raises(SecretUnavailableError):
        assert alerter.user
    manager.pages["bell"] = {"token": "T", "user": "U2"}
    assert (alerter.user, alerter.token) == ("U2", SecretStr("T"))


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ({}, "there is no page 'bell'"),
        ({"bell": {"tokn": "x"}}, "the secret 'bell' of secrets manager 'n' has no key 'token'"),
        (None, "stack 'prod' has no secrets manager that knows {{bell.token}}"),
    ],
)
def test_a_secret_that_is_missing_is_named(pages: dict[str, Any] | None, problem: str, tmp_path: Path) -> None:
    manager = None if pages is None else Notebook(name="n", pages=pages)
    alerter = stack_with(Bell(name="b", token="{{bell.token}}"), manager, tmp_path).alerter  # type: ignore[arg-type]
    assert isinstance(alerter, Bell)
    with pytest.raises(SecretUnavailableError) as caught:
        assert alerter.token
    assert caught.value.message == f"'token' of the alerter 'b' cannot be read: {problem}"


def test_a_key_may_be_written_like_the_option_that_gave_it(tmp_path: Path) -> None:
    manager = Notebook(name="n", pages={"bell": {"access_token": "T"}})
    alerter = stack_with(Bell(name="b", token="{{bell.access-token}}"), manager, tmp_path).alerter  # type: ignore[arg-type]
    assert isinstance(alerter, Bell)
    assert alerter.token.get_secret_value() == "T"


def test_a_secrets_manager_reads_its_own_secrets_from_the_environment_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = Notebook(name="n", pages={"n": {"lock": "inside"}}, lock="{{n.lock}}")  # type: ignore[arg-type]
    stack = stack_with(Bell(name="b", token=SecretStr("x")), manager, tmp_path)
    locked = stack.secrets_manager
    assert isinstance(locked, Notebook)
    with pytest.raises(SecretUnavailableError):
        assert locked.lock
    monkeypatch.setenv("ZENML_SECRET_n_lock", "outside")
    assert locked.lock == SecretStr("outside")


@pytest.mark.parametrize(
    ("reference", "variable"),
    [
        (SecretReference("aws", "key"), "ZENML_SECRET_aws_key"),
        (SecretReference("my db", "ssl-ca"), "ZENML_SECRET_my_db_ssl_ca"),
        (SecretReference("my.db", "user"), "ZENML_SECRET_my_db_user"),
    ],
)
def test_the_environment_comes_first(
    reference: SecretReference, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "from outside")
    assert secret_variable(reference) == variable
    assert StackSecrets(lambda: None, "nobody").source_for({})()(reference) == "from outside"


def test_a_literal_is_read_from_the_vault_without_any_secrets_manager() -> None:
    reference = vault_reference(UUID, "token")
    stage_literals({reference: "CANARY"}, {}, {})
    settle_literals([reference], {})
    assert StackSecrets(lambda: None, "nobody").source_for({})()(reference) == "CANARY"
