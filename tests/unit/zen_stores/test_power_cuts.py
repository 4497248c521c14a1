"""The power is cut at any moment: whatever the disk holds then, nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result
from memory_store import MemoryStore
from power_cuts import Disk, Event, Mark, Recorder, disks_after, write_disk
from store_changes import RandomChanges
from store_contract import HERE, state_of

from zenml.config.changing import change_global_configuration, change_repository_file, create_repository_file
from zenml.config.global_config import load_global_configuration
from zenml.config.paths import CONFIG_PATH_VARIABLE
from zenml.config.repository_file import RepositoryFile, is_repository, read_repository_file
from zenml.enums import StackComponentType
from zenml.errors import StoreUnreachableError
from zenml.models.records import StackRecord
from zenml.repository.first_use import create_default_profile
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_layout import component_document
from zenml.zen_stores.yaml_store import YamlZenStore
from zenml.zen_stores.yaml_writing import delete_store, initialize_store

SEED = 2026
STEPS = 150
CUTS_PER_MOMENT = 12
BELL = replace(HERE, type=StackComponentType.ALERTER, name="bell")
ONE = StackRecord("one", {})
LATER = replace(HERE, name="later")


@dataclass(frozen=True)
class Program:
    """Be what happens before the power is cut, step by step."""

    steps: Sequence[Callable[[Path], object]]
    look: Callable[[Path], object]
    """Reads what a folder holds as the product would; raises if that cannot be read."""
    go_on: Callable[[Path], object]
    """Changes something afterwards, as the next command would."""


def store_in(root: Path) -> YamlZenStore:
    return YamlZenStore(root / "store", str(root))


def state_in(root: Path) -> object:
    try:
        return state_of(store_in(root))
    except StoreUnreachableError:
        return None


def make_store(root: Path) -> None:
    initialize_store(
        root / "store", {"alerters/bell.yaml": component_document(BELL), "stacks/one.yaml": {"name": "one"}}
    )


def go_on_with_store(root: Path) -> None:
    make_store(root)
    store_in(root).create_component(LATER)
    assert LATER in store_in(root).list_components()


def store_program(steps: int) -> Program:
    """Return the making of a store, changes of all kinds, and its end."""
    changes = RandomChanges(random.Random(SEED), MemoryStore())

    def change(root: Path) -> None:
        next_change = changes.next()
        next_change(store_in(root))
        next_change(changes.model)

    def make(root: Path) -> None:
        make_store(root)
        changes.model.create_stack(ONE, [BELL])

    return Program([make, *[change] * steps, lambda root: delete_store(root / "store")], state_in, go_on_with_store)


def choose(stack: str) -> None:
    change_global_configuration(
        lambda present: replace(present, profiles=tuple(replace(each, active_stack=stack) for each in present.profiles))
    )


def configuration_in(root: Path) -> object:
    os.environ[CONFIG_PATH_VARIABLE] = str(root / "zenml")
    configuration = load_global_configuration()
    names = [each.name for each in open_store(configuration.profiles[0]).list_components()] if configuration else []
    return configuration, names, read_repository_file(root) if is_repository(root) else None


def go_on_with_configuration(root: Path) -> None:
    create_default_profile(lambda _line: None)
    choose("later")
    if not create_repository_file(root, RepositoryFile()):
        change_repository_file(root, lambda file: replace(file, active_stack_name="later"))


def configuration_program(steps: int) -> Program:
    """Return first use, and choices of stacks whose names are of very different sizes."""
    chance = random.Random(SEED)

    def choose_one(root: Path) -> None:
        name = "x" * chance.choice([1, 600, 3000])
        if chance.random() < 0.5:
            choose(name)
        else:
            change_repository_file(root, lambda file: replace(file, active_stack_name=name))

    first = [
        lambda root: create_default_profile(lambda _line: None),
        lambda root: create_repository_file(root, RepositoryFile("default", None, "default")),
    ]
    return Program([*first, *[choose_one] * steps], configuration_in, go_on_with_configuration)


PROGRAMS = {"store": store_program, "configuration": configuration_program}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("scale", SCALES)
def test_whatever_a_power_cut_leaves_what_was_acknowledged_is_there_and_all_else_whole_or_not_at_all(
    name: str, scale: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, before = PROGRAMS[name](max(5, round(STEPS * scale))), tmp_path / "before"
    before.mkdir()
    monkeypatch.setenv(CONFIG_PATH_VARIABLE, str(before / "zenml"))
    recorder, states = Recorder(before), [program.look(before)]
    for number, step in enumerate(program.steps, start=1):
        recorder.record(lambda: step(before), number)  # noqa: B023 - called at once
        states.append(program.look(before))

    disks = 0
    for done, disk in distinct_disks(recorder.events, CUTS_PER_MOMENT):
        after = tmp_path / str(disks)
        after.mkdir()
        write_disk(disk, before, after)
        assert program.look(after) in states[done : done + 2]
        if disks % 10 == 0:
            program.go_on(after)
            assert leftovers(after) == []
        shutil.rmtree(after)
        disks += 1
    assert disks >= 1000 * scale
    keep_result(f"power-cuts-{name}", scale, seed=SEED, moments=len(recorder.events), disks=disks)


def distinct_disks(events: Sequence[Event], cuts_per_moment: int) -> Iterator[tuple[int, Disk]]:
    """Yield what a disk may hold, after each event, with the number of steps that were done."""
    chance, seen = random.Random(SEED), set[int]()
    for moment in range(len(events) + 1):
        done = max((event.step for event in events[:moment] if isinstance(event, Mark)), default=0)
        for disk in islice(disks_after(events[:moment], chance), cuts_per_moment):
            key = hash((done, *disk.items()))
            if key not in seen:
                seen.add(key)
                yield done, disk


def leftovers(folder: Path) -> list[Path]:
    """Return what nobody needs any more, but in the cache: that may be deleted at any time."""
    hidden = [path for path in folder.rglob(".*") if path.parent.name != "cache"]
    return [path for path in hidden if path.name.endswith((".zenml-tmp", ".journal.yaml"))]
