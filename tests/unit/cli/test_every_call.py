"""What every command does that is called rightly, wrongly, or where something is damaged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from command_calls import CALLS, Call, Needs, leaves, words_of
from commandline import Outcome
from furnished_machine import state_of_machine
from in_process import called, faults_of

DAMAGED = b"version: 1\nstacks: [\n"


def params(calls: Iterable[Call]) -> list[Any]:
    return [pytest.param(call, id=call.right) for call in calls]


ALL = params(CALLS.values())
RIGHT = params(call for call in CALLS.values() if not call.is_long)
WRONG = params(call for call in CALLS.values() if call.wrong)
READING = params(
    CALLS[words]
    for words, command in leaves().items()
    if words in CALLS and any("--output" in parameter.opts for parameter in command.params)
)


def test_every_command_says_here_how_it_is_called() -> None:
    assert sorted(CALLS) == sorted(leaves())


@pytest.mark.parametrize("call", RIGHT)
def test_called_rightly_it_succeeds(machine: Path, call: Call) -> None:
    outcome = called(words_of(call.right))
    assert (outcome.code, faults_of(outcome)) == (0, []), outcome.stderr
    assert not (machine / "zenml" / "reports").exists()


@pytest.mark.parametrize("call", READING)
def test_json_stands_alone(machine: Path, call: Call) -> None:
    outcome = called([*words_of(call.right), "--output", "json"])
    assert (outcome.code, outcome.stdout.isascii()) == (0, True)
    assert isinstance(json.loads(outcome.stdout), list) == any(word in call.right for word in ("list", "validate"))


@pytest.mark.parametrize("call", WRONG)
def test_what_is_not_there_is_missed_by_name(machine: Path, call: Call) -> None:
    before = state_of_machine(machine)
    outcome = called(words_of(call.wrong))
    assert (outcome.stdout, outcome.code, faults_of(outcome)) == ("", 5, []), outcome.stderr
    assert "nobody" in refusal_of(outcome).lower()
    assert state_of_machine(machine) == before


@pytest.mark.parametrize("call", [param for param in READING if param in WRONG])
def test_a_refusal_is_json_for_who_wants_that(machine: Path, call: Call) -> None:
    outcome = called([*words_of(call.wrong), "--output=json"])
    assert (outcome.stdout, outcome.code) == ("", 5)
    assert json.loads(outcome.stderr.splitlines()[-1])["exit_code"] == 5


@pytest.mark.parametrize("call", ALL)
def test_a_damaged_configuration_is_named_with_its_line(machine: Path, call: Call) -> None:
    refuses_damaged_file(machine, call, Needs.CONFIGURATION, machine / "zenml" / "config.yaml")


@pytest.mark.parametrize("call", ALL)
def test_a_damaged_store_is_named_with_its_line(machine: Path, call: Call) -> None:
    refuses_damaged_file(machine, call, Needs.STORE, machine / "zenml" / "profiles" / "default" / "store.yaml")


@pytest.mark.parametrize("call", ALL)
def test_a_store_that_no_package_opens_is_named_with_its_profile(machine: Path, call: Call) -> None:
    file = machine / "zenml" / "config.yaml"
    file.write_text(file.read_text().replace("  default:\n", "  default:\n    store_type: nobody\n", 1))
    before = state_of_machine(machine)
    outcome = called(words_of(call.right))
    assert faults_of(outcome) == []
    if call.needs is Needs.STORE:
        assert (outcome.stdout, outcome.code) == ("", 5), outcome.stderr
        assert refusal_of(outcome).startswith("profile 'default' cannot be opened: stores of the type 'nobody' ")
        assert state_of_machine(machine) == before
    else:
        assert outcome.code == 0, outcome.stderr


def refuses_damaged_file(machine: Path, call: Call, needs: Needs, file: Path) -> None:
    """Check that a command with such needs names a damaged file and leaves everything, and that others do not mind."""
    file.write_bytes(DAMAGED)
    before = state_of_machine(machine)
    outcome = called(words_of(call.right))
    assert faults_of(outcome) == []
    if call.needs >= needs:
        assert (outcome.stdout, outcome.code) == ("", 3), outcome.stderr
        assert refusal_of(outcome).startswith(f"{file}, line 3 cannot be read: ")
        assert state_of_machine(machine) == before
    else:
        assert outcome.code == 0, outcome.stderr


def refusal_of(outcome: Outcome) -> str:
    """Return why a command refused: that is its last line but one, and the last one a hint."""
    error, hint = outcome.stderr.splitlines()[-2:]
    assert (error[:7], hint[:6]) == ("Error: ", "Hint: "), outcome.stderr
    return error[7:]
