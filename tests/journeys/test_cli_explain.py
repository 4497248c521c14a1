"""The explanations that come with the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_tree import all_commands
from commandline import CommandLine, Outcome

from zenml.cli.explain import topics
from zenml.enums import StackComponentType

KINDS = {kind.command_name for kind in StackComponentType}
OTHERS = {
    "stack",
    "profile",
    "repository",
    "flavor",
    "component",
    "secrets",
    "exit-codes",
    "environment",
    "files",
    "cache",
}


def test_every_kind_and_every_word_has_a_topic() -> None:
    assert set(topics()) == KINDS | OTHERS


def test_without_a_topic_all_are_listed(zenml: CommandLine, config_path: Path) -> None:
    listed = zenml("explain")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == topics()
    assert all(re.fullmatch(r"[a-z-]+ +[A-Z][^:]+: \S.*", line) for line in listed.stdout.splitlines())
    assert (listed.stderr, listed.code, config_path.exists()) == ("", 0, False)


@pytest.mark.parametrize("spelling", ["artifact-store", "artifact_store", "Artifact Store"])
def test_a_topic_is_found_however_it_is_written(zenml: CommandLine, spelling: str) -> None:
    explained = zenml("explain", spelling)
    assert explained.stdout.startswith("# Artifact store: ")
    assert (explained.stderr, explained.code) == ("", 0)


def test_a_topic_that_is_not_there_is_missed_by_name(zenml: CommandLine) -> None:
    assert zenml("explain", "stak") == Outcome("", "Error: there is no topic 'stak'\nHint: did you mean 'stack'?\n", 5)


@pytest.mark.parametrize("group", ["profile", "stack", "artifact-store", "alerter"])
def test_a_group_explains_itself(zenml: CommandLine, group: str) -> None:
    assert zenml(group, "explain") == zenml("explain", group)


def test_every_group_of_a_noun_can_explain_itself() -> None:
    paths = {path for path, _ in all_commands()}
    assert {path[0] for path in paths if path[-1:] == ("explain",) and len(path) == 2} == {"profile", "stack", *KINDS}


@pytest.mark.parametrize("topic", topics())
def test_a_topic_fits_a_terminal_and_names_topics_that_exist(zenml: CommandLine, topic: str) -> None:
    text = zenml("explain", topic).stdout
    assert max(len(line) for line in text.splitlines()) <= 116
    assert set(re.findall(r"zenml explain ([a-z-]+)", text)) <= set(topics())
