from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.changing import change_global_configuration, change_repository_file
from zenml.config.global_config import load_global_configuration
from zenml.config.profiles import Profile
from zenml.config.repository_file import RepositoryFile, read_repository_file
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, NotFoundError
from zenml.repository import changing
from zenml.repository.changing import activate_stack, delete_component, delete_stack, initialize
from zenml.repository.context import Context, open_context
from zenml.repository.profiles import activate_profile


def profiles() -> tuple[Profile, ...]:
    configuration = load_global_configuration()
    assert configuration is not None
    return configuration.profiles


def active_profile() -> str:
    configuration = load_global_configuration()
    assert configuration is not None
    return configuration.active_profile


def test_outside_of_a_repository_a_stack_is_chosen_for_the_profile(context: Context, second_stack: None) -> None:
    activate_stack(context, "second")

    assert profiles() == (Profile("default", active_stack="second"),)
    assert open_context().active_stack_name == "second"


def test_inside_a_repository_a_stack_is_chosen_for_it_alone(
    context: Context, second_stack: None, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    activate_stack(open_context(), "second")

    assert read_repository_file(root) == RepositoryFile("default", None, "second")
    assert profiles() == (Profile("default"),)
    monkeypatch.chdir(home)
    assert open_context().active_stack_name == "default"


def test_a_choice_in_a_repository_fixes_its_profile_with_the_stack(
    second_stack: None, other_profile: Profile, root: Path
) -> None:
    (root / ".zen" / "config.yaml").write_text("{active_project_name: churn}")

    activate_stack(open_context(), "second")

    assert read_repository_file(root) == RepositoryFile("default", "churn", "second")


def test_globally_a_stack_is_chosen_for_the_profile_also_from_a_repository(second_stack: None, root: Path) -> None:
    activate_stack(open_context(), "second", globally=True)

    assert profiles() == (Profile("default", active_stack="second"),)
    assert read_repository_file(root) == RepositoryFile("default", None, "default")


def test_only_a_stack_that_exists_is_chosen(context: Context) -> None:
    with pytest.raises(NotFoundError) as failure:
        activate_stack(context, "defautl")

    assert (failure.value.message, failure.value.hint) == (
        "there is no stack named 'defautl'",
        "did you mean 'default'?",
    )


def test_a_vanished_choice_is_repaired_by_another(root: Path) -> None:
    change_repository_file(root, lambda present: replace(present, active_stack_name="gone"))

    activate_stack(open_context(), "default")

    assert read_repository_file(root) == RepositoryFile("default", None, "default")


def test_a_repository_does_not_choose_in_a_profile_that_it_did_not_choose(
    other_profile: Profile, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "other")

    with pytest.raises(ConflictError) as failure:
        activate_stack(open_context(), "second")
    assert failure.value.message == (
        f"the repository {root} cannot choose the stack 'second', since ZENML_ACTIVATED_PROFILE chooses the profile"
    )
    assert failure.value.hint == (
        "leave ZENML_ACTIVATED_PROFILE out, or give --global to choose the stack for the whole profile"
    )

    activate_stack(open_context(), "second", globally=True)
    assert profiles() == (Profile("default"), Profile("other", active_stack="second"))
    assert open_context().active_stack_name == "second"


def test_a_choice_that_the_environment_overrules_is_made_and_said(
    context: Context, second_stack: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ZENML_ACTIVATED_STACK", "default")

    with caplog.at_level(logging.WARNING, "zenml"):
        activate_stack(open_context(), "second")

    assert profiles() == (Profile("default", active_stack="second"),)
    assert caplog.messages == ["The stack 'default', which ZENML_ACTIVATED_STACK chooses, stays in force here."]


def test_a_profile_comes_with_its_own_active_stack(other_profile: Profile, second_stack: None, root: Path) -> None:
    activate_stack(open_context(), "second")

    activate_profile(open_context(), "other")

    assert read_repository_file(root) == RepositoryFile("other", None, "default")
    assert active_profile() == "default"


def test_a_profile_is_chosen_globally(other_profile: Profile, root: Path) -> None:
    activate_profile(open_context(), "other", globally=True)

    assert active_profile() == "other"
    assert read_repository_file(root) == RepositoryFile("default", None, "default")


def test_a_profile_that_the_environment_overrules_is_chosen_and_said(
    other_profile: Profile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "default")

    with caplog.at_level(logging.WARNING, "zenml"):
        activate_profile(open_context(), "other")

    assert active_profile() == "other"
    assert caplog.messages == ["The profile 'default', which ZENML_ACTIVATED_PROFILE chooses, stays in force here."]


def test_only_a_profile_that_exists_is_chosen(context: Context) -> None:
    with pytest.raises(NotFoundError, match="there is no profile named 'othr'"):
        activate_profile(context, "othr")

    assert active_profile() == "default"


def test_a_profile_of_the_present_choice_can_be_left_although_it_vanished(root: Path) -> None:
    change_repository_file(root, lambda present: replace(present, active_profile_name="gone"))

    activate_profile(open_context(), "default")

    assert read_repository_file(root) == RepositoryFile("default", None, "default")


def test_an_active_stack_is_not_deleted(context: Context, second_stack: None, root: Path) -> None:
    activate_stack(open_context(), "second")

    for name in ("default", "second"):
        with pytest.raises(ConflictError) as failure:
            delete_stack(open_context(), name)
        assert failure.value.message == f"the stack {name!r} is active in profile 'default'"
        is_of_profile = name == "default"
        assert failure.value.hint == f"choose another first: zenml stack set NAME{' --global' if is_of_profile else ''}"


def test_who_overrules_the_active_stack_does_not_delete_it(context: Context, second_stack: None, root: Path) -> None:
    activate_stack(open_context(), "second")

    with pytest.raises(ConflictError, match="the stack 'second' is active"):
        delete_stack(open_context(stack="default"), "second")
    with pytest.raises(ConflictError) as failure:
        delete_stack(open_context(stack="second"), "second")
    assert failure.value.hint == "--stack chooses it; name another"


def test_a_stack_that_somebody_chose_meanwhile_is_not_deleted(context: Context, second_stack: None) -> None:
    activate_stack(open_context(), "second")

    with pytest.raises(ConflictError, match="the stack 'second' is active"):
        delete_stack(context, "second")


def test_a_stack_that_somebody_deleted_meanwhile_is_not_chosen(
    context: Context, second_stack: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_first(change: Callable[..., object]) -> None:
        delete_stack(open_context(), "second")
        change_global_configuration(change)  # type: ignore[arg-type]

    monkeypatch.setattr(changing, "change_global_configuration", delete_first)
    with pytest.raises(NotFoundError):
        activate_stack(context, "second")


def test_another_stack_is_deleted(context: Context, second_stack: None) -> None:
    delete_stack(context, "second")

    assert [stack.name for stack in context.store.list_stacks()] == ["default"]


def test_a_component_in_use_is_not_deleted(context: Context) -> None:
    with pytest.raises(ConflictError, match="the orchestrator 'default' is used by the stack 'default'"):
        delete_component(context, StackComponentType.ORCHESTRATOR, "default")


def test_a_new_repository_selects_what_is_in_force(context: Context, second_stack: None, tmp_path: Path) -> None:
    selected = initialize(open_context(stack="second"), tmp_path)

    assert selected == RepositoryFile("default", None, "second")
    assert read_repository_file(tmp_path) == selected


def test_a_repository_is_not_initialized_twice(context: Context, root: Path) -> None:
    with pytest.raises(ConflictError) as failure:
        initialize(context, root)

    assert failure.value.message == f"{root} is a ZenML repository already"


def test_a_folder_that_is_not_there_is_not_initialized(context: Context, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as failure:
        initialize(context, tmp_path / "x")

    assert failure.value.message == f"there is no folder {tmp_path}/x"
