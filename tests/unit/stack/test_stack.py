from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from zenml.alerters import BaseAlerter
from zenml.artifact_stores import BaseArtifactStore, LocalArtifactStore
from zenml.components import StackProtocol
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, StackValidationError
from zenml.metadata_stores import SQLiteMetadataStore
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.orchestrators import BaseOrchestrator
from zenml.stack import Stack, StackValidator

DEPLOYMENT = PipelineDeployment("r", "run", "p", None, (), "/")  # type: ignore[arg-type]  # no component reads it


class Recorder(BaseOrchestrator):
    FLAVOR = "recorder"
    fails: bool = False
    needs: StackComponentType | None = None
    objects_to: str | None = None
    _calls: list[str] = []  # noqa: RUF012 - pydantic copies it for each instance

    @property
    def validator(self) -> StackValidator:
        required = frozenset({self.needs}) if self.needs else frozenset()
        return StackValidator(required, lambda stack: (stack.name != self.objects_to, "wrong name"))

    @property
    def requirements(self) -> set[str]:
        return {"somewhere>=1"}

    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        self._calls.append("run")
        if self.fails:
            raise RuntimeError("no machine")

    def prepare_pipeline_deployment(
        self, deployment: PipelineDeployment, stack: StackProtocol, runtime_configuration: Mapping[str, object]
    ) -> None:
        self._calls.append(f"deployment {stack.name} {dict(runtime_configuration)}")

    def prepare_pipeline_run(self, deployment: PipelineDeployment) -> None:
        self._calls.append("prepare")

    def cleanup_pipeline_run(self, deployment: PipelineDeployment) -> None:
        self._calls.append("cleanup")

    def prepare_step_run(self, deployment: PipelineDeployment, step: StepDeployment) -> None:
        self._calls.append(f"prepare {step.name}")

    def cleanup_step_run(self, deployment: PipelineDeployment, step: StepDeployment) -> None:
        self._calls.append(f"cleanup {step.name}")


@pytest.fixture
def store(tmp_path: Path) -> BaseArtifactStore:
    component = LocalArtifactStore(name="a", path=str(tmp_path))
    assert isinstance(component, BaseArtifactStore)
    return component


def test_a_stack_knows_its_components_by_kind(store: BaseArtifactStore) -> None:
    orchestrator = Recorder(name="o")
    stack = Stack("s", orchestrator, store)
    assert (stack.orchestrator, stack.artifact_store, stack.alerter, list(stack.components)) == (
        orchestrator,
        store,
        None,
        [StackComponentType.ORCHESTRATOR, StackComponentType.ARTIFACT_STORE],
    )


def test_a_component_in_the_place_of_another_kind_is_refused(store: BaseArtifactStore) -> None:
    with pytest.raises(StackValidationError) as caught:
        Stack("s", store, store)  # type: ignore[arg-type]  # what is refused
    assert caught.value.message == "stack 's' cannot be made: LocalArtifactStore is no orchestrator"


def test_an_illegal_name_is_refused(store: BaseArtifactStore) -> None:
    with pytest.raises(ConfigurationError, match="'a/b' is not a valid stack name"):
        Stack("a/b", Recorder(name="o"), store)


def test_a_stack_that_was_made_without_a_metadata_store_says_so(store: BaseArtifactStore) -> None:
    with pytest.raises(StackValidationError) as caught:
        Stack("s", Recorder(name="o"), store).validate()
    assert str(caught.value) == (
        "stack 's' has no metadata store (register one and add it: zenml metadata-store register --help)"
    )


def _complete(orchestrator: Recorder, store: BaseArtifactStore) -> Stack:
    return Stack("s", orchestrator, store, SQLiteMetadataStore(name="m"))


def test_a_complete_stack_is_valid(store: BaseArtifactStore) -> None:
    _complete(Recorder(name="o"), store).validate()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"needs": "alerter"}, "the orchestrator 'o' of stack 's' needs a stack with: alerter"),
        ({"objects_to": "s"}, "the orchestrator 'o' of stack 's' does not accept it: wrong name"),
    ],
)
def test_a_component_may_refuse_its_stack(settings: dict[str, str], message: str, store: BaseArtifactStore) -> None:
    with pytest.raises(StackValidationError) as caught:
        _complete(Recorder.model_validate({"name": "o", **settings}), store).validate()
    assert caught.value.message == message


def test_requirements_are_those_of_all_components(store: BaseArtifactStore) -> None:
    assert Stack("s", Recorder(name="o"), store).requirements() == {"somewhere>=1"}


def test_the_runtime_configuration_reaches_the_components(store: BaseArtifactStore) -> None:
    orchestrator = Recorder(name="o")
    Stack("s", orchestrator, store).prepare_pipeline_deployment(DEPLOYMENT, {"param": 3})
    assert orchestrator._calls == ["deployment s {'param': 3}"]


@pytest.mark.parametrize("fails", [False, True])
def test_components_are_cleaned_up_also_after_a_failure(fails: bool, store: BaseArtifactStore) -> None:
    orchestrator = Recorder(name="o", fails=fails)
    with pytest.raises(RuntimeError, match="no machine") if fails else nullcontext():
        Stack("s", orchestrator, store).deploy_pipeline(DEPLOYMENT, lambda name: None)
    assert orchestrator._calls == ["prepare", "run", "cleanup"]


def test_a_failing_cleanup_hides_no_failure_and_keeps_no_other_component_from_cleaning_up(
    store: BaseArtifactStore, caplog: pytest.LogCaptureFixture
) -> None:
    class Untidy(Daemon):
        def cleanup_pipeline_run(self, deployment: PipelineDeployment) -> None:
            raise OSError("cannot clean up")

    orchestrator = Recorder(name="o", fails=True)
    with pytest.raises(RuntimeError, match="no machine"):
        Stack("s", orchestrator, store, alerter=Untidy(name="u")).deploy_pipeline(DEPLOYMENT, lambda name: None)
    assert (orchestrator._calls, caplog.messages) == (
        ["prepare", "run", "cleanup"],
        ["The alerter 'u' could not clean up."],
    )


def test_components_are_told_of_each_step(store: BaseArtifactStore) -> None:
    orchestrator, step = Recorder(name="o"), StepDeployment("trainer", "", "")
    stack = Stack("s", orchestrator, store)
    with stack.prepared_for_step(DEPLOYMENT, step):
        orchestrator._calls.append("it runs")
    assert orchestrator._calls == ["prepare trainer", "it runs", "cleanup trainer"]


class Daemon(BaseAlerter):
    FLAVOR = "daemon"
    _state: list[str] = []  # noqa: RUF012 - pydantic copies it for each instance

    def post(self, message: str, config: object = None) -> bool:
        return True

    def ask(self, question: str, config: object = None) -> bool:
        return True

    @property
    def is_provisioned(self) -> bool:
        return bool(self._state)

    @property
    def is_running(self) -> bool:
        return self._state[-1:] == ["running"]

    def provision(self) -> None:
        self._state.append("set up")

    def resume(self) -> None:
        self._state.append("running")

    def suspend(self) -> None:
        self._state.append("suspended")

    def deprovision(self) -> None:
        self._state.clear()


def test_a_stack_sets_up_starts_stops_and_removes_what_its_components_need(store: BaseArtifactStore) -> None:
    daemon = Daemon(name="d")
    stack = Stack("s", Recorder(name="o"), store, alerter=daemon)
    stack.resume()
    after_resume = (list(daemon._state), stack.is_provisioned, stack.is_running)
    stack.suspend()
    after_suspend = (list(daemon._state), daemon.is_suspended)
    stack.deprovision()
    assert (after_resume, after_suspend, daemon._state) == (
        (["set up", "running"], True, True),
        (["set up", "running", "suspended"], True),
        [],
    )


def test_a_stack_is_not_made_without_what_every_stack_has() -> None:
    nothing: Any = None
    with pytest.raises(StackValidationError) as refusal:
        Stack("s", nothing, nothing)
    assert "stack 's' has no orchestrator" in str(refusal.value)
    assert "stack 's' has no artifact store" in str(refusal.value)
