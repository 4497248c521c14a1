"""Turn a recorded pipeline into the steps of a deployment: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

from zenml.engine.code_digest import Code
from zenml.materializers.class_addresses import type_name
from zenml.models.deployment import InputBinding, OutputDeclaration, StepDeployment
from zenml.models.step_settings import StepRetry
from zenml.pipelines.assignability import type_class
from zenml.pipelines.calls import StepCall
from zenml.pipelines.condition_wiring import condition_of
from zenml.pipelines.edges import steps_after, upstream
from zenml.pipelines.graph import execution_order
from zenml.pipelines.output_materializers import chosen_materializer
from zenml.pipelines.recording import Recording
from zenml.pipelines.step_source import step_address, step_code
from zenml.sources import address_of
from zenml.steps.base_step import BaseStep

_LIST_OUTPUT = partial(OutputDeclaration, type=type_name(list))


@dataclass(frozen=True)
class CachingChoices:
    """Hold who said what about caching; ``None`` says nothing."""

    run: bool | None = None
    pipeline: bool | None = None

    def holds_for(self, step: BaseStep) -> bool:
        """Say whether a step's outputs may come from an earlier run: a run's word counts most, then the step's.

        Without any, a step that takes a ``StepContext`` is run: what it learns there is not in its key.
        """
        said = (choice for choice in (self.run, step.enable_cache, self.pipeline) if choice is not None)
        return next(said, step.signature.context is None)


@dataclass(frozen=True)
class _StepFacts:
    """Hold what is the same for all calls of a step."""

    source: str
    code: Code
    outputs: tuple[OutputDeclaration, ...]
    retry: StepRetry
    on_failure: str
    on_success: str


def compile_steps(recording: Recording, source_root: Path, caching: CachingChoices) -> tuple[StepDeployment, ...]:
    """Return the steps of a checked pipeline in an order that respects every edge."""
    after = steps_after(recording)
    facts: dict[BaseStep, _StepFacts] = {}
    steps = []
    for name in execution_order(upstream(recording, after)):
        call = recording.calls[name]
        if call.step not in facts:
            facts[call.step] = _facts_of(call.step, source_root)
        steps.append(_step(call, facts[call.step], after, caching))
    return tuple(steps)


def _step(
    call: StepCall, facts: _StepFacts, after: Mapping[str, tuple[str, ...]], caching: CachingChoices
) -> StepDeployment:
    return StepDeployment(
        name=call.name,
        source=facts.source,
        code_digest=facts.code.digest,
        code_parts=facts.code.parts,
        inputs={name: InputBinding(value.call.name, value.declared.name) for name, value in call.inputs.items()},
        containers=call.containers,
        map_over=call.map_over,
        parameters=call.parameters,
        outputs=tuple(_LIST_OUTPUT(output.name) for output in facts.outputs) if call.map_over else facts.outputs,
        after=after.get(call.name, ()),
        condition=condition_of(call),
        enable_cache=caching.holds_for(call.step),
        components=call.step.components,
        retry=facts.retry,
        timeout_seconds=call.step.timeout_seconds,
        resources=call.step.resources.to_plain() if call.step.resources else {},
        on_failure=facts.on_failure,
        on_success=facts.on_success,
    )


def _facts_of(step: BaseStep, source_root: Path) -> _StepFacts:
    return _StepFacts(
        source=step_address(step, source_root),
        code=step_code(step, source_root),
        outputs=tuple(_declared_outputs(step)),
        retry=_retry(step.retry),
        on_failure=_hook_address(step, "on_failure", source_root),
        on_success=_hook_address(step, "on_success", source_root),
    )


def _hook_address(step: BaseStep, name: str, source_root: Path) -> str:
    hook = step.hook(name)
    return address_of(hook, source_root) if hook else ""


def _retry(said: int | StepRetry) -> StepRetry:
    """Return what was said as a deployment holds it: with addresses in the place of classes."""
    retry = StepRetry(max_retries=said) if isinstance(said, int) else said
    return replace(retry, retry_on=tuple(type_name(cast("type", each)) for each in retry.retry_on))


def _declared_outputs(step: BaseStep) -> list[OutputDeclaration]:
    declarations = []
    for output in step.signature.returned.outputs:
        data_type = type_class(output.annotation)
        chosen = chosen_materializer(step, output.name)
        declarations.append(
            OutputDeclaration(
                name=output.name,
                type=type_name(data_type) if data_type else "",
                materializer=type_name(chosen) if chosen else "",
            )
        )
    return declarations
