"""Changes of stored components and stacks, of which none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from acme_package import install_acme, uninstall_all
from forks import FORK, start

from zenml.enums import StackComponentType
from zenml.errors import ChangedMeanwhileError, NotFoundError, StackValidationError
from zenml.flavors.registry import refresh
from zenml.models.records import StackRecord
from zenml.repository.context import open_context
from zenml.repository.live import live_component, replace_component
from zenml.repository.reading import get_component, get_stack, snapshot
from zenml.repository.registering import register_component, register_stack
from zenml.repository.renaming import rename_component
from zenml.repository.retrying import until_nobody_interferes
from zenml.repository.updating import remove_from_stack, update_component, update_stack

ALERTER = StackComponentType.ALERTER
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
METADATA_STORE = StackComponentType.METADATA_STORE
ORCHESTRATOR = StackComponentType.ORCHESTRATOR


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    site = install_acme(tmp_path / "site", monkeypatch)
    monkeypatch.syspath_prepend(str(site))
    refresh()
    yield site
    refresh()


@pytest.mark.usefixtures("acme")
def test_processes_that_change_different_settings_at_once_lose_none() -> None:
    context = open_context()
    register_component(context, ALERTER, "pager", "night", {"number": "112"})
    changes = [{"retries": "7"}, {"is_loud": "yes"}, {"days": '["Sat"]'}, {"replies": '{"ok": 1}'}, {"token": "CANARY"}]
    barrier = FORK.Barrier(len(changes))

    def change(parameters: dict[str, str]) -> None:
        barrier.wait(60)
        update_component(open_context(), ALERTER, "night", parameters)

    workers = [start(change, parameters) for parameters in changes]
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0] * len(changes)
    stored = get_component(context, ALERTER, "night")
    assert stored.configuration == {
        "number": "112",
        "retries": 7,
        "is_loud": True,
        "days": ["Sat"],
        "replies": {"ok": 1},
        "token": f"{{{{vault.{stored.uuid}-token}}}}",
    }


def test_processes_that_change_a_stack_at_once_lose_nothing() -> None:
    context = open_context()
    for kind in (ORCHESTRATOR, ARTIFACT_STORE):
        register_component(context, kind, "local", "other", {})
    barrier = FORK.Barrier(2)

    def change(kind: StackComponentType) -> None:
        barrier.wait(60)
        update_stack(open_context(), "default", {kind: "other"})

    workers = [start(change, kind) for kind in (ORCHESTRATOR, ARTIFACT_STORE)]
    for worker in workers:
        worker.join()
    assert get_stack(context, "default") == StackRecord(
        "default", {ORCHESTRATOR: "other", ARTIFACT_STORE: "other", METADATA_STORE: "default"}
    )


def test_who_is_always_too_late_is_told() -> None:
    attempts = []

    def change() -> None:
        attempts.append(1)
        raise ChangedMeanwhileError("too late")

    with pytest.raises(ChangedMeanwhileError):
        until_nobody_interferes(change)
    assert len(attempts) == 21


def test_a_component_that_is_replaced_in_python_keeps_what_another_process_changed_only_if_it_knows_it() -> None:
    context = open_context()
    register_component(context, ARTIFACT_STORE, "local", "shelf", {"path": "/a"})
    shelf = live_component(context, ARTIFACT_STORE, "shelf")
    update_component(context, ARTIFACT_STORE, "shelf", {"path": "/b"})
    replace_component(context, "shelf", shelf)
    assert get_component(context, ARTIFACT_STORE, "shelf").configuration == {"path": "/a"}


def test_a_stack_is_read_whole_while_its_components_are_renamed() -> None:
    context = open_context()
    barrier = FORK.Barrier(2)

    def rename_to_and_fro() -> None:
        barrier.wait(60)
        for _ in range(100):
            rename_component(open_context(), ARTIFACT_STORE, "default", "other")
            rename_component(open_context(), ARTIFACT_STORE, "other", "default")

    worker = start(rename_to_and_fro)
    barrier.wait(60)
    found = set()
    while worker.is_alive():
        found.add(snapshot(context, "default").components[ARTIFACT_STORE].name)
    worker.join()
    assert worker.exitcode == 0
    assert found == {"default", "other"}


def test_a_stack_can_be_changed_piece_by_piece_although_a_package_is_missing(
    acme: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    context = open_context()
    register_component(context, ARTIFACT_STORE, "shelf", "wall", {"path": str(tmp_path)})
    register_component(context, ALERTER, "pager", "night", {"number": "112"})
    register_component(context, ORCHESTRATOR, "local", "here", {})
    components = {ORCHESTRATOR: "default", ARTIFACT_STORE: "wall", METADATA_STORE: "default", ALERTER: "night"}
    register_stack(context, "prod", components)
    uninstall_all(acme)
    refresh()

    update_stack(context, "prod", {ORCHESTRATOR: "here"})
    assert caplog.messages == [
        "The stack 'prod' cannot be checked as a whole: flavor 'pager' comes from the package acme: pip install acme"
    ]
    with pytest.raises(NotFoundError):
        update_stack(context, "prod", {ALERTER: "night"})
    remove_from_stack(context, "prod", [ALERTER])
    assert get_stack(context, "prod").components == {
        ORCHESTRATOR: "here",
        ARTIFACT_STORE: "wall",
        METADATA_STORE: "default",
    }
    with pytest.raises(StackValidationError, match="stack 'prod' cannot be without orchestrator"):
        remove_from_stack(context, "prod", [ORCHESTRATOR])
