"""Options that stand before every command."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from status_lines import without_repository
from terminals import at_terminal

pytestmark = pytest.mark.usefixtures("used_before")


def test_quiet_commands_say_nothing_but_errors(zenml: CommandLine) -> None:
    assert zenml("-q", "orchestrator", "register", "o", "--flavor=local") == Outcome("", "", 0)
    assert zenml("--quiet", "stack", "get") == Outcome("default\n", "", 0)
    refused = zenml("-q", "stack", "set", "nobody")
    assert refused == Outcome("", "Error: there is no stack named 'nobody'\nHint: known: default\n", 5)


def test_verbose_commands_show_what_is_logged(zenml: CommandLine) -> None:
    script = "import logging\nfrom zenml.repository import Repository\nlogging.getLogger('zenml').info('heard')\n"
    Path("speak.py").write_text(script)
    refused = "Error: 'speak.py' runs no pipeline\nHint: name a file that calls run() of a pipeline\n"
    assert zenml("pipeline", "run", "speak.py") == Outcome("", f"{without_repository()}{refused}", 2)
    assert zenml("-v", "pipeline", "run", "speak.py") == Outcome("", f"{without_repository()}heard\n{refused}", 2)


def test_no_color_is_no_color(zenml: CommandLine) -> None:
    words = [str(zenml.executable), "stack", "list"]
    assert "\x1b" in at_terminal(words).text
    assert "\x1b" not in at_terminal([words[0], "--no-color", *words[1:]]).text
