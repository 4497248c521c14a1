"""Sessions at a terminal in which what a stack needs cannot be started or stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from status_lines import without_repository

from zenml.daemons import Daemon

pytestmark = pytest.mark.usefixtures("server")


def said(*lines: str) -> str:
    return without_repository() + "".join(f"{line}\n" for line in lines)


def test_a_failure_on_the_way_up_says_what_is_up_already_and_how_to_go_on(zenml: CommandLine, server: Daemon) -> None:
    zenml("orchestrator", "register", "broken", "--flavor=served", "--program=/no/such/program.py")
    words = ("-o", "broken", "-a", "default", "-m", "default", "-al", "siren")
    zenml("stack", "register", "half done", *words)
    outcome = zenml("stack", "up", "half done")
    *_, up, error, first, hint = outcome.stderr.splitlines()
    assert up == "Provisioned and started alerter 'siren'."
    assert error.startswith("Error: the orchestrator 'broken' could not be started: the daemon of ")
    assert error.endswith("/server ended before it was ready:")
    assert "can't open file '/no/such/program.py'" in first
    assert hint.startswith("Hint: see ")
    assert hint.endswith("/server/daemon.log; up already: alerter 'siren'; go on with: zenml stack up 'half done'")
    assert (outcome.stdout, outcome.code) == ("", 1)


@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_what_a_plugin_raises_is_one_line_that_names_the_component(
    zenml: CommandLine, server: Daemon, debug: tuple[str, ...]
) -> None:
    zenml("alerter", "register", "weak", "--flavor=siren", "--fails_to=resume")
    outcome = zenml(*debug, "alerter", "up", "weak")
    lines = said(
        "siren: provision",
        "siren: resume",
        "Error: the alerter 'weak' could not be started: RuntimeError: the spring broke",
        "Hint: zenml --debug … shows where",
    )
    assert outcome.code == 1
    assert (outcome.stderr == lines) == (not debug)
    assert ("Traceback" in outcome.stderr, "in _try_to" in outcome.stderr) == (bool(debug), bool(debug))


def test_a_failure_on_the_way_down_keeps_no_other_component_up(zenml: CommandLine, server: Daemon) -> None:
    zenml("alerter", "register", "stuck", "--flavor=siren", "--fails_to=suspend")
    words = ("-o", "air", "-a", "default", "-m", "default", "-al", "stuck")
    zenml("stack", "register", "stubborn", *words)
    zenml("stack", "up", "stubborn")
    down = zenml("stack", "down", "stubborn")
    assert down == Outcome(
        "",
        said(
            "Suspended orchestrator 'air'.",
            "siren: suspend",
            "Error: the alerter 'stuck' could not be stopped: RuntimeError: the spring broke",
            "Hint: zenml --debug … shows where",
        ),
        1,
    )
    assert not server.is_running


def test_a_component_whose_package_is_gone_keeps_no_other_one_up(
    zenml: CommandLine, server: Daemon, config_path: Path
) -> None:
    zenml("stack", "up", "loud")
    alerter = config_path / "profiles" / "default" / "alerters" / "siren.yaml"
    alerter.write_text(alerter.read_text().replace("flavor: siren", "flavor: horn"))
    down = zenml("stack", "down", "loud")
    assert down.stderr == said(
        "Suspended orchestrator 'air'.",
        "Error: acme-stateful 1.0 brings no alerter flavor 'horn'",
        "Hint: pip install --upgrade acme-stateful",
    )
    assert (down.code, server.is_running) == (5, False)
