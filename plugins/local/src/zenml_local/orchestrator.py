"""Run the steps on this machine: one after the other in the launching process, or several at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import ClassVar

from pydantic import Field

from zenml.models.deployment import PipelineDeployment
from zenml.models.step_queue import StepQueue
from zenml.orchestrators import BaseOrchestrator


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
