"""Change what is remembered: each function is part of the one transaction that it is called in.

Whatever changes a state is a compare-and-set: the ``WHERE`` names the states that may be left, and the
number of changed rows says whether this call made the change. The statements stand ready at the head, so
that SQLAlchemy compiles each once in a process.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Table,
    Update,
    and_,
    bindparam,
    case,
    func,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from zenml.enums import ExecutionStatus
from zenml.errors import ConflictError
from zenml.models.runs import RunRecord, StepEnd, StepRecord, StepStart
from zenml.processes import ProcessIdentity
from zenml_sql.dialects import DatabaseNow, NextStart
from zenml_sql.metadata_artifacts import new_artifact_values
from zenml_sql.metadata_rows import (
    PROCESS_COLUMNS,
    Values,
    end_values,
    link_values,
    process_values,
    run_values,
    start_values,
    step_values,
    storable,
)
from zenml_sql.metadata_schema import artifacts, is_unfinished, runs, step_inputs, step_outputs, steps

_INITIALIZING = ExecutionStatus.INITIALIZING.value
_RUNNING = ExecutionStatus.RUNNING.value


def _its(table: Table, *columns: str) -> ColumnElement[bool]:
    """Compare columns with parameters called ``its_<column>``: the bare names belong to what is set."""
    return and_(*(table.c[column] == bindparam(f"its_{column}") for column in columns))


def _finish_run(ended_at: ColumnElement[int]) -> Update:
    return update(runs).where(_its(runs, "id"), is_unfinished(runs)).values(ended_at=ended_at)


def _finish_running_steps(ended_at: ColumnElement[int]) -> Update:
    return update(steps).where(_its(steps, "run_id"), steps.c.status == _RUNNING).values(ended_at=ended_at)


def _last_sign_of_life() -> ColumnElement[int]:
    """Return when a run was last heard of: by its process or, if it has none, by the end of its last step."""
    last_end = select(func.max(steps.c.ended_at)).where(steps.c.run_id == runs.c.id).scalar_subquery()
    return case((runs.c.host.is_(None), func.coalesce(last_end, runs.c.beat_at)), else_=runs.c.beat_at)


_INSERT_RUN = insert(runs).values(beat_at=DatabaseNow())
_INSERT_STEPS = insert(steps)
_INSERT_ARTIFACTS = insert(artifacts)
_INSERT_INPUTS = insert(step_inputs)
_INSERT_OUTPUTS = insert(step_outputs)

_START_RUN = update(runs).where(_its(runs, "id"), runs.c.status == _INITIALIZING)
_FINISH_RUN = _finish_run(DatabaseNow())
_FINISH_RUNNING_STEPS = _finish_running_steps(DatabaseNow())
# What crashed ended with its last sign of life, not when somebody noticed.
_CRASH_RUN = _finish_run(_last_sign_of_life())
_CRASH_RUNNING_STEPS = _finish_running_steps(steps.c.beat_at)
_CRASH_STEP = (
    update(steps)
    .where(_its(steps, "id", *PROCESS_COLUMNS), steps.c.status == _RUNNING)
    .values(status=ExecutionStatus.CRASHED.value, ended_at=steps.c.beat_at)
)
_SKIP_STEPS = update(steps).where(_its(steps, "run_id"), steps.c.status == _INITIALIZING)

_LEAVE_INITIALIZING = (
    update(steps)
    .where(_its(steps, "id"), steps.c.status == _INITIALIZING)
    .values(start_sequence=NextStart(), beat_at=DatabaseNow())
)
_COMPLETE_STEP = update(steps).where(_its(steps, "id"), steps.c.status == _RUNNING)
_END_STEP = update(steps).where(_its(steps, "id"), is_unfinished(steps))

# Its name is free again, and the cache finds its steps no more.
_DELETE_RUN = (
    update(runs)
    .where(_its(runs, "id"), not_(is_unfinished(runs)), runs.c.deleted_at.is_(None))
    .values(deleted_at=DatabaseNow(), name=runs.c.id)
)
_FORGET_CACHE_KEYS = update(steps).where(_its(steps, "run_id")).values(cache_key=None)

_BEAT_RUN = update(runs).where(_its(runs, "id", *PROCESS_COLUMNS)).values(beat_at=DatabaseNow())
_BEAT_STEPS = (
    update(steps)
    .where(_its(steps, "run_id", *PROCESS_COLUMNS), steps.c.status == _RUNNING)
    .values(beat_at=DatabaseNow())
)


def create_run(connection: Connection, run: RunRecord, its_steps: Sequence[StepRecord]) -> None:
    """Insert a run and its steps.

    Raises:
        ConflictError: a run of that name exists.
    """
    try:
        connection.execute(_INSERT_RUN, run_values(run))
    except IntegrityError as error:
        raise ConflictError(
            f"a run named {run.name!r} exists already", hint="give another run_name, or none"
        ) from error.orig
    _insert(connection, _INSERT_STEPS, [step_values(step) for step in its_steps])


def start_run(connection: Connection, run_id: str) -> bool:
    return _changes(connection, _START_RUN, {"its_id": run_id, "status": _RUNNING})


def finish_run(
    connection: Connection, run_id: str, status: ExecutionStatus, duration_seconds: float | None, error: str | None
) -> bool:
    """Finish a run and the steps that it leaves behind.

    A step that still runs when its run succeeds becomes ``stopped``: were it ``completed`` without its
    outputs, the cache would find it.
    """
    is_crash = status is ExecutionStatus.CRASHED
    end = {"status": status.value, "duration_seconds": duration_seconds, "error": storable(error)}
    if not _changes(connection, _CRASH_RUN if is_crash else _FINISH_RUN, {"its_id": run_id, **end}):
        return False
    left = ExecutionStatus.STOPPED if status.is_success else status
    running_steps = _CRASH_RUNNING_STEPS if is_crash else _FINISH_RUNNING_STEPS
    connection.execute(running_steps, {"its_run_id": run_id, "status": left.value})
    connection.execute(_SKIP_STEPS, {"its_run_id": run_id, "status": ExecutionStatus.SKIPPED.value})
    return True


def delete_run(connection: Connection, run_id: str) -> bool:
    if not _changes(connection, _DELETE_RUN, {"its_id": run_id}):
        return False
    connection.execute(_FORGET_CACHE_KEYS, {"its_run_id": run_id})
    return True


def start_step(connection: Connection, start: StepStart) -> bool:
    values = {"its_id": start.step_id, **start_values(start), "status": _RUNNING}
    if not _changes(connection, _LEAVE_INITIALIZING, values):
        return False
    _insert(connection, _INSERT_INPUTS, link_values(start.step_id, start.inputs))
    return True


def finish_step(connection: Connection, end: StepEnd) -> bool:
    """Finish a step that runs, or one that fails or is skipped before it could start."""
    statement = _COMPLETE_STEP if end.status.is_success else _END_STEP
    if not _changes(connection, statement, {"its_id": end.step_id, **end_values(end)}):
        return False
    _insert_outputs(connection, end)
    return True


def cache_step(connection: Connection, start: StepStart, end: StepEnd) -> bool:
    cached = {**start_values(start), **end_values(end), "status": ExecutionStatus.CACHED.value}
    if not _changes(connection, _LEAVE_INITIALIZING, {"its_id": start.step_id, **cached}):
        return False
    _insert(connection, _INSERT_INPUTS, link_values(start.step_id, start.inputs))
    _insert_outputs(connection, end)
    return True


def crash_step(connection: Connection, step_id: str, process: ProcessIdentity, error: str) -> bool:
    return _changes(connection, _CRASH_STEP, {"its_id": step_id, **_its_process(process), "error": storable(error)})


def beat(connection: Connection, run_id: str, process: ProcessIdentity) -> None:
    """Note that a process lives: on the run if it is the run's own, and on the steps that it runs."""
    its_process = _its_process(process)
    connection.execute(_BEAT_RUN, {"its_id": run_id, **its_process})
    connection.execute(_BEAT_STEPS, {"its_run_id": run_id, **its_process})


def _its_process(process: ProcessIdentity) -> Values:
    return {f"its_{column}": value for column, value in process_values(process).items()}


def _changes(connection: Connection, statement: Update, values: Values) -> bool:
    return connection.execute(statement, values).rowcount == 1


def _insert_outputs(connection: Connection, end: StepEnd) -> None:
    _insert(connection, _INSERT_ARTIFACTS, new_artifact_values(connection, end.artifacts))
    _insert(connection, _INSERT_OUTPUTS, link_values(end.step_id, end.outputs))


def _insert(connection: Connection, statement: Insert, rows: list[Values]) -> None:
    if rows:
        connection.execute(statement, rows)
