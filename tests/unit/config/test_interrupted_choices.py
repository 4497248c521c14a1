"""What a choice leaves behind whose process died while it was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sudden_death import apart, deaths

from zenml.config.changing import (
    change_global_configuration,
    change_repository_file,
    configuration_lock,
    create_repository_file,
    write_global_configuration,
)
from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import Profile
from zenml.config.repository_file import RepositoryFile, is_repository, read_repository_file

OTHER = Profile("other", store_url="/srv/other")
FIRST = GlobalConfiguration((Profile("default"), OTHER), "default")

State = tuple[GlobalConfiguration | None, RepositoryFile | None]
CHOICES: dict[str, Callable[[Path], object]] = {
    "a profile is created": lambda root: change_global_configuration(
        lambda present: replace(present, profiles=(*present.profiles, Profile("new")))
    ),
    "a profile is deleted": lambda root: change_global_configuration(
        lambda present: replace(present, profiles=present.profiles[:1])
    ),
    "a profile is chosen": lambda root: change_global_configuration(
        lambda present: replace(present, active_profile="other")
    ),
    "a repository chooses": lambda root: change_repository_file(
        root, lambda file: replace(file, active_stack_name="other")
    ),
    "a folder becomes a repository": lambda root: create_repository_file(root / "new", RepositoryFile("other")),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    prepare(tmp_path)
    (tmp_path / "new").mkdir()
    return tmp_path


def prepare(root: Path) -> None:
    """Restore what a choice finds."""
    with configuration_lock():
        write_global_configuration(FIRST)
    if not create_repository_file(root, RepositoryFile("default", None, "default")):
        change_repository_file(root, lambda file: RepositoryFile("default", None, "default"))


def state(root: Path) -> tuple[State, State]:
    """Return what is configured, and what the repository and the folder that may become one select."""
    files = [read_repository_file(each) if is_repository(each) else None for each in (root, root / "new")]
    return (load_global_configuration(), files[0]), (None, files[1])


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_a_choice_is_made_or_not_whenever_its_process_dies(
    root: Path, config_path: Path, choice: Callable[[Path], object]
) -> None:
    before, seen = state(root), list[tuple[State, State]]()

    for _ in deaths(lambda: choice(root)):
        seen.append(state(root))
        apart(lambda: choice(root))
        assert leftovers(root, config_path) == []
        (root / "new" / ".zen" / "config.yaml").unlink(missing_ok=True)
        prepare(root)

    after = state(root)
    deaths_before = seen.count(before)
    assert deaths_before >= 1
    assert after != before
    assert seen == [before] * deaths_before + [after] * (len(seen) - deaths_before)


def leftovers(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*.zenml-tmp")]
