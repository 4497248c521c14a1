"""What the class ``Repository`` does with profiles."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from status_lines import NEW_STORE

from zenml.config.profiles import Profile
from zenml.errors import ConflictError, NotFoundError
from zenml.repository import Repository


@pytest.fixture
def repository() -> Repository:
    return Repository()


def test_profiles_are_listed_created_activated_and_deleted(repository: Repository, tmp_path: Path) -> None:
    assert repository.profiles == [Profile("default")]

    url = str(tmp_path / "store")
    shared = repository.create_profile("shared", url=url, user="ada")
    assert shared == Profile("shared", store_url=url, active_user="ada")
    assert repository.create_profile("shared", url=url, user="ada", exist_ok=True) == shared
    assert repository.profiles == [Profile("default"), shared]

    repository.activate_profile("shared")
    assert (repository.active_profile, repository.active_user) == (shared, "ada")
    with pytest.raises(ConflictError):
        repository.delete_profile("shared")

    repository.activate_profile("default")
    repository.delete_profile("shared", purge=True)
    assert repository.profiles == [Profile("default")]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFoundError):
        repository.delete_profile("shared")


def test_of_the_profile_in_force_the_stack_in_force_is_shown(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.create_profile("other")
    monkeypatch.setenv("ZENML_ACTIVATED_STACK", "mine")

    assert repository.profiles == [Profile("default", active_stack="mine"), Profile("other")]


def test_what_happens_is_logged(repository: Repository, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "zenml"):
        repository.create_profile("zenml")

    assert caplog.messages == NEW_STORE.splitlines()
