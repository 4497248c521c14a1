"""Steps whose condition does not hold are skipped, and so is all that depends on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observers import observed_moments
from workbench import Workbench, stack_in

from zenml.engine.executable import Executable
from zenml.engine.launch import launch
from zenml.enums import ExecutionStatus
from zenml.errors import StepFailedError
from zenml.models.conditions import ORDERINGS
from zenml.models.deployment import Comparison, InputBinding, OutputDeclaration, StepCondition, StepDeployment
from zenml.models.step_settings import FailureMode
from zenml.post_execution import RunView
from zenml_local.orchestrator import LocalOrchestrator


def importer() -> int:
    return 3


def trainer(importer: int) -> int:
    return importer * 2


def deployer(trainer: int) -> int:
    return trainer


def reporter(deployer: int) -> None:
    assert deployer


def words() -> list[str]:
    return ["a"]


THREE = InputBinding("importer", "output")


def _run(
    bench: Workbench,
    *functions: Callable[..., object],
    condition: StepCondition,
    of: str,
    on: dict[str, Any] | None = None,
) -> RunView:
    deployment = bench.deployment(*functions)
    steps = tuple(
        replace(step, condition=condition if step.name == of else None, **(on or {}).get(step.name, {}))
        for step in deployment.steps
    )
    bench.launch(replace(deployment, steps=steps), *functions)
    return bench.last_run()


def _states(run: RunView) -> dict[str, tuple[str, str | None]]:
    return {step.name: (step.status.value, step.skip_reason) for step in run.steps}


def test_a_step_whose_condition_holds_runs_and_is_found_in_the_cache_whatever_its_condition(bench: Workbench) -> None:
    run = _run(bench, importer, trainer, condition=Comparison(THREE, ">", 2), of="trainer")
    assert _states(run) == {"importer": ("completed", None), "trainer": ("completed", None)}
    again = _run(bench, importer, trainer, condition=Comparison(THREE, ">", 1), of="trainer")
    assert again.status is ExecutionStatus.CACHED
    assert bench.run(importer, trainer).status is ExecutionStatus.CACHED


def test_a_step_whose_condition_does_not_hold_is_skipped_with_all_that_depend_on_it(bench: Workbench) -> None:
    run = _run(bench, importer, trainer, deployer, reporter, words, condition=Comparison(THREE, ">", 5), of="trainer")
    assert _states(run) == {
        "importer": ("completed", None),
        "words": ("completed", None),
        "trainer": ("skipped", "importer 3 > 5 does not hold"),
        "deployer": ("skipped", "step 'trainer' was skipped"),
        "reporter": ("skipped", "step 'deployer' was skipped"),
    }
    assert (run.status, run.error) == (ExecutionStatus.COMPLETED, None)
    assert run.get_step("trainer").why_not_cached().reasons == (
        "it did not get so far: it is skipped: importer 3 > 5 does not hold",
    )
    skipped = run.get_step("trainer")
    assert (skipped.outputs, skipped.log(), [step.name for step in skipped.parent_steps]) == ({}, "", ["importer"])


def test_a_run_that_computed_nothing_and_skipped_something_is_completed(bench: Workbench) -> None:
    bench.run(importer)
    run = _run(bench, importer, trainer, condition=Comparison(THREE, ">", 5), of="trainer")
    assert [step.status.value for step in run.steps] == ["cached", "skipped"]
    assert run.status is ExecutionStatus.COMPLETED


def test_a_condition_that_cannot_be_judged_fails_its_step(bench: Workbench) -> None:
    wrong = Comparison(InputBinding("words", "output"), ">", 5)
    with pytest.raises(StepFailedError) as caught:
        _run(bench, words, importer, trainer, condition=wrong, of="trainer")
    reason = (
        "ZenMLError: its condition cannot be judged: output 'output' of step 'words' is a list "
        "(compare numbers, text or booleans)"
    )
    assert caught.value.message == f"step 'trainer' of run 'run-0' failed: {reason}"
    run = bench.last_run()
    assert (run.status, run.get_step("trainer").error) == (ExecutionStatus.FAILED, reason)


def test_an_output_that_is_gone_fails_the_step_whose_condition_asks_for_it(bench: Workbench, tmp_path: Path) -> None:
    def eraser() -> int:
        for file in (tmp_path / "artifacts").glob("runs/*/importer/output/*"):
            file.unlink()
        return 1

    with pytest.raises(StepFailedError, match=r"ArtifactError: artifact 'output' of step .* cannot be loaded"):
        _run(
            bench,
            importer,
            eraser,
            words,
            condition=Comparison(THREE, ">", 1),
            of="words",
            on={"words": {"after": ("eraser",)}, "eraser": {"after": ("importer",)}},
        )


def test_plugins_hear_of_skipped_steps_as_they_do_of_cached_ones(bench: Workbench, tmp_path: Path) -> None:
    with observed_moments(tmp_path / "site") as seen:
        _run(bench, importer, trainer, condition=Comparison(THREE, ">", 5), of="trainer")
    assert seen[3:] == ["run-0/trainer finished: skipped", "run-0 finished: completed"]


@dataclass(frozen=True)
class Planned:
    """Describe one step of a random graph by numbers; those of other steps are taken modulo what there is."""

    parents: frozenset[int]
    compared: int
    operator: str
    limit: int
    value: int
    fails: bool


a_step = st.builds(
    Planned,
    parents=st.frozensets(st.integers(0, 5), max_size=2),
    compared=st.integers(0, 5),
    operator=st.sampled_from(["", "", *ORDERINGS]),
    limit=st.integers(0, 2),
    value=st.integers(0, 2),
    fails=st.sampled_from([False] * 5 + [True]),
)


def _deployed(plan: list[Planned]) -> tuple[StepDeployment, ...]:
    return tuple(
        StepDeployment(
            name=f"s{number}",
            source="",
            code_digest="",
            inputs={
                f"i{parent % number}": InputBinding(f"s{parent % number}", "output")
                for parent in step.parents
                if number
            },
            condition=_condition(step, number),
            parameters={"value": step.value, "fails": step.fails},
            outputs=(OutputDeclaration("output"),),
            enable_cache=False,
        )
        for number, step in enumerate(plan)
    )


def _condition(step: Planned, number: int) -> Comparison | None:
    if not number or not step.operator:
        return None
    return Comparison(InputBinding(f"s{step.compared % number}", "output"), step.operator, step.limit)


def _expected(plan: list[Planned], steps: tuple[StepDeployment, ...]) -> dict[str, tuple[str, bool]]:
    """Return for each step its state, and whether there is a reason for that."""
    states: dict[str, tuple[str, bool]] = {}
    values = {step.name: planned.value for step, planned in zip(steps, plan, strict=True)}
    for step, planned in zip(steps, plan, strict=True):
        before = [states[name] for name in step.upstream]
        if ("failed", False) in before or ("skipped", False) in before:
            states[step.name] = ("skipped", False)
        elif ("skipped", True) in before or not _holds(step.condition, values):
            states[step.name] = ("skipped", True)
        else:
            states[step.name] = ("failed" if planned.fails else "completed", False)
    return states


def _holds(condition: StepCondition | None, values: Mapping[str, int]) -> bool:
    if not isinstance(condition, Comparison):
        return True
    return ORDERINGS[condition.operator](values[condition.left.step], condition.right)


def _return_value(_inputs: Mapping[str, object], parameters: Mapping[str, Any], _context: object) -> tuple[object, ...]:
    if parameters["fails"]:
        raise ValueError("as planned")
    return (parameters["value"],)


@pytest.mark.parametrize("max_workers", [1, 3])
def test_in_any_graph_each_step_runs_fails_or_is_skipped_as_those_before_it_say(
    tmp_path: Path, max_workers: int
) -> None:
    bench = Workbench(stack_in(tmp_path, LocalOrchestrator(name="here", max_workers=max_workers)), tmp_path)

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(a_step, min_size=1, max_size=6))
    def holds(plan: list[Planned]) -> None:
        steps = _deployed(plan)
        expected = _expected(plan, steps)
        deployment = replace(bench.deployment(), steps=steps, failure_mode=FailureMode.CONTINUE)
        executables = {step.name: Executable(_return_value, _return_value) for step in steps}
        has_failed = ("failed", False) in expected.values()
        if has_failed:
            with pytest.raises(StepFailedError):
                launch(deployment, bench.stack, executables)
        else:
            launch(deployment, bench.stack, executables)
        run = bench.last_run()
        assert {step.name: (step.status.value, step.skip_reason is not None) for step in run.steps} == expected
        assert run.status is (ExecutionStatus.FAILED if has_failed else ExecutionStatus.COMPLETED)

    holds()
