"""What every command does whose streams are closed, read by nobody or a poor terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_calls import FEW_CALLS, words_of
from forked_command import forked, forked_at_terminal
from furnished_machine import FurnishedMachine, at
from in_process import called, faults_of

CALLS = [pytest.param(call.right, id=call.right) for call in FEW_CALLS.values() if not call.is_long]
STDIN, STDOUT, STDERR = range(3)
PRINTING = [
    "list",
    "get",
    "describe",
    "show",
    "visualize",
    "status",
    "version",
    "explain",
    "export",
    "logs",
    "completion",
]
"""Words of the commands that have data to print; all others write to stderr only."""


@pytest.fixture(scope="module", autouse=True)
def everything_imported(furnished_machine: FurnishedMachine) -> None:
    """Import what shows tables and runs here, or each child would do so anew."""
    with at(furnished_machine.folder):
        called(["status"])
        called(["pipeline", "list"])


@pytest.mark.parametrize("closed", [(STDIN,), (STDOUT,), (STDERR,), (STDIN, STDOUT, STDERR)], ids=str)
@pytest.mark.parametrize("line", CALLS)
def test_a_command_does_without_a_stream_that_is_closed(machine: Path, line: str, closed: tuple[int, ...]) -> None:
    outcome = forked(words_of(line), closed=closed)
    assert (outcome.code, faults_of(outcome)) == (0, [])
    if STDERR in closed:
        assert outcome.stderr == ""


@pytest.mark.parametrize("line", CALLS)
def test_a_command_is_quiet_when_nobody_reads_on(machine: Path, line: str) -> None:
    prints = any(word in line.split() for word in PRINTING)
    outcome = forked(words_of(line), is_read=False)
    assert (outcome.code, faults_of(outcome)) == (1 if prints else 0, [])
    assert "Error" not in outcome.stderr


@pytest.mark.parametrize("line", CALLS)
def test_a_narrow_terminal_without_color_gets_no_escape_byte(
    machine: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    outcome = forked_at_terminal(words_of(line), columns=40)
    assert (outcome.code, faults_of(outcome)) == (0, [])
