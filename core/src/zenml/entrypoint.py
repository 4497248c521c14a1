"""Run one step of one run in a process of its own: ``python -m zenml.entrypoint --run ID --stack WORD --step NAME``.

``PipelineDeployment.command`` writes this command line. It holds the stack; the rest is read from the stack's
artifact store. Where a component's class lies in the user's own code, the command is started in the source root.

Components without a path of their own lie below the configuration folder. ``--config FOLDER`` is that of the
launching process; it holds here as well if this machine has it and ``ZENML_CONFIG_PATH`` names no other.

With the numbers of two pipes in the place of ``--step`` it is a worker: ``--requests N --answers M``. It makes
attempts at steps for a process of this machine, which records what becomes of them.

With ``--launch FILE`` in the place of a run it launches the deployment in that file as a new run, with the code as it
is now; ``--once REPORT`` names a file that must not exist yet: of many that are started with it, one launches, and
tells there what becomes of it.

With ``--lifeline N``, the number of a pipe, the process ends with all of its group once the pipe's other end is closed.

Exit codes: 0 the step completed or was found in the cache; 1 it failed, or could not be run; 2 the command line
is no such one; 130 and 143 after SIGINT and SIGTERM.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from zenml.artifact_stores import BaseArtifactStore
from zenml.config.paths import CONFIG_PATH_VARIABLE
from zenml.engine.artifact_flow import ArtifactFlow
from zenml.engine.console import console
from zenml.engine.executable import Executable, HasExecutable
from zenml.engine.heartbeat import heartbeat
from zenml.engine.lifeline import bound_to, kill_group
from zenml.engine.outcomes import error_text, state_after
from zenml.engine.output_capture import OutputCapture
from zenml.engine.run_ends import end_run_if_over
from zenml.engine.step_body import Outcome, StepBody, failed
from zenml.engine.step_runner import StepRunner
from zenml.engine.stop_signals import sigterm_stops
from zenml.engine.worker_loop import serve
from zenml.engine.worker_messages import Request
from zenml.engine.worker_pool import WorkerPool
from zenml.enums import ExecutionStatus, StackComponentType
from zenml.errors import INTERRUPTED, ConfigurationError, NotFoundError, ZenMLError
from zenml.files import create_atomically, write_atomically
from zenml.materializers.deployment_files import read_deployment
from zenml.models.deployment import PipelineDeployment, StepDeployment, decode_stack
from zenml.models.records import StackSnapshot
from zenml.models.runs import RunRecord
from zenml.models.schedule_states import LaunchReport
from zenml.names import did_you_mean
from zenml.processes import current_process
from zenml.redaction import redacted, words_of
from zenml.sources import load, loading_for_execution, put_first_on_path, use_source_root
from zenml.stack import Stack
from zenml.stack.assembly import assemble_stack, build_component, secrets_of

_LaunchStored = Callable[[PipelineDeployment, Callable[[StepDeployment], Executable]], tuple[str, ExecutionStatus]]

_logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        with sigterm_stops(), bound_to(options.lifeline):
            _use_config(options.config)
            _follow(options)
    except ZenMLError as error:
        sys.stderr.write(f"Error: {redacted(str(error))}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def run_step(run_id: str, step_name: str, snapshot: StackSnapshot, *, in_place: bool = False) -> None:
    """Run one step; end the run after its last step if its orchestrator does not wait for that.

    Raises:
        StepFailedError: it failed.
        NotFoundError: there is no such run or step, or the step's code is not found here.
        ConfigurationError: the step exists in the launching process only.
    """
    deployment, stack = _opened(run_id, snapshot)
    executable = _executable_of(_step_of(deployment, step_name))
    store = stack.metadata_store
    run, steps = _run_of(deployment, stack), store.list_steps(run_id)
    try:
        with (
            console([step_name]) as terminal,
            heartbeat(store, run_id),
            WorkerPool(deployment.worker_command) as workers,
        ):
            runner = StepRunner(deployment, stack, run, steps, console=terminal, workers=workers, is_operator=in_place)
            runner.run(step_name, executable)
    finally:
        if not stack.orchestrator.returns_when_finished:
            end_run_if_over(store, run)


def serve_steps(run_id: str, snapshot: StackSnapshot, requests: int, answers: int) -> None:
    """Make the attempts at steps that come as lines from one pipe, and answer each with a line into the other."""
    deployment, stack = _opened(run_id, snapshot)
    records = {step.name: step for step in stack.metadata_store.list_steps(run_id)}
    try:
        with OutputCapture() as capture:
            body = StepBody(deployment, stack, ArtifactFlow(deployment, stack, records), capture)
            serve(requests, answers, lambda request: _prepared(request, deployment, body))
    finally:
        kill_group()


def launch_file(file: Path, once: Path | None = None) -> None:
    """Launch the deployment in a file, unless another process has made the report ``once`` before.

    Raises:
        NotFoundError: there is no such file, or code that it names is gone.
        ConfigurationError: it is damaged, or does not fit the code any more.
        StepFailedError: a step failed.
    """
    if not file.is_file():
        raise NotFoundError(f"there is no file {str(file)!r}", hint="name the file of a deployment")
    deployment = PipelineDeployment.from_json(file.read_bytes())
    # Workers, which share this command, know of steps only: what describes pipelines would double their start.
    launch_stored = cast("_LaunchStored", load("zenml.pipelines.stored_launches:launch_stored"))
    if once is None:
        launch_stored(deployment, _executable_of)
        return
    report = LaunchReport(ExecutionStatus.RUNNING, deployment.run_name, current_process())
    if not create_atomically(once, report.to_json()):
        _logger.warning("Nothing is launched: %s tells of another launch of the same.", once)
        return
    try:
        name, status = launch_stored(deployment, _executable_of)
    except BaseException as error:
        write_atomically(once, report.ended(state_after(error), deployment.run_name, error_text(error)).to_json())
        raise
    write_atomically(once, report.ended(status, name).to_json())


def _prepared(request: Request, deployment: PipelineDeployment, body: StepBody) -> Callable[[], Outcome]:
    step = deployment.step(request.step)
    try:
        executable = _executable_of(step)
    except ZenMLError as error:
        return partial(failed, error)
    return partial(body.attempt, step, request.inputs, executable, request.attempt)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m zenml.entrypoint", description="Run steps of one run.")
    parser.add_argument("--launch", type=Path, help="the file of a deployment to launch, instead of steps of a run")
    parser.add_argument("--once", type=Path, help="the file to make and to tell in what becomes of the launch")
    parser.add_argument("--run", help="the run's id")
    parser.add_argument("--stack", help="the stack, as PipelineDeployment.command writes it")
    parser.add_argument("--config", default="", help="the launching process's configuration folder")
    parser.add_argument("--step", help="the step's name")
    parser.add_argument("--in-place", action="store_true", help="this is where a step operator has put the step")
    parser.add_argument("--lifeline", type=int, help="the pipe with whose other end this process ends")
    parser.add_argument("--requests", type=int, help="the pipe to read requests from")
    parser.add_argument("--answers", type=int, help="the pipe to write answers to")
    return parser


def _follow(options: argparse.Namespace) -> None:
    if options.launch is not None:
        launch_file(options.launch, options.once)
        return
    if options.run is None or options.stack is None:
        _parser().error("give --run and --stack, or --launch")
    snapshot = decode_stack(options.stack)
    if options.step is not None:
        run_step(options.run, options.step, snapshot, in_place=options.in_place)
    elif options.requests is not None and options.answers is not None:
        serve_steps(options.run, snapshot, options.requests, options.answers)
    else:
        _parser().error("give --step, or --requests and --answers")


def _opened(run_id: str, snapshot: StackSnapshot) -> tuple[PipelineDeployment, Stack]:
    """Return the deployment of a run and its live stack; from now on, the steps' code can be imported."""
    deployment = read_deployment(run_id, _artifact_store(snapshot))
    use_source_root(deployment.source_root)
    put_first_on_path(deployment.source_root, *deployment.import_folders)
    return deployment, assemble_stack(snapshot)


def _use_config(folder: str) -> None:
    if folder and Path(folder).is_dir():
        os.environ.setdefault(CONFIG_PATH_VARIABLE, folder)


def _artifact_store(snapshot: StackSnapshot) -> BaseArtifactStore:
    """Return the artifact store before the rest of the stack: only the deployment says where the rest may lie."""
    record = snapshot.components[StackComponentType.ARTIFACT_STORE]
    return cast("BaseArtifactStore", build_component(record, snapshot.flavors, secrets_of(snapshot)))


def _step_of(deployment: PipelineDeployment, name: str) -> StepDeployment:
    steps = {step.name: step for step in deployment.steps}
    if name not in steps:
        raise NotFoundError(f"run {deployment.run_name!r} has no step {name!r}", hint=did_you_mean(name, steps))
    return steps[name]


def _run_of(deployment: PipelineDeployment, stack: Stack) -> RunRecord:
    run = stack.metadata_store.get_run(deployment.run_id)
    if run is None:
        raise NotFoundError(f"metadata store {stack.metadata_store.name!r} knows no run {deployment.run_id}")
    return run


def _executable_of(step: StepDeployment) -> Executable:
    """Import a step; a class of steps is its own only step."""
    if not step.source:
        raise ConfigurationError(
            f"step {step.name!r} exists only in the process that launched it",
            hint="write it at the top of a file, not at a prompt, in a notebook or in a function",
        )
    try:
        with loading_for_execution():
            found = load(step.source)
            hooks = {name: load(address) for name, address in _hooks_of(step).items()}
        executable = cast("HasExecutable", found() if isinstance(found, type) else found).executable()
        return replace(executable, **hooks)  # type: ignore[arg-type]  # what an address of a function leads to
    except ZenMLError:
        raise
    except Exception as error:
        raise ConfigurationError(
            f"step {step.name!r} cannot be imported from {step.source!r}: {words_of(error)}"
        ) from error


def _hooks_of(step: StepDeployment) -> dict[str, str]:
    """Return the addresses of the step's hooks, which its pipeline may have chosen."""
    addresses = {"on_failure": step.on_failure, "on_success": step.on_success}
    return {name: address for name, address in addresses.items() if address}


if __name__ == "__main__":
    sys.exit(main())
