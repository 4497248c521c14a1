from __future__ import annotations

import os
import shutil
import stat
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from forks import FORK, start
from sudden_death import apart, deaths

from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.flavors.registry import catalogue, refresh
from zenml.models.records import StackRecord
from zenml.repository.context import open_context

MESSAGES = [
    "Creating default profile...",
    "Initializing profile `default`...",
    "Initializing store...",
    "Registered stack component with type 'orchestrator' and name 'default'.",
    "Registered stack component with type 'metadata_store' and name 'default'.",
    "Registered stack component with type 'artifact_store' and name 'default'.",
    "Registered stack with name 'default'.",
    "Created and activated default profile.",
]
DEFAULT_STACK = StackRecord(
    "default",
    {
        StackComponentType.ORCHESTRATOR: "default",
        StackComponentType.METADATA_STORE: "default",
        StackComponentType.ARTIFACT_STORE: "default",
    },
)


def test_first_use_makes_the_default_profile_and_says_so() -> None:
    said: list[str] = []

    context = open_context(announce=said.append)

    assert said == MESSAGES
    assert context.configuration == GlobalConfiguration((Profile("default"),), "default")
    assert context.store.list_stacks() == [DEFAULT_STACK]
    assert [(part.type.value, part.name, part.flavor) for part in context.store.list_components()] == [
        ("artifact_store", "default", "local"),
        ("metadata_store", "default", "sqlite"),
        ("orchestrator", "default", "local"),
    ]


def test_second_use_says_nothing() -> None:
    open_context()
    said: list[str] = []

    open_context(announce=said.append)

    assert said == []


def test_everything_is_the_users_alone(config_path: Path) -> None:
    old = os.umask(0)
    try:
        open_context()
    finally:
        os.umask(old)

    paths = [config_path, *config_path.rglob("*")]
    modes = {(path.is_dir(), oct(stat.S_IMODE(path.stat().st_mode))) for path in paths}
    assert modes == {(True, "0o700"), (False, "0o600")}


def test_of_many_processes_at_once_exactly_one_makes_it(config_path: Path) -> None:
    catalogue()
    barrier, said = FORK.Barrier(8), FORK.SimpleQueue()
    processes = [start(_use_first, barrier, said) for _ in range(8)]
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0] * 8
    assert sorted(said.get() for _ in processes) == sorted([MESSAGES, *[[]] * 7])
    assert open_context().store.list_stacks() == [DEFAULT_STACK]


def _use_first(barrier: Barrier, said: SimpleQueue[list[str]]) -> None:
    mine: list[str] = []
    barrier.wait(60)
    open_context(announce=mine.append).store.list_stacks()
    said.put(mine)


def test_it_is_there_whole_or_not_at_all_whenever_its_process_dies(config_path: Path) -> None:
    catalogue()

    for _ in deaths(open_context):
        before = load_global_configuration()
        apart(open_context)
        context = open_context()
        assert before in (None, context.configuration)
        assert context.store.list_stacks() == [DEFAULT_STACK]
        assert len(context.store.list_components()) == 3
        shutil.rmtree(config_path)


def test_a_flavor_that_is_not_installed_is_named_and_nothing_written(
    config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENML_PLUGINS_DISABLE", "zenml-local")
    refresh()

    with pytest.raises(ConfigurationError) as failure:
        open_context()

    assert failure.value.exit_code == 3
    assert failure.value.message.startswith(
        "the default stack cannot be made: orchestrator flavor 'local' cannot be used: zenml-local"
    )
    assert failure.value.hint == "take 'zenml-local' out of ZENML_PLUGINS_DISABLE"
    assert load_global_configuration() is None
    assert not (config_path / "profiles").exists()
    refresh()
