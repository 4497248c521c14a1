"""What is registered survives whoever dies or races while registering."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result
from commandline import CommandLine
from forks import FORK, SPAWN, start
from memory_store import MemoryStore
from store_changes import RandomChanges
from store_contract import state_of
from sudden_death import apart

from zenml.cli.program import run
from zenml.enums import StackComponentType
from zenml.errors import ConflictError
from zenml.models.records import StackRecord
from zenml.repository.changing import activate_stack
from zenml.repository.context import open_context
from zenml.repository.registering import register_component

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
SEED = 2026


@pytest.mark.parametrize("scale", SCALES)
def test_nothing_that_many_processes_register_at_once_is_lost_and_no_reader_sees_half_a_file(
    scale: float, zenml: CommandLine
) -> None:
    processes, each = round(50 * scale), 4
    open_context()
    barrier = SPAWN.Barrier(processes + 1)
    workers = [SPAWN.Process(target=register_many, args=(barrier, number, each)) for number in range(processes)]
    for worker in workers:
        worker.start()
    barrier.wait(300)
    began, store = time.monotonic(), open_context().store
    for readings in count():
        if readings % 100 == 0:
            state_of(store)  # what does not parse would raise, here and in what is read a thousand times a second
            if not any(worker.is_alive() for worker in workers):
                break
        store.get_component(ORCHESTRATOR, f"{readings % processes}-{readings % each}")
        time.sleep(0.001)
    seconds = time.monotonic() - began

    assert [worker.exitcode for worker in workers] == [0] * processes
    names = listed(zenml, "orchestrator")
    assert names == sorted(["default", *(f"{number}-{count}" for number in range(processes) for count in range(each))])
    keep_result(
        "store-race",
        scale,
        processes=processes,
        registrations=processes * each,
        there=len(names) - 1,
        seconds=round(seconds, 2),
        readings_meanwhile=readings,
    )


@pytest.mark.parametrize("scale", SCALES)
def test_of_many_processes_that_register_one_name_exactly_one_succeeds(scale: float, zenml: CommandLine) -> None:
    processes = round(50 * scale)
    open_context()
    barrier = FORK.Barrier(processes)
    workers = [start(register_same, barrier) for _ in range(processes)]
    for worker in workers:
        worker.join()

    codes = sorted(worker.exitcode or 0 for worker in workers)
    assert codes == [0, *[ConflictError.exit_code] * (processes - 1)]
    assert listed(zenml, "orchestrator") == ["default", "same"]
    keep_result("store-one-name", scale, processes=processes, succeeded=codes.count(0), conflicts=codes.count(6))


@pytest.mark.parametrize("scale", SCALES)
def test_of_many_processes_that_register_the_same_thing_none_fails_if_that_is_wanted(
    scale: float, zenml: CommandLine
) -> None:
    processes = round(50 * scale)
    open_context()
    barrier = FORK.Barrier(processes)
    workers = [start(register_same, barrier, "--exist-ok") for _ in range(processes)]
    for worker in workers:
        worker.join()

    codes = [worker.exitcode or 0 for worker in workers]
    assert codes == [0] * processes
    assert listed(zenml, "orchestrator") == ["default", "same"]
    keep_result("store-same-thing", scale, processes=processes, succeeded=codes.count(0))


@pytest.mark.parametrize("scale", SCALES)
def test_whatever_moment_a_process_is_killed_at_each_change_is_there_whole_or_not_at_all(
    scale: float, zenml: CommandLine, config_path: Path
) -> None:
    chance, kills = random.Random(SEED), round(200 * scale)
    world = World.as_found()
    acknowledged = unacknowledged = 0

    for life in range(kills):
        history = History(life, world)
        done = changes_before_the_kill(history, chance)
        for _ in range(done):
            history.remember_next()
        acknowledged += done
        if World.as_found() != world:
            history.remember_next()
            unacknowledged += 1
        assert World.as_found() == world, f"neither before nor after the change that life {life} died in"

    apart(change_the_store_and_the_choice)
    assert [path for path in config_path.rglob(".*") if path.parent.name != "cache"] == []
    assert listed(zenml, "stack") == sorted(["last", *(stack.name for stack in world.store.list_stacks())])
    keep_result(
        "store-kills", scale, seed=SEED, kills=kills, changes=acknowledged, whole_but_not_acknowledged=unacknowledged
    )


def change_the_store_and_the_choice() -> None:
    """Let whoever writes next tidy up after the dead: each file is tidied by its own writers."""
    context = open_context()
    context.store.create_stack(StackRecord("last", {}), [])
    activate_stack(context, "last")


def register_many(barrier: Barrier, number: int, count: int) -> None:
    context = open_context()
    barrier.wait(300)
    for index in range(count):
        register_component(context, ORCHESTRATOR, "local", f"{number}-{index}", {})


def register_same(barrier: Barrier, *options: str) -> None:
    barrier.wait(60)
    os._exit(run(["orchestrator", "register", "same", "--flavor=local", *options]))


def listed(zenml: CommandLine, *words: str) -> list[str]:
    outcome = zenml(*words, "list", "--output", "json")
    assert outcome.code == 0, outcome.stderr
    return [row["name"] for row in json.loads(outcome.stdout)]


@dataclass
class World:
    """Hold what a profile's store and the choice of a stack should be."""

    store: MemoryStore
    active: str | None

    @classmethod
    def as_found(cls) -> World:
        """Return what the next command finds."""
        context = open_context()
        stacks, components, flavors = state_of(context.store)
        store = MemoryStore(
            {stack.name: stack for stack in stacks},
            {(each.type, each.name): each for each in components},
            {(each.type, each.name): each for each in flavors},
        )
        return cls(store, context.active_stack_name)


class History:
    """Be what one process does until it dies: another one can say, change by change, what that was."""

    def __init__(self, life: int, world: World) -> None:
        self._chance = random.Random(f"{SEED}-{life}")
        self._world = world
        self._changes = RandomChanges(self._chance, world.store, prefix=f"{life}-")

    def make_next(self) -> None:
        """Make the next change in the real profile."""
        context = open_context()
        name = self._next_choice()
        if name is None:
            change = self._changes.next()
            change(context.store)
            change(self._world.store)
        else:
            activate_stack(context, name)
            self._world.active = name

    def remember_next(self) -> None:
        """Make it in the world as it should be, only."""
        name = self._next_choice()
        if name is None:
            self._changes.next()(self._world.store)
        else:
            self._world.active = name

    def _next_choice(self) -> str | None:
        """Return the stack to choose, if that is the next change."""
        stacks = self._world.store.list_stacks()
        return self._chance.choice(stacks).name if stacks and self._chance.random() < 0.2 else None


def changes_before_the_kill(history: History, chance: random.Random) -> int:
    """Kill a process at any moment after its first changes; return how many it saw finished."""
    reports, reporter = FORK.Pipe(duplex=False)
    process = start(change_for_ever, history, reporter)
    reporter.close()
    done = [reports.recv() for _ in range(chance.randint(1, 8))]
    process.join(chance.uniform(0, 0.02))
    process.kill()
    process.join()
    return len([*done, *rest_of(reports)])


def rest_of(reports: Connection) -> Iterator[object]:
    try:
        while True:
            yield reports.recv()
    except EOFError:
        return


def change_for_ever(history: History, reporter: Connection) -> None:
    while True:
        history.make_next()
        reporter.send(None)
