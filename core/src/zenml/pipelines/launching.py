"""Run a pipeline: record it, check it, compile it, and hand it to the engine."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast
from uuid import uuid4

from zenml.config.paths import config_folder
from zenml.engine.executable import Executable
from zenml.engine.launch import launch
from zenml.errors import ConflictError, ZenMLError
from zenml.models.deployment import PipelineDeployment
from zenml.models.records import StackSnapshot
from zenml.pipelines.checks import wiring_faults
from zenml.pipelines.command_line_files import files_of_the_command_line, note_a_run
from zenml.pipelines.compile import compile_steps
from zenml.pipelines.configuration import Configuration
from zenml.pipelines.configured_runs import ConfiguredRun, configured_run
from zenml.pipelines.faults import WiringFault, wiring_error
from zenml.pipelines.run_names import automatic_names, check_run_name
from zenml.pipelines.run_requests import RunRequest
from zenml.pipelines.scheduling import hand_over
from zenml.post_execution.runs import RunView
from zenml.repository.announcing import open_announced_context
from zenml.repository.context import Context
from zenml.repository.history import history_on
from zenml.repository.reading import snapshot
from zenml.repository.sealing import without_literals
from zenml.sources import is_loading_for_execution, main_script_folder, put_first_on_path, use_source_root
from zenml.stack.assembly import assemble_stack
from zenml.stack.stack import Stack

logger = logging.getLogger(__name__)


def run_pipeline(request: RunRequest) -> RunView:
    """Run or schedule a pipeline on the active stack and return its run; see ``ConfiguredPipeline.run``."""
    note_a_run()
    if is_loading_for_execution():
        name = request.pipeline.name
        logger.info("Pipeline %r does not run: its module is imported to execute one of its steps.", name)
        return cast("RunView", None)
    configuration = Configuration.read([*request.files, *files_of_the_command_line()])
    context = open_announced_context()
    use_source_root(context.source_root)
    put_first_on_path(context.source_root)
    configured = configured_run(request, configuration)
    parts = snapshot(context)
    stack = _checked_stack(configured, context, parts)
    if configured.request.run_name is not None:
        check_run_name(configured.request.run_name, stack.metadata_store)
    deployment = _compile(configured, context, without_literals(parts, stack))
    if configured.request.schedule:
        hand_over(deployment, configured.request.schedule, stack)
        return cast("RunView", None)
    executables = {name: call.step.executable() for name, call in configured.recording.calls.items()}
    run_id = (
        _launch_named(deployment, stack, executables)
        if deployment.run_name
        else launch_under(automatic_names(deployment.pipeline), deployment, stack, executables)
    )
    return _view_of(run_id, context, stack)


def _checked_stack(run: ConfiguredRun, context: Context, parts: StackSnapshot) -> Stack:
    """Return the live stack, after nothing was found wrong with it, the pipeline or what was asked for."""
    name = run.request.pipeline.name
    faults = [*wiring_faults(name, run.recording, parts, context.source_root), *run.faults]
    try:
        stack = assemble_stack(parts)
        stack.validate()
        stack.check_running()
    except ZenMLError as error:
        if not faults:
            raise
        faults.append(WiringFault("", "", error.message, error.hint))
    if faults:
        raise wiring_error(name, faults)
    return stack


def _compile(run: ConfiguredRun, context: Context, parts: StackSnapshot) -> PipelineDeployment:
    request = run.request
    return PipelineDeployment(
        run_id=str(uuid4()),
        run_name=request.run_name or "",
        pipeline=request.pipeline.name,
        stack=parts,
        steps=compile_steps(run.recording, context.source_root, request.caching),
        source_root=str(context.source_root),
        import_folders=_import_folders(context.source_root),
        runtime_configuration=request.runtime_configuration,
        user=context.active_user,
        project=context.active_project,
        config_folder=str(config_folder()),
        failure_mode=request.failure_mode or request.pipeline.failure_mode,
        tags=request.tags,
    )


def _import_folders(source_root: Path) -> tuple[str, ...]:
    """Return the folder from which the main script imports, unless it is the source root itself."""
    folder = main_script_folder()
    return () if folder == source_root.resolve() else (str(folder),)


def launch_under(
    names: Iterable[str], deployment: PipelineDeployment, stack: Stack, executables: Mapping[str, Executable]
) -> str:
    """Run a deployment under the first of some names that is free, and return the run's id."""
    for name in names:
        named = replace(deployment, run_id=str(uuid4()), run_name=name)
        try:
            return _launch_named(named, stack, executables)
        except ConflictError:
            # Another launch had the name; any other conflict comes after the run was recorded.
            holder = stack.metadata_store.get_run(name)
            if holder is None or holder.id == named.run_id:
                raise
    raise AssertionError("there is always another name")


def _launch_named(deployment: PipelineDeployment, stack: Stack, executables: Mapping[str, Executable]) -> str:
    stack.prepare_pipeline_deployment(deployment, deployment.runtime_configuration)
    launch(deployment, stack, executables)
    return deployment.run_id


def _view_of(run_id: str, context: Context, stack: Stack) -> RunView:
    record_of_run = stack.metadata_store.get_run(run_id)
    assert record_of_run is not None  # launch recorded it
    return RunView(record_of_run, history_on(context, stack.metadata_store))
