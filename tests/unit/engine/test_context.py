from __future__ import annotations

from pathlib import Path

import pytest
from workbench import Workbench

from zenml.engine.context import StepContext
from zenml.errors import StepFailedError


def test_a_step_knows_where_it_runs(bench: Workbench, tmp_path: Path) -> None:
    def curious(context: StepContext) -> list[str]:
        return [
            context.pipeline_name,
            context.run_name,
            context.step_name,
            context.stack.name,
            context.artifact_store.name,
            context.metadata_store.name,
            context.get_output_artifact_uri().replace(context.run_id, "<run>"),
        ]

    told = bench.run(curious).get_step("curious").output.read()
    folder = f"{tmp_path}/artifacts/runs/<run>/curious/output"
    assert told == ["training", "run-0", "curious", "here", "here", "here", folder]


def test_what_a_step_logs_stands_on_its_artifact(bench: Workbench) -> None:
    def trainer(context: StepContext) -> int:
        context.log_metadata(accuracy=0.5, epochs=3)
        context.log_metadata("output", accuracy=0.9)
        return 1

    run = bench.run(trainer)
    assert run.get_step("trainer").output.metadata == {"accuracy": 0.9, "epochs": 3}
    assert bench.run(trainer).get_step("trainer").output.metadata == {"accuracy": 0.9, "epochs": 3}


def test_metadata_of_one_of_several_outputs_must_name_it(bench: Workbench) -> None:
    def splitter(context: StepContext) -> object:
        context.log_metadata("test", rows=1)
        context.log_metadata(rows=2)
        return "a", "b"

    splitter.outputs = ("train", "test")  # type: ignore[attr-defined]
    with pytest.raises(StepFailedError) as caught:
        bench.run(splitter)
    assert str(caught.value.__cause__) == ("step 'splitter' has 2 outputs, so one must be named (known: test, train)")


def test_an_unknown_output_is_named_with_the_one_that_was_meant(bench: Workbench) -> None:
    def trainer(context: StepContext) -> int:
        context.get_output_artifact_uri("outptu")
        return 1

    with pytest.raises(StepFailedError) as caught:
        bench.run(trainer)
    assert str(caught.value.__cause__) == "step 'trainer' has no output 'outptu' (did you mean 'output'?)"


def test_metadata_must_be_plain_data(bench: Workbench) -> None:
    def trainer(context: StepContext) -> int:
        context.log_metadata(model=object())
        return 1

    with pytest.raises(StepFailedError, match="step 'trainer' cannot log 'model' as metadata: Object of type object"):
        bench.run(trainer)


def test_a_step_that_names_no_component_is_told_how_to(bench: Workbench) -> None:
    def trainer(context: StepContext) -> int:
        context.experiment_tracker.log_metric("loss", 1)
        return 1

    with pytest.raises(StepFailedError) as caught:
        bench.run(trainer)
    assert str(caught.value.__cause__) == (
        "step 'trainer' names no experiment tracker (write @step(experiment_tracker='NAME'))"
    )
