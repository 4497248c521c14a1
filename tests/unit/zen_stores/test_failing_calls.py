"""A full, read-only or forbidden disk, met at each of the calls with which a change writes."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from chaos_results import SCALES, keep_result
from file_calls import watched, writes
from store_contract import BUCKET, HERE, MINE, ORCHESTRATOR, PROD, state_of

from zenml.config.changing import change_global_configuration, change_repository_file, create_repository_file
from zenml.config.global_config import load_global_configuration
from zenml.config.repository_file import RepositoryFile, is_repository, read_repository_file
from zenml.errors import StoreUnreachableError, ZenMLError
from zenml.models.records import StackRecord
from zenml.repository.first_use import create_default_profile
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_store import YamlZenStore
from zenml.zen_stores.yaml_writing import delete_store, initialize_store

ERRORS = (errno.ENOSPC, errno.EFBIG, errno.EACCES, errno.EROFS, errno.EMFILE)
THERE = replace(HERE, name="there")
SPARE = replace(HERE, name="spare")
STORE_CHANGES: dict[str, Callable[[ZenStore], object]] = {
    "create_component": lambda store: store.create_component(THERE),
    "create_stack": lambda store: store.create_stack(StackRecord("new", {ORCHESTRATOR: "there"}), [THERE]),
    "update_component": lambda store: store.update_component(replace(HERE, configuration={"a": 1})),
    "update_stack": lambda store: store.update_stack(StackRecord("prod", {ORCHESTRATOR: "there"}), [THERE]),
    "apply_stack": lambda store: store.apply_stack(replace(PROD, name="new"), [replace(BUCKET, package=""), THERE]),
    "rename_component": lambda store: store.rename_component(ORCHESTRATOR, "here", "there"),
    "rename_stack": lambda store: store.rename_stack("prod", "test"),
    "delete_stack": lambda store: store.delete_stack("prod"),
    "delete_component": lambda store: store.delete_component(ORCHESTRATOR, "spare"),
    "create_flavor": lambda store: store.create_flavor(MINE),
}
OTHER = RepositoryFile("default", None, "other")


@dataclass
class Failure:
    """Let the ``nth`` call fail, and every later one too if the disk stays full."""

    nth: int
    code: int
    stays: bool
    calls: int = 0

    def __call__(self, name: str, arguments: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        is_possible = writes(name, arguments) or (name == "open" and self.code == errno.EMFILE)
        if name == "unlink" or not is_possible:  # no full disk prevents that something is taken away
            return call()
        self.calls += 1
        if self.calls == self.nth or (self.stays and self.calls > self.nth):
            raise OSError(self.code, os.strerror(self.code), *map(str, arguments[:1] if name != "write" else ()))
        return call()

    @property
    def is_reached(self) -> bool:
        return self.calls >= self.nth


def failures(scale: float) -> Iterator[Failure]:
    """Yield failures at one call after the other; the caller ends it when a change makes no more calls."""
    for nth in count(1):
        for code in ERRORS if scale == 1 else (ERRORS[nth % len(ERRORS)],):
            yield Failure(nth, code, stays=bool(nth % 2))


def refusal(change: Callable[[], object], failure: Failure) -> ZenMLError | None:
    """Make a change while a call fails; check that whatever is said is one line with a hint."""
    said: ZenMLError | None = None
    with watched(failure):
        try:
            change()
        except ZenMLError as error:
            said = error
    assert said is None or (said.hint and "\n" not in f"{said.message}{said.hint}")
    return said


@pytest.mark.parametrize("scale", SCALES)
def test_whatever_call_fails_a_store_is_as_before_or_as_after(scale: float, tmp_path: Path) -> None:
    met = 0
    for verb, change in STORE_CHANGES.items():
        for number, failure in enumerate(failures(scale)):
            store, root = fresh_store(tmp_path / f"{verb}-{number}")
            before = state_of(store)
            error = refusal(lambda: change(store), failure)  # noqa: B023 - called at once
            if not failure.is_reached:
                break
            met += 1
            assert_as_before_or_as_after(store, before, change, error)
            shutil.rmtree(root)
    keep_result("store-failing-calls", scale, changes=len(STORE_CHANGES), errors=len(ERRORS), failing_calls=met)


def fresh_store(root: Path) -> tuple[ZenStore, Path]:
    initialize_store(root, {})
    store = YamlZenStore(root, str(root))
    store.create_stack(PROD, [HERE, BUCKET])
    store.create_component(SPARE)
    return store, root


def assert_as_before_or_as_after(
    store: ZenStore, before: object, change: Callable[[ZenStore], object], error: ZenMLError | None
) -> None:
    """Look at a store after a failure; then the disk is well again, and the next change finishes or repeats it."""
    found = state_of(store)
    if error is None or found != before:
        assert error is None or "noted" in error.hint or "power cut" in error.hint
        store.create_component(replace(BUCKET, name="later"))
        store.delete_component(BUCKET.type, "later")
        assert state_of(store) == found
        return
    assert "nothing was changed" in error.hint
    change(store)
    assert state_of(store) != before


@dataclass(frozen=True)
class Other:
    """Describe a change of other files than a store's: what prepares it, makes it and looks, and what is seen then."""

    prepare: Callable[[Path], object]
    change: Callable[[Path], object]
    look: Callable[[Path], object]
    after: object


def use_first(_folder: Path) -> None:
    create_default_profile(lambda _line: None)


def names_in_default_store(_folder: Path) -> object:
    configuration = load_global_configuration()
    return configuration and [each.name for each in open_store(configuration.profiles[0]).list_components()]


def choose_other(_folder: Path) -> None:
    change_global_configuration(
        lambda present: replace(present, profiles=tuple(replace(each, active_stack="o") for each in present.profiles))
    )


def chosen(_folder: Path) -> object:
    configuration = load_global_configuration()
    return configuration and configuration.profiles[0].active_stack


def store_in(folder: Path) -> Path:
    return folder / "store"


def names_in_store(folder: Path) -> object:
    try:
        return [each.name for each in YamlZenStore(store_in(folder), "").list_stacks()]
    except StoreUnreachableError:
        return None


OTHERS: dict[str, Other] = {
    "first use": Other(lambda folder: None, use_first, names_in_default_store, ["default"] * 3),
    "choose": Other(use_first, choose_other, chosen, "o"),
    "init": Other(lambda folder: None, lambda folder: create_repository_file(folder, OTHER), is_repository, True),
    "set": Other(
        lambda folder: create_repository_file(folder, OTHER),
        lambda folder: change_repository_file(folder, lambda file: replace(file, active_stack_name="third")),
        read_repository_file,
        replace(OTHER, active_stack_name="third"),
    ),
    "initialize": Other(
        lambda folder: None,
        lambda folder: initialize_store(store_in(folder), {"stacks/a.yaml": {"name": "a"}}),
        names_in_store,
        ["a"],
    ),
    "purge": Other(
        lambda folder: fresh_store(store_in(folder)),
        lambda folder: delete_store(store_in(folder)),
        names_in_store,
        None,
    ),
}


@pytest.mark.parametrize("scale", SCALES)
def test_whatever_call_fails_configuration_is_as_before_or_as_after(
    scale: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = 0
    for what, other in OTHERS.items():
        for number, failure in enumerate(failures(scale)):
            folder = tmp_path / f"{what}-{number}"
            folder.mkdir()
            monkeypatch.setenv("ZENML_CONFIG_PATH", str(folder / "config"))
            other.prepare(folder)
            before = other.look(folder)
            refusal(lambda: other.change(folder), failure)  # noqa: B023 - called at once
            if not failure.is_reached:
                break
            met += 1
            assert other.look(folder) in (before, other.after)
            if other.look(folder) != other.after:  # the disk is well again
                other.change(folder)
            assert other.look(folder) == other.after
    keep_result("configuration-failing-calls", scale, changes=len(OTHERS), errors=len(ERRORS), failing_calls=met)
