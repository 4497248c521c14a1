from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from legacy_repository import write_legacy_repository
from status_lines import FIRST_USE
from sudden_death import apart, deaths

from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import Profile
from zenml.flavors.registry import catalogue
from zenml.repository.changing import initialize
from zenml.repository.cleaning import clean_everything, find_everything
from zenml.repository.context import Context, open_context
from zenml.repository.profiles import create_profile
from zenml.zen_stores.opening import open_store

NEW = GlobalConfiguration((Profile("default"),), "default")


def ignore(_line: str) -> None:
    pass


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_goes_and_a_new_default_profile_comes(root: Path, config_path: Path) -> None:
    create_profile("zenml")
    (config_path / "local_stores" / "x").mkdir(parents=True)
    (config_path / "cache").mkdir(exist_ok=True)
    uuids = {part.uuid for part in open_store(Profile("default")).list_components()}
    said: list[str] = []

    clean_everything(said.append)

    assert said == [
        f"Removed {root}/.zen",
        f"Removed {config_path}/profiles",
        f"Removed {config_path}/local_stores",
        f"Removed {config_path}/cache",
        f"Removed {config_path}/config.yaml",
        *FIRST_USE.splitlines(),
    ]
    assert load_global_configuration() == NEW
    assert list(root.iterdir()) == []
    assert [path.name for path in (config_path / "profiles").iterdir()] == ["default"]
    assert uuids.isdisjoint(part.uuid for part in open_context().store.list_components())
    assert not (config_path / "trash").exists()


def test_on_a_new_machine_there_is_nothing_to_remove(config_path: Path) -> None:
    said: list[str] = []

    clean_everything(said.append)

    assert said == FIRST_USE.splitlines()


def test_looking_changes_nothing(root: Path, config_path: Path) -> None:
    (config_path / "cache").mkdir(exist_ok=True)
    before = files_of(config_path)

    found = find_everything()

    assert found.paths == (
        root / ".zen",
        config_path / "profiles",
        config_path / "cache",
        config_path / "config.yaml",
    )
    assert files_of(config_path) == before


def test_what_is_not_ours_stays_in_the_configuration_folder(context: Context, config_path: Path) -> None:
    (config_path / "notes.txt").write_text("mine")

    clean_everything(ignore)

    assert (config_path / "notes.txt").read_text() == "mine"


def test_stores_elsewhere_stay_and_are_named(context: Context, tmp_path: Path) -> None:
    profile = create_profile("shared", url=str(tmp_path))
    before = files_of(tmp_path)

    assert clean_everything(ignore).kept == (profile,)
    assert files_of(tmp_path) == before


def test_the_stacks_of_a_legacy_repository_go_with_it(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(write_legacy_repository(tmp_path / name))
        profile = open_context().profile
    monkeypatch.chdir(tmp_path / "here")

    assert clean_everything(ignore).kept == (profile,)
    assert list((tmp_path / "here").iterdir()) == []
    assert (tmp_path / "there" / ".zen" / "store.yaml").exists()


def test_a_link_to_a_repository_goes_alone(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / ".zen").symlink_to(root / ".zen")
    monkeypatch.chdir(other)

    clean_everything(ignore)

    assert list(other.iterdir()) == []
    assert (root / ".zen" / "config.yaml").exists()


@pytest.mark.parametrize("damage", ["version: [", "version: 99\n", ""])
def test_a_damaged_configuration_keeps_nobody_from_beginning_anew(
    context: Context, config_path: Path, damage: str
) -> None:
    (config_path / "config.yaml").write_text(damage)

    clean_everything(ignore)

    assert load_global_configuration() == NEW


def test_a_configuration_that_lost_its_stores_does_neither(root: Path, config_path: Path) -> None:
    shutil.rmtree(config_path / "profiles")
    (root / ".zen" / "config.yaml").write_text("[")

    clean_everything(ignore)

    assert open_context().store.list_stacks() != []


def test_whenever_its_process_dies_the_same_command_finishes(
    context: Context, tmp_path: Path, config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue()
    folder = tmp_path / "repository"
    folder.mkdir()
    initialize(context, folder)
    (folder / ".zen" / "store").mkdir()
    monkeypatch.chdir(folder)
    for name in ("config", "repository"):
        shutil.copytree(config_path if name == "config" else folder, tmp_path / "before" / name)

    for _ in deaths(lambda: clean_everything(ignore)):
        assert find_everything().repository in (None, folder / ".zen")
        apart(lambda: clean_everything(ignore))
        assert load_global_configuration() == NEW
        assert len(open_context().store.list_components()) == 3
        assert list(folder.iterdir()) == []
        assert sorted(path.name for path in config_path.iterdir()) == ["config.yaml", "locks", "profiles"]
        shutil.rmtree(config_path)
        shutil.copytree(tmp_path / "before" / "config", config_path)
        shutil.copytree(tmp_path / "before" / "repository", folder, dirs_exist_ok=True)
