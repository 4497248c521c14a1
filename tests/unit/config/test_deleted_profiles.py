"""What a deleted profile leaves behind goes with the next change of the configuration."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.changing import change_global_configuration
from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import Profile
from zenml.config.trash import discard, empty_trash
from zenml.errors import ConfigurationError, ZenMLError

NOTED = """\
version: 1
active_profile: default
profiles:
  default:
    active_stack: default
    active_user: default
to_be_removed:
- old
"""


@pytest.fixture
def configuration(config_path: Path) -> Path:
    """Return a configuration folder in which the deletion of the profile ``old`` was interrupted."""
    (config_path / "profiles" / "old" / "stacks").mkdir(parents=True)
    (config_path / "profiles" / "default").mkdir()
    (config_path / "config.yaml").write_text(NOTED)
    return config_path


def choose(name: str) -> Callable[[GlobalConfiguration], GlobalConfiguration]:
    return lambda present: replace(present, active_profile=name)


def folders(configuration: Path) -> list[str]:
    return sorted(path.name for path in (configuration / "profiles").iterdir())


def test_reading_changes_nothing(configuration: Path) -> None:
    assert load_global_configuration() == GlobalConfiguration((Profile("default"),), "default", ("old",))
    assert folders(configuration) == ["default", "old"]


def test_whoever_changes_the_configuration_next_removes_it(configuration: Path) -> None:
    change_global_configuration(choose("other"))

    assert folders(configuration) == ["default"]
    assert load_global_configuration() == GlobalConfiguration((Profile("default"),), "other")
    assert sorted(path.name for path in configuration.iterdir()) == ["config.yaml", "locks", "profiles"]


def test_a_profile_that_somebody_wrote_anew_keeps_its_folder(configuration: Path) -> None:
    file = configuration / "config.yaml"
    file.write_text(NOTED.replace("  default:\n", "  old: {}\n  default:\n"))

    change_global_configuration(choose("old"))

    assert folders(configuration) == ["default", "old"]
    assert load_global_configuration() == GlobalConfiguration((Profile("old"), Profile("default")), "old")


@pytest.mark.parametrize(
    ("noted", "problem"),
    [
        ("old", "'to_be_removed' is 'old', expected a list"),
        ("[1]", "'to_be_removed' holds 1, expected a text"),
        ("[../..]", "'../..' is not a valid profile name"),
    ],
)
def test_what_is_noted_must_be_names(configuration: Path, noted: str, problem: str) -> None:
    (configuration / "config.yaml").write_text(NOTED.replace("\n- old", f" {noted}"))

    with pytest.raises(ConfigurationError) as failure:
        change_global_configuration(choose("other"))
    assert failure.value.message.endswith(problem)


def test_what_cannot_be_removed_stays_noted_and_keeps_nobody_from_working(
    configuration: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (configuration / "trash").touch()

    change_global_configuration(choose("other"))

    assert (configuration / "config.yaml").read_text() == NOTED.replace("e: default\n", "e: other\n", 1)
    assert caplog.messages == [
        (
            f"The data of the deleted profile 'old' could not be removed: cannot write {configuration}/profiles/old: "
            "Not a directory (nothing was changed)"
        )
    ]


def test_of_a_link_only_the_link_goes(config_path: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    config_path.mkdir()
    (config_path / "link").symlink_to(tmp_path)

    discard(config_path / "link")
    empty_trash()

    assert (tmp_path / "precious").exists()
    assert list(config_path.iterdir()) == []


def test_what_is_not_there_is_removed_already(config_path: Path) -> None:
    discard(config_path / "nothing")

    assert not config_path.exists()


def test_what_lies_on_another_disk_is_removed_where_it_is(config_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = config_path / "local_stores"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "file").touch()
    (folder / "link").symlink_to(config_path)
    monkeypatch.setattr(os, "rename", _as_between_disks)

    discard(folder)

    assert [path.name for path in config_path.iterdir()] == ["trash"]


def test_what_may_not_be_removed_is_said(config_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config_path.mkdir()
    (config_path / "trash").write_text("not a folder")
    (config_path / "cache").mkdir()

    with pytest.raises(ZenMLError):
        discard(config_path / "cache")
    assert (config_path / "cache").exists()


def _as_between_disks(_source: Path, _target: Path) -> None:
    raise OSError(18, "Invalid cross-device link")
