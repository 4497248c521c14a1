"""Launch a deployment that was stored, such as that of a schedule, with the code as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from zenml.engine.executable import Executable
from zenml.enums import ExecutionStatus
from zenml.errors import ConfigurationError, NotFoundError
from zenml.materializers.registry import load_materializer
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.runs import RunRecord
from zenml.pipelines.launching import launch_under
from zenml.pipelines.run_names import numbered
from zenml.pipelines.step_source import step_code
from zenml.sources import load, put_first_on_path, use_source_root
from zenml.stack.assembly import assemble_stack
from zenml.steps.base_step import BaseStep

_FILE = "file "
"""What the parts of a step's code begin with that are declared files."""


def launch_stored(
    deployment: PipelineDeployment, executable_of: Callable[[StepDeployment], Executable]
) -> tuple[str, ExecutionStatus]:
    """Run a stored deployment and return the run's name, a numbered one if it is taken, and how it ended.

    The graph, the parameters and the stack are those that were stored; the code is what is there now, and so are the
    cache keys.

    Args:
        deployment: with the name of the run, which nothing has recorded yet.
        executable_of: imports a step of it.

    Raises:
        NotFoundError: the source root, or the code of a step, is gone.
        ConfigurationError: a step takes or returns something else by now.
        StepFailedError: a step failed; what ran is recorded.
    """
    _enter(deployment)
    stack = assemble_stack(deployment.stack)
    stack.validate()
    stack.check_running()
    executables = {step.name: executable_of(step) for step in deployment.steps}
    steps = tuple(_as_it_is_now(step, Path(deployment.source_root)) for step in deployment.steps)
    present = replace(deployment, steps=steps)
    run = stack.metadata_store.get_run(launch_under(numbered(deployment.run_name), present, stack, executables))
    assert isinstance(run, RunRecord)  # it was recorded before its first step began
    return run.name, run.status


def _enter(deployment: PipelineDeployment) -> None:
    """Let the steps' code be imported as the script could that described the pipeline."""
    if not Path(deployment.source_root).is_dir():
        raise NotFoundError(
            f"the source root {deployment.source_root} of pipeline {deployment.pipeline!r} is gone",
            hint="schedule the pipeline again from where its code is now",
        )
    use_source_root(deployment.source_root)
    put_first_on_path(deployment.source_root, *deployment.import_folders)


def _as_it_is_now(step: StepDeployment, source_root: Path) -> StepDeployment:
    found = load(step.source)
    written = cast("BaseStep", found() if isinstance(found, type) else found)
    if changes := ", ".join(_changes(step, written)):
        raise ConfigurationError(
            f"step {step.name!r} is not any more what was stored: {changes}",
            hint="run its script again, which schedules the pipeline as it is now",
        )
    code = step_code(_configured(step, written, source_root), source_root)
    return replace(step, code_digest=code.digest, code_parts=code.parts)


def _changes(step: StepDeployment, written: BaseStep) -> Iterator[str]:
    """Yield how the step does not fit the stored graph."""
    arguments = written.signature.arguments
    inputs = dict.fromkeys(place.partition("[")[0] for place in step.inputs)  # an item of a container is no argument
    yield from (f"it does not take {name!r}" for name in inputs if name not in arguments)
    given = {**inputs, **step.parameters}
    missing = [name for name, argument in arguments.items() if argument.is_required and name not in given]
    yield from (f"it also needs {name!r}" for name in missing)
    stored = [output.name for output in step.outputs]
    returned = [output.name for output in written.signature.returned.outputs]
    if stored != returned:
        yield f"it returns {', '.join(returned) or 'nothing'} instead of {', '.join(stored) or 'nothing'}"


def _configured(step: StepDeployment, written: BaseStep, source_root: Path) -> BaseStep:
    """Return the step with the options that its pipeline chose, as far as they belong to its code."""
    chosen: Mapping[str, type] = {
        output.name: load_materializer(output.materializer) for output in step.outputs if output.materializer
    }
    stored = [part.removeprefix(_FILE) for part in step.code_parts if part.startswith(_FILE)]
    files = dict.fromkeys(source_root / file for file in (*stored, *written.extra_files))
    return written.configured(output_materializers=chosen, extra_files=tuple(files))
