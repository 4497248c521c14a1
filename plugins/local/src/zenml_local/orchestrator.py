"""Run the steps on this machine: one after the other in the launching process, or several at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from pydantic import Field

from zenml.components import local_store_folder
from zenml.models.deployment import PipelineDeployment
from zenml.models.schedule_states import SchedulerState, ScheduleState
from zenml.models.step_queue import StepQueue
from zenml.orchestrators import BaseOrchestrator
from zenml.sources import load

if TYPE_CHECKING:
    from zenml_local.schedules import Schedules


class LocalOrchestrator(BaseOrchestrator):
    """Run steps on this machine, each as soon as those that it depends on have succeeded."""

    FLAVOR: ClassVar[str] = "local"

    max_workers: int = Field(
        1,
        ge=1,
        le=1024,
        description="How many steps run at once. With 1 they run in the launching process, one after the other; "
        "with more each runs in a worker process",
    )

    @property
    def parallel_steps(self) -> int:
        return self.max_workers

    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        queue = StepQueue(deployment)
        if self.max_workers == 1:
            _run_here(queue, run_step)
        else:
            _run_in_threads(queue, run_step, self.max_workers)
        if queue.failures:
            raise queue.failures[0]

    @property
    def log_file(self) -> Path | None:
        return self._schedules.scheduler.log_file

    def add_schedule(self, deployment: PipelineDeployment) -> ScheduleState:
        return self._schedules.add(deployment)

    def list_schedules(self) -> list[ScheduleState]:
        return self._schedules.all()

    def pause_schedule(self, name: str, *, is_paused: bool) -> None:
        self._schedules.pause(name, is_paused=is_paused)

    def delete_schedule(self, name: str) -> None:
        self._schedules.delete(name)

    @property
    def scheduler(self) -> SchedulerState:
        return self._schedules.scheduler

    def start_scheduler(self) -> bool:
        return self._schedules.start()

    def stop_scheduler(self) -> bool:
        return self._schedules.stop()

    @property
    def _schedules(self) -> Schedules:
        # By address: most runs have none, and cron expressions and daemons cost imports.
        schedules = cast("Callable[[Path], Schedules]", load("zenml_local.schedules:Schedules"))
        return schedules(local_store_folder(self.uuid))


def _run_here(queue: StepQueue, run_step: Callable[[str], None]) -> None:
    while name := queue.next_step():
        queue.settle(name, partial(run_step, name))


def _run_in_threads(queue: StepQueue, run_step: Callable[[str], None], max_workers: int) -> None:
    threads = ThreadPoolExecutor(max_workers, thread_name_prefix="zenml-step")
    running: dict[Future[None], str] = {}
    try:
        while True:
            while len(running) < max_workers and (name := queue.next_step()):
                running[threads.submit(run_step, name)] = name
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                queue.settle(running.pop(future), future.result)
    finally:
        # Not waited for: on Ctrl-C it is the engine that ends what the threads wait for.
        threads.shutdown(wait=False, cancel_futures=True)
