"""What a refusal looks like: one line, a hint and an exit code, for people and as JSON."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from status_lines import without_repository


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("stak",), "Error: zenml has no command 'stak'\nHint: did you mean 'stack'?\n"),
        (("stack", "lst"), "Error: zenml stack has no command 'lst'\nHint: did you mean 'list'?\n"),
        (
            ("stack", "fetch"),
            (
                "Error: zenml stack has no command 'fetch'\n"
                "Hint: known: delete, describe, explain, get, list, register, set\n"
            ),
        ),
        (("--verson",), "Error: there is no option '--verson'\nHint: did you mean '--version'?\n"),
        (("stack", "list", "--outptu=json"), "Error: there is no option '--outptu'\nHint: did you mean '--output'?\n"),
        (
            ("stack", "list", "--profile=x"),
            "Error: there is no option '--profile'\nHint: write it before the command: zenml --profile …\n",
        ),
        (
            ("stack", "list", "--bad"),
            "Error: there is no option '--bad'\nHint: see zenml stack list --help\n",
        ),
        (
            ("stack", "list", "-o", "xml"),
            (
                "Error: Invalid value for '-o' / '--output': 'xml' is not one of 'table', 'json', 'yaml'\n"
                "Hint: see zenml stack list --help\n"
            ),
        ),
        (("stack", "set"), "Error: Missing argument 'NAME'\nHint: see zenml stack set --help\n"),
    ],
)
def test_what_is_written_wrongly_is_refused_before_anything_is_opened(
    zenml: CommandLine, config_path: Path, words: tuple[str, ...], refusal: str
) -> None:
    assert zenml(*words) == Outcome("", refusal, 2)
    assert not (config_path / "config.yaml").exists()


def test_whoever_names_no_command_gets_the_help_as_an_error(zenml: CommandLine) -> None:
    assert zenml("stack") == Outcome("", zenml("stack", "--help").stdout, 2)


@pytest.mark.usefixtures("used_before")
@pytest.mark.parametrize("asked", [("--output", "json"), ("--output=json",), ("-o", "json")])
def test_who_asks_for_json_gets_an_error_as_json(zenml: CommandLine, asked: tuple[str, ...]) -> None:
    outcome = zenml("stack", "describe", "defalt", *asked)
    said, error = outcome.stderr[: len(without_repository())], outcome.stderr[len(without_repository()) :]
    assert (outcome.stdout, said, outcome.code) == ("", without_repository(), 5)
    hint = "did you mean 'default'?"
    assert json.loads(error) == {"error": "there is no stack named 'defalt'", "hint": hint, "exit_code": 5}


def test_an_error_of_usage_is_json_too(zenml: CommandLine) -> None:
    outcome = zenml("stack", "list", "--bad", "--output=json")
    error = {"error": "there is no option '--bad'", "hint": "see zenml stack list --help", "exit_code": 2}
    assert (json.loads(outcome.stderr), outcome.code) == (error, 2)


@pytest.mark.usefixtures("used_before")
@pytest.mark.parametrize(("words", "env"), [(("--debug",), {}), ((), {"ZENML_DEBUG": "1"})])
def test_the_traceback_is_shown_to_whoever_asks(
    zenml: CommandLine, words: tuple[str, ...], env: dict[str, str]
) -> None:
    outcome = zenml(*words, "stack", "describe", "prod", env=env)
    assert "Traceback (most recent call last):" in outcome.stderr
    assert outcome.stderr.splitlines()[-2:] == ["Error: there is no stack named 'prod'", "Hint: known: default"]
    assert outcome.code == 5


def test_a_damaged_configuration_is_named_with_its_line_and_left_as_it_is(
    zenml: CommandLine, used_before: Path
) -> None:
    (used_before / "config.yaml").write_text("version: 1\nprofiles: [\n")
    outcome = zenml("stack", "list")
    error, hint = outcome.stderr.splitlines()
    assert error.startswith(f"Error: {used_before / 'config.yaml'}, line 3 cannot be read: ")
    assert hint == "Hint: the file was left as it is; correct it or restore a copy"
    assert (outcome.stdout, outcome.code) == ("", 3)
    assert (used_before / "config.yaml").read_text() == "version: 1\nprofiles: [\n"


def test_a_damaged_configuration_keeps_nobody_from_seeing_installed_flavors(
    zenml: CommandLine, used_before: Path
) -> None:
    (used_before / "config.yaml").write_text("]")
    assert zenml("artifact-store", "flavor", "list").code == 0


def test_a_log_level_that_does_not_exist_is_refused(zenml: CommandLine, used_before: Path) -> None:
    outcome = zenml("stack", "list", env={"ZENML_LOG_LEVEL": "debgu"})
    assert outcome == Outcome(
        "", "Error: ZENML_LOG_LEVEL is 'DEBGU', which is no level\nHint: did you mean 'DEBUG'?\n", 3
    )


def test_what_nobody_expected_is_one_line_and_a_private_report(
    zenml: CommandLine, used_before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import zenml.repository.reading as reading\n"
        "def list_stacks(context):\n    raise RuntimeError('a fault\\nof ours')\n"
        "reading.list_stacks = list_stacks\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    outcome = zenml("--profile=default", "stack", "list")
    (report,) = (used_before / "reports").iterdir()
    assert outcome == Outcome(
        "",
        f"{without_repository()}Error: unexpected RuntimeError: a fault of ours\n"
        f"Hint: this is a fault of zenml or of a plugin; the report is in {report}\n",
        1,
    )
    text = report.read_text()
    assert "command: zenml --profile=… stack list" in text
    assert text.endswith("RuntimeError: a fault\nof ours\n")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
