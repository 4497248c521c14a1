from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from forks import FORK, start
from legacy_repository import CONFIG, KUBEFLOW_SETTINGS, UUIDS, explanation, write_legacy_repository
from privileges import obey_modes
from sudden_death import apart, deaths

from zenml.config.global_config import load_global_configuration
from zenml.config.profiles import Profile
from zenml.config.repository_file import RepositoryFile, read_repository_file
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.flavors.registry import catalogue
from zenml.repository.context import Context, open_context, open_context_if_used
from zenml.repository.profile_deletion import delete_profile

ORCHESTRATOR = StackComponentType.ORCHESTRATOR


@pytest.fixture
def legacy(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a legacy repository, go there, and return it."""
    (tmp_path / "old code").mkdir()
    root = write_legacy_repository(tmp_path / "old code")
    monkeypatch.chdir(root)
    return root


def profiles() -> tuple[Profile, ...]:
    configuration = load_global_configuration()
    assert configuration is not None
    return configuration.profiles


def test_the_first_contact_moves_the_stacks_into_a_profile_of_their_own(legacy: Path) -> None:
    said: list[str] = []

    context = open_context(explain=said.append)

    _, profile = profiles()
    assert re.fullmatch(r"legacy-repository-[0-9a-f]{8}", profile.name)
    assert profile == Profile(profile.name, store_url=(legacy / ".zen").as_uri(), active_stack="local_stack")
    assert said == [explanation(legacy, profile.name)]
    assert (context.profile, context.active_stack_name) == (profile, "local_stack")
    assert [stack.name for stack in context.store.list_stacks()] == ["local_kubeflow_stack", "local_stack"]
    assert {part.name: (part.flavor, part.uuid) for part in context.store.list_components()} == {
        "kubeflow_orchestrator": ("kubeflow", UUIDS["kubeflow_orchestrator"]),
        "local_orchestrator": ("local", UUIDS["local_orchestrator"]),
        "local_metadata_store": ("sqlite", UUIDS["local_metadata_store"]),
        "local_artifact_store": ("local", UUIDS["local_artifact_store"]),
        "local_registry": ("default", UUIDS["local_registry"]),
    }


def test_no_field_is_lost(legacy: Path) -> None:
    component = open_context().store.get_component(ORCHESTRATOR, "kubeflow_orchestrator")

    assert component is not None
    assert component.configuration == KUBEFLOW_SETTINGS


def test_the_repository_selects_what_was_active_and_keeps_the_old_file(legacy: Path) -> None:
    name = open_context().profile.name

    assert (legacy / ".zen" / "config.yaml").read_text() == (
        f"active_profile_name: {name}\nactive_project_name: null\nactive_stack_name: local_stack\n"
    )
    assert (legacy / ".zen" / "config.yaml.legacy").read_text() == CONFIG


def test_the_second_contact_says_and_changes_nothing(legacy: Path) -> None:
    open_context()
    before = {path: path.read_bytes() for path in (legacy / ".zen").rglob("*") if path.is_file()}
    said: list[str] = []

    open_context(explain=said.append)

    assert said == []
    assert {path: path.read_bytes() for path in (legacy / ".zen").rglob("*") if path.is_file()} == before


def test_who_only_looks_migrates_nothing(legacy: Path) -> None:
    context = open_context_if_used()

    assert context is not None
    assert (context.root, context.profile.name, context.active_stack_name) == (legacy, "default", "default")
    assert (legacy / ".zen" / "config.yaml").read_text() == CONFIG


def test_a_profile_that_has_this_store_is_used_again(legacy: Path) -> None:
    name = open_context().profile.name
    shutil.copy(legacy / ".zen" / "config.yaml.legacy", legacy / ".zen" / "config.yaml")

    assert open_context().profile.name == name
    assert [profile.name for profile in profiles()] == ["default", name]


def test_a_deleted_profile_takes_the_store_along_if_it_is_purged_and_leaves_both_files(
    legacy: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    name = open_context().profile.name
    monkeypatch.chdir(home)

    delete_profile(open_context(), name, purge=True)

    assert sorted(path.name for path in (legacy / ".zen").rglob("*")) == ["config.yaml", "config.yaml.legacy"]


def test_whenever_its_process_dies_the_next_goes_on_from_there(legacy: Path, config_path: Path) -> None:
    catalogue()
    before = legacy.parent / "before"
    shutil.copytree(config_path, before / "config")
    shutil.copytree(legacy, before / "legacy")

    for _ in deaths(open_context):
        apart(open_context)
        context = open_context()
        _, profile = profiles()
        assert context.profile == profile
        assert read_repository_file(legacy) == RepositoryFile(profile.name, None, "local_stack")
        assert [stack.name for stack in context.store.list_stacks()] == ["local_kubeflow_stack", "local_stack"]
        assert {part.name: part.uuid for part in context.store.list_components()} == UUIDS
        kubeflow = context.store.get_component(ORCHESTRATOR, "kubeflow_orchestrator")
        assert kubeflow is not None
        assert kubeflow.configuration == KUBEFLOW_SETTINGS
        assert (legacy / ".zen" / "config.yaml.legacy").read_text() == CONFIG
        restore(before / "config", config_path)
        restore(before / "legacy", legacy)


def restore(copy: Path, folder: Path) -> None:
    """Put everything back in a folder that stays, since processes stand in it."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(copy, folder, dirs_exist_ok=True)


def test_of_many_first_contacts_one_migrates(legacy: Path) -> None:
    catalogue()
    barrier, answers = FORK.Barrier(8), FORK.SimpleQueue()
    processes = [start(_meet, barrier, answers) for _ in range(8)]
    for process in processes:
        process.join(60)

    said = sorted(answers.get() for _ in processes)
    _, profile = profiles()
    assert said == [(profile.name, 0)] * 7 + [(profile.name, 1)]


def _meet(barrier: Barrier, answers: SimpleQueue[tuple[str, int]]) -> None:
    said: list[str] = []
    barrier.wait(60)
    name = open_context(explain=said.append).profile.name
    answers.put((name, len(said)))


def test_what_cannot_be_migrated_is_named_and_nothing_is_written(legacy: Path) -> None:
    (legacy / ".zen" / "config.yaml").write_text(CONFIG.replace("  local_stack:", "  my/stack:"))
    before = sorted(legacy.rglob("*"))

    with pytest.raises(ConfigurationError) as failure:
        open_context()

    assert failure.value.message == (
        f"the legacy repository {legacy} cannot be migrated: {legacy}/.zen/config.yaml, line 20: 'my/stack' is not a "
        "valid stack name"
    )
    assert failure.value.hint == (
        "nothing was changed; rename it there: 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a "
        "letter or digit"
    )
    assert sorted(legacy.rglob("*")) == before
    assert profiles() == (Profile("default"),)


def test_a_python_program_hears_of_it_once_without_any_logging_of_its_own(legacy: Path) -> None:
    program = "from zenml.repository import Repository\nRepository()\nprint(Repository().active_profile_name)\n"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stderr == explanation(legacy, done.stdout.strip()) + "\n"


def test_a_checkout_that_may_only_be_read_says_why_it_cannot_be_used(legacy: Path) -> None:
    folders = [legacy / ".zen", *(path for path in (legacy / ".zen").iterdir() if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)

    done = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "zenml"), "stack", "list"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=obey_modes,
    )
    for folder in folders:
        folder.chmod(0o700)

    error, _hint = done.stderr.splitlines()
    assert error.startswith(f"Error: the legacy repository {legacy} cannot be migrated: cannot write {legacy}/.zen/")
    assert (done.stdout, done.returncode) == ("", 7)
