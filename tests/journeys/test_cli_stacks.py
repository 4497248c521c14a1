"""Sessions at a terminal about stacks."""

from __future__ import annotations

import json

import pytest
from commandline import CommandLine, Outcome
from status_lines import INSIDE, without_repository

pytestmark = pytest.mark.usefixtures("used_before")


def test_a_stack_is_registered_listed_chosen_and_described(zenml: CommandLine) -> None:
    said = without_repository()
    assert zenml("orchestrator", "register", "here", "--flavor=local") == Outcome(
        "", f"{said}Orchestrator 'here' successfully registered!\n", 0
    )
    assert zenml("stack", "register", "custom", "-o", "here", "-a", "default", "-m", "default") == Outcome(
        "", f"{said}Registered stack with name 'custom'.\nStack 'custom' successfully registered!\n", 0
    )
    assert zenml("stack", "set", "custom") == Outcome("", f"{said}Active stack set to: 'custom'\n", 0)
    assert zenml("stack", "get") == Outcome("custom\n", said, 0)
    assert (
        zenml("stack", "list").stdout
        == """\
┏━━━━━━━━┯━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━┓
┃ ACTIVE │ STACK NAME │ ARTIFACT_STORE │ METADATA_STORE │ ORCHESTRATOR ┃
┠────────┼────────────┼────────────────┼────────────────┼──────────────┨
┃ 👉     │ custom     │ default        │ default        │ here         ┃
┠────────┼────────────┼────────────────┼────────────────┼──────────────┨
┃        │ default    │ default        │ default        │ default      ┃
┗━━━━━━━━┷━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━┛
"""
    )
    assert (
        zenml("stack", "describe").stdout
        == """\
'custom' Stack Configuration (ACTIVE)
┏━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━┯━━━━━━━━┓
┃ COMPONENT_TYPE │ COMPONENT_NAME │ FLAVOR │ STATUS ┃
┠────────────────┼────────────────┼────────┼────────┨
┃ ARTIFACT_STORE │ default        │ local  │ ok     ┃
┠────────────────┼────────────────┼────────┼────────┨
┃ METADATA_STORE │ default        │ sqlite │ ok     ┃
┠────────────────┼────────────────┼────────┼────────┨
┃ ORCHESTRATOR   │ here           │ local  │ ok     ┃
┗━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━┷━━━━━━━━┛
"""
    )


def test_a_stack_can_be_registered_and_chosen_at_once(zenml: CommandLine) -> None:
    words = ("--orchestrator=default", "--artifact-store=default", "--metadata_store", "default", "--set")
    registered = zenml("stack", "register", "custom", *words)
    assert registered.stderr == (
        f"{without_repository()}Registered stack with name 'custom'.\nStack 'custom' successfully registered!\n"
        "Active stack set to: 'custom'\n"
    )
    assert zenml("stack", "get").stdout == "custom\n"


def test_json_and_yaml_stand_alone_on_stdout(zenml: CommandLine) -> None:
    components = {"artifact_store": "default", "metadata_store": "default", "orchestrator": "default"}
    default = {"name": "default", "active": True, "components": components}
    assert json.loads(zenml("stack", "list", "--output", "json").stdout) == [default]
    assert json.loads(zenml("stack", "get", "-o", "json").stdout) == default
    assert (
        zenml("stack", "list", "-o", "yaml").stdout
        == """\
- name: default
  active: true
  components:
    artifact_store: default
    metadata_store: default
    orchestrator: default
"""
    )


def test_the_command_line_chooses_a_stack_for_one_command(zenml: CommandLine) -> None:
    register_custom(zenml)
    assert zenml("--stack", "custom", "stack", "get").stdout == "custom\n"
    assert zenml("stack", "get").stdout == "default\n"


def test_a_repository_chooses_its_own_stack(zenml: CommandLine) -> None:
    register_custom(zenml)
    zenml("init")
    assert zenml("stack", "set", "custom") == Outcome("", f"{INSIDE}Active stack set to: 'custom'\n", 0)
    assert zenml("stack", "get").stdout == "custom\n"
    assert zenml("stack", "get", env={"ZENML_REPOSITORY_PATH": "/"}).stdout == "default\n"


def test_a_stack_is_deleted_once_that_is_confirmed(zenml: CommandLine) -> None:
    register_custom(zenml)
    refused = f"{without_repository()}Error: nobody is there to answer: Delete the stack 'custom'?\nHint: use --yes\n"
    assert zenml("stack", "delete", "custom") == Outcome("", refused, 1)
    assert zenml("stack", "delete", "custom", "--yes") == Outcome(
        "", f"{without_repository()}Deleted stack 'custom'.\n", 0
    )
    assert [stack["name"] for stack in json.loads(zenml("stack", "list", "-o", "json").stdout)] == ["default"]


@pytest.mark.parametrize(
    ("words", "refusal", "code"),
    [
        (
            ("stack", "set", "defualt"),
            "Error: there is no stack named 'defualt'\nHint: did you mean 'default'?\n",
            5,
        ),
        (
            ("stack", "describe", "prod"),
            "Error: there is no stack named 'prod'\nHint: known: default\n",
            5,
        ),
        (
            ("stack", "delete", "default", "-y"),
            (
                "Error: the stack 'default' is active in profile 'default'\n"
                "Hint: choose another first: zenml stack set NAME\n"
            ),
            6,
        ),
        (
            ("stack", "register", "default", "-o", "default", "-a", "default", "-m", "default"),
            "Error: a stack named 'default' exists already\nHint: choose another name\n",
            6,
        ),
        (
            ("stack", "register", "new", "-o", "default", "-a", "defalt", "-m", "default"),
            "Error: there is no artifact store named 'defalt'\nHint: did you mean 'default'?\n",
            5,
        ),
        (
            ("stack", "register", "../new", "-o", "default", "-a", "default", "-m", "default"),
            (
                "Error: '../new' is not a valid stack name\n"
                "Hint: use 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit\n"
            ),
            3,
        ),
        (
            ("--stack", "prod", "stack", "get"),
            (
                "Error: profile 'default' has no stack named 'prod', which --stack chooses\n"
                "Hint: name another; known: default\n"
            ),
            5,
        ),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(
    zenml: CommandLine, words: tuple[str, ...], refusal: str, code: int
) -> None:
    assert zenml(*words) == Outcome("", without_repository() + refusal, code)


def register_custom(zenml: CommandLine) -> None:
    zenml("stack", "register", "custom", "-o", "default", "-a", "default", "-m", "default")
