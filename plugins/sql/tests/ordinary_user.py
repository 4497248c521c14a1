"""Do something as a user whom the modes of files bind, whoever runs the tests."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from zenml.errors import ZenMLError

NOBODY = 65534


def as_an_ordinary_user(act: Callable[[Path], object], path: Path) -> object:
    """Return what ``act`` returns, or the message of our error that it raises."""
    clean = multiprocessing.get_context("forkserver")
    answers: SimpleQueue[object] = clean.SimpleQueue()
    process = clean.Process(target=_answer, args=(act, path, answers))
    process.start()
    answer = answers.get()
    process.join()
    return answer


def _answer(act: Callable[[Path], object], path: Path, answers: SimpleQueue[object]) -> None:
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    try:
        answers.put(act(path))
    except ZenMLError as error:
        answers.put(str(error))
