from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.changing import change_global_configuration, change_repository_file
from zenml.config.profiles import Profile
from zenml.config.repository_file import RepositoryFile
from zenml.config.selection import Origin, Selection
from zenml.errors import ConfigurationError, NotFoundError
from zenml.repository.context import Context, open_context, open_context_if_used

UNABLE = (
    "Unable to find ZenML repository in your current working directory ({}) or any parent directories. If you want to "
    "use an existing repository which is in a different location, set the environment variable "
    "'ZENML_REPOSITORY_PATH'. If you want to create a new repository, run zenml init."
)
WITHOUT_REPOSITORY = "Running without an active repository root."
GLOBAL = "Running with active profile: 'default' (global)"


def choose(root: Path, profile: str | None, stack: str | None) -> None:
    change_repository_file(root, lambda present: replace(present, active_profile_name=profile, active_stack_name=stack))


def test_a_machine_that_was_never_used_has_no_context(config_path: Path) -> None:
    assert open_context_if_used() is None
    assert not config_path.exists()


def test_outside_of_a_repository_the_global_configuration_holds(context: Context) -> None:
    assert (context.root, context.source_root) == (None, Path.cwd())
    assert context.profile == Profile("default")
    assert context.active_stack_name == "default"
    assert (context.active_user, context.active_project) == ("default", None)
    assert context.where_lines() == [WITHOUT_REPOSITORY, GLOBAL]


def test_the_missing_repository_is_explained_to_whom_it_matters(context: Context) -> None:
    assert context.where_lines(with_missing_repository=True) == [
        UNABLE.format(Path.cwd()),
        WITHOUT_REPOSITORY,
        GLOBAL,
    ]


def test_code_without_a_repository_is_relative_to_where_its_caller_says(context: Context, tmp_path: Path) -> None:
    assert open_context(source_root=tmp_path).source_root == tmp_path


def test_inside_a_repository_its_choice_holds(
    root: Path, other_profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choose(root, "other", "second")
    (root / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(root / "deep" / "down")

    context = open_context(source_root=tmp_path)

    assert (context.root, context.source_root) == (root, root)
    assert context.profile == other_profile
    assert context.active_stack_name == "second"
    assert context.where_lines(with_missing_repository=True) == ["Running with active profile: 'other' (local)"]


def test_a_named_repository_is_used_from_everywhere(root: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("ZENML_REPOSITORY_PATH", str(root))

    context = open_context()

    assert (context.root, context.source_root) == (root, root)
    assert context.where_lines() == ["Running with active profile: 'default' (local)"]


def test_a_named_folder_that_is_no_repository_is_said(root: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("ZENML_REPOSITORY_PATH", str(home))

    assert open_context().where_lines(with_missing_repository=True) == [
        f"Unable to find ZenML repository in {home}, which the environment variable 'ZENML_REPOSITORY_PATH' names.",
        WITHOUT_REPOSITORY,
        GLOBAL,
    ]


def test_a_repository_that_leaves_the_profile_open_gets_the_global_one(root: Path, other_profile: Profile) -> None:
    (root / ".zen" / "config.yaml").write_text("active_stack_name: second\n")
    change_global_configuration(lambda present: replace(present, active_profile="other"))

    context = open_context()

    assert context.profile == other_profile
    assert context.active_stack_name == "second"


def test_the_environment_is_stronger_than_the_repository(
    root: Path, other_profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "other")
    assert open_context().selection == Selection("other", Origin.ENVIRONMENT, None, Origin.GLOBAL)
    assert open_context().active_stack_name == "default"

    monkeypatch.setenv("ZENML_ACTIVATED_STACK", "second")
    assert open_context().active_stack_name == "second"


def test_the_command_line_is_stronger_than_the_environment(
    root: Path, other_profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "default")
    monkeypatch.setenv("ZENML_ACTIVATED_STACK", "env")

    assert open_context(stack="mine").active_stack_name == "mine"
    assert open_context(profile="other").active_stack_name == "default"
    assert open_context(profile="other", stack="mine").selection == Selection(
        "other", Origin.COMMAND_LINE, "mine", Origin.COMMAND_LINE
    )


def test_the_scope_in_the_first_line_says_where_not_who(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "default")

    assert open_context().where_lines() == [WITHOUT_REPOSITORY, GLOBAL]


def test_a_repository_selects_a_project(root: Path) -> None:
    change_repository_file(root, lambda _: RepositoryFile(active_project_name="churn"))

    assert open_context().active_project == "churn"


def test_a_vanished_profile_is_named_with_who_chose_it(
    root: Path, config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_global_configuration(lambda present: replace(present, active_profile="gone"))
    choose(root, None, None)
    assert failure_of(open_context()) == (
        f"there is no profile named 'gone', which {config_path}/config.yaml chooses",
        "zenml profile set NAME --global; known: default",
    )

    choose(root, "defautl", None)
    assert failure_of(open_context()) == (
        f"there is no profile named 'defautl', which {root}/.zen/config.yaml chooses",
        "zenml profile set NAME; did you mean 'default'?",
    )

    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "gone")
    assert failure_of(open_context()) == (
        "there is no profile named 'gone', which ZENML_ACTIVATED_PROFILE chooses",
        "unset ZENML_ACTIVATED_PROFILE or name another there; known: default",
    )

    assert failure_of(open_context(profile="gone")) == (
        "there is no profile named 'gone', which --profile chooses",
        "name another; known: default",
    )


def test_the_missing_profile_of_a_clone_is_made_from_the_store_that_came_along(root: Path) -> None:
    choose(root, "legacy-repository-0123abcd", None)
    (root / ".zen" / "store.yaml").write_text("version: 1\n")

    assert failure_of(open_context()) == (
        f"there is no profile named 'legacy-repository-0123abcd', which {root}/.zen/config.yaml chooses",
        (
            f"its store came with the repository: zenml profile create legacy-repository-0123abcd --url {root}/.zen; "
            "zenml profile set NAME; known: default"
        ),
    )


def failure_of(context: Context) -> tuple[str, str]:
    with pytest.raises(NotFoundError) as failure:
        context.store  # noqa: B018 - opening it is what fails
    return failure.value.message, failure.value.hint


def test_a_deleted_current_folder_is_said(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()

    with pytest.raises(ConfigurationError) as failure:
        open_context()
    assert failure.value.message == "the current folder does not exist any more"
