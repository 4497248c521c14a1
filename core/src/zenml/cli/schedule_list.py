"""List schedules."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import say
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.schedule import chosen_orchestrator, orchestrator_option
from zenml.cli.session import Session
from zenml.models.schedule_states import Firing, ScheduleState
from zenml.post_execution.quantities import timestamp

_WHEN_EMPTY = "There is no schedule; pipeline().run(schedule=Schedule(cron=...)) in Python makes one."


@click.command("list", cls=ExampleCommand, examples=("zenml pipeline schedule list",))
@orchestrator_option
@output_option
@click.pass_obj
def list_schedules(session: Session, orchestrator: str | None, output: Output) -> None:
    """List the schedules, when each is due and what became of it last, and say whether the scheduler runs."""
    chosen = chosen_orchestrator(session, orchestrator)
    schedules, is_running = chosen.list_schedules(), chosen.scheduler.is_running
    show(output, lambda: [_data(each, is_running) for each in schedules], lambda: _table(schedules))
    if is_running:
        say(f"The scheduler of orchestrator {chosen.name!r} runs.")
    elif schedules:
        say(f"The scheduler of orchestrator {chosen.name!r} does not run; start it: zenml pipeline schedule start")


def _data(state: ScheduleState, scheduler_runs: bool) -> dict[str, object]:
    return {
        "name": state.name,
        "pipeline": state.pipeline,
        "stack": state.stack,
        "schedule": state.schedule.to_plain() if state.schedule else None,
        "paused": state.is_paused,
        "next_slot": state.next_slot,
        "last_firing": _firing_data(state.last_firing) if state.last_firing else None,
        "error": state.error,
        "scheduler_runs": scheduler_runs,
    }


def _firing_data(firing: Firing) -> dict[str, object]:
    return {"slot": firing.slot, "run": firing.run_name, "status": firing.status.value, "error": firing.error}


def _table(schedules: list[ScheduleState]) -> Table:
    return Table(
        columns=["NAME", "PIPELINE", "STACK", "WHEN", "NEXT", "LAST", "OUTCOME"],
        rows=[_row(each) for each in schedules],
        when_empty=_WHEN_EMPTY,
    )


def _row(state: ScheduleState) -> list[str]:
    last = state.last_firing
    return [
        state.name,
        state.pipeline,
        state.stack,
        state.schedule.words if state.schedule else state.error,
        "paused" if state.is_paused else timestamp(state.next_slot) if state.next_slot else "",
        timestamp(last.slot) if last else "",
        _outcome(last) if last else "",
    ]


def _outcome(firing: Firing) -> str:
    return f"{firing.status}: {' '.join(firing.error.split())}" if firing.error else firing.status.value
