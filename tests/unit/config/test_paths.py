from __future__ import annotations

import pwd
from pathlib import Path

import pytest

from zenml.config.paths import config_folder
from zenml.errors import ConfigurationError


def test_the_variable_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZENML_CONFIG_PATH", "here")

    assert config_folder() == tmp_path / "here"


def test_without_it_the_system_says_where_settings_lie(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.delenv("ZENML_CONFIG_PATH")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "settings"))

    assert home in config_folder().parents
    assert config_folder().name == "zenml"


def test_a_user_without_a_home_is_told_so_and_nothing_lands_in_the_current_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(_uid: int) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.delenv("ZENML_CONFIG_PATH")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)

    with pytest.raises(ConfigurationError) as failure:
        config_folder()
    assert str(failure.value) == "the home folder is not known (set HOME or ZENML_CONFIG_PATH)"
