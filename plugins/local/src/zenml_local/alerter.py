"""Tell and ask the person at the terminal."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from zenml.alerters import BaseAlerter
from zenml.errors import ZenMLError

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


class ConsoleAlerter(BaseAlerter):
    """Write messages to standard error, and ask where somebody sits at the terminal.

    Nobody does in CI, in a worker process, or where a step operator has put the step.
    """

    FLAVOR: ClassVar[str] = "console"

    default_answer: bool | None = Field(
        None,
        description="Answer to a question, yes or no, where nobody can be asked; without it, asking is refused",
    )

    def post(self, message: str, config: Mapping[str, object] | None = None) -> bool:  # noqa: ARG002 - there are none
        return _written(f"{self.name}: {message}\n")

    def ask(self, question: str, config: Mapping[str, object] | None = None) -> bool:  # noqa: ARG002 - as above
        """Wait until the question is answered with yes or no.

        Raises:
            ZenMLError: nobody can answer it, and there is no default answer.
        """
        if not _somebody_answers():
            return self._default_answer(question, "there is nobody at a terminal")
        while True:
            # A line of its own: while a run is shown live, one that is not finished is kept back.
            _written(f"{self.name}: {question} (answer y or n, and ENTER)\n")
            line = sys.stdin.readline()
            if not line:
                return self._default_answer(question, "the input has ended")
            if line.strip().lower() in _ANSWERS:
                return _ANSWERS[line.strip().lower()]

    def _default_answer(self, question: str, reason: str) -> bool:
        if self.default_answer is None:
            raise ZenMLError(
                f"alerter {self.name!r} cannot ask {question!r}: {reason}",
                hint=f"zenml alerter update {shlex.quote(self.name)} --default_answer=no",
            )
        _written(f"{self.name}: {question} {'yes' if self.default_answer else 'no'}, by default: {reason}\n")
        return self.default_answer


def _somebody_answers() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and not os.environ.get("CI")


def _written(text: str) -> bool:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # closed, full, or no stream at all
        return False
    return True
