"""Show one run: what happened to each step, and which values came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zenml.cli.output import Tree, as_text
from zenml.cli.outputs import output_data, output_text
from zenml.post_execution.quantities import duration, timestamp
from zenml.post_execution.runs import RunView
from zenml.post_execution.steps import StepView


def run_data(run: RunView) -> dict[str, object]:
    """Return a run without its steps as plain data."""
    return {
        "id": run.id,
        "name": run.name,
        "pipeline": run.pipeline,
        "status": run.status.value,
        "stack": run.stack,
        "user": run.user,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "duration_seconds": run.duration_seconds,
        "error": run.error,
        "tags": list(run.tags),
    }


def details_data(run: RunView) -> dict[str, object]:
    """Return a run with its steps as plain data."""
    configuration = dict(run.runtime_configuration)
    return run_data(run) | {"runtime_configuration": configuration, "steps": [_step_data(step) for step in run.steps]}


def details_tree(run: RunView) -> Tree:
    """Return a run as a tree: each step below the last of those that it waited for."""
    steps = run.steps
    parents = {step.name: [parent.name for parent in step.parent_steps] for step in steps}
    return Tree(_run_line(run), _branches("", steps, parents))


def _step_data(step: StepView) -> dict[str, object]:
    return {
        "id": step.id,
        "name": step.name,
        "entrypoint": step.entrypoint_name,
        "status": step.status.value,
        "cached": step.is_cached,
        "parents": [parent.name for parent in step.parent_steps],
        "parameters": dict(step.parameters),
        "inputs": {name: artifact.id for name, artifact in step.inputs.items()},
        "outputs": {name: output_data(artifact) for name, artifact in step.outputs.items()},
        "started_at": step.started_at,
        "ended_at": step.ended_at,
        "duration_seconds": step.duration_seconds,
        "error": step.error,
        "skip_reason": step.skip_reason,
    }


def _branches(parent: str, steps: Sequence[StepView], parents: Mapping[str, list[str]]) -> tuple[Tree, ...]:
    below = [step for step in steps if (parents[step.name] or [""])[-1] == parent]
    return tuple(_branch(step, steps, parents) for step in below)


def _branch(step: StepView, steps: Sequence[StepView], parents: Mapping[str, list[str]]) -> Tree:
    why = step.error or step.skip_reason
    reasons = (Tree(" ".join(why.split())),) if why else ()
    return Tree(_step_line(step, parents[step.name][:-1]), reasons + _branches(step.name, steps, parents))


def _run_line(run: RunView) -> str:
    took = f" in {duration(run.duration_seconds)}" if run.duration_seconds is not None else ""
    where = f"pipeline {run.pipeline}, stack {run.stack}, started {timestamp(run.started_at)}"
    return f"{run.name}: {run.status}{took} ({where})"


def _step_line(step: StepView, also_after: Sequence[str]) -> str:
    took = f" in {duration(step.duration_seconds)}" if step.duration_seconds and not step.is_cached else ""
    settings = ", ".join(f"{name}={as_text(value)}" for name, value in step.parameters.items())
    outputs = ", ".join(output_text(name, artifact) for name, artifact in step.outputs.items())
    return "".join(
        [
            f"{step.name}({settings})" if settings else step.name,
            f": {step.status}{took}",
            f" → {outputs}" if outputs else "",
            f" [also after {', '.join(also_after)}]" if also_after else "",
        ]
    )
