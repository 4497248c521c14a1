from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config import unknown_keys
from zenml.config.changing import change_global_configuration
from zenml.config.global_config import load_global_configuration
from zenml.config.repository_file import read_repository_file

CONFIGURATION = """\
version: 1
active_profile: default
activ_profile: other
profiles:
  default:
    active_stack: default
    actve_user: ada
    color: red
"""


@pytest.fixture(autouse=True)
def process_that_warned_about_nothing() -> Iterator[None]:
    unknown_keys._warned.clear()
    yield
    unknown_keys._warned.clear()


@pytest.fixture
def file(config_path: Path) -> Path:
    config_path.mkdir()
    path = config_path / "config.yaml"
    path.write_text(CONFIGURATION)
    return path


def test_an_unknown_key_is_warned_about_once_with_the_one_that_may_be_meant(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        load_global_configuration()

    assert caplog.messages == [
        f"{file}: the key 'activ_profile' is not known; it is kept and not used. Did you mean 'active_profile'?",
        (
            f"{file}: the key 'profiles.default.actve_user' is not known; it is kept and not used. "
            "Did you mean 'active_user'?"
        ),
        f"{file}: the key 'profiles.default.color' is not known; it is kept and not used.",
    ]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_an_unknown_key_survives_a_change(file: Path) -> None:
    change_global_configuration(lambda present: replace(present, active_profile="x"))

    assert file.read_text() == CONFIGURATION.replace("active_profile: default", "active_profile: x").replace(
        "    color: red\n", "    color: red\n    active_user: default\n"
    )


def test_a_repository_is_watched_likewise(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / ".zen").mkdir()
    (tmp_path / ".zen" / "config.yaml").write_text("active_stack: prod\n")

    assert read_repository_file(tmp_path).active_stack_name is None
    assert caplog.messages == [
        f"{tmp_path}/.zen/config.yaml: the key 'active_stack' is not known; it is kept and not used."
    ]


def test_a_file_that_we_wrote_is_silent(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text("version: 1\nactive_profile: default\nprofiles: {default: {store_url: /x}}\nto_be_removed: [old]\n")

    load_global_configuration()

    assert caplog.messages == []
