"""Do what a step does, in this process: load its inputs, call its function, save its outputs."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from zenml.engine.artifact_flow import ArtifactFlow
from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.engine.outcomes import is_stop, place_of
from zenml.engine.output_capture import OutputCapture
from zenml.engine.step_log import StepLog
from zenml.engine.step_values import values_of
from zenml.engine.time_limit import time_limit
from zenml.enums import StackComponentType
from zenml.materializers.class_addresses import type_name
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.runs import ArtifactRecord
from zenml.post_execution.logs import log_uri, number_of_chunks
from zenml.redaction import redacted
from zenml.stack import Stack

if TYPE_CHECKING:
    from zenml.experiment_trackers import BaseExperimentTracker


@dataclass(frozen=True)
class Outcome:
    """Hold what one attempt at a step came to."""

    outputs: Mapping[str, ArtifactRecord]
    log_uri: str | None = None
    error: BaseException | None = None
    """What ended it early."""
    error_classes: tuple[str, ...] = ()
    """How every process names the error's class and its bases, which need not be known in this one."""


def failed(error: BaseException, log_uri: str | None = None) -> Outcome:
    """Return the outcome of an attempt that an exception ended."""
    return Outcome({}, log_uri, error, tuple(map(type_name, type(error).__mro__)))


class StepBody:
    """Make attempts at the steps of one run, one at a time."""

    def __init__(
        self, deployment: PipelineDeployment, stack: Stack, flow: ArtifactFlow, capture: OutputCapture
    ) -> None:
        self._deployment = deployment
        self._stack = stack
        self._flow = flow
        self._capture = capture

    def attempt(
        self, step: StepDeployment, inputs: Mapping[str, ArtifactRecord], executable: Executable, number: int
    ) -> Outcome:
        """Make the attempt with this number, the first being 1, and return what it came to; nothing is raised."""
        log = self._log(step, number)
        try:
            with _traceback_in(log), self._capture.into(log):
                outputs = self._outputs(step, inputs, executable)
        except BaseException as error:  # noqa: BLE001 - whoever records it decides what is raised
            return failed(error, log.close())
        return Outcome(outputs, log.close())

    def _log(self, step: StepDeployment, number: int) -> StepLog:
        store, run_id = self._stack.artifact_store, self._deployment.run_id
        # Of an attempt whose process was killed, nobody else knows how much it wrote.
        first_chunk = number_of_chunks(store, log_uri(run_id, step.name)) if number > 1 else 0
        return StepLog(store, run_id, step.name, first_chunk)

    def _outputs(
        self, step: StepDeployment, inputs: Mapping[str, ArtifactRecord], executable: Executable
    ) -> dict[str, ArtifactRecord]:
        context = StepContext(self._deployment, step, self._stack)
        with self._stack.prepared_for_step(self._deployment, step), self._tracked(step) as tracker, time_limit(step):
            # The list is all that holds the values: what loaded the inputs and made the outputs has let go of them.
            values = values_of(step, executable, self._flow.load(inputs), context)
            if tracker is not None and tracker.link:
                for output in step.outputs:  # where its metrics are seen
                    context.log_metadata(output.name, experiment_tracker_link=tracker.link)
            return self._flow.save(step, context, values)

    @contextmanager
    def _tracked(self, step: StepDeployment) -> Iterator[BaseExperimentTracker | None]:
        """Keep a run of the experiment tracker open, if the step names one."""
        tracker = self._stack.experiment_tracker
        if tracker is None or StackComponentType.EXPERIMENT_TRACKER not in step.components:
            yield None
            return
        tracker.start_step(self._deployment, step)
        try:
            yield tracker
        except BaseException:
            tracker.end_step(self._deployment, step, failed=True)
            raise
        tracker.end_step(self._deployment, step, failed=False)


@contextmanager
def _traceback_in(log: StepLog) -> Iterator[None]:
    """Write the traceback of what a step raises into its log; whoever started the run is told in one line."""
    try:
        yield
    except BaseException as error:
        if not is_stop(error):
            trace = _outside_of_zenml(error.__traceback__)
            place = f"{place_of(error)}:\n" if place_of(error) else ""
            lines = traceback.format_exception(type(error), error, trace)
            log.write(redacted("".join([place, *lines])).encode(errors="replace"))
        raise


def _outside_of_zenml(trace: TracebackType | None) -> TracebackType | None:
    """Leave out how we came to call the step; keep all of it if the error is our own."""
    outside = trace
    while outside and str(outside.tb_frame.f_globals.get("__name__")).partition(".")[0] in ("zenml", "contextlib"):
        outside = outside.tb_next
    return outside or trace
