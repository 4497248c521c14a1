from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.changing import change_global_configuration, change_repository_file
from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord, StackSnapshot
from zenml.repository.context import Context, open_context
from zenml.repository.reading import (
    get_component,
    get_profile,
    get_stack,
    list_components,
    list_profiles,
    list_stacks,
    snapshot,
)

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
ALERTER = StackComponentType.ALERTER
UUID = "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f"


def test_without_a_name_it_is_the_active_stack(context: Context, second_stack: None) -> None:
    assert [stack.name for stack in list_stacks(context)] == ["default", "second"]
    assert get_stack(context).name == "default"
    assert get_stack(open_context(stack="second")).name == "second"
    assert get_stack(context, "second").name == "second"


def test_without_a_name_it_is_the_active_stacks_component(context: Context) -> None:
    assert get_component(context, ORCHESTRATOR) == list_components(context, ORCHESTRATOR)[0]
    assert get_component(context, ORCHESTRATOR, "default").flavor == "local"


def test_unknown_names_get_a_suggestion(context: Context) -> None:
    assert failure_of(lambda: get_stack(context, "defautl")) == (
        "there is no stack named 'defautl'",
        "did you mean 'default'?",
    )
    assert failure_of(lambda: get_component(context, ORCHESTRATOR, "prod")) == (
        "there is no orchestrator named 'prod'",
        "known: default",
    )
    assert failure_of(lambda: get_profile(context, "prod")) == ("there is no profile named 'prod'", "known: default")


def test_a_stack_without_such_a_component_says_so(context: Context) -> None:
    assert failure_of(lambda: get_component(context, ALERTER)) == (
        "the active stack 'default' has no alerter",
        "zenml alerter list",
    )


def test_a_vanished_active_stack_is_named_with_who_chose_it(
    root: Path, config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_global_configuration(lambda present: replace(present, profiles=(Profile("default", active_stack="gone"),)))
    change_repository_file(root, lambda present: replace(present, active_stack_name=None))
    assert failure_of(lambda: get_stack(open_context())) == (
        f"profile 'default' has no stack named 'gone', which {config_path}/config.yaml chooses",
        "zenml stack set NAME; known: default",
    )

    change_repository_file(root, lambda present: replace(present, active_stack_name="defaul"))
    assert failure_of(lambda: get_component(open_context(), ORCHESTRATOR)) == (
        f"profile 'default' has no stack named 'defaul', which {root}/.zen/config.yaml chooses",
        "zenml stack set NAME; did you mean 'default'?",
    )

    monkeypatch.setenv("ZENML_ACTIVATED_STACK", "gone")
    assert failure_of(lambda: snapshot(open_context())) == (
        "profile 'default' has no stack named 'gone', which ZENML_ACTIVATED_STACK chooses",
        "unset ZENML_ACTIVATED_STACK or name another there; known: default",
    )

    assert failure_of(lambda: list_stacks(open_context(stack="gone"))) == (
        "profile 'default' has no stack named 'gone', which --stack chooses",
        "name another; known: default",
    )


def test_a_vanished_active_stack_does_not_hide_the_others(root: Path) -> None:
    change_repository_file(root, lambda present: replace(present, active_stack_name="gone"))

    assert [stack.name for stack in list_stacks(open_context())] == ["default"]


def test_a_profile_in_which_nothing_is_active_says_what_to_do(context: Context) -> None:
    change_global_configuration(lambda present: replace(present, profiles=(Profile("default", active_stack=None),)))
    assert failure_of(lambda: get_stack(open_context())) == (
        "profile 'default' has no active stack",
        "zenml stack set NAME; known: default",
    )

    context.store.delete_stack("default")
    assert failure_of(lambda: get_stack(open_context())) == (
        "profile 'default' has no active stack",
        "zenml stack register --help",
    )


def test_a_snapshot_holds_the_whole_records_and_the_flavors_they_use(context: Context) -> None:
    shelf = ComponentRecord(ARTIFACT_STORE, "shelf", "mine", UUID, {"path": "/shelf"})
    mine = FlavorRecord(ARTIFACT_STORE, "mine", "stores:Mine")
    context.store.create_flavor(mine)
    context.store.create_flavor(FlavorRecord(ALERTER, "mine", "alerters:Mine"))
    context.store.create_stack(StackRecord("prod", {ARTIFACT_STORE: "shelf", ORCHESTRATOR: "default"}), [shelf])

    assert snapshot(context, "prod") == StackSnapshot(
        "prod", {ARTIFACT_STORE: shelf, ORCHESTRATOR: get_component(context, ORCHESTRATOR)}, (mine,)
    )


def test_a_component_that_somebody_removed_by_hand_is_named(context: Context, config_path: Path) -> None:
    (config_path / "profiles" / "default" / "orchestrators" / "default.yaml").unlink()

    assert failure_of(lambda: snapshot(context)) == (
        "stack 'default' names the orchestrator 'default', which does not exist",
        "zenml orchestrator register default --help",
    )


def test_profiles_show_the_stack_in_force_for_the_active_one_only(
    context: Context, second_stack: None, other_profile: Profile
) -> None:
    context = open_context(stack="second")

    assert list_profiles(context) == [Profile("default", active_stack="second"), other_profile]
    assert get_profile(context) == Profile("default", active_stack="second")
    assert get_profile(context, "default") == Profile("default", active_stack="second")
    assert get_profile(context, "other") == other_profile


def test_profiles_are_listed_also_when_the_chosen_one_vanished(context: Context) -> None:
    assert list_profiles(open_context(profile="gone")) == [Profile("default")]


def failure_of(action: object) -> tuple[str, str]:
    assert callable(action)
    with pytest.raises(NotFoundError) as failure:
        action()
    return failure.value.message, failure.value.hint
