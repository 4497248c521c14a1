"""Sessions at a terminal about what keeps a stack from being used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from status_lines import without_repository

from zenml.daemons import Daemon

PROBLEMS = [
    {
        "component_type": "alerter",
        "component_name": "siren",
        "problem": "alerter 'siren' is not valid: fails_to='7': String should match pattern '^[a-z]*$'",
        "remedy": "zenml alerter flavor describe siren",
    },
    {
        "component_type": "artifact_store",
        "component_name": "bucket",
        "problem": "flavor 's3' comes from the package zenml-s3: pip install zenml-s3",
        "remedy": "pip install zenml-s3",
    },
    {
        "component_type": "metadata_store",
        "component_name": "default",
        "problem": (
            "the orchestrator 'kube' runs steps elsewhere,"
            " where they cannot reach the metadata store 'default' of this machine"
        ),
        "remedy": "choose another metadata store: zenml metadata-store flavor list",
    },
]


@pytest.fixture
def broken(zenml: CommandLine, server: Daemon, config_path: Path) -> str:
    """Add a stack with three problems and return its name."""
    zenml("orchestrator", "register", "kube", "--flavor=far")
    profile = config_path / "profiles" / "default"
    siren = profile / "alerters" / "siren.yaml"
    siren.write_text(siren.read_text() + "configuration:\n  fails_to: '7'\n")
    default = (profile / "artifact_stores" / "default.yaml").read_text()
    bucket = default.replace("name: default", "name: bucket").replace("flavor: local", "flavor: s3")
    (profile / "artifact_stores" / "bucket.yaml").write_text(bucket)
    web = (profile / "stacks" / "web.yaml").read_text()
    stack = web.replace("name: web", "name: broken").replace(
        "orchestrator: air", "orchestrator: kube\n  alerter: siren"
    )
    (profile / "stacks" / "broken.yaml").write_text(stack.replace("artifact_store: default", "artifact_store: bucket"))
    return "broken"


def test_a_valid_stack_is_said_to_be_valid(zenml: CommandLine, server: Daemon) -> None:
    assert zenml("stack", "validate") == Outcome("", f"{without_repository()}Stack 'default' is valid.\n", 0)
    assert zenml("stack", "validate", "web", "-o", "json") == Outcome(
        "[]\n", f"{without_repository()}Stack 'web' is valid.\n", 0
    )
    assert zenml("--stack", "web", "stack", "validate", "-o", "yaml").stdout == "[]\n"


def test_all_problems_are_data_and_their_number_is_the_error(zenml: CommandLine, broken: str) -> None:
    outcome = zenml("stack", "validate", broken, "--output=json")
    assert json.loads(outcome.stdout) == PROBLEMS
    *said, error = outcome.stderr.splitlines()
    assert said == without_repository().splitlines()
    assert json.loads(error) == {"error": "stack 'broken' has 3 problems", "hint": "", "exit_code": 3}
    assert outcome.code == 3


def test_problems_are_a_table_for_people(zenml: CommandLine, broken: str) -> None:
    outcome = zenml("stack", "validate", broken)
    rows = [[cell.strip() for cell in line.split("│")] for line in outcome.stdout.replace("┃", "").splitlines()[1::2]]
    assert rows == [
        ["COMPONENT_TYPE", "COMPONENT_NAME", "PROBLEM", "REMEDY"],
        *([problem["component_type"].upper(), *list(problem.values())[1:]] for problem in PROBLEMS),
    ]
    assert (outcome.stderr, outcome.code) == (f"{without_repository()}Error: stack 'broken' has 3 problems\n", 3)


def test_a_stack_of_components_that_do_not_go_together_is_not_registered(zenml: CommandLine, server: Daemon) -> None:
    zenml("orchestrator", "register", "kube", "--flavor=far", "--objects=true")
    refused = zenml("stack", "register", "far", "-o", "kube", "-a", "default", "-m", "default")
    elsewhere = "the orchestrator 'kube' runs steps elsewhere, where they cannot reach the"
    assert refused.stderr == (
        f"{without_repository()}Error: stack 'far' has 3 problems:\n"
        "  the orchestrator 'kube' of stack 'far' does not accept it: far is ugly\n"
        f"  {elsewhere} artifact store 'default' of this machine"
        " (choose another artifact store: zenml artifact-store flavor list)\n"
        f"  {elsewhere} metadata store 'default' of this machine"
        " (choose another metadata store: zenml metadata-store flavor list)\n"
    )
    assert refused.code == 3


def test_a_stack_that_is_not_there_is_named(zenml: CommandLine, server: Daemon) -> None:
    refusal = f"{without_repository()}Error: there is no stack named 'wbe'\nHint: did you mean 'web'?\n"
    assert zenml("stack", "validate", "wbe") == Outcome("", refusal, 5)
