"""What every command does in the poorest of terminals, as a user starts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_calls import FEW_CALLS, Needs, words_of
from commandline import CommandLine
from in_process import faults_of

POOR = {"NO_COLOR": "1", "COLUMNS": "40", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
LINES = [call.right for call in FEW_CALLS.values() if call.needs > Needs.NOTHING and not call.is_long]


@pytest.mark.parametrize("line", LINES)
def test_the_poorest_terminal_will_do(zenml: CommandLine, machine: Path, line: str) -> None:
    outcome = zenml(*words_of(line), env=POOR)
    assert (outcome.code, faults_of(outcome)) == (0, []), outcome.stderr
    # A document is UTF-8 wherever it is written to.
    assert (outcome.stdout + outcome.stderr).isascii() == (line != "stack export")
