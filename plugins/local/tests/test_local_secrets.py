from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from local_secrets import BASIC, IDENTITY, a_manager, all_secrets, data_file, key_files

from zenml.errors import ConfigurationError, ConflictError, NotFoundError, ZenMLError
from zenml_local.secrets_manager import LocalSecretsManager

MODULES = """
import sys
from zenml_local.secrets_manager import LocalSecretsManager
LocalSecretsManager(name="mine").get_all_secret_keys()
print(sorted({"cryptography", "filelock", "keyring"} & sys.modules.keys()))
"""


@pytest.fixture
def manager() -> LocalSecretsManager:
    return a_manager()


def refusal(of: Callable[[], object], kind: type[ZenMLError]) -> tuple[str, str]:
    with pytest.raises(kind) as caught:
        of()
    return caught.value.message, caught.value.hint


def test_what_is_registered_is_read(manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    assert manager.get_secret("db") == BASIC


def test_another_instance_reads_it_too(manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    assert all_secrets(a_manager()) == {"db": BASIC}


@pytest.mark.parametrize(
    "values",
    [{}, {"key": ""}, {"A-b_9": "\0\t\r\n"}, {"value": "🔑" * 1000}, {"value": "x" * 1024 * 1024}],
    ids=["nothing", "empty", "control characters", "unicode", "a megabyte"],
)
def test_a_secret_holds_any_text(manager: LocalSecretsManager, values: dict[str, str]) -> None:
    manager.register_secret("db", values)
    assert manager.get_secret("db") == values


def test_names_are_listed_in_alphabetical_order(manager: LocalSecretsManager) -> None:
    for name in ("b", "c d", "a.1", "B"):
        manager.register_secret(name, BASIC)
    assert manager.get_all_secret_keys() == ["B", "a.1", "b", "c d"]


def test_an_update_replaces_all_values(manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    manager.register_secret("other", {"value": "1"})
    manager.update_secret("db", {"token": "new"})
    assert all_secrets(manager) == {"db": {"token": "new"}, "other": {"value": "1"}}


def test_a_deleted_secret_is_gone_and_its_name_free(manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    manager.register_secret("other", {"value": "1"})
    manager.delete_secret("db")
    assert all_secrets(manager) == {"other": {"value": "1"}}
    manager.register_secret("db", {"value": "2"})
    assert all_secrets(manager) == {"db": {"value": "2"}, "other": {"value": "1"}}


def test_all_secrets_can_be_deleted_at_once(manager: LocalSecretsManager) -> None:
    manager.delete_all_secrets()
    for name in "abc":
        manager.register_secret(name, BASIC)
    manager.delete_all_secrets()
    assert all_secrets(manager) == {}


def test_two_managers_know_nothing_of_each_other(manager: LocalSecretsManager) -> None:
    other = a_manager(uuid4())
    manager.register_secret("db", BASIC)
    other.register_secret("db", {"value": "1"})
    assert (all_secrets(manager), all_secrets(other)) == ({"db": BASIC}, {"db": {"value": "1"}})


def test_a_name_is_registered_once(manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    assert refusal(lambda: manager.register_secret("db", {}), ConflictError) == (
        "a secret named 'db' exists already",
        "update it, or choose another name",
    )
    assert all_secrets(manager) == {"db": BASIC}


@pytest.mark.parametrize(
    "verb",
    [
        lambda manager: manager.get_secret("dbb"),
        lambda manager: manager.update_secret("dbb", {}),
        lambda manager: manager.delete_secret("dbb"),
    ],
)
def test_an_unknown_name_gets_the_closest_one(
    manager: LocalSecretsManager, verb: Callable[[LocalSecretsManager], object]
) -> None:
    message = "there is no secret named 'dbb' in secrets manager 'mine'"
    assert refusal(lambda: verb(manager), NotFoundError) == (message, "")
    manager.register_secret("db", BASIC)
    assert refusal(lambda: verb(manager), NotFoundError) == (message, "did you mean 'db'?")
    assert all_secrets(manager) == {"db": BASIC}


def test_a_name_that_no_terminal_can_type_is_unknown(manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    message, _ = refusal(lambda: manager.get_secret("\udcff"), NotFoundError)
    assert message == "there is no secret named '\\udcff' in secrets manager 'mine'"


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("a/b", {}, "'a/b' is not a valid secret name"),
        ("", {}, "'' is not a valid secret name"),
        ("db", {"a b": "hidden"}, "secret 'db' cannot have the key 'a b'"),
        ("db", {"": "hidden"}, "secret 'db' cannot have the key ''"),
        ("db", {"k": 7}, "the value of 'k' in secret 'db' must be a text, not int"),
        ("db", {"k": "hidden\udcff"}, "the value of 'k' in secret 'db' is no text: it holds what is no character"),
    ],
)
def test_what_a_secret_cannot_hold_is_refused_without_showing_it(
    manager: LocalSecretsManager, name: str, values: dict[str, str], message: str
) -> None:
    assert refusal(lambda: manager.register_secret(name, values), ConfigurationError)[0] == message
    assert manager.get_all_secret_keys() == []
    assert not manager.local_path.exists()


def test_it_keeps_its_data_in_the_folder_of_its_uuid(manager: LocalSecretsManager, config_path: Path) -> None:
    manager.register_secret("db", BASIC)
    assert manager.local_path == config_path / "local_stores" / str(IDENTITY)
    assert sorted(path.name for path in manager.local_path.iterdir()) == [".lock", "secrets.enc"]


def test_only_the_owner_may_look(manager: LocalSecretsManager, home: Path) -> None:
    manager.register_secret("db", BASIC)
    manager.rotate_key()
    paths = [path for path in home.rglob("*") if path.name != "zenml"]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_reading_makes_nothing(manager: LocalSecretsManager, home: Path) -> None:
    assert manager.get_all_secret_keys() == []
    assert list(home.rglob("*")) == []


def test_listing_no_secrets_loads_no_library() -> None:
    done = subprocess.run([sys.executable, "-c", MODULES], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_rotation_encrypts_with_another_key_and_removes_the_old_one(manager: LocalSecretsManager, home: Path) -> None:
    for name in "abc":
        manager.register_secret(name, {"value": name})
    old_keys, old_content = key_files(home), data_file(manager).read_bytes()
    manager.rotate_key()
    new_keys, new_content = key_files(home), data_file(manager).read_bytes()
    assert all_secrets(manager) == {name: {"value": name} for name in "abc"}
    assert (len(old_keys), len(new_keys)) == (1, 1)
    assert old_keys != new_keys
    lines = [set(content.splitlines()[1:]) for content in (old_content, new_content)]
    assert (len(lines[0]), len(lines[1]), lines[0] & lines[1]) == (4, 4, set())


def test_what_has_no_key_yet_is_not_rotated(manager: LocalSecretsManager) -> None:
    assert refusal(manager.rotate_key, NotFoundError) == (
        "secrets manager 'mine' has no key yet",
        "it is made together with the first secret",
    )
