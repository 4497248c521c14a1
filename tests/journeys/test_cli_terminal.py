"""What a person at a terminal sees, and what a pipe gets instead."""

from __future__ import annotations

import json

import pytest
from commandline import CommandLine
from status_lines import without_repository
from terminals import Screen, at_terminal

pytestmark = pytest.mark.usefixtures("used_before")

ESCAPE = "\x1b"
NARROW = """\
┏━━━━━━━━┯━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━┓
┃ ACTIVE │ STACK NAME    │ ARTIFACT_STORE │ METADATA_STORE │ ORCHESTRATOR ┃
┠────────┼───────────────┼────────────────┼────────────────┼──────────────┨
┃ 👉     │ default       │ default        │ default        │ default      ┃
┠────────┼───────────────┼────────────────┼────────────────┼──────────────┨
┃        │ with a very   │ default        │ default        │ default      ┃
┃        │ very long     │                │                │              ┃
┃        │ name          │                │                │              ┃
┗━━━━━━━━┷━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━┛
"""


def test_a_terminal_gets_color(zenml: CommandLine) -> None:
    assert ESCAPE in screen(zenml, "stack", "list").text


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_color_is_left_out_where_it_is_not_wanted(zenml: CommandLine, env: dict[str, str]) -> None:
    assert ESCAPE not in screen(zenml, "stack", "list", env=env).text


def test_a_pipe_gets_no_escape_byte_even_if_color_is_forced(zenml: CommandLine) -> None:
    outcome = zenml("stack", "list", env={"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"})
    assert ESCAPE not in outcome.stdout + outcome.stderr


def test_a_pipe_gets_full_lines_whatever_the_width(zenml: CommandLine) -> None:
    name = "x" * 120
    zenml("orchestrator", "register", name, "--flavor=local")
    assert name in zenml("orchestrator", "list", env={"COLUMNS": "40"}).stdout


def test_a_narrow_terminal_folds_columns_but_keeps_them_readable(zenml: CommandLine) -> None:
    register(zenml, "with a very very long name")
    assert screen(zenml, "stack", "list", columns=40, env={"NO_COLOR": "1"}).text == without_repository() + NARROW


def test_yes_at_the_terminal_deletes(zenml: CommandLine) -> None:
    register(zenml, "old")
    answered = screen(zenml, "stack", "delete", "old", answer="y\n")
    assert answered == Screen(f"{without_repository()}Delete the stack 'old'? [y/N]: y\nDeleted stack 'old'.\n", 0)
    assert names(zenml) == ["default"]


@pytest.mark.parametrize(
    ("answer", "echo", "said", "code"),
    [
        ("n\n", "n\n", "Error: not confirmed\nHint: nothing was changed\n", 1),
        ("\n", "\n", "Error: not confirmed\nHint: nothing was changed\n", 1),
        ("\x04", "", "\nError: not confirmed\nHint: nothing was changed\n", 1),
        ("\x03", "^C", "\nInterrupted.\n", 130),
    ],
)
def test_whatever_is_not_yes_deletes_nothing(zenml: CommandLine, answer: str, echo: str, said: str, code: int) -> None:
    register(zenml, "old")
    answered = screen(zenml, "stack", "delete", "old", answer=answer)
    assert answered == Screen(f"{without_repository()}Delete the stack 'old'? [y/N]: {echo}{said}", code)
    assert names(zenml) == ["default", "old"]


def test_nobody_is_asked_in_ci(zenml: CommandLine) -> None:
    register(zenml, "old")
    refused = screen(zenml, "stack", "delete", "old", env={"CI": "true"})
    refusal = "Error: nobody is there to answer: Delete the stack 'old'?\nHint: use --yes\n"
    assert refused == Screen(without_repository() + refusal, 1)


def test_where_utf_8_cannot_be_written_tables_are_ascii(zenml: CommandLine) -> None:
    outcome = zenml("stack", "list", env={"PYTHONIOENCODING": "ascii"})
    assert (
        outcome.stdout
        == """\
+----------------------------------------------------------------------+
| ACTIVE | STACK NAME | ARTIFACT_STORE | METADATA_STORE | ORCHESTRATOR |
|--------+------------+----------------+----------------+--------------|
| *      | default    | default        | default        | default      |
+----------------------------------------------------------------------+
"""
    )


def register(zenml: CommandLine, name: str) -> None:
    zenml("stack", "register", name, "-o", "default", "-a", "default", "-m", "default")


def names(zenml: CommandLine) -> list[str]:
    return [stack["name"] for stack in json.loads(zenml("stack", "list", "-o", "json").stdout)]


def screen(
    zenml: CommandLine, *words: str, columns: int = 500, answer: str = "", env: dict[str, str] | None = None
) -> Screen:
    return at_terminal([str(zenml.executable), *words], columns=columns, answer=answer, env=env)
