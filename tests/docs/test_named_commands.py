"""Every command that a page, a message or a hint names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from checkout import CORE, PLUGINS, files
from pages import name_of

from zenml.cli.root import root

COMMAND = re.compile(r"\bzenml((?: [^\s`'\",;:()…]+)+)")
TOPICS = sorted((CORE.package / "cli" / "topics").glob("*.md"))
ANY_KIND = "artifact-store"
"""Stands for the name of a kind, where a text has a place for one."""


@pytest.mark.parametrize("page", files(".md"), ids=name_of)
def test_the_commands_that_a_page_names_exist(page: Path) -> None:
    codes = re.findall(r"`(zenml [^`\n]+)`", page.read_text(encoding="utf-8"))
    named = [re.sub("<component>|COMPONENT", ANY_KIND, code) for code in codes]
    assert [text for text in named if not all(leads_to_a_command(words) for words in commands_in(text))] == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.stem)
def test_the_commands_that_a_topic_shows_exist(topic: Path) -> None:
    shown = re.findall(r"^    (zenml .+)$", topic.read_text(encoding="utf-8"), re.MULTILINE)
    assert [line for line in shown if not all(leads_to_a_command(words) for words in commands_in(line))] == []


def test_the_commands_that_a_message_names_exist() -> None:
    """Of a sentence about zenml the next word is no command; after one, every word has to be right."""
    packages = [distribution.package for distribution in [CORE, *PLUGINS]]
    sources = [path for path in files(".py") if any(package in path.parents for package in packages)]
    named = [(name_of(path), words) for path in sources for text in texts(path) for words in commands_in(text)]
    assert [each for each in named if leads_to_a_command(each[1][:1]) and not leads_to_a_command(each[1])] == []


def commands_in(text: str) -> list[list[str]]:
    """Return the words after each ``zenml``."""
    return [found[1].split() for found in COMMAND.finditer(text)]


def leads_to_a_command(words: list[str]) -> bool:
    """Follow the words from group to group, up to the first that is an option or stands for something."""
    context = click.Context(root, info_name="zenml")
    for word in words:
        group = context.command
        if not isinstance(group, click.Group) or not re.fullmatch(r"[a-z][a-z-]*", word):
            return True
        command = group.get_command(context, word)
        if command is None:
            return False
        context = click.Context(command, info_name=word, parent=context)
    return True


def texts(path: Path) -> Iterator[str]:
    """Yield the texts in a module, docstrings included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(map(_written, node.values))


def _written(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return ANY_KIND if "command_name" in ast.unparse(part) else "NAME"
