from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlite_history import DEAD, a_run, an_artifact, end_of, open_store, start_of, steps_of

from zenml.enums import ExecutionStatus
from zenml.models.runs import ArtifactRecord, StepRecord
from zenml.processes import current_process
from zenml_sql.metadata_store import SQLiteMetadataStore

INITIALIZING, RUNNING, COMPLETED = ExecutionStatus.INITIALIZING, ExecutionStatus.RUNNING, ExecutionStatus.COMPLETED
FINAL = [status for status in ExecutionStatus if status.is_final]
STEP_NAMES = ("load", "split", "train")

a_step = st.integers(0, len(STEP_NAMES) - 1)
final_status = st.sampled_from(FINAL)


@dataclass
class ExpectedRun:
    """Say, without a database, what each verb does to a run and its steps."""

    status: ExecutionStatus = INITIALIZING
    steps: list[ExecutionStatus] = field(default_factory=lambda: [INITIALIZING] * len(STEP_NAMES))
    reasons: list[str | None] = field(default_factory=lambda: [None] * len(STEP_NAMES))

    def start(self) -> bool:
        if self.status is not INITIALIZING:
            return False
        self.status = RUNNING
        return True

    def finish(self, status: ExecutionStatus) -> bool:
        if self.status.is_final:
            return False
        left = ExecutionStatus.STOPPED if status.is_success else status
        becomes = {RUNNING: left, INITIALIZING: ExecutionStatus.SKIPPED}
        self.status, self.steps = status, [becomes.get(step, step) for step in self.steps]
        return True

    def start_step(self, index: int, status: ExecutionStatus = RUNNING) -> bool:
        if self.steps[index] is not INITIALIZING:
            return False
        self.steps[index] = status
        return True

    def skip_step(self, index: int, reason: str) -> bool:
        is_skipped = self.finish_step(index, ExecutionStatus.SKIPPED)
        if is_skipped:
            self.reasons[index] = reason
        return is_skipped

    def finish_step(self, index: int, status: ExecutionStatus) -> bool:
        leaves = (RUNNING,) if status.is_success else (INITIALIZING, RUNNING)
        if self.steps[index] not in leaves:
            return False
        self.steps[index] = status
        return True


class AnyOrder(RuleBasedStateMachine):
    """Call all verbs in any order, twice too, and compare each answer and each state with what is expected."""

    store: SQLiteMetadataStore
    _numbers = itertools.count()

    @initialize(is_alive=st.booleans())
    def record(self, is_alive: bool) -> None:
        self.run = a_run(f"run-{next(self._numbers)}", process=current_process() if is_alive else DEAD)
        self.is_alive = is_alive
        self.steps: list[StepRecord] = steps_of(self.run, *STEP_NAMES)
        self.expected = ExpectedRun()
        self.store.create_run(self.run, self.steps)

    def teardown(self) -> None:
        self.store.finish_run(self.run.id, ExecutionStatus.STOPPED)

    @rule()
    def start_run(self) -> None:
        assert self.store.start_run(self.run.id) is self.expected.start()

    @rule(status=final_status)
    def finish_run(self, status: ExecutionStatus) -> None:
        assert self.store.finish_run(self.run.id, status) is self.expected.finish(status)

    @rule()
    def sweep(self) -> None:
        swept = [run.id for run in self.store.sweep_dead_runs()]
        crashes = not self.is_alive and self.expected.finish(ExecutionStatus.CRASHED)
        assert swept == ([self.run.id] if crashes else [])

    @rule()
    def beat(self) -> None:
        self.store.beat(self.run.id, current_process())

    @rule(index=a_step)
    def start_step(self, index: int) -> None:
        assert self.store.start_step(start_of(self.steps[index])) is self.expected.start_step(index)

    @rule(index=a_step)
    def cache_step(self, index: int) -> None:
        step = self.steps[index]
        answer = self.store.cache_step(start_of(step), end_of(step))
        assert answer is self.expected.start_step(index, ExecutionStatus.CACHED)

    @rule(index=a_step, status=final_status)
    def finish_step(self, index: int, status: ExecutionStatus) -> None:
        step = self.steps[index]
        artifacts = (self._artifact_of(step),) if status is COMPLETED else ()
        assert self.store.finish_step(end_of(step, status, artifacts=artifacts)) is self.expected.finish_step(
            index, status
        )

    @rule(index=a_step, reason=st.sampled_from(["accuracy 0.91 > 0.95 does not hold", "step 'load' was skipped"]))
    def skip_step(self, index: int, reason: str) -> None:
        end = replace(end_of(self.steps[index], ExecutionStatus.SKIPPED), skip_reason=reason)
        assert self.store.finish_step(end) is self.expected.skip_step(index, reason)

    def _artifact_of(self, step: StepRecord) -> ArtifactRecord:
        return an_artifact(step, pipeline=self.run.name)

    @invariant()
    def states_are_as_expected(self) -> None:
        run = self.store.get_run(self.run.id)
        assert run is not None
        assert run.status is self.expected.status
        found = {step.name: (step.status, step.skip_reason) for step in self.store.list_steps(self.run.id)}
        expected = zip(self.expected.steps, self.expected.reasons, strict=True)
        assert [found[name] for name in STEP_NAMES] == list(expected)

    @invariant()
    def outputs_are_those_of_completed_steps(self) -> None:
        for step, status in zip(self.steps, self.expected.steps, strict=True):
            outputs = {"output": self._artifact_of(step)} if status is COMPLETED else {}
            assert self.store.output_artifacts(step.id) == outputs


@pytest.mark.usefixtures("home")
def test_in_any_order_of_events_final_states_stay_and_each_verb_says_whether_it_changed_something(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    AnyOrder.store = open_store(tmp_path_factory.mktemp("states") / "metadata.db")
    AnyOrder.TestCase.settings = settings(
        max_examples=60,
        stateful_step_count=15,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    AnyOrder.TestCase().runTest()


def test_the_run_of_a_dead_process_is_swept_once_and_its_steps_with_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "metadata.db")
    load, train = steps = steps_of(a_run(process=DEAD), "load", "train")
    store.create_run(a_run(process=DEAD), steps)
    store.create_run(a_run("alive", process=current_process()), [])
    store.create_run(a_run("far away"), [])
    store.start_run("id-of-first")
    store.start_step(start_of(load))

    assert [run.name for run in store.sweep_dead_runs()] == ["first"]
    assert store.sweep_dead_runs() == []

    run = store.get_run("first")
    assert run is not None
    assert (run.status, run.error) == (ExecutionStatus.CRASHED, "its process died")
    statuses = {step.name: step.status for step in store.list_steps("id-of-first")}
    assert statuses == {load.name: ExecutionStatus.CRASHED, train.name: ExecutionStatus.SKIPPED}
