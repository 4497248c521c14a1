"""Configuration files set what the code leaves open, and say so where they contradict it."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked_pipelines import SOURCE_ROOT, stack_with
from pydantic import Field

from zenml import pipeline, step
from zenml.errors import WiringError
from zenml.materializers import BaseMaterializer
from zenml.models.deployment import StepDeployment
from zenml.models.step_settings import StepRetry
from zenml.pipelines.checks import wiring_faults
from zenml.pipelines.compile import compile_steps
from zenml.pipelines.configuration import Configuration
from zenml.pipelines.configuration_files import ConfigurationFile
from zenml.pipelines.configured_runs import configured_run
from zenml.pipelines.definition import ConfiguredPipeline
from zenml.pipelines.faults import wiring_error
from zenml.pipelines.run_requests import RunRequest
from zenml.steps import BaseParameters, BaseStep


class TrainerParameters(BaseParameters):
    gamma: float = Field(0.5, gt=0)
    rounds: int = 1


class StrictParameters(BaseParameters):
    depth: int
    width: int = 1


class BusyError(Exception):
    """Be a failure that is worth another try."""


class Label(str):
    __slots__ = ()


class LabelMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Label,)


def tell() -> None: ...


@step
def load(rows: int = 10, name: str = "digits") -> list[int]:
    return list(range(rows))


@step
def train(params: TrainerParameters, data: list[int]) -> float:
    return sum(data) * params.gamma


@step(retry=1, timeout_seconds=9)
def label(data: list[int], word: str = "a") -> str:
    return word


@step
def build(params: StrictParameters) -> int:
    return params.depth


class Trainer(BaseStep):
    def entrypoint(self, params: TrainerParameters, data: list[int]) -> float:
        return sum(data) * params.gamma


@pipeline
def plain(rows: int = 3) -> None:
    data = load(rows)
    train(data)  # type: ignore[call-overload]
    label(data)


@pipeline
def classic(importer, trainer):  # type: ignore[no-untyped-def]
    trainer(data=importer())


@pipeline
def building() -> None:
    build()


@pipeline
def required(rows: int, extra: Path | None = None, **others: object) -> None:
    load(rows, name=f"{type(extra).__name__} {others}")


def steps_of(configured: ConfiguredPipeline, text: str) -> dict[str, StepDeployment]:
    """Return the compiled steps of a pipeline that a file with this text configures."""
    Path("run.yaml").write_text(text, encoding="utf-8")
    request = RunRequest(configured.pipeline.description, configured.arguments)
    run = configured_run(request, Configuration.read([ConfigurationFile.called("run.yaml")]))
    faults = [*wiring_faults(configured.name, run.recording, stack_with(), SOURCE_ROOT), *run.faults]
    if faults:
        raise wiring_error(configured.name, faults)
    return {each.name: each for each in compile_steps(run.recording, SOURCE_ROOT, run.request.caching)}


def parameters_of(configured: ConfiguredPipeline, text: str) -> dict[str, dict[str, object]]:
    return {name: dict(each.parameters) for name, each in steps_of(configured, text).items()}


def complaint_about(configured: ConfiguredPipeline, text: str) -> str:
    with pytest.raises(WiringError) as caught:
        steps_of(configured, text)
    return str(caught.value)


class TestParametersOfSteps:
    def test_plain_arguments_and_fields_that_the_code_leaves_at_their_defaults_are_set(self) -> None:
        text = "steps:\n  load: {parameters: {name: cats}}\n  train: {parameters: {gamma: 2}}\n"
        assert parameters_of(plain(), text) == {
            "load": {"rows": 3, "name": "cats"},
            "train": {"gamma": 2.0, "rounds": 1},
            "label": {"word": "a"},
        }

    @pytest.mark.parametrize("trainer", [train(TrainerParameters(rounds=5)), Trainer(TrainerParameters(rounds=5))])
    def test_steps_of_every_style_keep_what_the_code_passes(self, trainer: BaseStep) -> None:
        configured = classic(importer=load(), trainer=trainer)
        text = "steps: {trainer: {parameters: {gamma: 2}}, importer: {parameters: {rows: 4}}}"
        assert parameters_of(configured, text) == {
            "importer": {"rows": 4, "name": "digits"},
            "trainer": {"gamma": 2.0, "rounds": 5},
        }

    def test_a_field_that_has_no_default_is_set(self) -> None:
        assert parameters_of(building(), "steps: {build: {parameters: {depth: 3}}}") == {
            "build": {"depth": 3, "width": 1}
        }

    def test_the_same_value_is_no_conflict(self) -> None:
        assert parameters_of(plain(4), "steps: {load: {parameters: {rows: 4}}}")["load"]["rows"] == 4

    def test_another_value_than_the_code_passes_is_one_that_names_both(self) -> None:
        configured = classic(importer=load(), trainer=train(TrainerParameters(gamma=0.25)))
        assert complaint_about(configured, "steps:\n  trainer:\n    parameters:\n      gamma: 2\n") == (
            "pipeline 'classic' cannot run: step 'trainer', argument 'gamma': the code passes 0.25, "
            "but run.yaml, line 4 sets it to 2 (steps.trainer.parameters.gamma) (leave it out in one of the two)"
        )

    def test_so_is_one_for_a_plain_argument(self) -> None:
        assert complaint_about(plain(), "steps: {load: {parameters: {rows: 5}}}") == (
            "pipeline 'plain' cannot run: step 'load', argument 'rows': the code passes 3, "
            "but run.yaml, line 1 sets it to 5 (steps.load.parameters.rows) (leave it out in one of the two)"
        )

    def test_an_output_of_a_step_cannot_be_replaced(self) -> None:
        assert complaint_about(plain(), "steps: {label: {parameters: {data: [1]}}}") == (
            "pipeline 'plain' cannot run: step 'label', argument 'data': run.yaml, line 1 sets it, "
            "but the code passes the output of a step (remove 'steps.label.parameters.data')"
        )

    def test_every_fault_is_told_at_once(self) -> None:
        text = """\
steps:
  lod: {retry: 1}
  load:
    parameters: {nmae: cats, name: 3}
  train:
    parameters: {gamma: -1, rounds: many}
enable_cach: true
"""
        assert complaint_about(plain(), text) == (
            "pipeline 'plain' cannot run, 6 faults:"
            "\n  step 'load', argument 'name': run.yaml, line 4: 3 does not fit: Input should be a valid string "
            "(correct it there)"
            "\n  step 'load': run.yaml, line 4: 'steps.load.parameters.nmae' is no parameter of the step "
            "(did you mean 'name'?)"
            "\n  step 'train', argument 'gamma': run.yaml, line 6: -1 does not fit: Input should be greater than 0 "
            "(correct it there)"
            "\n  step 'train', argument 'rounds': run.yaml, line 6: 'many' does not fit: Input should be a valid "
            "integer, unable to parse string as an integer (correct it there)"
            "\n  run.yaml, line 7: 'enable_cach' is not known (did you mean 'enable_cache'?)"
            "\n  run.yaml, line 2: 'steps.lod' is no step of the pipeline (did you mean 'load'?)"
        )

    def test_a_field_that_is_still_missing_is_named(self) -> None:
        assert complaint_about(building(), "steps: {build: {parameters: {width: 3}}}") == (
            "pipeline 'building' cannot run: step 'build', argument 'depth': gets no value "
            "(pass one, or set it where the file sets the others)"
        )


class TestArgumentsOfPipelines:
    def test_those_that_the_call_leaves_out_are_set_as_the_function_is_annotated(self) -> None:
        text = "parameters: {rows: 7, extra: words.txt, other: 1}"
        kind = type(Path()).__name__
        assert parameters_of(required(), text) == {  # type: ignore[call-arg]
            "load": {"rows": 7, "name": f"{kind} {{'other': 1}}"}
        }

    def test_all_faults_of_the_arguments_are_told_with_those_of_the_file(self) -> None:
        assert complaint_about(plain(), "parameters: {rows: x, row: 3}\nsteps: 3\n") == (
            "pipeline 'plain' cannot run, 3 faults:"
            "\n  run.yaml, line 2: 'steps' is 3, but it should be a mapping (such as steps: {trainer: {retry: 3}})"
            "\n  argument 'rows': run.yaml, line 1: 'x' does not fit: Input should be a valid integer, unable to parse "
            "string as an integer (correct it there)"
            "\n  run.yaml, line 1: 'parameters.row' is no argument of the pipeline (did you mean 'rows'?)"
        )

    def test_another_value_than_the_call_passes_is_a_conflict(self) -> None:
        assert complaint_about(plain(rows=4), "parameters: {rows: 5}") == (
            "pipeline 'plain' cannot run: argument 'rows': the code passes 4, "
            "but run.yaml, line 1 sets it to 5 (parameters.rows) (leave it out in one of the two)"
        )
        assert parameters_of(plain(rows=5), "parameters: {rows: 5}")["load"]["rows"] == 5

    def test_a_missing_one_is_named_with_both_remedies(self) -> None:
        assert complaint_about(required(), "{}") == (  # type: ignore[call-arg]
            "pipeline 'required' cannot run: argument 'rows': gets no value "
            "(pass one: required(rows=...), or set 'parameters.rows' in a configuration file)"
        )


class TestOptionsOfSteps:
    def test_all_that_with_options_takes_can_be_said(self) -> None:
        text = f"""\
steps:
  label:
    enable_cache: false
    retry: {{max_retries: 4, retry_on: [OSError, '{__name__}:BusyError']}}
    timeout_seconds: 60
    resources: {{cpu_count: 2, memory: 1GB}}
    output_materializers: {__name__}:LabelMaterializer
    on_failure: {__name__}:tell
"""
        found = steps_of(plain(), text)["label"]
        assert (found.enable_cache, found.timeout_seconds) == (False, 60)
        assert found.retry == StepRetry(4, retry_on=("builtins:OSError", f"{__name__}:BusyError"))
        assert found.resources == {"cpu_count": 2, "memory": "1GB"}
        assert found.outputs[0].materializer == f"{__name__}:LabelMaterializer"
        assert found.on_failure == f"{__name__}:tell"

    def test_what_a_file_leaves_out_is_as_the_code_says(self) -> None:
        found = steps_of(plain(), "steps: {label: {retry: 2}}")["label"]
        assert (found.retry.max_retries, found.timeout_seconds) == (2, 9)

    def test_a_step_says_more_about_caching_than_its_pipeline(self) -> None:
        found = steps_of(plain(), "enable_cache: false\nsteps: {load: {enable_cache: true}}\n")
        assert {name: each.enable_cache for name, each in found.items()} == {
            "load": True,
            "train": False,
            "label": False,
        }

    def test_a_component_that_the_stack_lacks_is_a_fault(self) -> None:
        assert complaint_about(plain(), "steps: {label: {alerter: horn}}").startswith(
            "pipeline 'plain' cannot run: step 'label': wants the alerter 'horn', which stack 'prod' does not have"
        )

    @pytest.mark.parametrize(
        ("option", "problem"),
        [
            ("on_failure: tell", "'tell' is no address (write 'module:name')"),
            ("on_failure: nowhere:tell", "there is no module 'nowhere' (is its package installed, or its file below"),
            ("on_failure: sys:path", "'sys:path' is ["),
            ("retry: {retry_on: [int]}", "'int' is <class 'int'> (name a subclass of BaseException)"),
            ("output_materializers: {output: str}", "'str' is <class 'str'> (name a subclass of BaseMaterializer)"),
        ],
    )
    def test_an_address_that_leads_to_nothing_useful_is_a_fault(self, option: str, problem: str) -> None:
        key = option.partition(":")[0]
        assert complaint_about(plain(), f"steps:\n  label:\n    {option}\n").startswith(
            f"pipeline 'plain' cannot run: step 'label': run.yaml, line 3: 'steps.label.{key}': {problem}"
        )
