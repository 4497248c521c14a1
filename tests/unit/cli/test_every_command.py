"""What every command owes its users, checked over the whole tree."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from command_tree import all_commands

from zenml.cli.commands import ExampleCommand
from zenml.cli.program import run

COMMANDS = [pytest.param(path, command, id=" ".join(path) or "zenml") for path, command in all_commands()]
LEAVES = [param for param in COMMANDS if not isinstance(param.values[1], click.Group)]

Path_ = tuple[str, ...]


@pytest.mark.parametrize(("path", "command"), COMMANDS)
def test_help_is_data_and_opens_nothing(
    path: Path_, command: click.Command, capsys: pytest.CaptureFixture[str], config_path: Path
) -> None:
    assert command.help
    for option in ("--help", "-h"):
        assert run([*path, option]) == 0
        output = capsys.readouterr()
        assert output.out.startswith(f"Usage: {' '.join(('zenml', *path))} ")
        assert (output.err, "\x1b" in output.out, "Traceback" in output.out) == ("", False, False)
    assert not (config_path / "config.yaml").exists()


@pytest.mark.parametrize(("path", "command"), LEAVES)
def test_help_ends_with_command_lines_to_copy(path: Path_, command: click.Command) -> None:
    assert isinstance(command, ExampleCommand)
    group = " ".join(("zenml", *path[:-1]))
    assert command.examples
    assert all(example.startswith((group, "zenml --stack")) for example in command.examples)


@pytest.mark.parametrize(("path", "command"), COMMANDS)
def test_an_option_that_does_not_exist_is_an_error_of_usage(
    path: Path_, command: click.Command, capsys: pytest.CaptureFixture[str], config_path: Path
) -> None:
    assert run([*path, "--no-such-option"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("Error: ")
    assert output.err.count("\n") <= 2
    assert not (config_path / "config.yaml").exists()


@pytest.mark.parametrize(("path", "command"), LEAVES)
def test_whatever_lists_or_shows_can_be_asked_for_json(path: Path_, command: click.Command) -> None:
    offers_output = any("--output" in parameter.opts for parameter in command.params)
    assert offers_output == (path[-1] in ("list", "get", "describe", "show", "prune", "status", "validate"))


@pytest.mark.parametrize(("path", "command"), LEAVES)
def test_whatever_asks_can_be_told_yes(path: Path_, command: click.Command) -> None:
    asks = path[-1] in ("delete", "prune", "apply", "clean", "export")
    assert asks == any("--yes" in parameter.opts for parameter in command.params)


@pytest.mark.parametrize(("path", "command"), LEAVES)
def test_whatever_deletes_can_only_be_tried_and_may_find_nothing(path: Path_, command: click.Command) -> None:
    options = {option for parameter in command.params for option in parameter.opts}
    assert (path[-1] == "delete") == ({"--dry-run", "--if-exists"} <= options)
