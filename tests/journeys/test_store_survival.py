"""What is registered survives whoever dies or races while registering."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from chaos_results import SCALES, keep_result
from commandline import CommandLine
from forks import FORK, start

from zenml.enums import StackComponentType
from zenml.errors import ConflictError
from zenml.repository.changing import activate_stack
from zenml.repository.context import open_context
from zenml.repository.live import live_stack, store_stack
from zenml.repository.registering import register_component, register_stack
from zenml.stack import Stack
from zenml.stack.assembly import new_component

ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
METADATA_STORE = StackComponentType.METADATA_STORE
ORCHESTRATOR = StackComponentType.ORCHESTRATOR
SEED = 2026

Acknowledged = dict[str, list[str]]


@pytest.mark.parametrize("scale", SCALES)
def test_whatever_moment_a_process_is_killed_at_each_change_is_there_whole_or_not_at_all(
    scale: float, zenml: CommandLine, config_path: Path
) -> None:
    chance, kills = random.Random(SEED), round(40 * scale)
    open_context()
    acknowledged: Acknowledged = {"component": [], "stack": [], "active": ["default"]}
    unacknowledged = 0

    for life in range(kills):
        for kind, name in changes_before_the_kill(life, chance):
            acknowledged[kind].append(name)
        found = everything(zenml)
        assert set(acknowledged["component"]) <= found.component.keys()
        assert set(acknowledged["stack"]) <= found.stack.keys()
        unacknowledged += adopt(found, acknowledged)
        assert_whole(found)

    leftovers = [path for path in config_path.rglob(".*") if path.name.endswith("zenml-tmp")]
    assert len(leftovers) <= 1
    counts = {kind: len(names) for kind, names in acknowledged.items()}
    keep_result("store-kills", scale, seed=SEED, kills=kills, **counts, whole_but_not_acknowledged=unacknowledged)


@pytest.mark.parametrize("scale", SCALES)
def test_nothing_that_many_processes_register_at_once_is_lost(scale: float, zenml: CommandLine) -> None:
    processes, each = 8, max(3, round(25 * scale))
    open_context()
    barrier = FORK.Barrier(processes)
    workers = [start(register_many, barrier, number, each) for number in range(processes)]
    readings = 0
    while any(worker.is_alive() for worker in workers):
        open_context().store.list_components()  # what does not parse would raise
        readings += 1
        workers[0].join(0.001)
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0] * processes
    names = everything(zenml).component.keys()
    assert names == {"default"} | {f"{number}-{count}" for number in range(processes) for count in range(each)}
    keep_result("store-race", scale, processes=processes, registrations=processes * each, readings_meanwhile=readings)


def test_of_many_processes_that_register_one_name_exactly_one_succeeds() -> None:
    processes = 8
    open_context()
    barrier, (answers, answer) = FORK.Barrier(processes), FORK.Pipe(duplex=False)
    workers = [start(register_same, barrier, answer) for _ in range(processes)]
    for worker in workers:
        worker.join()

    assert sorted(answers.recv() for _ in workers) == [
        *["an orchestrator named 'same' exists already"] * (processes - 1),
        "registered",
    ]


def register_many(barrier: Barrier, number: int, count: int) -> None:
    context = open_context()
    barrier.wait(60)
    for index in range(count):
        register_component(context, ORCHESTRATOR, "local", f"{number}-{index}", {})


def register_same(barrier: Barrier, answer: Connection) -> None:
    context = open_context()
    barrier.wait(60)
    try:
        register_component(context, ORCHESTRATOR, "local", "same", {})
    except ConflictError as error:
        answer.send(error.message)
    else:
        answer.send("registered")


def changes_before_the_kill(life: int, chance: random.Random) -> list[tuple[str, str]]:
    """Kill a process at any moment after its first changes; return those that it saw finished."""
    reports, reporter = FORK.Pipe(duplex=False)
    process = start(change_for_ever, life, reporter)
    reporter.close()
    changes = [reports.recv() for _ in range(chance.randint(1, 12))]
    process.join(chance.uniform(0, 0.02))
    process.kill()
    process.join()
    return [*changes, *rest_of(reports)]


def rest_of(reports: Connection) -> Iterator[tuple[str, str]]:
    try:
        while True:
            yield reports.recv()
    except EOFError:
        return


def change_for_ever(life: int, reporter: Connection) -> None:
    """Register and choose what differs in how many files it changes: one, one, three at once, one."""
    number = 0
    while True:
        name, both = f"{life}-{number}", f"{life}-{number}-both"
        context = open_context()
        register_component(context, ORCHESTRATOR, "local", name, {})
        reporter.send(("component", name))
        register_stack(context, name, {ORCHESTRATOR: name, ARTIFACT_STORE: "default", METADATA_STORE: "default"})
        reporter.send(("stack", name))
        parts = dict(live_stack(context, name).components)
        parts |= {kind: new_component(kind, "local", both, {}) for kind in (ORCHESTRATOR, ARTIFACT_STORE)}
        store_stack(context, Stack.from_components(both, parts))
        reporter.send(("component", both))
        reporter.send(("stack", both))
        activate_stack(context, both)
        reporter.send(("active", both))
        number += 1


@dataclass(frozen=True)
class Found:
    """Hold what the next commands read: every name with what belongs to it."""

    stack: Mapping[str, Mapping[str, str]]
    component: Mapping[str, Mapping[str, str]]
    artifact_store: Mapping[str, Mapping[str, str]]
    active: str

    @property
    def stacks_of_three_files(self) -> set[str]:
        return {name for name in self.stack if name.endswith("both")}


def everything(zenml: CommandLine) -> Found:
    stacks = read(zenml, "stack", "list")
    (active,) = (stack["name"] for stack in stacks if stack["active"])
    return Found(
        stack={stack["name"]: stack["components"] for stack in stacks},
        component={part["name"]: part for part in read(zenml, "orchestrator", "list")},
        artifact_store={part["name"]: part for part in read(zenml, "artifact-store", "list")},
        active=active,
    )


def read(zenml: CommandLine, *words: str) -> list[dict[str, Any]]:
    outcome = zenml(*words, "--output", "json")
    assert outcome.code == 0, outcome.stderr
    document: list[dict[str, Any]] = json.loads(outcome.stdout)
    return document


def adopt(found: Found, acknowledged: Acknowledged) -> int:
    """Count as registered what was finished although its process died before it could say so."""
    finished = 0
    for kind, names in (("component", found.component), ("stack", found.stack)):
        new = names.keys() - {*acknowledged[kind], "default"}
        assert len(new) <= 1, f"more than the change in flight: {new}"
        acknowledged[kind] += new
        finished = max(finished, len(new))
    if found.active != acknowledged["active"][-1]:
        assert found.active == acknowledged["stack"][-1]
        acknowledged["active"].append(found.active)
        finished = 1
    return finished


def assert_whole(found: Found) -> None:
    """Check that no stack came without its components, nor components of such a stack without it."""
    for name, components in found.stack.items():
        assert components["orchestrator"] in found.component, name
        assert components["artifact_store"] in found.artifact_store, name
    assert found.artifact_store.keys() == {"default", *found.stacks_of_three_files}
    assert {name for name in found.component if name.endswith("both")} == found.stacks_of_three_files
