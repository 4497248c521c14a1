"""Where there is a keyring, keys lie in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import file_keyring
import pytest
from local_secrets import BASIC, IDENTITY, a_manager, all_secrets, data_file, key_files

from zenml.errors import ConfigurationError, ZenMLError
from zenml_local.secrets_manager import LocalSecretsManager

HERE = Path(__file__).parent
READS = "from local_secrets import *; print(all_secrets(a_manager()))"
REGISTERS = "from local_secrets import *; a_manager().register_secret('db', BASIC)"


@pytest.fixture
def manager() -> LocalSecretsManager:
    return a_manager()


@pytest.fixture(autouse=True)
def keyring_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(file_keyring.VARIABLE, str(tmp_path / "keyring.json"))
    return tmp_path / "keyring.json"


@pytest.fixture
def keyring(keyring_file: Path) -> Iterator[None]:
    with file_keyring.used(file_keyring.FileKeyring):
        yield


def run(program: str, backend: str) -> str:
    """Run a program with a keyring that the environment names; return the last that it says."""
    env = os.environ | {"PYTHON_KEYRING_BACKEND": backend}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HERE, env=env, capture_output=True, text=True, check=False
    )
    return "".join((done.stdout + done.stderr).splitlines()[-1:])


@pytest.mark.usefixtures("keyring")
def test_a_key_lies_in_the_keyring_and_nowhere_else(home: Path, manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    ((entry, key),) = file_keyring.entries().items()
    assert entry.startswith(f"zenml/{IDENTITY}-")
    assert key.startswith("zenml-key-1 ")
    assert all_secrets(manager) == {"db": BASIC}
    assert key_files(home) == []


def test_a_keyring_is_chosen_through_the_environment_of_keyring(home: Path) -> None:
    assert run(REGISTERS, "file_keyring.FileKeyring") == ""
    assert run(READS, "file_keyring.FileKeyring") == str({"db": BASIC})
    assert len(file_keyring.entries()) == 1
    assert key_files(home) == []


@pytest.mark.parametrize("backend", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"])
def test_a_keyring_that_keeps_nothing_is_none(home: Path, backend: str) -> None:
    assert run(REGISTERS, backend) == ""
    assert run(READS, backend) == str({"db": BASIC})
    assert len(key_files(home)) == 1


def test_a_key_in_a_file_is_read_also_where_there_is_a_keyring_now(home: Path, manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    assert run(READS, "file_keyring.FileKeyring") == str({"db": BASIC})
    assert (len(key_files(home)), file_keyring.entries()) == (1, {})


def test_a_rotation_moves_a_key_into_the_keyring_that_there_is_now(home: Path, manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    with file_keyring.used(file_keyring.FileKeyring):
        manager.rotate_key()
        assert all_secrets(manager) == {"db": BASIC}
    assert (key_files(home), len(file_keyring.entries())) == ([], 1)


def test_a_key_that_the_keyring_has_lost_is_named_with_its_place(keyring_file: Path) -> None:
    run(REGISTERS, "file_keyring.FileKeyring")
    (entry,) = file_keyring.entries()
    keyring_file.unlink()
    assert run(READS, "file_keyring.FileKeyring") == (
        f"zenml.errors.ConfigurationError: {data_file(a_manager())} cannot be read: its key is gone, expected the "
        f"password of user {entry.removeprefix('zenml/')!r} and service 'zenml' in the keyring "
        "(unlock or restore the keyring in which it was made; "
        "if it is lost for good, delete secrets.enc and give its secrets again)"
    )


def test_a_keyring_that_was_chosen_and_is_not_there_is_one_line(home: Path) -> None:
    assert run(REGISTERS, "nowhere.Keyring") == (
        "zenml.errors.ConfigurationError: cannot use the keyring: No module named 'nowhere' "
        "(correct PYTHON_KEYRING_BACKEND or the configuration file of keyring)"
    )
    assert key_files(home) == []


def test_a_locked_keyring_is_one_line_and_not_gone_around(home: Path) -> None:
    said = run(REGISTERS, "file_keyring.LockedKeyring")
    assert said.startswith(f"zenml.errors.ConfigurationError: cannot keep the key {IDENTITY}-")
    assert said.endswith(
        " in the keyring: the user said no (unlock it; to keep keys in files instead, "
        "set PYTHON_KEYRING_BACKEND=keyring.backends.null.Keyring)"
    )
    assert (key_files(home), a_manager().get_all_secret_keys()) == ([], [])


def test_a_keyring_that_is_locked_later_is_one_line() -> None:
    run(REGISTERS, "file_keyring.FileKeyring")
    (entry,) = file_keyring.entries()
    assert run(READS, "file_keyring.LockedKeyring") == (
        f"zenml.errors.ConfigurationError: cannot read the key {entry.removeprefix('zenml/')} in the keyring: "
        "the user said no (unlock it)"
    )


def test_a_keyring_that_loses_what_it_is_given_is_noticed(manager: LocalSecretsManager) -> None:
    with file_keyring.used(file_keyring.ForgetfulKeyring), pytest.raises(ZenMLError) as caught:
        manager.register_secret("db", BASIC)
    assert caught.value.message.endswith(" that was just put into it")
    assert manager.get_all_secret_keys() == []


def test_an_old_key_that_cannot_be_removed_is_told_and_removed_with_the_next_change(
    manager: LocalSecretsManager,
) -> None:
    with file_keyring.used(file_keyring.FileKeyring):
        manager.register_secret("db", BASIC)
    (old,) = file_keyring.entries()
    with file_keyring.used(file_keyring.ClingingKeyring), pytest.raises(ConfigurationError) as caught:
        manager.rotate_key()
    assert str(caught.value) == (
        f"the key was rotated, but the old one is still there: cannot remove the key {old.removeprefix('zenml/')} from "
        "the keyring: it is in use (the next change of a secret will try again to remove it)"
    )
    with file_keyring.used(file_keyring.ClingingKeyring):
        manager.update_secret("db", {"value": "2"})
    assert len(file_keyring.entries()) == 2
    with file_keyring.used(file_keyring.FileKeyring):
        manager.update_secret("db", BASIC)
        assert all_secrets(manager) == {"db": BASIC}
    assert len(file_keyring.entries()) == 1
    assert old not in file_keyring.entries()


def test_without_the_library_a_key_in_the_keyring_says_what_to_install() -> None:
    run(REGISTERS, "file_keyring.FileKeyring")
    hidden = "import sys; sys.modules['keyring'] = None; "
    said = run(hidden + READS, "file_keyring.FileKeyring")
    assert said.endswith(" in the keyring: the library keyring is not installed (pip install 'zenml-local[keyring]')")
