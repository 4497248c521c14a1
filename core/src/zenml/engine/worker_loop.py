"""Be a worker: make the attempts at steps that another process asks for, until it stops asking."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable

from zenml.engine.lifeline import end_soon
from zenml.engine.outcomes import is_stop
from zenml.engine.output_streams import write_all
from zenml.engine.step_body import Outcome
from zenml.engine.worker_messages import BEGUN, Request, answer_line


def serve(requests: int, answers: int, prepare: Callable[[Request], Callable[[], Outcome]]) -> None:
    """Answer requests one by one in this thread, which is the main one of its process.

    ``prepare`` imports what an attempt needs and returns what makes it: its time counts from then on.

    Another thread listens. When whoever asks is gone, this process ends: as on SIGTERM, so that the log is saved, and
    a second later in any case, with all that its steps started.
    """
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), name="zenml-requests", daemon=True).start()
    while True:
        attempt = prepare(Request.from_line(waiting.get()))
        write_all(answers, BEGUN)
        outcome = attempt()
        write_all(answers, answer_line(outcome))
        if outcome.error is not None and is_stop(outcome.error):
            return


def _listen(requests: int, waiting: queue.SimpleQueue[bytes]) -> None:
    with os.fdopen(requests, "rb") as file:
        for line in file:
            waiting.put(line)
    end_soon()
