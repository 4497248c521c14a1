"""Stop a run that some process works on."""

from __future__ import annotations

import os
import shlex
import signal

from zenml.daemons.groups import comes_true
from zenml.enums import ExecutionStatus
from zenml.errors import NotPermittedError, ZenMLError
from zenml.models.runs import RunRecord
from zenml.post_execution.history import History
from zenml.post_execution.run_ends import end_run
from zenml.processes import ProcessIdentity, is_alive, is_local


def stop_run(history: History, run: RunRecord, timeout_seconds: float, *, is_forced: bool = False) -> RunRecord:
    """Stop a run and return its record as it is then; one that has ended stays as it is.

    A process of this machine is asked by SIGTERM, as Ctrl-C would, and records the end itself. Any other reads at its
    next heartbeat that its run was stopped.

    Args:
        history: where the run is recorded.
        run: its record.
        timeout_seconds: how long a process of this machine may take.
        is_forced: whether to record the end at once, and kill that process.

    Raises:
        ZenMLError: it has not ended in time.
        NotPermittedError: its process belongs to another user.
    """
    process = run.process
    is_ours = process is not None and is_local(process) and is_alive(process)
    if process is None or not is_ours or is_forced:
        end_run(history.metadata_store, run, ExecutionStatus.STOPPED, error="stopped on request")
    if process is not None and is_ours:
        _signal(run, process, signal.SIGKILL if is_forced else signal.SIGTERM)
    return _ended(history, run, timeout_seconds)


def _signal(run: RunRecord, process: ProcessIdentity, number: signal.Signals) -> None:
    try:
        os.kill(process.pid, number)
    except ProcessLookupError:
        pass
    except PermissionError as error:
        problem = f"process {process.pid} of run {run.name!r} belongs to another user"
        raise NotPermittedError(problem, hint="ask that user to stop it") from error


def _ended(history: History, run: RunRecord, timeout_seconds: float) -> RunRecord:
    if comes_true(lambda: _now(history, run).status.is_final, timeout_seconds):
        return _now(history, run)
    hint = f"zenml pipeline runs stop {shlex.quote(run.name)} --force kills its process"
    raise ZenMLError(f"run {run.name!r} has not ended within {timeout_seconds:g} s", hint=hint)


def _now(history: History, run: RunRecord) -> RunRecord:
    history.sweep()
    return history.metadata_store.get_run(run.id) or run
