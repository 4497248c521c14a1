"""Show what the steps of a run said, and go on with what they say."""

from __future__ import annotations

import time
from collections import Counter

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.histories import history_in_force
from zenml.cli.session import Session
from zenml.post_execution.runs import RunView, find_run
from zenml.post_execution.steps import StepView

_POLL_SECONDS = 0.5


@click.command("logs", cls=ExampleCommand, examples=("zenml pipeline runs logs NAME trainer --follow",))
@click.argument("run")
@click.argument("step", required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on with what is said, until the run or STEP has ended.")
@click.pass_obj
def show_logs(session: Session, run: str, step: str | None, follow: bool) -> None:
    """Show what all steps of the run with the name or id RUN said, or only what STEP did."""
    found = find_run(history_in_force(session), run)
    if step is not None:
        found.get_step(step)
    reader = _Reader(found, step)
    while True:
        # Asked for before the rest is read, so that nothing is missed that was said last.
        is_over = reader.is_over
        reader.print_rest()
        if is_over or not follow:
            return
        time.sleep(_POLL_SECONDS)


class _Reader:
    """Print what was not printed yet; above what one of several steps said stands its name."""

    def __init__(self, run: RunView, step: str | None) -> None:
        self._run = run
        self._step = step
        self._printed: Counter[str] = Counter()
        self._last = ""

    @property
    def is_over(self) -> bool:
        """Say whether nothing more will be said."""
        return self._run.status.is_final or all(step.status.is_final for step in self._steps())

    def print_rest(self) -> None:
        for step in self._steps():
            for chunk in step.log_chunks(self._printed[step.name]):
                if self._step is None and self._last != step.name:
                    click.echo(f"==> {step.name} <==")
                    self._last = step.name
                click.echo(chunk, nl=False)
                self._printed[step.name] += 1

    def _steps(self) -> list[StepView]:
        return [each for each in self._run.steps if self._step in (None, each.name)]
