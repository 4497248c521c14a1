from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from forks import FORK, start
from sudden_death import apart, deaths

from zenml.config.changing import change_global_configuration, change_repository_file
from zenml.config.global_config import load_global_configuration
from zenml.config.profiles import Profile
from zenml.errors import ConfigurationError, ConflictError, NotFoundError, StoreUnreachableError, ZenMLError
from zenml.flavors.registry import catalogue
from zenml.repository.context import Context, open_context
from zenml.repository.profile_deletion import Deletion, delete_profile, plan_deletion
from zenml.repository.profiles import create_profile
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store


@pytest.fixture
def zenml_profile(context: Context) -> Profile:
    return create_profile("zenml")


@pytest.fixture
def elsewhere(context: Context, tmp_path: Path) -> Profile:
    """Return a profile ``elsewhere`` whose store lies in a folder of the user's, beside a file of his."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "notes.txt").write_text("precious")
    return create_profile("elsewhere", url=str(tmp_path / "shared"))


def names() -> list[str]:
    configuration = load_global_configuration()
    assert configuration is not None
    return [profile.name for profile in configuration.profiles]


def refusal_of(context: Context, name: str, *, purge: bool = False) -> ZenMLError:
    before = names()
    with pytest.raises(ZenMLError) as failure:
        delete_profile(context, name, purge=purge)
    assert names() == before
    with pytest.raises(type(failure.value)) as planned:
        plan_deletion(open_context(), name, purge=purge)
    assert str(planned.value) == str(failure.value)
    return failure.value


def test_a_profile_goes_with_the_data_that_are_its_own(zenml_profile: Profile, config_path: Path) -> None:
    folder = config_path / "profiles" / "zenml"

    done = delete_profile(open_context(), "zenml")

    assert done[:4] == (zenml_profile, folder, None, "")
    assert names() == ["default"]
    assert (config_path / "config.yaml").read_text() == (
        "version: 1\nactive_profile: default\nprofiles:\n  default:\n    active_stack: default\n    "
        "active_user: default\n"
    )
    assert [path.name for path in (config_path / "profiles").iterdir()] == ["default"]
    assert not (config_path / "trash").exists()


def test_a_plan_changes_nothing(zenml_profile: Profile, config_path: Path) -> None:
    assert plan_deletion(open_context(), "zenml").folder == config_path / "profiles" / "zenml"
    assert names() == ["default", "zenml"]


def test_a_store_elsewhere_stays(elsewhere: Profile) -> None:
    done = delete_profile(open_context(), "elsewhere")

    assert done == Deletion(elsewhere, None, None, elsewhere.url, ())
    assert [stack.name for stack in open_store(elsewhere).list_stacks()] == ["default"]


def test_a_store_elsewhere_is_purged_of_its_own_files_only(elsewhere: Profile, tmp_path: Path) -> None:
    done = delete_profile(open_context(), "elsewhere", purge=True)

    assert done[:4] == (elsewhere, None, tmp_path / "shared", "")
    assert [path.name for path in (tmp_path / "shared").rglob("*")] == ["notes.txt"]
    assert names() == ["default"]


def test_a_purge_that_was_interrupted_is_finished_by_the_same_command(elsewhere: Profile, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "shared")

    delete_profile(open_context(), "elsewhere", purge=True)

    assert names() == ["default"]


def test_a_profile_whose_store_is_damaged_can_be_deleted(zenml_profile: Profile, config_path: Path) -> None:
    (config_path / "profiles" / "zenml" / "store.yaml").write_text("version: [")

    delete_profile(open_context(), "zenml")

    assert not (config_path / "profiles" / "zenml").exists()


def test_a_damaged_store_elsewhere_is_not_purged(elsewhere: Profile, tmp_path: Path) -> None:
    (tmp_path / "shared" / "store.yaml").write_text("version: [")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        delete_profile(open_context(), "elsewhere", purge=True)
    assert names() == ["default", "elsewhere"]
    assert (tmp_path / "shared" / "stacks" / "default.yaml").exists()


def test_a_profile_that_is_not_there_is_missed_by_name(zenml_profile: Profile) -> None:
    refusal = refusal_of(open_context(), "zenlm")

    assert (type(refusal), str(refusal)) == (
        NotFoundError,
        "there is no profile named 'zenlm' (did you mean 'zenml'?)",
    )


def test_the_globally_active_profile_stays(zenml_profile: Profile, config_path: Path) -> None:
    refusal = refusal_of(open_context(profile="zenml"), "default")

    assert (type(refusal), str(refusal)) == (
        ConflictError,
        f"the profile 'default' is active: {config_path}/config.yaml chooses it (zenml profile set NAME)",
    )


def test_the_globally_active_profile_stays_also_where_a_repository_chose_another(
    zenml_profile: Profile, root: Path, config_path: Path
) -> None:
    change_repository_file(root, lambda file: replace(file, active_profile_name="zenml"))

    assert str(refusal_of(open_context(), "default")) == (
        f"the profile 'default' is active: {config_path}/config.yaml chooses it (zenml profile set NAME --global)"
    )


def test_the_profile_of_this_repository_stays(zenml_profile: Profile, root: Path) -> None:
    change_repository_file(root, lambda file: replace(file, active_profile_name="zenml"))

    assert str(refusal_of(open_context(), "zenml")) == (
        f"the profile 'zenml' is active: {root}/.zen/config.yaml chooses it (zenml profile set NAME)"
    )


def test_what_the_environment_or_the_command_line_chose_stays(
    zenml_profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConflictError) as failure:
        delete_profile(open_context(profile="zenml"), "zenml")
    assert str(failure.value) == "the profile 'zenml' is active: --profile chooses it (name another)"

    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "zenml")
    assert str(refusal_of(open_context(), "zenml")) == (
        "the profile 'zenml' is active: ZENML_ACTIVATED_PROFILE chooses it "
        "(unset ZENML_ACTIVATED_PROFILE or name another there)"
    )


def test_a_choice_that_was_made_meanwhile_counts(zenml_profile: Profile) -> None:
    before = open_context()
    change_global_configuration(lambda present: replace(present, active_profile="zenml"))

    with pytest.raises(ConflictError, match="the profile 'zenml' is active"):
        delete_profile(before, "zenml")


def test_a_store_that_another_profile_uses_is_not_purged(elsewhere: Profile, tmp_path: Path) -> None:
    create_profile("second", url=str(tmp_path / "shared"))

    assert str(refusal_of(open_context(), "elsewhere", purge=True)) == (
        f"the data of profile 'elsewhere' in {tmp_path}/shared are also those of profile 'second' "
        "(zenml profile delete second)"
    )
    delete_profile(open_context(), "elsewhere")
    assert names() == ["default", "second"]


def test_only_a_local_store_can_be_purged(context: Context) -> None:
    other = Profile("other", "sql", "mysql://host/db")
    change_global_configuration(lambda present: replace(present, profiles=(*present.profiles, other)))

    assert str(refusal_of(open_context(), "other", purge=True)) == (
        "the store of profile 'other' is 'sql', and only local ones can be purged "
        "(leave --purge out, and remove it with its own tools)"
    )
    assert delete_profile(open_context(), "other").kept_url == "mysql://host/db"


def test_a_link_in_the_place_of_the_data_goes_alone(zenml_profile: Profile, config_path: Path, tmp_path: Path) -> None:
    shutil.move(config_path / "profiles" / "zenml", tmp_path / "moved")
    (config_path / "profiles" / "zenml").symlink_to(tmp_path / "moved")
    (tmp_path / "moved" / "notes.txt").touch()

    delete_profile(open_context(), "zenml")

    assert not (config_path / "profiles" / "zenml").is_symlink()
    assert (tmp_path / "moved" / "notes.txt").exists()


def test_a_profile_is_there_whole_or_not_at_all_whenever_its_process_dies(context: Context, config_path: Path) -> None:
    catalogue()
    create_profile("zenml")
    before = config_path.with_name("before")
    shutil.copytree(config_path, before)

    for _ in deaths(lambda: delete_profile(open_context(), "zenml")):
        if "zenml" in names():
            assert len(open_store(Profile("zenml")).list_components()) == 3
        else:
            apart(lambda: create_profile("zenml"))
            assert [stack.name for stack in open_store(Profile("zenml")).list_stacks()] == ["default"]
        apart(lambda: delete_profile(open_context(), "zenml"))
        assert names() == ["default"]
        assert [path.name for path in (config_path / "profiles").iterdir()] == ["default"]
        assert not (config_path / "trash").exists()
        shutil.rmtree(config_path)
        shutil.copytree(before, config_path)


def test_who_is_about_to_change_its_store_finds_none_and_brings_nothing_back(
    zenml_profile: Profile, config_path: Path
) -> None:
    barrier, answers = FORK.Barrier(2), FORK.SimpleQueue()
    writer = start(_register_for_ever, open_store(zenml_profile), barrier, answers)
    barrier.wait(60)

    delete_profile(open_context(), "zenml")
    writer.join(60)

    assert answers.get() == f"there is no store in {config_path}/profiles/zenml: store.yaml is missing"
    assert [path.name for path in (config_path / "profiles").iterdir()] == ["default"]


def _register_for_ever(store: ZenStore, barrier: Barrier, answers: SimpleQueue[str]) -> None:
    component = store.list_components()[0]
    barrier.wait(60)
    try:
        for number in itertools.count():
            store.create_component(replace(component, name=f"{number}"))
    except StoreUnreachableError as error:
        answers.put(error.message)
