from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from damaged_files import UNREADABLE, Untouched

from zenml.config.changing import change_repository_file, create_repository_file
from zenml.config.repository_file import RepositoryFile, find_root, read_repository_file

CHOSEN = RepositoryFile(active_profile_name="default", active_stack_name="prod")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "a" / "b").mkdir(parents=True)
    create_repository_file(folder, CHOSEN)
    return folder


@pytest.fixture
def file(root: Path) -> Path:
    return root / ".zen" / "config.yaml"


def test_a_new_repository_holds_three_keys_in_one_file(root: Path, file: Path) -> None:
    assert list((root / ".zen").iterdir()) == [file]
    assert file.read_text() == "active_profile_name: default\nactive_project_name: null\nactive_stack_name: prod\n"
    assert read_repository_file(root) == CHOSEN


def test_a_new_repository_is_the_users_alone(root: Path, file: Path) -> None:
    assert stat.S_IMODE((root / ".zen").stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_repository_is_made_once(root: Path) -> None:
    assert not create_repository_file(root, RepositoryFile(active_profile_name="other"))
    assert read_repository_file(root) == CHOSEN


def test_missing_keys_are_accepted(file: Path, root: Path) -> None:
    file.write_text("active_stack_name: prod\n")

    assert read_repository_file(root) == RepositoryFile(active_stack_name="prod")


def test_a_change_keeps_what_another_version_wrote(file: Path, root: Path) -> None:
    file.write_text("color: red\nactive_stack_name: prod\n")

    change_repository_file(root, lambda present: replace(present, active_stack_name="test"))

    assert file.read_text() == (
        "color: red\nactive_stack_name: test\nactive_profile_name: null\nactive_project_name: null\n"
    )


def test_a_linked_file_is_changed_where_it_lies(file: Path, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "shared.yaml"
    target.write_text("active_profile_name: a\n")
    file.unlink()
    file.symlink_to(target)

    change_repository_file(root, lambda present: replace(present, active_stack_name="b"))

    assert file.readlink() == target
    assert read_repository_file(root) == RepositoryFile("a", None, "b")


def test_the_nearest_repository_above_is_found(root: Path) -> None:
    create_repository_file(root / "a", CHOSEN)

    assert find_root(root / "a" / "b") == root / "a"
    assert find_root(root) == root
    assert find_root(root.parent) is None


def test_a_folder_of_that_name_alone_makes_no_repository(root: Path) -> None:
    (root / "a" / ".zen").mkdir()

    assert find_root(root / "a") == root


def test_the_variable_is_taken_as_it_is(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENML_REPOSITORY_PATH", str(root))
    assert find_root(tmp_path) == root

    monkeypatch.setenv("ZENML_REPOSITORY_PATH", str(root / "a"))
    assert find_root(root) is None


@pytest.mark.parametrize(("data", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_damaged_file_is_named_and_left_as_it_is(root: Path, file: Path, data: bytes, sentence: str) -> None:
    file.write_bytes(data)

    with Untouched(file, sentence):
        read_repository_file(root)
    with Untouched(file, sentence):
        change_repository_file(root, lambda present: replace(present, active_stack_name="x"))


def test_a_value_of_the_wrong_type_is_named_with_its_line(root: Path, file: Path) -> None:
    file.write_text("active_profile_name: default\nactive_stack_name: [prod]\n")

    with Untouched(file, ", line 2: 'active_stack_name' is ['prod'], expected a text"):
        read_repository_file(root)
