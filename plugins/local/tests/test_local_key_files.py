from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from local_secrets import BASIC, IDENTITY, a_manager, all_secrets, data_file, key_files
from privileges import obey_modes

from zenml.errors import ConfigurationError, NotPermittedError
from zenml_local.key_files import keys_folder
from zenml_local.secrets_manager import LocalSecretsManager

HERE = Path(__file__).parent
SHARED = {
    "the store of a profile": ("store.yaml", "stacks/default.yaml"),
    "a ZenML repository": (".zen/config.yaml",),
    "the configuration folder, which a backup contains": (),
}
"""By what is said of a folder: the files that make it one."""


@pytest.fixture
def manager() -> LocalSecretsManager:
    return a_manager()


def only_key(folder: Path) -> Path:
    (path,) = (path for path in folder.iterdir() if path.name != ".gitignore")
    return path


def last_line_of(program: str) -> str:
    """Run a program that obeys the modes of files, and return the last that it says."""
    line = [sys.executable, "-c", f"from local_secrets import *; {program}"]
    done = subprocess.run(line, cwd=HERE, capture_output=True, text=True, preexec_fn=obey_modes, check=False)
    return (done.stdout + done.stderr).splitlines()[-1]


def test_a_key_lies_in_the_users_state_folder(home: Path, manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    assert only_key(home / ".local" / "state" / "zenml" / "keys").name.startswith(f"{IDENTITY}-")


def test_another_state_folder_is_heeded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: LocalSecretsManager
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    manager.register_secret("db", BASIC)
    assert only_key(tmp_path / "zenml" / "keys").name.startswith(f"{IDENTITY}-")


def test_a_relative_state_folder_is_not(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    assert keys_folder() == home / ".local" / "state" / "zenml" / "keys"


def test_the_folder_that_is_named_holds_the_key_and_hides_it_from_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: LocalSecretsManager
) -> None:
    folder = tmp_path / "a" / "keys"
    monkeypatch.setenv("ZENML_KEYS_PATH", str(folder))
    manager.register_secret("db", BASIC)
    assert (folder / ".gitignore").read_text() == "*\n"
    assert all_secrets(manager) == {"db": BASIC}
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, only_key(folder))]
    assert modes == [0o700, 0o700, 0o600]


def test_it_does_not_matter_for_a_key_that_is_there_where_new_ones_would_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: LocalSecretsManager
) -> None:
    monkeypatch.setenv("ZENML_KEYS_PATH", str(tmp_path / "keys"))
    manager.register_secret("db", BASIC)
    (tmp_path / ".zen").mkdir()
    (tmp_path / ".zen" / "config.yaml").touch()
    assert all_secrets(manager) == {"db": BASIC}


@pytest.mark.parametrize("below", ["", "keys", "deep/below"])
@pytest.mark.parametrize("what", SHARED)
def test_keys_do_not_lie_where_others_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, below: str
) -> None:
    shared = tmp_path / "shared"
    for file in SHARED[what]:
        (shared / file).parent.mkdir(parents=True, exist_ok=True)
        (shared / file).touch()
    if not SHARED[what]:
        monkeypatch.setenv("ZENML_CONFIG_PATH", str(shared))
    (tmp_path / "link").symlink_to(shared)

    for named in (shared / below, tmp_path / "link" / below):
        monkeypatch.setenv("ZENML_KEYS_PATH", str(named))
        with pytest.raises(ConfigurationError) as caught:
            a_manager().register_secret("db", BASIC)
        assert caught.value.message == f"keys may not lie in {named}: {shared} is {what}"
        assert (
            caught.value.hint == "set ZENML_KEYS_PATH to a private folder outside of stores, repositories and backups"
        )

    kept = {path.relative_to(shared).as_posix() for path in shared.rglob("*") if path.is_file()}
    assert {name for name in kept if not name.endswith(".lock")} == set(SHARED[what])


def test_a_refused_rotation_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: LocalSecretsManager
) -> None:
    monkeypatch.setenv("ZENML_KEYS_PATH", str(tmp_path / "keys"))
    manager.register_secret("db", BASIC)
    key, content = only_key(tmp_path / "keys"), data_file(manager).read_bytes()
    (tmp_path / ".zen").mkdir()
    (tmp_path / ".zen" / "config.yaml").touch()
    with pytest.raises(ConfigurationError, match="is a ZenML repository"):
        manager.rotate_key()
    assert (only_key(tmp_path / "keys"), data_file(manager).read_bytes()) == (key, content)


def test_a_key_that_is_gone_is_named_with_its_place(home: Path, manager: LocalSecretsManager) -> None:
    manager.register_secret("db", BASIC)
    key = only_key(keys_folder())
    key.rename(home / "elsewhere")
    for act in (lambda: manager.get_secret("db"), lambda: manager.register_secret("new", BASIC), manager.rotate_key):
        with pytest.raises(ConfigurationError) as caught:
            act()
        assert caught.value.message == f"{data_file(manager)} cannot be read: its key is gone, expected {key}"
        assert caught.value.hint == (
            "put it back, or set ZENML_KEYS_PATH to the folder that holds it; "
            "if it is lost for good, delete secrets.enc and give its secrets again"
        )
    found = data_file(manager).read_bytes()
    data_file(manager).unlink()
    manager.register_secret("new", BASIC)
    assert all_secrets(manager) == {"new": BASIC}

    data_file(manager).write_bytes(found)
    (home / "elsewhere").rename(key)
    assert all_secrets(manager) == {"db": BASIC}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o755])
def test_a_key_that_others_can_reach_is_refused(manager: LocalSecretsManager, mode: int) -> None:
    manager.register_secret("db", BASIC)
    key = only_key(keys_folder())
    key.chmod(mode)
    with pytest.raises(NotPermittedError) as caught:
        manager.get_secret("db")
    assert caught.value.message == f"the key file {key} is open to others than its owner: its mode is {mode:04o}"
    assert caught.value.hint == f"chmod 600 {key}"
    subprocess.run(caught.value.hint.split(), check=True)
    assert all_secrets(manager) == {"db": BASIC}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"zenml-key-1 ",
        b"zenml-key-1 AAAA\n",
        b"zenml-key-2 " + b"A" * 43 + b"=\n",
        b"\xff\xfe",
        b"zenml-key-1 \xe9",
    ],
)
def test_what_is_no_key_is_refused_and_stays(manager: LocalSecretsManager, content: bytes) -> None:
    manager.register_secret("db", BASIC)
    key = only_key(keys_folder())
    key.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        manager.get_secret("db")
    assert caught.value.message == f"what is kept as {key} is no key, or one of a newer version"
    assert key.read_bytes() == content


def test_two_configurations_whose_managers_have_one_uuid_have_two_keys(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: LocalSecretsManager
) -> None:
    manager.register_secret("db", BASIC)
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(tmp_path))
    manager.register_secret("db", {"value": "another"})
    manager.rotate_key()
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(home / "zenml"))
    assert all_secrets(manager) == {"db": BASIC}
    assert len(key_files(home)) == 2


def test_without_a_home_there_is_no_place_for_keys(
    monkeypatch: pytest.MonkeyPatch, manager: LocalSecretsManager
) -> None:
    monkeypatch.setenv("HOME", "nowhere")
    with pytest.raises(ConfigurationError) as caught:
        manager.register_secret("db", BASIC)
    assert str(caught.value) == "there is no home folder to keep keys in (set HOME or ZENML_KEYS_PATH)"


def test_a_home_that_may_only_be_read_is_one_line(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(tmp_path))
    home.chmod(0o500)
    try:
        said = last_line_of("a_manager().register_secret('db', BASIC)")
    finally:
        home.chmod(0o700)
    assert said == (
        f"zenml.errors.NotPermittedError: cannot write {home}/.local/state/zenml/keys: Permission denied "
        "(nothing was changed; check its owner and mode)"
    )
