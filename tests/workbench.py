"""Run plain functions as the steps of real runs, on a real stack."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from zenml.artifact_stores import BaseArtifactStore
from zenml.engine.code_digest import code_of
from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.engine.launch import launch
from zenml.models.deployment import InputBinding, OutputDeclaration, PipelineDeployment, StepDeployment
from zenml.models.records import StackSnapshot
from zenml.orchestrators import BaseOrchestrator
from zenml.post_execution import History, RunView, find_run
from zenml.stack import Stack
from zenml.stack.assembly import record_of
from zenml_local.artifact_store import LocalArtifactStore
from zenml_local.orchestrator import LocalOrchestrator
from zenml_sql.metadata_store import SQLiteMetadataStore


@dataclass
class Workbench:
    """Run functions as steps: each argument is the output of the step of that name, a parameter or the context."""

    stack: Stack
    source_root: Path
    names: list[str] = field(default_factory=list)

    @property
    def history(self) -> History:
        return History(self.stack.metadata_store, self._artifact_store)

    def deployment(
        self, *functions: Callable[..., object], parameters: Mapping[str, object] | None = None, cache: bool = True
    ) -> PipelineDeployment:
        """Return a deployment of functions as steps, each with the parameters that it names."""
        run_id = str(uuid4())
        self.names.append(f"run-{len(self.names)}")
        return PipelineDeployment(
            run_id=run_id,
            run_name=self.names[-1],
            pipeline="training",
            stack=StackSnapshot(
                self.stack.name, {kind: record_of(part).record for kind, part in self.stack.components.items()}
            ),
            steps=tuple(self._step(function, functions, parameters or {}, cache) for function in functions),
            source_root=str(self.source_root),
        )

    def launch(self, deployment: PipelineDeployment, *functions: Callable[..., object]) -> None:
        launch(deployment, self.stack, {function.__name__: _executable(function) for function in functions})

    def run(
        self, *functions: Callable[..., object], parameters: Mapping[str, object] | None = None, cache: bool = True
    ) -> RunView:
        """Run functions as steps and return the run, which succeeded."""
        self.launch(self.deployment(*functions, parameters=parameters, cache=cache), *functions)
        return self.last_run()

    def last_run(self) -> RunView:
        return find_run(self.history, self.names[-1])

    def _step(
        self,
        function: Callable[..., object],
        functions: tuple[Callable[..., object], ...],
        parameters: Mapping[str, object],
        cache: bool,
    ) -> StepDeployment:
        steps = {other.__name__ for other in functions}
        arguments = inspect.signature(function).parameters
        code = code_of(function, self.source_root)
        return StepDeployment(
            name=function.__name__,
            source=f"steps:{function.__name__}",
            code_digest=code.digest,
            code_parts=code.parts,
            inputs={name: InputBinding(name, "output") for name in arguments if name in steps},
            parameters={name: parameters[name] for name in arguments if name in parameters},
            outputs=tuple(OutputDeclaration(name) for name in _output_names(function)),
            enable_cache=cache,
        )

    def _artifact_store(self, uuid: str) -> BaseArtifactStore:
        assert uuid == str(self.stack.artifact_store.uuid)
        return self.stack.artifact_store


def stack_in(folder: Path, orchestrator: BaseOrchestrator | None = None) -> Stack:
    """Return a stack that keeps everything in ``folder``."""
    return Stack(
        "here",
        orchestrator or LocalOrchestrator(name="here"),
        LocalArtifactStore(name="here", path=str(folder / "artifacts")),
        SQLiteMetadataStore(name="here", uri=f"sqlite:///{folder}/metadata.db"),
    )


def _executable(function: Callable[..., object]) -> Executable:
    names = _output_names(function)

    def run(inputs: Mapping[str, object], parameters: Mapping[str, object], context: StepContext) -> tuple[object, ...]:
        given = {"context": context} if "context" in inspect.signature(function).parameters else {}
        value = function(**inputs, **parameters, **given)
        if isinstance(value, tuple) and len(names) > 1:
            return value
        return (value,) if names else ()

    return Executable(function, run)


def _output_names(function: Callable[..., object]) -> tuple[str, ...]:
    """Return ``output`` for a function that is annotated with anything but ``None``, or its ``outputs`` attribute."""
    declared: tuple[str, ...] | None = getattr(function, "outputs", None)
    if declared is not None:
        return declared
    return () if function.__annotations__.get("return") in (None, "None") else ("output",)
