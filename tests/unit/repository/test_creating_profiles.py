from __future__ import annotations

import shutil
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from forks import FORK, start
from status_lines import FOUND_STORE, NEW_STORE
from sudden_death import apart, deaths

from zenml.config.global_config import load_global_configuration
from zenml.config.profiles import Profile
from zenml.errors import ConfigurationError, ConflictError, NotFoundError, UsageError, ZenMLError
from zenml.flavors.registry import catalogue, refresh
from zenml.models.records import StackRecord
from zenml.repository.context import Context, open_context
from zenml.repository.profiles import create_profile
from zenml.zen_stores.opening import open_store

LEGAL = "use 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit"


@pytest.fixture(autouse=True)
def machine_that_was_used_before(context: Context) -> None:
    """Let first use be over."""


def profiles() -> tuple[Profile, ...]:
    configuration = load_global_configuration()
    assert configuration is not None
    return configuration.profiles


def refusal_of(name: str, **choices: str) -> str:
    before = profiles()
    with pytest.raises(ZenMLError) as failure:
        create_profile(name, **choices)  # type: ignore[arg-type]
    assert profiles() == before
    return str(failure.value)


def test_a_new_profile_begins_with_a_default_stack_and_says_so(config_path: Path) -> None:
    said: list[str] = []

    made = create_profile("zenml", announce=said.append)

    assert said == NEW_STORE.splitlines()
    assert made == Profile("zenml")
    assert profiles() == (Profile("default"), made)
    assert [stack.name for stack in open_store(made).list_stacks()] == ["default"]
    assert (config_path / "profiles" / "zenml" / "store.yaml").exists()


def test_profiles_share_no_component() -> None:
    stores = [open_store(profile) for profile in (Profile("default"), create_profile("zenml"))]

    uuids = [{part.uuid for part in store.list_components()} for store in stores]
    assert (len(uuids[0]), len(uuids[1]), uuids[0] & uuids[1]) == (3, 3, set())


def test_a_new_profile_is_not_chosen() -> None:
    create_profile("zenml")

    assert open_context().profile == Profile("default")


def test_a_relative_folder_is_resolved_and_an_absolute_one_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert create_profile("a", url="./stacks").url == f"{tmp_path}/stacks"
    assert create_profile("b", url=f"{tmp_path}/stacks").url == f"{tmp_path}/stacks"
    assert create_profile("c", url="file://./more stacks").url == f"file://{tmp_path}/more%20stacks"
    assert (tmp_path / "more stacks" / "store.yaml").exists()


def test_a_store_that_is_there_is_taken_as_it_is(tmp_path: Path) -> None:
    store = open_store(create_profile("first", url=str(tmp_path)))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    said: list[str] = []

    made = create_profile("zenml", url=str(tmp_path), announce=said.append)

    assert said == FOUND_STORE.splitlines()
    assert open_store(made).list_components() == store.list_components()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("stacks", "active"),
    [(("default", "alpha"), "default"), (("prod",), "prod"), (("test", "prod"), "prod"), ((), None)],
)
def test_the_active_stack_of_a_found_store_is_the_default_or_the_first(
    tmp_path: Path, stacks: tuple[str, ...], active: str | None
) -> None:
    store = open_store(create_profile("first", url=str(tmp_path)))
    store.delete_stack("default")
    for name in stacks:
        store.create_stack(StackRecord(name, {}))

    assert create_profile("zenml", url=str(tmp_path)).active_stack == active


def test_a_store_that_may_only_be_read_is_taken_too(tmp_path: Path) -> None:
    create_profile("first", url=str(tmp_path))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    create_profile("zenml", url=str(tmp_path))

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_the_profiles_own_place_may_be_named_by_its_path(config_path: Path) -> None:
    made = create_profile("zenml", url=str(config_path / "profiles" / "zenml"))

    assert (made.store_url, made.url) == ("", f"file://{config_path}/profiles/zenml")


@pytest.mark.parametrize("place", ["", "profiles", "profiles/default", "profiles/other/deep", "cache", "..", "../.."])
def test_no_store_may_lie_around_or_within_the_configuration(config_path: Path, place: str) -> None:
    url = str((config_path / place).resolve())

    assert refusal_of("zenml", url=url) == (
        f"no store can lie in {url}: that is not apart from the configuration folder {config_path} "
        "(name another folder, or leave the URL out for the place that belongs to the profile)"
    )


def test_a_link_into_the_configuration_is_seen_through(config_path: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(config_path)

    assert "is not apart from the configuration folder" in refusal_of("zenml", url=f"{tmp_path}/link/profiles/x")


def test_files_that_are_called_like_those_of_a_store_do_not_become_one(tmp_path: Path) -> None:
    foreign = tmp_path / "docker" / "stacks" / "web.yaml"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("services: {}\n")

    assert refusal_of("zenml", url=f"{tmp_path}/docker") == (
        f"no store can be made in {tmp_path}/docker: it holds stacks/web.yaml, which is not of a store "
        "(name an empty folder; if it was a store, restore its store.yaml)"
    )
    assert sorted(path.name for path in (tmp_path / "docker").rglob("*")) == ["stacks", "web.yaml"]


def test_a_file_is_no_place_for_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert refusal_of("zenml", url=f"{tmp_path}/file") == (
        f"no store can lie in {tmp_path}/file: that is no folder (name a folder)"
    )


@pytest.mark.parametrize(
    ("name", "choices", "refusal", "kind"),
    [
        ("default", {}, "a profile named 'default' exists already (choose another name)", ConflictError),
        (
            "Default",
            {},
            "some file systems do not tell 'Default' from the profile 'default' (choose another name)",
            ConflictError,
        ),
        (
            "../x",
            {},
            f"'../x' is not a valid profile name ({LEGAL})",
            ConfigurationError,
        ),
        (
            "x",
            {"user": "a\nb"},
            f"'a\\nb' is not a valid user name ({LEGAL})",
            ConfigurationError,
        ),
        ("x", {"store_type": "rest"}, "a profile on a server needs its address (give it: --url https://…)", UsageError),
        (
            "x",
            {"url": "https://host"},
            "stores at https:// come from the package zenml-server: pip install zenml-server",
            NotFoundError,
        ),
    ],
)
def test_what_cannot_be_is_refused(name: str, choices: dict[str, str], refusal: str, kind: type[ZenMLError]) -> None:
    assert refusal_of(name, **choices) == refusal
    with pytest.raises(kind):
        create_profile(name, **choices)  # type: ignore[arg-type]


def test_a_damaged_store_is_not_made_a_profile(tmp_path: Path) -> None:
    (tmp_path / "store.yaml").write_text("version: 99\n")

    assert refusal_of("zenml", url=str(tmp_path)).startswith(
        f"{tmp_path}/store.yaml, line 1: the store has format version 99"
    )


def test_the_same_profile_may_exist_if_that_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    made = create_profile("zenml", url=str(tmp_path))

    assert create_profile("zenml", url=tmp_path.as_uri(), exist_ok=True, announce=said.append) == made
    assert said == ["Profile 'zenml' exists already."]


@pytest.mark.parametrize("choices", [{}, {"user": "ada"}])
def test_another_one_of_the_same_name_may_not(tmp_path: Path, choices: dict[str, str]) -> None:
    create_profile("zenml", url=str(tmp_path))

    choices = choices and {"url": str(tmp_path), **choices}
    with pytest.raises(ConflictError) as failure:
        create_profile("zenml", exist_ok=True, **choices)  # type: ignore[arg-type]
    assert failure.value.message == (
        f"the profile 'zenml' exists already and is another one: its store is {tmp_path}, its user 'default'"
    )


def test_without_the_flavors_of_the_default_stack_nothing_is_written(
    config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENML_PLUGINS_DISABLE", "zenml-local")
    refresh()

    assert refusal_of("zenml").startswith("the default stack cannot be made: orchestrator flavor 'local'")
    assert not (config_path / "profiles" / "zenml").exists()
    monkeypatch.undo()
    refresh()


def test_a_profile_comes_with_its_store_or_not_at_all_whenever_its_process_dies(config_path: Path) -> None:
    catalogue()
    before = config_path.with_name("before")
    shutil.copytree(config_path, before)

    for _ in deaths(lambda: create_profile("zenml")):
        for profile in profiles():
            assert [stack.name for stack in open_store(profile).list_stacks()] == ["default"]
        apart(lambda: create_profile("zenml", exist_ok=True))
        assert profiles() == (Profile("default"), Profile("zenml"))
        assert len(open_store(Profile("zenml")).list_components()) == 3
        shutil.rmtree(config_path)
        shutil.copytree(before, config_path)


def test_of_many_processes_that_create_one_profile_exactly_one_succeeds() -> None:
    catalogue()
    barrier, answers = FORK.Barrier(8), FORK.SimpleQueue()
    processes = [start(_create_same, barrier, answers) for _ in range(8)]
    for process in processes:
        process.join(60)

    assert sorted(answers.get() for _ in processes) == [*["a profile named 'zenml' exists already"] * 7, "created"]
    assert profiles() == (Profile("default"), Profile("zenml"))


def _create_same(barrier: Barrier, answers: SimpleQueue[str]) -> None:
    barrier.wait(60)
    try:
        create_profile("zenml")
    except ConflictError as error:
        answers.put(error.message)
    else:
        answers.put("created")
