"""What every command that only reads owes its users, wherever it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_tree import all_commands
from commandline import CommandLine

from zenml.enums import StackComponentType

READING = [
    ("status",),
    ("profile", "list"),
    ("profile", "get"),
    ("profile", "describe"),
    ("stack", "list"),
    ("stack", "get"),
    ("stack", "describe"),
    ("stack", "validate"),
    ("pipeline", "list"),
    ("pipeline", "runs", "list"),
    ("artifact-store", "list"),
    ("artifact-store", "get"),
    ("artifact-store", "describe"),
    ("artifact-store", "flavor", "list"),
    ("artifact-store", "flavor", "describe", "local"),
]
"""One kind of component stands for all ten, which share one definition."""
OTHER_KINDS = {kind.command_name for kind in StackComponentType if kind is not StackComponentType.ARTIFACT_STORE}
POOR = {"NO_COLOR": "1", "COLUMNS": "40", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_no_reading_command_is_forgotten_here() -> None:
    reading = {
        path
        for path, command in all_commands()
        if any("--output" in parameter.opts for parameter in command.params)
        and not any(path[0] == other for other in OTHER_KINDS)
    }
    assert reading == {words[: 3 if "flavor" in words else None] for words in READING} | {
        ("pipeline", "runs", "describe")
    }


@pytest.mark.usefixtures("used_before")
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_the_poorest_terminal_will_do(zenml: CommandLine, words: tuple[str, ...]) -> None:
    outcome = zenml(*words, env=POOR)
    everything = outcome.stdout + outcome.stderr
    assert outcome.code == 0
    assert everything.isascii()
    assert ("\x1b" in everything, "Traceback" in everything) == (False, False)


@pytest.mark.usefixtures("used_before")
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_json_stands_alone(zenml: CommandLine, words: tuple[str, ...]) -> None:
    data = json.loads(zenml(*words, "--output", "json").stdout)
    assert isinstance(data, list) == (words[-1] in ("list", "validate"))


@pytest.mark.parametrize("words", [words for words in READING if words[-2:] != ("flavor", "list")], ids=" ".join)
def test_a_damaged_store_is_one_refusal(zenml: CommandLine, used_before: Path, words: tuple[str, ...]) -> None:
    (used_before / "profiles" / "default" / "store.yaml").write_text("version: [1\n")
    outcome = zenml(*words)
    if words[0] == "profile":  # what a profile is stands in the configuration
        assert outcome.code == 0
    else:
        assert (outcome.stdout, outcome.code) == ("", 3)
        assert [line.partition(":")[0] for line in outcome.stderr.splitlines()[-2:]] == ["Error", "Hint"]
