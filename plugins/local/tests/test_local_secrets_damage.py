"""A file that is damaged, foreign or newer is one line, and stays as it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from damaged_files import Untouched
from local_secrets import BASIC, a_manager, all_secrets, data_file, key_files
from privileges import obey_modes

from zenml.errors import ConfigurationError, NotPermittedError
from zenml_local.secrets_manager import LocalSecretsManager

DAMAGED = " is damaged, or is no file of secrets"
VERBS: dict[str, Callable[[LocalSecretsManager], object]] = {
    "get": lambda manager: manager.get_secret("db"),
    "list": lambda manager: manager.get_all_secret_keys(),
    "register": lambda manager: manager.register_secret("new", BASIC),
    "update": lambda manager: manager.update_secret("db", BASIC),
    "delete": lambda manager: manager.delete_secret("db"),
    "delete all": lambda manager: manager.delete_all_secrets(),
    "rotate": lambda manager: manager.rotate_key(),
}
FOREIGN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", DAMAGED),
    "a line break": (b"\n", DAMAGED),
    "binary": (bytes(range(256)), DAMAGED),
    "YAML": (b"version: 1\nname: db\n", DAMAGED),
    "other JSON": (b'{"name": "db"}\n\n\n', DAMAGED),
    "a list": (b"[1]\n\n\n", DAMAGED),
    "deep": (b"[" * 100_000, DAMAGED),
    "no format": (b'{"format": null, "key": null, "obsolete_keys": []}\n\n', DAMAGED),
    "format 0": (b'{"format": 0, "key": null, "obsolete_keys": []}\n\n', DAMAGED),
    "no key": (b'{"format": 1, "obsolete_keys": []}\n\n', DAMAGED),
    "a key in a list": (b'{"format": 1, "key": {"id": "a", "kept_in": ["file"]}, "obsolete_keys": []}\n\n', DAMAGED),
    "a key elsewhere": (b'{"format": 1, "key": {"id": "a", "kept_in": "tpm"}, "obsolete_keys": []}\n\n', DAMAGED),
    "records without a key": (b'{"format": 1, "key": null, "obsolete_keys": []}\n\na b\n', DAMAGED),
    "more in the first line": (b'{"format": 1, "key": null, "obsolete_keys": [], "x": 1}\n\n', DAMAGED),
    "a path for a key": (
        b'{"format": 1, "key": null, "obsolete_keys": [{"id": "../../../config.yaml", "kept_in": "file"}]}\n\n',
        " holds the secrets of another secrets manager",
    ),
    "a newer format": (
        b'{"format": 2, "engine": "other"}\n',
        " has format version 2, this zenml-local knows up to 1",
    ),
}


@pytest.fixture
def manager() -> LocalSecretsManager:
    manager = a_manager()
    manager.register_secret("db", BASIC)
    manager.register_secret("other", {"value": "1"})
    return manager


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("case", FOREIGN)
def test_what_is_no_file_of_secrets_is_refused_and_stays(manager: LocalSecretsManager, case: str, verb: str) -> None:
    content, sentence = FOREIGN[case]
    path = data_file(manager)
    path.write_bytes(content)
    with Untouched(path, sentence):
        VERBS[verb](manager)


def test_no_flipped_bit_goes_unnoticed(manager: LocalSecretsManager, home: Path) -> None:
    path, keys = data_file(manager), key_files(home)
    whole = path.read_bytes()
    for position in range(len(whole)):
        for bit in (1, 4, 64):
            path.write_bytes(whole[:position] + bytes([whole[position] ^ bit]) + whole[position + 1 :])
            assert_refused(manager, path)
    assert key_files(home) == keys


def test_no_cut_goes_unnoticed(manager: LocalSecretsManager) -> None:
    path = data_file(manager)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert_refused(manager, path)


def test_no_secret_can_be_taken_out_put_back_or_moved_without_the_key(manager: LocalSecretsManager) -> None:
    path = data_file(manager)
    old = path.read_bytes()
    manager.update_secret("db", {"value": "2"})
    header, seal, *records, end = path.read_bytes().split(b"\n")
    old_records = old.split(b"\n")[2:-1]
    lookups, tokens = zip(*(record.split(b" ") for record in records), strict=True)
    swapped = [b" ".join(pair) for pair in zip(lookups, reversed(tokens), strict=True)]
    for forged in ([records[0]], records[::-1], old_records, [*records, *old_records], swapped, []):
        path.write_bytes(b"\n".join([header, seal, *forged, end]))
        assert_refused(manager, path)


def test_the_file_of_another_manager_is_refused(manager: LocalSecretsManager) -> None:
    other = a_manager(uuid4())
    other.register_secret("db", {"value": "of the other"})
    path = data_file(manager)
    shutil.copy(data_file(other), path)
    with Untouched(path, " holds the secrets of another secrets manager"):
        manager.get_secret("db")


def test_a_key_that_was_exchanged_is_noticed(manager: LocalSecretsManager, home: Path) -> None:
    other = a_manager(uuid4())
    other.register_secret("db", BASIC)
    folder = home / ".local" / "state" / "zenml" / "keys"
    own, another = sorted(key_files(home), key=lambda name: not name.startswith(str(manager.uuid)))
    shutil.copy(folder / another, folder / own)
    with Untouched(
        data_file(manager), f" is damaged, or was encrypted with another key than is kept as {folder / own}"
    ):
        manager.register_secret("new", BASIC)


def test_a_folder_in_its_place_is_refused(manager: LocalSecretsManager) -> None:
    path = data_file(manager)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigurationError) as caught:
        manager.get_secret("db")
    assert caught.value.message == f"cannot read {path}: Is a directory"


def test_a_file_that_may_not_be_read_says_so(manager: LocalSecretsManager) -> None:
    data_file(manager).chmod(0)
    program = "from local_secrets import a_manager; a_manager().get_secret('db')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        preexec_fn=obey_modes,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == (
        f"zenml.errors.NotPermittedError: cannot read {data_file(manager)}: Permission denied "
        "(check its owner and mode)"
    )


def test_a_copy_that_is_put_back_is_read_again(manager: LocalSecretsManager) -> None:
    copy = data_file(manager).read_bytes()
    data_file(manager).write_bytes(b"")
    data_file(manager).write_bytes(copy)
    assert all_secrets(manager) == {"db": BASIC, "other": {"value": "1"}}


def assert_refused(manager: LocalSecretsManager, path: Path) -> None:
    """Check that nothing is read from the damaged file, nor written into it."""
    damaged = path.read_bytes()
    for verb in ("get", "register"):
        with pytest.raises((ConfigurationError, NotPermittedError)) as caught:
            VERBS[verb](manager)
        assert str(path) in caught.value.message
        assert "\n" not in caught.value.message
    assert path.read_bytes() == damaged
